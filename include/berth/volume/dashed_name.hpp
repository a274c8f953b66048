// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_DASHED_NAME_HPP
#define BERTH_VOLUME_DASHED_NAME_HPP

#include <berth/core/result.hpp>
#include <berth/volume/name_grammar.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

/// The default `name_formatter`: `<framework>-<id>-<purpose>`, in characters that every known
/// driver takes.
///
/// ```
/// framework = letter, then letters, digits and "-"; ends in a letter or digit; no "--"
/// id        = canonical decimal
/// purpose   = letters
/// ```
/// All letters are lower case. A purpose has no dash and an id neither, so the last two dashes
/// of a name are its separators, whatever the framework is called: injective. A separator alone
/// would not do (kubernetes issue 41153 is about names of stateful sets that a dash does not
/// keep apart). How long a name may be is the business of `name_limits`.
struct dashed_name {
    static constexpr bool injective = true;

    /// Writes the name to the front of `out`. \pre `out` and the parts do not overlap
    /// \returns its length, or a fault: `empty`, `bad_character`, `bad_first_character` or
    /// `bad_last_character` of the framework or the purpose, `too_long` if it does not fit.
    /// \complexity linear
    [[nodiscard]] constexpr result<std::size_t, name_fault>
    format(volume_name_parts const& parts, std::span<char> out) const noexcept {
        if (!grammar::is_framework(parts.framework) || !grammar::is_purpose(parts.purpose)) {
            return grammar::fault_of(parts);
        }
        auto const width = detail::decimal_width(parts.id.value);
        auto const size = parts.framework.size() + width + parts.purpose.size() + 2;
        if (size > out.size()) {
            return name_fault{errc::too_long, name_part::whole, detail::position16(out.size())};
        }
        char* to = detail::write_text(out.data(), parts.framework);
        *to++ = '-';
        to = detail::write_decimal(to, parts.id.value, width);
        *to++ = '-';
        detail::write_text(to, parts.purpose);
        return size;
    }

    /// Reads a name. \returns views into it, or a fault: `unknown` for what is not of this form
    /// (the whole, or the id), else as `format`. \complexity linear
    [[nodiscard]] constexpr result<volume_name_parts, name_fault>
    parse(std::string_view name) const noexcept {
        auto const second = name.rfind('-');
        auto const first =
            second == 0 || second == std::string_view::npos ? second : name.rfind('-', second - 1);
        if (first == std::string_view::npos || second == 0) {
            return name_fault{errc::unknown};
        }
        auto const id = detail::read_id(name.substr(first + 1, second - first - 1));
        if (!id) {
            return name_fault{errc::unknown, name_part::id, detail::position16(first + 1)};
        }
        volume_name_parts const parts{name.substr(0, first), *id, name.substr(second + 1)};
        if (!grammar::is_framework(parts.framework) || !grammar::is_purpose(parts.purpose)) {
            return grammar::fault_of(parts);
        }
        return parts;
    }

    friend constexpr bool operator==(dashed_name, dashed_name) = default;

private:
    using grammar = detail::name_grammar;
};

} // namespace berth

#endif
