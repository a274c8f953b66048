// SPDX-License-Identifier: Apache-2.0
#include "timeline_legend.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace {

using type = timeline_mark::type;

// Of Okabe and Ito, told apart whatever colours an eye sees; the last one instead of their black.
constexpr std::array<std::string_view, 8> palette{"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                                  "#56b4e9", "#d55e00", "#f0e442", "#5b5b5b"};
constexpr std::size_t textures = 3; // the first is none

constexpr double left_edge = 24.0;
constexpr double right_edge = 1176.0;
constexpr std::size_t most_agents = palette.size() * textures; // that can be told apart

struct sign {
    type what;
    std::string_view name;
    std::string_view meaning;
    std::string_view drawing; ///< around 0,0, within a radius of 8
};

constexpr std::array signs{
    sign{type::lost, "lost", "lost, or ended by itself",
         "<path d='M-3.4-3.4 3.4 3.4M3.4-3.4-3.4 3.4' stroke='#b00020' stroke-width='2.4'/>"},
    sign{type::returned, "returned", "heard of again",
         "<path d='M3.8-1.6A4 4 0 1 0 3.8 1.8M4.6-4.6V-1.2H1.2' fill='none' stroke='#222' "
         "stroke-width='1.7'/>"},
    sign{type::operator_word, "operator", "an operator says that it is gone",
         "<circle cy='-2.6' r='2.3' fill='#222'/><path d='M-4.4 4.9a4.4 4.4 0 0 1 8.8 0z' "
         "fill='#222'/>"},
    sign{type::fenced, "fenced", "its volumes were taken from it",
         "<rect x='-3.6' y='-1' width='7.2' height='5.4' fill='#222'/><path d='M-2.2-1V"
         "-2.8a2.2 2.2 0 0 1 4.4 0V-1' fill='none' stroke='#222' stroke-width='1.5'/>"},
    sign{type::late, "late", "back too late: its id has another task",
         "<circle r='8' fill='#b00020'/><path d='M-4.6 0H4.6' stroke='#fff' "
         "stroke-width='3'/>"},
};

struct form_text {
    timeline_form form;
    std::string_view meaning;
};

constexpr std::array forms{
    form_text{timeline_form::starting, "starting"},
    form_text{timeline_form::running, "running"},
    form_text{timeline_form::held, "held: nobody knows if it runs"},
    form_text{timeline_form::killing, "to end"},
    form_text{timeline_form::late, "late task, killed"},
};

constexpr std::string_view volume = "volume, stays with its id";

std::string name_of(std::string_view kind, std::size_t agent) {
    return "berth-" + std::string{kind} + "-" + std::to_string(agent % palette.size());
}

/// Puts items of a known width in rows.
class rows {
public:
    explicit rows(double y) : y_(y) {}

    /// \returns where the next item begins
    double place(double width) {
        if (x_ + width > right_edge && x_ > left_edge) {
            next();
        }
        double const at = x_;
        x_ += width;
        return at;
    }
    void next() {
        x_ = left_edge;
        y_ += 22.0;
    }
    [[nodiscard]] double y() const noexcept { return y_; }

private:
    double x_ = left_edge;
    double y_;
};

void put_item_text(svg_writer& out, double x, double y, std::string_view text) {
    out.put("<text x='", x, "' y='", y + 4.0, "'>", svg_text(text), "</text>\n");
}

double width_of(std::string_view text) { return 6.6 * static_cast<double>(svg_length(text)); }

} // namespace

timeline_agents::timeline_agents(std::vector<timeline_span> const& spans) {
    for (timeline_span const& span : spans) {
        if (indices_.emplace(span.agent, names_.size()).second) {
            names_.push_back(span.agent);
        }
    }
}

std::size_t timeline_agents::index(std::string const& agent) const { return indices_.at(agent); }

timeline_form form_of(timeline_span const& span) noexcept {
    using berth::node_state;
    if (span.late) {
        return timeline_form::late;
    }
    switch (span.state) {
    case node_state::promised:
    case node_state::starting: return timeline_form::starting;
    case node_state::held: return timeline_form::held;
    case node_state::killing: return timeline_form::killing;
    case node_state::free:
    case node_state::running:
    case node_state::retired: break;
    }
    return timeline_form::running;
}

bool white_text(std::size_t agent) noexcept {
    std::size_t const colour = agent % palette.size();
    return colour == 0 || colour == 7;
}

std::size_t texture_of(std::size_t agent) noexcept { return agent / palette.size() % textures; }

std::string_view colour_of(std::size_t agent) noexcept { return palette[agent % palette.size()]; }

