// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace {

// Whatever a document calls its hosts, a line stays a line.
void add_line(std::string& out, std::string_view line) {
    for (char const c : line) {
        out.push_back(static_cast<unsigned char>(c) < 32 || c == 127 ? '?' : c);
    }
    out.push_back('\n');
}

/// Lines of cells, each column as wide as its widest cell; an empty column takes no room.
class table {
public:
    void add(std::vector<std::string> line) { lines_.push_back(std::move(line)); }

    void print(std::string& out) const {
        std::vector<std::size_t> widths;
        for (auto const& line : lines_) {
            widths.resize(std::max(widths.size(), line.size()));
            for (std::size_t i = 0; i + 1 < line.size(); ++i) { // the last may stand out
                widths[i] = std::max(widths[i], line[i].size());
            }
        }
        for (auto const& line : lines_) {
            std::string text = "  ";
            for (std::size_t i = 0; i < line.size(); ++i) {
                if (i + 1 == line.size() || widths[i] > 0) {
                    text.append("  ").append(line[i]);
                    text.append(widths[i] - std::min(widths[i], line[i].size()), ' ');
                }
            }
            add_line(out, std::string_view{text}.substr(0, text.find_last_not_of(' ') + 1));
        }
    }

private:
    std::vector<std::vector<std::string>> lines_{};
};

template <class Parts>
std::string joined(Parts const& parts, std::string_view between) {
    std::string out;
    for (auto const& part : parts) {
        out.append(out.empty() ? "" : between).append(part);
    }
    return out;
}

berth::resource const& entry_of(question const& asked, berth::taken const& part) {
    auto const entries = asked.round.offers()[part.offer].resources;
    return *std::find_if(entries.begin(), entries.end(),
                         [&](berth::resource const& e) { return e.source == part.source; });
}

std::string use_of(question const& asked, berth::taken const& part) {
    berth::resource const& entry = entry_of(asked, part);
    std::string out = "of " + std::string{asked.round.offers()[part.offer].id};
    if (!entry.role.empty()) {
        out.append(", reserved for ").append(entry.role);
    }
    if (part.volume != berth::no_volume) {
        out.append(", for ").append(asked.needs.volumes[part.volume].purpose.view());
        out.append(part.whole ? ", whole" : "");
    }
    return out;
}

void print_placement(question const& asked, berth::placement const& placed, std::string& out) {
    std::string line = "node " + std::to_string(placed.id.value) + " is placed on ";
    line.append(placed.hostname).append(" (agent ").append(placed.agent_id).append(") with ");
    add_line(out, line.append(joined(offer_ids(asked, placed), ", ")));
    table lines;
    for (berth::taken const& part : placed.takes.resources) {
        bool const port = part.type == berth::value_type::ranges;
        lines.add(
            {std::string{entry_of(asked, part).name},
             port ? std::to_string(part.numbers.begin) : std::string{part.amount.to_text().view()},
             use_of(asked, part)});
    }
    if (!placed.volumes.empty()) {
        lines.add({"volumes", joined(placed.volumes, ", ")});
    }
    lines.print(out);
}

void print_decline(berth::effect::decline const& call, berth::effect::declined const& no,
                   std::string& out) {
    std::string line = "offer ";
    line.append(no.offer_id).append(" of ").append(no.what->hostname);
    line.append(" (agent ").append(no.what->agent_id).append(") is declined for ");
    line.append(std::to_string(static_cast<int>(call.refuse_seconds))).append(" s");
    add_line(out, line);
    table lines;
    for (berth::verdict const& reason : call.reasons(no)) {
        std::vector<std::string> cells{std::string{reason.rule->name}, {}, {}, {}};
        if (reason.rule->measured) {
            cells[1].append("asked ").append(reason.asked.to_text());
            cells[2].append("available ").append(reason.available.to_text());
            cells[3].append("short by ").append(reason.short_by().to_text());
        }
        cells.push_back(sentence(reason, *no.what));
        lines.add(std::move(cells));
    }
    lines.print(out);
}

} // namespace

std::string as_text(question const& asked, judgement const& answer) {
    std::string out;
    for (berth::fitted const& placed : answer.placements) {
        print_placement(asked, placed.launch.what, out);
    }
    for (auto const& [no, call] : answer.declined) {
        print_decline(answer.declines[call], no, out);
    }
    add_line(out, "placed " + std::to_string(answer.placements.size()) + " of " +
                      std::to_string(asked.count) + "; " + std::to_string(answer.unplaced) +
                      " unplaced");
    return out;
}
