// SPDX-License-Identifier: Apache-2.0
#include "timeline_svg.hpp"

#include "svg.hpp"
#include "timeline_legend.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

namespace {

constexpr double width = 1200.0;
constexpr double plot_left = 236.0;
constexpr double plot_right = 1176.0;
constexpr double tallest_lane = 72.0;
constexpr double tallest_plot = 1300.0;
constexpr double character = 6.7; // the width of one, at 12 px
constexpr double small_one = 6.2; // at 11 px

/// One picture, from top to bottom.
class drawing {
public:
    explicit drawing(timeline const& what)
        : what_(&what), spans_(shown(what)), agents_(spans_), lane_(lane_of(what)) {
        // A bit more than there is: what lasts until the end is to be seen, however short it is.
        double const length = what.end() - what.begin();
        length_ = length > 0.0 ? length * 1.03 : 1.0;
        for (auto const& [id, names] : what.volumes()) {
            rows_.emplace(id, rows_.size());
        }
    }

    std::string text() {
        svg_writer body;
        put_title(body);
        top_ = put_legend(body, 78.0, agents_, *what_, spans_) + 22.0;
        bottom_ = top_ + std::max(lane_ * static_cast<double>(rows_.size()), 20.0);
        put_axis(body);
        put_lanes(body);
        put_events(body);
        put_bars(body);
        put_marks(body);

        svg_writer out;
        out.put("<svg xmlns='http://www.w3.org/2000/svg' width='", width, "' height='",
                bottom_ + 52.0, "' viewBox='0 0 ", width, " ", bottom_ + 52.0,
                "' font-family='Verdana, DejaVu Sans, sans-serif' font-size='12' ",
                "fill='#222'>\n");
        out.put("<rect width='", width, "' height='", bottom_ + 52.0, "' fill='#fff'/>\n");
        put_definitions(out, std::max<std::size_t>(agents_.names().size(), 8)); // of the legend
        out.put(body.text(), "</svg>\n");
        return out.text();
    }

private:
    // Those before the beginning were cut off at it.
    static std::vector<timeline_span> shown(timeline const& what) {
        auto out = what.spans();
        for (timeline_span& span : out) {
            span.from = std::max(span.from, what.begin());
        }
        std::erase_if(out, [](timeline_span const& span) { return span.to < span.from; });
        return out;
    }

    static double lane_of(timeline const& what) {
        auto const ids = static_cast<double>(std::max<std::size_t>(what.volumes().size(), 1));
        return std::min(tallest_lane, tallest_plot / ids);
    }

    [[nodiscard]] double x(double time) const {
        double const part = std::clamp((time - what_->begin()) / length_, 0.0, 1.0);
        return plot_left + part * (plot_right - plot_left);
    }
    // What lasts is drawn to the end of the plot.
    [[nodiscard]] double end_of(timeline_span const& span) const {
        return span.to >= what_->end() ? plot_right : x(span.to);
    }
    [[nodiscard]] double y(berth::node_id id) const {
        auto const it = rows_.find(id);
        return top_ + lane_ * static_cast<double>(it == rows_.end() ? 0 : it->second);
    }
    [[nodiscard]] double middle(berth::node_id id) const { return y(id) + 0.45 * lane_; }
    [[nodiscard]] double middle_of_late(berth::node_id id) const { return y(id) + 0.85 * lane_; }
    [[nodiscard]] double height() const { return lane_ * (lane_ < 16.0 ? 0.6 : 0.42); }
    [[nodiscard]] double late_height() const { return lane_ * 0.14; }
    // Few things happen, and they are to be found among many ids.
    [[nodiscard]] double sign_size() const { return std::clamp(lane_ / 24.0, 0.6, 1.0); }
    [[nodiscard]] bool tall() const { return lane_ >= 40.0; }

    void put_title(svg_writer& out) const {
        out.put("<title>", svg_text(what_->group()), ": who had which id</title>\n");
        out.put("<text x='24' y='32' font-size='18' font-weight='bold'>",
                svg_text(svg_cut(what_->group(), 80)), "</text>\n");
        out.put("<text x='24' y='52' fill='#555'>Each line is a node id and its volume; each ",
                "bar is the task that has them, in the colour of its agent.</text>\n");
    }

