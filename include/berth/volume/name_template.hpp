// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_NAME_TEMPLATE_HPP
#define BERTH_VOLUME_NAME_TEMPLATE_HPP

#include <berth/core/result.hpp>
#include <berth/volume/name_grammar.hpp>
#include <berth/volume/template_layout.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

/// A `name_formatter` whose form is a text with the fields `{framework}`, `{id}` and `{purpose}`
/// and fixed characters before, between and behind them:
///
/// ```
/// name_template<"{framework}-{id}-{purpose}">  // the names of dashed_name
/// name_template<"blue-{framework}-n{id}-{purpose}">
/// name_template<"{id}.{purpose}.{framework}">  // for a driver that takes dots
/// ```
/// What the fields may hold is the grammar of `dashed_name`: the framework a letter, then
/// letters, digits and `-`, not at the end and not twice; the id canonical decimal; the purpose
/// letters; all lower case.
///
/// The text is checked when it is compiled, by a rule that makes sure that no two triples give
/// one name. It holds each field once, and every field but the leftmost stands right behind a
/// fixed character that the field itself cannot hold: a name is then read from the right, each
/// field ending before the first character that is not its own. The rule is sufficient, not
/// necessary: a text that breaks it is refused even if its names could be told apart. Fixed
/// characters are printable ASCII, but no capital letter (drivers ignore case), space or brace;
/// whether the driver takes them is for `validate_names` to say.
template <template_text Text>
struct name_template {
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
        auto const size = parts.framework.size() + width + parts.purpose.size() + fixed_size;
        if (size > out.size()) {
            return name_fault{errc::too_long, name_part::whole, detail::position16(out.size())};
        }
        char* to = detail::write_text(out.data(), fixed<0>());
        to = write<layout.fields[0]>(to, parts, width);
        to = detail::write_text(to, fixed<1>());
        to = write<layout.fields[1]>(to, parts, width);
        to = detail::write_text(to, fixed<2>());
        to = write<layout.fields[2]>(to, parts, width);
        detail::write_text(to, fixed<3>());
        return size;
    }

    /// Reads a name. \returns views into it, or a fault: `unknown` for what is not of this form
    /// (the whole, or the id), else as `format`. \complexity linear
    [[nodiscard]] constexpr result<volume_name_parts, name_fault>
    parse(std::string_view name) const noexcept {
        volume_name_parts parts{};
        std::string_view digits{};
        std::size_t end = name.size();
        bool const good =
            drop(name, end, fixed<3>()) && read<layout.fields[2]>(name, end, parts, digits) &&
            drop(name, end, fixed<2>()) && read<layout.fields[1]>(name, end, parts, digits) &&
            drop(name, end, fixed<1>());
        constexpr auto first = fixed<0>();
        if (!good || end <= first.size() || name.substr(0, first.size()) != first) {
            return name_fault{errc::unknown};
        }
        set<layout.fields[0]>(name.substr(first.size(), end - first.size()), parts, digits);
        auto const id = detail::read_id(digits);
        if (!id) {
            return name_fault{
                errc::unknown, name_part::id,
                detail::position16(static_cast<std::size_t>(digits.data() - name.data()))};
        }
        parts.id = *id;
        if (!grammar::is_framework(parts.framework) || !grammar::is_purpose(parts.purpose)) {
            return grammar::fault_of(parts);
        }
        return parts;
    }

    friend constexpr bool operator==(name_template, name_template) = default;

private:
    using grammar = detail::name_grammar;
    using fault = detail::template_fault;

    static constexpr auto layout = detail::template_layout::of(Text.view());
    static_assert(layout.wrong != fault::open_brace,
                  "berth::name_template: a brace is not closed; a field is written {framework}, "
                  "{id} or {purpose}, and names hold no other brace");
    static_assert(layout.wrong != fault::unknown_field,
                  "berth::name_template: a field is not known; write {framework}, {id} or "
                  "{purpose}");
    static_assert(layout.wrong != fault::bad_character,
                  "berth::name_template: use lower case letters, digits and punctuation between "
                  "the fields; no capital letter, no space, nothing outside ASCII");
    static_assert(layout.wrong != fault::field_twice,
                  "berth::name_template: a field is there twice; write {framework}, {id} and "
                  "{purpose} once each");
    static_assert(layout.wrong != fault::field_missing,
                  "berth::name_template: a field is missing; write {framework}, {id} and "
                  "{purpose} once each");
    static_assert(layout.wrong != fault::unbounded,
                  "berth::name_template: two names could be the same; put a character in front "
                  "of every field but the first that the field cannot hold: before {id} no "
                  "digit, before {purpose} no letter, before {framework} no letter, digit or -");

    static constexpr std::size_t fixed_size = layout.fixed_size();

    template <std::size_t I>
    [[nodiscard]] static constexpr std::string_view fixed() noexcept {
        return Text.view().substr(layout.fixed_begin[I],
                                  layout.fixed_end[I] - layout.fixed_begin[I]);
    }

    template <name_part Field>
    static constexpr char* write(char* to, volume_name_parts const& parts,
                                 std::size_t width) noexcept {
        if constexpr (Field == name_part::id) {
            return detail::write_decimal(to, parts.id.value, width);
        } else {
            return detail::write_text(to, Field == name_part::framework ? parts.framework
                                                                        : parts.purpose);
        }
    }

    /// \effects takes `text` off the end of the name, if it stands there.
    [[nodiscard]] static constexpr bool drop(std::string_view name, std::size_t& end,
                                             std::string_view text) noexcept {
        if (end < text.size() || name.substr(end - text.size(), text.size()) != text) {
            return false;
        }
        end -= text.size();
        return true;
    }

    /// \effects takes the longest text that the field can hold off the end of the name.
    template <name_part Field>
    [[nodiscard]] static constexpr bool read(std::string_view name, std::size_t& end,
                                             volume_name_parts& parts,
                                             std::string_view& digits) noexcept {
        std::size_t begin = end;
        while (begin != 0 && detail::may_hold(Field, name[begin - 1])) {
            --begin;
        }
        set<Field>(name.substr(begin, end - begin), parts, digits);
        bool const some = begin != end;
        end = begin;
        return some;
    }

    template <name_part Field>
    static constexpr void set(std::string_view text, volume_name_parts& parts,
                              std::string_view& digits) noexcept {
        if constexpr (Field == name_part::framework) {
            parts.framework = text;
        } else if constexpr (Field == name_part::purpose) {
            parts.purpose = text;
        } else {
            digits = text;
        }
    }
};

} // namespace berth

#endif
