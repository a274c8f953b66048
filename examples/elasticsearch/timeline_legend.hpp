// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_TIMELINE_LEGEND_HPP
#define EXAMPLES_ELASTICSEARCH_TIMELINE_LEGEND_HPP

#include "svg.hpp"
#include "timeline.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The agents of a picture in the order of their appearance: a colour for each, and from the ninth
/// on a texture on top of it.
class timeline_agents {
public:
    explicit timeline_agents(std::vector<timeline_span> const& spans);

    [[nodiscard]] std::vector<std::string> const& names() const noexcept { return names_; }

    /// \pre the agent is in one of the spans
    [[nodiscard]] std::size_t index(std::string const& agent) const;

private:
    std::vector<std::string> names_{};
    std::map<std::string, std::size_t> indices_{};
};

/// How something is filled: the kind of a bar.
enum class timeline_form : std::uint8_t { starting, running, killing, held, late };

[[nodiscard]] timeline_form form_of(timeline_span const& span) noexcept;

/// Patterns, fades and signs that the rest of the picture refers to.
void put_definitions(svg_writer& out, std::size_t agents);

/// Draws a bar, and says `title` of it.
struct timeline_box {
    double x = 0.0, y = 0.0, width = 0.0, height = 0.0;
};
void put_bar(svg_writer& out, timeline_box const& at, std::size_t agent, timeline_form form,
             std::string_view title);

/// Whether text in the colour of an agent is white.
[[nodiscard]] bool white_text(std::size_t agent) noexcept;

/// The colour of an agent.
[[nodiscard]] std::string_view colour_of(std::size_t agent) noexcept;

/// What lies over that colour: 0 for nothing.
[[nodiscard]] std::size_t texture_of(std::size_t agent) noexcept;

/// Draws a volume.
void put_cylinder(svg_writer& out, double x, double y);

/// Draws the sign of a mark that is about an id, `size` times its usual radius of 8.
void put_sign(svg_writer& out, double x, double y, double size, timeline_mark::type what,
              std::string_view title);

/// Draws what the colours and the forms stand for, as far as they are used, from `y` on.
/// \returns where it ends
[[nodiscard]] double put_legend(svg_writer& out, double y, timeline_agents const& agents,
                                timeline const& what, std::vector<timeline_span> const& spans);

#endif
