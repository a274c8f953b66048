// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_TEMPLATE_LAYOUT_HPP
#define BERTH_VOLUME_TEMPLATE_LAYOUT_HPP

#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// A string literal as a template argument.
template <std::size_t Size>
struct template_text {
    char characters[Size]{};

    // Implicit, so that the argument is written as a literal.
    constexpr template_text(char const (&literal)[Size]) noexcept {
        for (std::size_t i = 0; i != Size; ++i) {
            characters[i] = literal[i];
        }
    }

    /// Without the zero at the end.
    [[nodiscard]] constexpr std::string_view view() const noexcept {
        return {characters, Size - 1};
    }
};

namespace detail {

/// What a field of a name may hold at some place, under `name_grammar`.
[[nodiscard]] constexpr bool may_hold(name_part field, char c) noexcept {
    switch (field) {
    case name_part::framework: return is_lower(c) || is_digit(c) || c == '-';
    case name_part::id: return is_digit(c);
    default: return is_lower(c);
    }
}

/// Why a text is no template of names.
enum class template_fault : std::uint8_t {
    none,
    open_brace,
    unknown_field,
    bad_character,
    field_twice,
    field_missing,
    unbounded,
};

/// Where the three fields of a template stand, and the fixed characters around them.
struct template_layout {
    name_part fields[3]{name_part::framework, name_part::id, name_part::purpose};
    std::size_t fixed_begin[4]{}; ///< before each field, and behind the last one
    std::size_t fixed_end[4]{};
    template_fault wrong = template_fault::none;

    /// The layout of a text, or the first thing that is wrong with it, from left to right; what
    /// can only be seen of the whole comes last.
    [[nodiscard]] static constexpr template_layout of(std::string_view text) noexcept {
        template_layout out{};
        std::size_t found = 0;
        bool has[3]{};
        for (std::size_t i = 0; i != text.size(); ++i) {
            if (text[i] != '{') {
                if (!is_fixed(text[i])) {
                    return refused(text[i] == '}' ? template_fault::open_brace
                                                  : template_fault::bad_character);
                }
                continue;
            }
            auto const close = text.find_first_of("{}", i + 1);
            if (close == std::string_view::npos || text[close] == '{') {
                return refused(template_fault::open_brace);
            }
            auto const field = field_named(text.substr(i + 1, close - i - 1));
            if (field == name_part::whole) {
                return refused(template_fault::unknown_field);
            }
            if (has[static_cast<std::size_t>(field)]) {
                return refused(template_fault::field_twice);
            }
            has[static_cast<std::size_t>(field)] = true;
            out.fields[found] = field;
            out.fixed_end[found] = i;
            out.fixed_begin[++found] = close + 1;
            i = close;
        }
        if (found != 3) {
            return refused(template_fault::field_missing);
        }
        out.fixed_end[3] = text.size();
        for (std::size_t i = 1; i != 3; ++i) {
            auto const end = out.fixed_end[i];
            if (end == out.fixed_begin[i] || may_hold(out.fields[i], text[end - 1])) {
                return refused(template_fault::unbounded);
            }
        }
        return out;
    }

    /// How many characters of a name are fixed.
    [[nodiscard]] constexpr std::size_t fixed_size() const noexcept {
        std::size_t size = 0;
        for (std::size_t i = 0; i != 4; ++i) {
            size += fixed_end[i] - fixed_begin[i];
        }
        return size;
    }

private:
    [[nodiscard]] static constexpr template_layout refused(template_fault why) noexcept {
        template_layout out{};
        out.wrong = why;
        return out;
    }

    [[nodiscard]] static constexpr bool is_fixed(char c) noexcept {
        return c > ' ' && c <= '~' && !is_upper(c) && c != '{' && c != '}';
    }

    [[nodiscard]] static constexpr name_part field_named(std::string_view name) noexcept {
        for (auto const& [known, field] : {
                 named_field{"framework", name_part::framework},
                 named_field{"id", name_part::id},
                 named_field{"purpose", name_part::purpose},
             }) {
            if (known == name) {
                return field;
            }
        }
        return name_part::whole;
    }

    struct named_field {
        std::string_view name;
        name_part field;
    };
};

} // namespace detail

} // namespace berth

#endif
