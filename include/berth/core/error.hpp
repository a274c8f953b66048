// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_CORE_ERROR_HPP
#define BERTH_CORE_ERROR_HPP

#include <berth/core/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// What is wrong with a value. One enumeration for the whole library, so that a program can
/// handle an error without reading its text.
enum class errc : std::uint8_t {
    missing,
    wrong_type,
    empty,
    not_finite,
    negative,
    rounds_to_zero,
    too_large,
    too_long,
    inverted_range,
    overlapping_ranges,
    duplicate,
    bad_character,
    bad_first_character,
    bad_last_character,
    not_decodable,
    unknown,
    out_of_range,
    in_use,
    not_in_use,
    exhausted,
    unsupported,
    misplaced,
    contradictory,
    damaged,
    unavailable,
};

/// The sentence for a code, without the field.
[[nodiscard]] constexpr std::string_view describe(errc code) noexcept {
    switch (code) {
    case errc::missing: return "is missing";
    case errc::wrong_type: return "has the wrong type";
    case errc::empty: return "is empty";
    case errc::not_finite: return "is not a finite number";
    case errc::negative: return "is negative";
    case errc::rounds_to_zero: return "is not zero but rounds to zero thousandths";
    case errc::too_large: return "is too large";
    case errc::too_long: return "is too long";
    case errc::inverted_range: return "has a range whose begin is above its end";
    case errc::overlapping_ranges: return "has ranges that overlap";
    case errc::duplicate: return "is given twice";
    case errc::bad_character: return "has a character that is not allowed";
    case errc::bad_first_character: return "starts with a character that is not allowed there";
    case errc::bad_last_character: return "ends with a character that is not allowed there";
    case errc::not_decodable: return "could be read back in two ways";
    case errc::unknown: return "is not known";
    case errc::out_of_range: return "is out of range";
    case errc::in_use: return "is in use";
    case errc::not_in_use: return "is not in use";
    case errc::exhausted: return "is used up";
    case errc::unsupported: return "is not supported";
    case errc::misplaced: return "is not allowed in this place";
    case errc::contradictory: return "contradicts another field";
    case errc::damaged: return "is damaged";
    case errc::unavailable: return "is not available";
    }
    return "is wrong";
}

/// An error as a value: which field, what is wrong with it, and a detail for the reader.
struct error {
    errc code{};
    text<128> field{};  ///< the path of the field, as the caller knows it (`requirement.cpus`)
    text<160> detail{}; ///< what was found or expected; may be empty

    /// `<field> <sentence>` and, if there is one, `: <detail>`.
    [[nodiscard]] constexpr text<384> message() const noexcept {
        text<384> out{};
        out.append_clipped(field);
        out.append_clipped(" ");
        out.append_clipped(describe(code));
        if (!detail.empty()) {
            out.append_clipped(": ");
            out.append_clipped(detail);
        }
        return out;
    }

    friend constexpr bool operator==(error const&, error const&) = default;
};

/// An error about a field. What is longer than the texts of `error` is cut at the end: these are
/// for a reader, and `code` is what a program decides by.
[[nodiscard]] constexpr error make_error(errc code, std::string_view field,
                                         std::string_view detail = {}) noexcept {
    return {code, text<128>{field}, text<160>{detail}};
}

/// An error about a member of an element of a list: `<list>[<index>].<member>`.
[[nodiscard]] constexpr error make_error(errc code, std::string_view list, std::size_t index,
                                         std::string_view member,
                                         std::string_view detail = {}) noexcept {
    error out{make_error(code, list, detail)};
    out.field.append_clipped("[");
    out.field.append_decimal(index);
    out.field.append_clipped("].");
    out.field.append_clipped(member);
    return out;
}

} // namespace berth

#endif
