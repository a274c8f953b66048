// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTS_FUZZ_INPUT_HPP
#define BERTH_TESTS_FUZZ_INPUT_HPP

#include <concepts>
#include <cstddef>
#include <string_view>

namespace berth_fuzz {

/// Reads typed values from the bytes that a fuzzer chose. At their end it goes on with zeros and
/// empty text, so that every input is one.
class input {
public:
    explicit constexpr input(std::string_view bytes) noexcept : left_(bytes) {}

    [[nodiscard]] constexpr bool empty() const noexcept { return left_.empty(); }

    /// A number of so many bytes, the lowest first.
    template <std::unsigned_integral T>
    constexpr T read() noexcept {
        unsigned long long out = 0;
        for (std::size_t i = 0; i != sizeof(T) && !left_.empty(); ++i) {
            out |= static_cast<unsigned long long>(static_cast<unsigned char>(left_.front()))
                   << (8 * i);
            left_.remove_prefix(1);
        }
        return static_cast<T>(out);
    }

    /// A number below `n`, of one byte. \pre n is from 1 to 256
    constexpr std::size_t one_of(std::size_t n) noexcept { return read<unsigned char>() % n; }

    /// So many bytes, or all if there are fewer.
    constexpr std::string_view take(std::size_t size) noexcept {
        auto const out = left_.substr(0, size);
        left_.remove_prefix(out.size());
        return out;
    }

    /// What stands before a separator, or all if there is none; it is passed over.
    constexpr std::string_view until(char separator) noexcept {
        auto const out = take(left_.find(separator));
        take(1);
        return out;
    }
    constexpr std::string_view line() noexcept { return until('\n'); }
    constexpr std::string_view rest() noexcept { return take(left_.size()); }

private:
    std::string_view left_;
};

} // namespace berth_fuzz

#endif
