// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_CHAR_SET_HPP
#define BERTH_VOLUME_CHAR_SET_HPP

#include <cstdint>
#include <string_view>

namespace berth {

/// A set of ASCII characters as 128 bits. Bytes above 127 are never in it.
class char_set {
public:
    constexpr char_set() noexcept = default;

    /// The characters of `members`; those above 127 are left out.
    constexpr explicit char_set(std::string_view members) noexcept {
        for (char const c : members) {
            auto const code = static_cast<unsigned char>(c);
            if (code < 128) {
                bits_[code / 64] |= std::uint64_t{1} << (code % 64);
            }
        }
    }

    [[nodiscard]] constexpr bool contains(char c) const noexcept {
        auto const code = static_cast<unsigned char>(c);
        return code < 128 && ((bits_[code / 64] >> (code % 64)) & 1U) != 0;
    }

    /// Whether all members of `other` are members of this set.
    [[nodiscard]] constexpr bool contains_all(char_set const& other) const noexcept {
        return ((other.bits_[0] & ~bits_[0]) | (other.bits_[1] & ~bits_[1])) == 0;
    }

    friend constexpr char_set operator|(char_set a, char_set b) noexcept {
        a.bits_[0] |= b.bits_[0];
        a.bits_[1] |= b.bits_[1];
        return a;
    }
    friend constexpr char_set operator&(char_set a, char_set b) noexcept {
        a.bits_[0] &= b.bits_[0];
        a.bits_[1] &= b.bits_[1];
        return a;
    }
    friend constexpr char_set operator-(char_set a, char_set b) noexcept {
        a.bits_[0] &= ~b.bits_[0];
        a.bits_[1] &= ~b.bits_[1];
        return a;
    }
    friend constexpr bool operator==(char_set const&, char_set const&) = default;

private:
    std::uint64_t bits_[2]{};
};

inline constexpr char_set lower_letters{"abcdefghijklmnopqrstuvwxyz"};
inline constexpr char_set upper_letters{"ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
inline constexpr char_set decimal_digits{"0123456789"};

} // namespace berth

#endif