    void put_axis(svg_writer& out) const {
        double const step = tick_step(length_);
        for (int i = 0; step * i <= length_; ++i) {
            double const at = x(what_->begin() + step * i);
            out.put("<path d='M", at, " ", top_, "V", bottom_ + 5.0, "' stroke='#e4e4e4'/>");
            out.put("<text x='", at, "' y='", bottom_ + 20.0, "' text-anchor='middle' fill='#555'>",
                    duration_text(step * i), "</text>\n");
        }
        std::string note;
        if (std::string const since = clock_text(what_->begin()); !since.empty()) {
            note = "0 is " + since;
        }
        if (what_->cut()) {
            note += note.empty() ? "what" : "; what";
            note += " was before it is left out";
        }
        if (spans_.empty()) {
            note += note.empty() ? "nothing was launched" : "; nothing was launched";
        }
        out.put("<text x='", plot_left, "' y='", bottom_ + 40.0, "' fill='#555'>", note,
                "</text>\n");
    }

    void put_lanes(svg_writer& out) const {
        auto const every = static_cast<std::size_t>(std::ceil(13.0 / lane_)); // label has a place
        for (auto const& [id, names] : what_->volumes()) {
            std::size_t const row = rows_.at(id);
            double const at = middle(id);
            std::string const number = std::to_string(id.value);
            put_rail(out, at + height() / 2.0, names);
            if (tall()) {
                out.put("<text x='24' y='", at - 3.0, "' font-size='14' font-weight='bold'>",
                        "node ", number, "</text><text x='24' y='", at + 14.0, "' fill='#555'>",
                        svg_text(svg_cut(names, 28)), "<title>", svg_text(names),
                        "</title></text>\n");
            } else if (row % every == 0) {
                out.put("<text x='24' y='", at + 4.0, "' font-size='11'><tspan ",
                        "font-weight='bold'>", number, "</tspan> ",
                        svg_text(svg_cut(names, 28 - std::min<std::size_t>(number.size(), 10))),
                        "</text>\n");
            }
        }
    }

    // The volume, below the bars: it stays where it is, whoever has it.
    void put_rail(svg_writer& out, double at, std::string_view names) const {
        double const thick = std::min(3.0, lane_ / 10.0);
        out.put("<path d='M", plot_left - 10.0, " ", at + thick / 2.0, "H", plot_right,
                "' stroke='#777' stroke-width='", thick, "'/>\n");
        if (tall() && !names.empty()) {
            put_cylinder(out, plot_left - 17.0, at - 4.0);
        }
    }

    // What happened to the whole framework.
    void put_events(svg_writer& out) const {
        double free_from = 0.0;
        for (timeline_mark const& mark : what_->marks()) {
            if (!mark.of_all() || mark.at < what_->begin()) {
                continue;
            }
            double const at = x(mark.at);
            out.put("<g><title>", svg_text(details(mark)), "</title><path d='M", at, " ",
                    top_ - 6.0, "V", bottom_, "' stroke='#444' stroke-dasharray='5 3'/>");
            if (at >= free_from) {
                out.put("<text x='", at + 4.0, "' y='", top_ - 4.0, "' font-size='11'>",
                        svg_text(mark.word), "</text>");
                free_from = at + 12.0 + small_one * static_cast<double>(mark.word.size());
            }
            out.put("</g>\n");
        }
    }

    void put_bars(svg_writer& out) const {
        std::map<std::string_view, timeline_span const*> last_of; // of a task, so far
        for (timeline_span const& span : spans_) {
            if (!rows_.contains(span.id)) {
                continue;
            }
            double const from = x(span.from);
            double const shortest = span.late ? 16.0 : 2.0;
            double const wide = std::max(end_of(span) - from, shortest);
            std::size_t const agent = agents_.index(span.agent);
            if (auto const last = last_of.find(span.task_id); span.late && last != last_of.end()) {
                put_trace(out, *last->second, span);
            }
            last_of[span.task_id] = &span;
            double const high = span.late ? late_height() : height();
            double const mid = span.late ? middle_of_late(span.id) : middle(span.id);
            put_bar(out, {from, mid - high / 2.0, wide, high}, agent, form_of(span), details(span));
            if (!span.late) {
                put_bar_text(out, span, from, wide, agent);
            } else if (tall()) {
                put_word(out, from + wide + 6.0, mid + 4.0,
                         span.agent + " is back too late: killed");
            }
        }
    }

