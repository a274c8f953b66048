// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_VOLUME_NAME_HPP
#define BERTH_VOLUME_VOLUME_NAME_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/core/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace berth {

/// What a volume name is made of. The views belong to the caller; those that a formatter reads
/// out of a name point into that name.
struct volume_name_parts {
    std::string_view framework{}; ///< the framework's name, with the operator's prefix if any
    node_id id{};                 ///< the node that owns the volume
    std::string_view purpose{};   ///< what the node keeps there (`data`, `config`)

    friend constexpr bool operator==(volume_name_parts const&, volume_name_parts const&) = default;
};

/// A volume name kept in place. 255 is the longest path component on Linux, and every driver
/// that makes a directory or a file of the name stops there; shorter limits are `name_limits`.
using volume_name = text<255>;

/// The part of a name that an error is about.
enum class name_part : std::uint8_t { framework, id, purpose, whole };

/// The field that an operator knows for a part, as errors name it.
[[nodiscard]] constexpr std::string_view field_of(name_part part) noexcept {
    switch (part) {
    case name_part::framework: return "frameworkName";
    case name_part::id: return "nodeId";
    case name_part::purpose: return "purpose";
    case name_part::whole: return "volumeName";
    }
    return "volumeName";
}

/// Why a name was not written or not read, in four bytes: a formatter returns it, so that the
/// path without a fault does not pay for the text of an `error`. `explain` makes the text.
struct name_fault {
    errc code{};
    name_part part{name_part::whole};
    std::uint16_t position{}; ///< of the character at fault within the part, from 0

    friend constexpr bool operator==(name_fault, name_fault) = default;
};

/// The error for a fault. `found` is the part (or the whole name) that the fault is about.
[[nodiscard]] constexpr error to_error(name_fault fault, std::string_view found) noexcept {
    error out{make_error(fault.code, field_of(fault.part))};
    if (fault.code == errc::bad_character || fault.code == errc::bad_last_character) {
        out.detail.append_clipped("position ");
        out.detail.append_decimal(fault.position);
        out.detail.append_clipped(" of ");
    }
    if (!found.empty()) {
        out.detail.append_clipped("\"");
        out.detail.append_clipped(found);
        out.detail.append_clipped("\"");
    }
    return out;
}

namespace detail {

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr char to_lower(char c) noexcept {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Equal but for the case of ASCII letters: REX-Ray and the DVDI isolator look names up so.
[[nodiscard]] constexpr bool same_folded(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i != a.size(); ++i) {
        if (to_lower(a[i]) != to_lower(b[i])) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] constexpr std::uint16_t position16(std::size_t i) noexcept {
    return static_cast<std::uint16_t>(i < 0xFFFF ? i : 0xFFFF);
}

/// How many digits the canonical decimal form has. Here and in `write_decimal` the first three
/// digits, more than which few ids have, go without a branch: it would be guessed wrong often.
[[nodiscard]] constexpr std::size_t decimal_width(std::uint32_t number) noexcept {
    std::size_t width = 1U + (number > 9) + (number > 99);
    for (std::uint64_t next = 1000; next <= number; next *= 10) {
        ++width;
    }
    return width;
}

/// Writes the `width` digits of `number`; returns the end. \pre `width == decimal_width(number)`
constexpr char* write_decimal(char* to, std::uint32_t number, std::size_t width) noexcept {
    if (number < 1000) {
        *to = static_cast<char>('0' + number / 100);
        to += number > 99; // else the next digit takes the place of a leading zero
        *to = static_cast<char>('0' + number / 10 % 10);
        to += number > 9;
        *to = static_cast<char>('0' + number % 10);
        return to + 1;
    }
    for (std::size_t i = width; i-- != 0; number /= 10) {
        to[i] = static_cast<char>('0' + number % 10);
    }
    return to + width;
}

/// Copies text that does not overlap its target; returns the end. Names are too short for a
/// call of `memcpy` to pay: blocks of a fixed size, the last of which may cover the one before.
constexpr char* write_text(char* to, std::string_view from) noexcept {
    std::size_t const size = from.size();
    if (std::is_constant_evaluated()) {
        from.copy(to, size);
    } else if (size >= 8) {
        for (std::size_t i = 0; i + 8 < size; i += 8) {
            __builtin_memcpy(to + i, from.data() + i, 8);
        }
        __builtin_memcpy(to + size - 8, from.data() + size - 8, 8);
    } else if (size >= 4) {
        __builtin_memcpy(to, from.data(), 4);
        __builtin_memcpy(to + size - 4, from.data() + size - 4, 4);
    } else {
        for (std::size_t i = 0; i != size; ++i) {
            to[i] = from[i];
        }
    }
    return to + size;
}

/// The id that `digits` are the canonical decimal form of: no sign, no leading zero.
[[nodiscard]] constexpr result<node_id, errc> read_id(std::string_view digits) noexcept {
    if (digits.empty() || digits.size() > 10 || (digits.size() > 1 && digits[0] == '0')) {
        return errc::not_decodable;
    }
    std::uint64_t number = 0;
    for (char const c : digits) {
        if (!is_digit(c)) {
            return errc::not_decodable;
        }
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (number > 0xFFFFFFFFU) {
        return errc::not_decodable;
    }
    return node_id{static_cast<std::uint32_t>(number)};
}

} // namespace detail

} // namespace berth

#endif
