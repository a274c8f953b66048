// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_NAME_GRAMMAR_HPP
#define BERTH_VOLUME_NAME_GRAMMAR_HPP

#include <berth/core/error.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace berth::detail {

/// What frameworks and purposes may be called where names are to be read back:
///
/// ```
/// framework = letter, then letters, digits and "-"; ends in a letter or digit; no "--"
/// purpose   = letters
/// ```
/// All letters are lower case, because drivers ignore case.
class name_grammar {
public:
    [[nodiscard]] static constexpr bool is_framework(std::string_view name) noexcept {
        return !name.empty() && is_lower(name.front()) && name.back() != '-' &&
               holds(name, is_framework_word);
    }

    [[nodiscard]] static constexpr bool is_purpose(std::string_view purpose) noexcept {
        std::size_t const size = purpose.size();
        if (size >= 4 && size <= 8) { // one word of two halves: here neighbours do not matter
            return is_purpose_word(half(purpose.data()) << 32 | half(purpose.data() + size - 4));
        }
        return size != 0 && holds(purpose, is_purpose_word);
    }

    /// What is wrong with the parts, the framework first. \pre something is
    [[nodiscard, gnu::cold, gnu::noinline]] static constexpr name_fault
    fault_of(volume_name_parts const& parts) noexcept {
        if (is_framework(parts.framework)) {
            std::size_t at = 0;
            while (at != parts.purpose.size() && is_lower(parts.purpose[at])) {
                ++at;
            }
            return {parts.purpose.empty() ? errc::empty : errc::bad_character, name_part::purpose,
                    position16(at)};
        }
        auto const name = parts.framework;
        auto const fault = [](errc code, std::size_t at) {
            return name_fault{code, name_part::framework, position16(at)};
        };
        if (name.empty()) {
            return fault(errc::empty, 0);
        }
        for (std::size_t i = 0; i != name.size(); ++i) {
            bool const dash = name[i] == '-' && (i == 0 || name[i - 1] != '-');
            if (!is_lower(name[i]) && !is_digit(name[i]) && !dash) {
                return fault(errc::bad_character, i);
            }
        }
        return is_lower(name.front()) ? fault(errc::bad_last_character, name.size() - 1)
                                      : fault(errc::bad_first_character, 0);
    }

private:
    using word = std::uint64_t; // eight characters side by side, in any order of the bytes

    static constexpr word each = 0x0101010101010101; // times a byte: that byte in every place
    static constexpr word top = each * 0x80;

    /// The top bit of every byte that lies in [first, last], for ranges of ASCII. A byte above
    /// 127 may spoil those beside it, but never gets a bit itself, so the word is not `top`.
    [[nodiscard]] static constexpr word within(word w, char first, char last) noexcept {
        auto const above = w + each * (0x80U - static_cast<unsigned char>(first));
        auto const beyond = w + each * (0x7FU - static_cast<unsigned char>(last));
        return above & ~beyond & top;
    }

    [[nodiscard]] static constexpr bool is_purpose_word(word w) noexcept {
        return within(w, 'a', 'z') == top;
    }

    [[nodiscard]] static constexpr bool is_framework_word(word w) noexcept {
        auto const dashes = within(w, '-', '-');
        auto const known = within(w, 'a', 'z') | within(w, '0', '9') | dashes;
        return known == top && (dashes & (dashes << 8)) == 0;
    }

    /// `size` characters, filled up with the letter `a`. \pre `size` is at most 8
    [[nodiscard]] static constexpr word load(char const* from, std::size_t size) noexcept {
        word out = each * 'a';
        if (!std::is_constant_evaluated() && size == 8) {
            __builtin_memcpy(&out, from, 8);
        } else {
            for (std::size_t i = 0; i != size; ++i) {
                out = (out << 8) | static_cast<unsigned char>(from[i]);
            }
        }
        return out;
    }

    /// Four characters in the lower half of a word.
    [[nodiscard]] static constexpr word half(char const* from) noexcept {
        if (std::is_constant_evaluated()) {
            return load(from, 4) & 0xFFFFFFFFU;
        }
        std::uint32_t out = 0;
        __builtin_memcpy(&out, from, 4);
        return out;
    }

    /// Whether `good` holds for words that cover the text and every two neighbours in it: the
    /// short part of `format`, which is why it goes by words. What is wrong, and where, is found
    /// out afterwards by characters, when time no longer matters.
    [[nodiscard]] static constexpr bool holds(std::string_view text,
                                              bool (*good)(word) noexcept) noexcept {
        std::size_t const size = text.size();
        char const* const from = text.data();
        if (size >= 8) {
            for (std::size_t i = 7; i + 8 < size; i += 7) {
                if (!good(load(from + i, 8))) {
                    return false;
                }
            }
            return good(load(from, 8)) && good(load(from + size - 8, 8));
        }
        if (size >= 4) {
            word const filled = each * 'a' << 32;
            return good(filled | half(from)) && good(filled | half(from + size - 4));
        }
        return good(load(from, size));
    }
};

} // namespace berth::detail

#endif
