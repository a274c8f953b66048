// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_CONCATENATED_NAME_HPP
#define BERTH_VOLUME_CONCATENATED_NAME_HPP

#include <berth/core/result.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

/// The names of the Elasticsearch framework, `<framework><id><purpose>` without a separator
/// (mesos/elasticsearch `Configuration.dataVolumeName`): for volumes that it made.
///
/// Nothing separates the parts, so `es1` + 1 + `data` and `es` + 11 + `data` are both
/// `es11data`. Names can be told apart only under three conditions: the framework does not end
/// in a digit, the purpose is made of letters, the id is canonical decimal. Then the purpose is
/// the letters at the end, the id the digits before them, the framework the rest. Parts outside
/// them are refused as `not_decodable`, and `validate_names` shows a collision.
///
/// Letters only in the purpose also keep this form and `dashed_name` apart: before the last
/// letters of a name stands a digit here, a dash there.
struct concatenated_name {
    /// Holds for every value that does not waive it: with `accept_ambiguous` the operator takes
    /// names which can collide, and who needs the promise asks `accepts_ambiguity` as well.
    static constexpr bool injective = true;

    /// Accepts any framework name, and digits in purposes, although names may then collide. A
    /// name that can be read in several ways is then not read at all.
    bool accept_ambiguous = false;

    /// Writes the name to the front of `out`. \pre `out` and the parts do not overlap
    /// \returns its length, or a fault: `empty` or `not_decodable` (the digit) of the framework
    /// or the purpose, `bad_character` of the purpose, `too_long` if it does not fit.
    /// \complexity linear
    [[nodiscard]] constexpr result<std::size_t, name_fault>
    format(volume_name_parts const& parts, std::span<char> out) const noexcept {
        return format(parts, out.data(), out.size());
    }

    /// Reads a name. \returns views into it, or a fault of the whole: `unknown` for what is not
    /// of this form, `not_decodable` (only with `accept_ambiguous`) for what is in two ways.
    /// \complexity linear; with `accept_ambiguous` quadratic
    [[nodiscard]] constexpr result<volume_name_parts, name_fault>
    parse(std::string_view name) const noexcept {
        if (accept_ambiguous) {
            auto const reading = next_reading(name, {});
            if (reading.framework.empty()) {
                return name_fault{errc::unknown};
            }
            if (!next_reading(name, reading).framework.empty()) {
                return name_fault{errc::not_decodable};
            }
            return reading;
        }
        std::size_t purpose = name.size();
        while (purpose != 0 && is_letter(name[purpose - 1])) {
            --purpose;
        }
        std::size_t digits = purpose;
        while (digits != 0 && detail::is_digit(name[digits - 1])) {
            --digits;
        }
        auto const id = detail::read_id(name.substr(digits, purpose - digits));
        if (!id || digits == 0 || purpose == name.size()) {
            return name_fault{errc::unknown};
        }
        return volume_name_parts{name.substr(0, digits), *id, name.substr(purpose)};
    }

    /// Two triples that give one name, if the framework or the purpose breaks the conditions:
    /// `"es1" + 1 + "data" and "es" + 11 + "data" both give es11data`.
    /// \returns an empty text if they do not, or if there is none for the ids 1 and 10.
    [[nodiscard]] constexpr text<160> collision(std::string_view framework,
                                                std::string_view purpose,
                                                node_id largest_id) const noexcept {
        text<160> out{};
        char buffer[volume_name::capacity()]{};
        if (concatenated_name{}.format({framework, {}, purpose}, buffer, sizeof buffer)) {
            return out;
        }
        for (auto const id : {node_id{1}, node_id{10}}) {
            volume_name_parts const ours{framework, id < largest_id ? id : largest_id, purpose};
            auto const size = concatenated_name{true}.format(ours, buffer, sizeof buffer);
            char const* const written = buffer;
            std::string_view const name{written, size ? *size : 0};
            for (auto theirs = next_reading(name, {}); !theirs.framework.empty();
                 theirs = next_reading(name, theirs)) {
                if (theirs != ours) {
                    append(out, ours);
                    out.append_clipped(" and ");
                    append(out, theirs);
                    out.append_clipped(" both give ");
                    out.append_clipped(name);
                    return out;
                }
            }
        }
        return out;
    }

    friend constexpr bool operator==(concatenated_name, concatenated_name) = default;

private:
    [[nodiscard]] static constexpr bool is_letter(char c) noexcept {
        return detail::is_lower(c) || detail::is_upper(c);
    }

    [[nodiscard]] constexpr result<std::size_t, name_fault>
    format(volume_name_parts const& parts, char* to, std::size_t room) const noexcept {
        if (parts.framework.empty()) {
            return name_fault{errc::empty, name_part::framework};
        }
        if (parts.purpose.empty()) {
            return name_fault{errc::empty, name_part::purpose};
        }
        if (!accept_ambiguous && detail::is_digit(parts.framework.back())) {
            return name_fault{errc::not_decodable, name_part::framework,
                              detail::position16(parts.framework.size() - 1)};
        }
        for (std::size_t i = 0; i != parts.purpose.size(); ++i) {
            char const c = parts.purpose[i];
            if (!is_letter(c) && !(accept_ambiguous && detail::is_digit(c))) {
                return name_fault{detail::is_digit(c) ? errc::not_decodable : errc::bad_character,
                                  name_part::purpose, detail::position16(i)};
            }
        }
        auto const width = detail::decimal_width(parts.id.value);
        auto const size = parts.framework.size() + width + parts.purpose.size();
        if (size > room) {
            return name_fault{errc::too_long, name_part::whole, detail::position16(room)};
        }
        to = detail::write_text(to, parts.framework);
        to = detail::write_decimal(to, parts.id.value, width);
        detail::write_text(to, parts.purpose);
        return size;
    }

    /// The reading of `name` that follows `before` (default: the first) if any framework name
    /// and digits in the purpose are accepted: shortest purpose first, then shortest framework.
    /// No framework means that there is none.
    [[nodiscard]] static constexpr volume_name_parts
    next_reading(std::string_view name, volume_name_parts const& before) noexcept {
        std::size_t framework = before.framework.size() + 1;
        std::size_t purpose = before.framework.empty() ? 1 : before.purpose.size();
        for (; purpose < name.size(); ++purpose, framework = 1) {
            auto const end = name.size() - purpose; // of the id
            if (!is_letter(name[end]) && !detail::is_digit(name[end])) {
                break;
            }
            for (; framework < end; ++framework) {
                if (auto const id = detail::read_id(name.substr(framework, end - framework))) {
                    return {name.substr(0, framework), *id, name.substr(end)};
                }
            }
        }
        return {};
    }

    static constexpr void append(text<160>& out, volume_name_parts const& parts) noexcept {
        out.append_clipped("\"");
        out.append_clipped(parts.framework);
        out.append_clipped("\" + ");
        out.append_decimal(parts.id.value);
        out.append_clipped(" + \"");
        out.append_clipped(parts.purpose);
        out.append_clipped("\"");
    }
};

} // namespace berth

#endif
