// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_CORE_TEXT_HPP
#define BERTH_CORE_TEXT_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// A string of at most `Capacity` bytes, kept in place: regular, `constexpr`, no allocation.
///
/// Names and messages are built in it, so that both can be checked at compile time
/// (`std::string` is not usable in constant expressions with clang 14). Appending never cuts:
/// what does not fit is refused as a whole. A sentence for a reader may be cut on purpose with
/// `append_clipped`.
template <std::size_t Capacity>
class text {
public:
    constexpr text() noexcept = default;

    /// \effects holds `from`, or its first `Capacity` bytes; for literals known to fit.
    constexpr explicit text(std::string_view from) noexcept { append_clipped(from); }

    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return Capacity; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr std::string_view view() const noexcept {
        if (size_ > Capacity) {
            __builtin_unreachable(); // what g++ 12 otherwise warns of when this is inlined
        }
        return {data_, size_};
    }
    [[nodiscard]] constexpr operator std::string_view() const noexcept { return view(); }

    constexpr void clear() noexcept { size_ = 0; }

    /// \returns false, with the text unchanged, if `more` does not fit.
    constexpr bool append(std::string_view more) noexcept {
        return append(more.data(), more.size());
    }

    constexpr bool append(char c) noexcept { return append(&c, 1); }

    /// \effects appends the canonical decimal form: no sign, no leading zero.
    /// \returns false, with the text unchanged, if it does not fit.
    constexpr bool append_decimal(std::uint64_t number) noexcept {
        char digits[20]{};
        std::size_t first = sizeof digits;
        do {
            digits[--first] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        return append(digits + first, sizeof digits - first);
    }

    /// \effects appends as much of `more` as fits.
    constexpr void append_clipped(std::string_view more) noexcept {
        append(more.substr(0, Capacity - size_));
    }

    friend constexpr bool operator==(text const& a, text const& b) noexcept {
        return a.view() == b.view();
    }
    friend constexpr bool operator==(text const& a, std::string_view b) noexcept {
        return a.view() == b;
    }

private:
    constexpr bool append(char const* more, std::size_t size) noexcept {
        if (size > Capacity - size_) {
            return false;
        }
        for (std::size_t i = 0; i < size; ++i) {
            data_[size_++] = more[i];
        }
        return true;
    }

    char data_[Capacity]{};
    std::size_t size_ = 0;
};

} // namespace berth

#endif
