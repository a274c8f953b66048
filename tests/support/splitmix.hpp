// SPDX-License-Identifier: Apache-2.0
// SplitMix64: the same numbers on every platform, which <random>'s distributions do not promise.
#ifndef BERTH_TESTS_SUPPORT_SPLITMIX_HPP
#define BERTH_TESTS_SUPPORT_SPLITMIX_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace berth_test {

/// Deterministic generator; also a uniform random bit generator in the sense of the standard.
class splitmix {
public:
    using result_type = std::uint64_t;

    constexpr explicit splitmix(std::uint64_t seed) noexcept : state_{seed} {}

    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return ~result_type{0}; }

    constexpr std::uint64_t operator()() noexcept {
        state_ += 0x9e3779b97f4a7c15U;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

    /// A number in [0, n); 0 when n is 0. The bias of the remainder does not matter for tests.
    constexpr std::uint64_t below(std::uint64_t n) noexcept { return n == 0 ? 0 : (*this)() % n; }

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

private:
    std::uint64_t state_;
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