void put_definitions(svg_writer& out, std::size_t agents) {
    out.put("<defs>\n");
    for (sign const& s : signs) {
        out.put("<g id='berth-", s.name, "'><circle r='8' fill='#fff' stroke='#222'/>", s.drawing,
                "</g>\n");
    }
    out.put("<g id='berth-volume' fill='#fff' stroke='#777' stroke-width='1.5'>",
            "<path d='M-7-6V6A7 3 0 0 0 7 6V-6z'/><ellipse cy='-6' rx='7' ry='3'/></g>\n");
    for (std::size_t i = 0; i < std::min(agents, palette.size()); ++i) {
        out.put("<pattern id='", name_of("held", i), "' width='7' height='7' ",
                "patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>",
                "<rect width='7' height='7' fill='#fff'/><rect width='2.4' height='7' ", "fill='",
                palette[i], "'/></pattern>\n");
        out.put("<linearGradient id='", name_of("fade", i), "'><stop stop-color='", palette[i],
                "'/><stop offset='1' stop-color='", palette[i],
                "' stop-opacity='0.15'/></linearGradient>\n");
    }
    if (agents > palette.size()) {
        out.put("<pattern id='berth-texture-1' width='6' height='6' ",
                "patternUnits='userSpaceOnUse'><rect width='2' height='6' fill='#fff' ",
                "fill-opacity='0.6'/></pattern>\n",
                "<pattern id='berth-texture-2' width='6' height='6' ",
                "patternUnits='userSpaceOnUse'><circle cx='3' cy='3' r='1.5' ",
                "fill='#000' fill-opacity='0.6'/></pattern>\n");
    }
    out.put("</defs>\n");
}

void put_bar(svg_writer& out, timeline_box const& at, std::size_t agent, timeline_form form,
             std::string_view title) {
    std::string const box = "<rect x='" + svg_number(at.x) + "' y='" + svg_number(at.y) +
                            "' width='" + svg_number(at.width) + "' height='" +
                            svg_number(at.height) + "'";
    std::string_view const colour = colour_of(agent);
    bool const tall = at.height >= 4.0;
    out.put("<g>");
    if (!title.empty()) {
        out.put("<title>", svg_text(title), "</title>");
    }
    switch (form) {
    case timeline_form::starting:
        out.put("<rect x='", at.x, "' y='", at.y, "' width='", at.width, "' height='", at.height,
                "' fill='#fff'/>", box, " fill='", colour, "' fill-opacity='0.4'/>");
        break;
    case timeline_form::held:
        out.put(box, " fill='url(#", name_of("held", agent), ")'");
        out.put(tall ? " stroke='" : "", tall ? colour : "", tall ? "' stroke-width='1.5'" : "",
                "/>");
        break;
    case timeline_form::killing:
        out.put(box, " fill='#fff'/>", box, " fill='url(#", name_of("fade", agent), ")'/>");
        break;
    case timeline_form::running:
    case timeline_form::late: out.put(box, " fill='", colour, "'/>"); break;
    }
    if (std::size_t const texture = texture_of(agent); texture != 0 && at.height >= 6.0) {
        out.put(box, " fill='url(#berth-texture-", std::to_string(texture), ")'/>");
    }
    out.put("</g>\n");
}

void put_sign(svg_writer& out, double x, double y, double size, type what, std::string_view title) {
    for (sign const& s : signs) {
        if (s.what == what) {
            out.put("<use href='#berth-", s.name, "' transform='translate(", x, " ", y, ")");
            if (size < 1.0) {
                out.put(" scale(", size, ")");
            }
            out.put("'><title>", svg_text(title), "</title></use>\n");
        }
    }
}

void put_cylinder(svg_writer& out, double x, double y) {
    out.put("<use href='#berth-volume' transform='translate(", x, " ", y, ")'/>\n");
}

double put_legend(svg_writer& out, double y, timeline_agents const& agents, timeline const& what,
                  std::vector<timeline_span> const& spans) {
    rows at{y};
    for (std::size_t i = 0; i < std::min(agents.names().size(), most_agents); ++i) {
        std::string const name = svg_cut(agents.names()[i], 32);
        double const x = at.place(44.0 + width_of(name));
        put_bar(out, {x, at.y() - 7.0, 22.0, 14.0}, i, timeline_form::running, {});
        put_item_text(out, x + 28.0, at.y(), name);
    }
    if (agents.names().size() > most_agents) {
        std::string const more = "and " + std::to_string(agents.names().size() - most_agents) +
                                 " more, in the same colours again";
        put_item_text(out, at.place(24.0 + width_of(more)), at.y(), more);
    }
    if (!agents.names().empty()) {
        at.next();
    }
    for (form_text const& f : forms) {
        if (std::any_of(spans.begin(), spans.end(),
                        [&](timeline_span const& span) { return form_of(span) == f.form; })) {
            double const x = at.place(44.0 + width_of(f.meaning));
            double const height = f.form == timeline_form::late ? 6.0 : 14.0;
            put_bar(out, {x, at.y() - height / 2.0, 22.0, height}, 7, f.form, {});
            put_item_text(out, x + 28.0, at.y(), f.meaning);
        }
    }
    if (std::any_of(what.volumes().begin(), what.volumes().end(),
                    [](auto const& one) { return !one.second.empty(); })) {
        double const x = at.place(36.0 + width_of(volume));
        put_cylinder(out, x + 8.0, at.y());
        put_item_text(out, x + 22.0, at.y(), volume);
    }
    for (sign const& s : signs) {
        if (std::any_of(what.marks().begin(), what.marks().end(),
                        [&](timeline_mark const& m) { return m.what == s.what; })) {
            double const x = at.place(36.0 + width_of(s.meaning));
            put_sign(out, x + 8.0, at.y(), 1.0, s.what, s.meaning);
            put_item_text(out, x + 22.0, at.y(), s.meaning);
        }
    }
    return at.y() + 16.0;
}
