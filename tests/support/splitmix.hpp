// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTS_SUPPORT_SPLITMIX_HPP
#define BERTH_TESTS_SUPPORT_SPLITMIX_HPP

#include <berth/testing/splitmix.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace berth_test {

/// Also a uniform random bit generator in the sense of the standard, whose own distributions do not
/// promise the same numbers on every platform.
class splitmix : public berth::testing::splitmix {
public:
    using result_type = std::uint64_t;

    using berth::testing::splitmix::splitmix;

    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return ~result_type{0}; }

    /// A number in [first, last].
    constexpr std::int64_t between(std::int64_t first, std::int64_t last) noexcept {
        auto const width = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
        auto const step = width == 0 ? (*this)() : below(width);
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) + step);
    }

    /// True in `part` of `whole` draws.
    constexpr bool chance(std::uint64_t part, std::uint64_t whole) noexcept {
        return below(whole) < part;
    }

    template <class Range>
    constexpr auto& pick(Range& range) noexcept {
        return range[static_cast<std::size_t>(below(range.size()))];
    }

    template <class Range>
    constexpr void shuffle(Range& range) noexcept {
        for (std::size_t left = range.size(); left > 1; --left) {
            using std::swap;
            swap(range[left - 1], range[static_cast<std::size_t>(below(left))]);
        }
    }
};

/// The seed in the environment variable BERTH_SEED (decimal, or hexadecimal after 0x), else `fallback`.
inline std::uint64_t seed_or(std::uint64_t fallback) {
    char const* text = std::getenv("BERTH_SEED"); // NOLINT(concurrency-mt-unsafe)
    if (text == nullptr || *text == '\0') {
        return fallback;
    }
    char* end = nullptr;
    auto const seed = std::strtoull(text, &end, 0);
    return *end == '\0' ? seed : fallback;
}

} // namespace berth_test

#endif