    void put_bar_text(svg_writer& out, timeline_span const& span, double from, double wide,
                      std::size_t agent) const {
        auto const form = form_of(span);
        bool const plain = form == timeline_form::running && texture_of(agent) == 0;
        std::string text = span.agent;
        if (form != timeline_form::running) {
            text += ": ";
            text += form == timeline_form::starting ? "starting" : name(span.state);
        }
        if (lane_ < 24.0 || wide < 20.0 + character * static_cast<double>(svg_length(text))) {
            return;
        }
        out.put("<text x='", from + 13.0, "' y='", middle(span.id) + 4.0, "' fill='",
                plain && white_text(agent) ? "#fff" : "#111", "'");
        out.put(plain ? "" : " stroke='#fff' stroke-width='4' paint-order='stroke'",
                " pointer-events='none'>", svg_text(text), "</text>\n");
    }

    // From where this task was last seen: all the while it may have run.
    void put_trace(svg_writer& out, timeline_span const& last, timeline_span const& late) const {
        double const at = middle_of_late(late.id);
        out.put("<g><title>", svg_text(late.task_id),
                ": nobody heard of it, and it ran</title><path d='M", x(last.to), " ",
                middle(last.id) + height() / 2.0, "V", at, "H", x(late.from),
                "' fill='none' stroke='", colour_of(agents_.index(late.agent)), "' stroke-width='",
                std::min(2.0, late_height()), "' stroke-dasharray='2 4'/></g>\n");
    }

    void put_marks(svg_writer& out) const {
        std::map<berth::node_id, double> free_from; // for a word
        for (timeline_mark const& mark : what_->marks()) {
            if (mark.of_all() || mark.at < what_->begin() || !rows_.contains(mark.id)) {
                continue;
            }
            bool const late = mark.what == timeline_mark::type::late;
            double const at = x(mark.at);
            double const mid = late ? middle_of_late(mark.id) : middle(mark.id);
            put_sign(out, at, mid, sign_size(), mark.what, details(mark));
            double const from = at - 8.0;
            if (late || !tall() || from < free_from[mark.id]) {
                continue;
            }
            free_from[mark.id] =
                from + 8.0 + put_word(out, from, mid - height() / 2.0 - 4.0, mark.word);
        }
    }

    // \returns how wide it is; it ends before the picture does
    static double put_word(svg_writer& out, double from, double at, std::string_view word) {
        double const wide = small_one * static_cast<double>(svg_length(word));
        bool const over = from + wide > plot_right;
        out.put("<text x='", over ? plot_right : from, "' y='", at, "' font-size='11'",
                over ? " text-anchor='end'>" : ">", svg_text(word), "</text>\n");
        return wide;
    }

    [[nodiscard]] std::string after(double time) const {
        return duration_text(std::max(time - what_->begin(), 0.0));
    }

    [[nodiscard]] std::string details(timeline_mark const& mark) const {
        return (mark.of_all() ? "" : "node " + std::to_string(mark.id.value) + ": ") + mark.text +
               "\nat " + after(mark.at);
    }

    [[nodiscard]] std::string details(timeline_span const& span) const {
        std::string out = "node " + std::to_string(span.id.value) + ", " +
                          (span.late ? "late" : std::string{name(span.state)}) + "\nagent " +
                          span.agent + "\ntask " + span.task_id + "\nfrom " + after(span.from);
        out += span.to >= what_->end() ? " on" : " to " + after(span.to);
        return out;
    }

    timeline const* what_;
    std::vector<timeline_span> spans_;
    timeline_agents agents_;
    std::map<berth::node_id, std::size_t> rows_{};
    double lane_;
    double length_ = 1.0;
    double top_ = 0.0;
    double bottom_ = 0.0;
};

} // namespace

std::string draw(timeline const& what) { return drawing{what}.text(); }
