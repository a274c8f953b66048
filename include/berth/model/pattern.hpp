// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_PATTERN_HPP
#define BERTH_MODEL_PATTERN_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/model/pattern_compiler.hpp>
#include <berth/model/pattern_program.hpp>

#include <cstddef>
#include <string_view>

namespace berth {

/// A regular expression that is matched against whole values in linear time: what LIKE and UNLIKE
/// compare with. Kept in place: regular, `constexpr`, no allocation, 1 KiB.
///
/// Marathon gives the expression to Java's `String.matches`. Here is the part of that language that
/// a value of an agent needs, with Java's meaning; all else is refused by `make`:
///
///  * characters of ASCII; `\` before one that is neither letter nor digit takes its meaning away
///  * `.`: any character but a line end (`\n`, `\r`, U+0085, U+2028, U+2029)
///  * `\d` `\w` `\s`, those of ASCII (vertical tab is a `\s`), and their complements `\D` `\W` `\S`
///  * classes as `[a-z_\d]` and `[^a-z]`; `-` is a member only at either end or as `\-`
///  * `*` `+` `?` once after a part, `|`, and groups `( )`; an alternative may be empty
///
/// A pattern is ASCII, and a value is taken as UTF-8: a character beyond ASCII is one character for
/// `.` and the complements, as it is for Java. A byte of no such sequence is a character by itself.
class pattern {
public:
    static constexpr std::size_t max_size = 255;

    /// Matches the empty value only, as does the empty pattern.
    constexpr pattern() noexcept = default;

    /// \returns the pattern, or an error of the field `pattern`. Its detail begins with the place of
    /// the fault in bytes, counted from 0 as Java does: "position 7: ...".
    ///  * `unsupported`: Java may know a meaning (`{2}`, `(?i)`, `*?`, `^`, `\b`, `[a[b]]`, a
    ///    character beyond ASCII, ...), or there are more than 15 different classes, or more than
    ///    15 groups in each other
    ///  * `bad_character`, `inverted_range`: it has none
    ///  * `too_long`: more than `max_size` bytes (without a place), or more than 255 steps: one for a
    ///    character or a class with what repeats it, at most two more for each `|` and for
    ///    whatever repeats a group
    /// \complexity quadratic in the pattern at worst
    [[nodiscard]] static constexpr result<pattern> make(std::string_view source) noexcept {
        pattern out{};
        if (!out.source_.append(source)) {
            return make_error(errc::too_long, "pattern", "it has at most 255 bytes");
        }
        auto const compiled = detail::pattern_compiler{source, out.program_}.compile();
        if (!compiled) {
            return compiled.error();
        }
        return out;
    }

    /// Whether the whole of `value` is as the pattern says.
    /// \complexity size of the value times size of the pattern, whatever they are; no recursion
    [[nodiscard]] constexpr bool matches(std::string_view value) const noexcept {
        return program_.matches(value);
    }

    /// What it was made of.
    [[nodiscard]] constexpr std::string_view source() const noexcept { return source_; }

    friend constexpr bool operator==(pattern const& a, pattern const& b) noexcept {
        return a.source_ == b.source_;
    }

private:
    text<max_size> source_{};
    detail::pattern_program program_{};
};

} // namespace berth

#endif
