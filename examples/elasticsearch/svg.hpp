// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_SVG_HPP
#define EXAMPLES_ELASTICSEARCH_SVG_HPP

#include <cstddef>
#include <string>
#include <string_view>

/// A number as in a drawing, with at most one digit behind the point: the same in every locale.
[[nodiscard]] std::string svg_number(double value);

/// Text as XML has it, between tags or in an attribute. What no XML may hold, such as a control
/// character, becomes U+FFFD; a text that is not UTF-8 keeps only its ASCII.
[[nodiscard]] std::string svg_text(std::string_view text);

/// The first characters of a text, with an ellipsis in the place of the last one if there are more.
[[nodiscard]] std::string svg_cut(std::string_view text, std::size_t most);

/// How many characters a text has.
[[nodiscard]] std::size_t svg_length(std::string_view text) noexcept;

/// Seconds as a person says them, in at most two units: `0`, `0.5 s`, `1 min 30 s`, `2 d 3 h`.
/// \pre it is not negative
[[nodiscard]] std::string duration_text(double seconds);

/// A time in seconds since the epoch as a date; nothing for one that no clock of our days shows,
/// such as that of a simulation.
[[nodiscard]] std::string clock_text(double time);

/// Seconds between two ticks of an axis that is so long, so that there are 4 to 12 of them and a
/// person likes their numbers.
[[nodiscard]] double tick_step(double seconds);

/// Appends text and numbers to a drawing.
class svg_writer {
public:
    template <class... Parts>
    void put(Parts const&... parts) {
        (add(parts), ...);
    }

    [[nodiscard]] std::string const& text() const noexcept { return text_; }

private:
    void add(std::string_view part) { text_ += part; }
    void add(double part) { text_ += svg_number(part); }

    std::string text_{};
};

#endif
