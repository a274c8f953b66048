// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <berth/model/describe.hpp>
#include <berth/rule/placement_allowed.hpp>

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

std::string name_of(berth::offer const& offer) {
    std::string out = "offer ";
    out.append(offer.id).append(" of ").append(offer.hostname);
    return out.append(" (agent ").append(offer.agent_id).append(")");
}

// The rule, its amounts, and what it says; amounts that mean nothing are left out.
std::vector<std::string> cells_of(std::string rule, berth::verdict const& said, std::string says) {
    std::vector<std::string> out{std::move(rule), {}, {}, {}};
    if (said.rule->measured && (said.asked > berth::quantity{} || !said.passed)) {
        out[1].append("asked ").append(said.asked.to_text());
        out[2].append("available ").append(said.available.to_text());
        if (!said.passed) {
            out[3].append("short by ").append(said.short_by().to_text());
        }
    }
    out.push_back(std::move(says));
    return out;
}

std::string sentence(question const& asked, berth::verdict const& said, berth::offer const& offer) {
    return std::string{describe(said, asked.needs, offer).view()};
}

// Of a constraint that holds, what it is.
std::string passing_text(question const& asked, berth::verdict const& said) {
    auto const parts = asked.needs.constraints.parts();
    bool const one =
        said.part < parts.size() && berth::placement_allowed::judges(parts[said.part], said);
    return one ? std::string{describe(parts, said.part).view()} : std::string{};
}

void print_tree(question const& asked, berth::explanation const& tree, berth::offer const& offer,
                std::string& out) {
    table lines;
    for (berth::explained const& one : tree) {
        std::string rule(one.depth * 2, ' ');
        rule.append(one.said.passed ? "+ " : "- ").append(one.said.rule->name);
        lines.add(cells_of(std::move(rule), one.said,
                           one.said.passed ? passing_text(asked, one.said)
                                           : sentence(asked, one.said, offer)));
    }
    lines.print(out);
}

void print_decline(question const& asked, judgement const& answer, std::size_t which, bool tree,
                   std::string& out) {
    auto const& [no, at] = answer.declined[which];
    berth::effect::decline const& call = answer.declines[at];
    std::string const seconds = std::to_string(static_cast<int>(call.refuse_seconds));
    add_line(out, name_of(*no.what) + " is declined for " + seconds + " s");
    if (tree && answer.more->trees[which].size() > 0) {
        print_tree(asked, answer.more->trees[which], *no.what, out);
        return;
    }
    table lines;
    for (berth::verdict const& reason : call.reasons(no)) {
        lines.add(
            cells_of(std::string{reason.rule->name}, reason, sentence(asked, reason, *no.what)));
    }
    lines.print(out);
}

void print_nearest(question const& asked, background const& more, std::string& out) {
    if (more.nearest == nullptr) {
        return;
    }
    add_line(out, "");
    add_line(out, "nearest miss: " + name_of(*more.nearest) + ". To make it fit:");
    for (berth::explained const& one : more.miss) {
        if (one.depth == 0 && !one.said.passed) {
            std::string const cure{remedy(one.said, asked.needs, *more.nearest).view()};
            add_line(out, "    " + cure);
        }
    }
}

} // namespace

std::string as_text(question const& asked, judgement const& answer, bool tree) {
    std::string out;
    std::string summary = "placed " + std::to_string(answer.placements.size()) + " of ";
    summary.append(std::to_string(asked.count)).append(asked.count == 1 ? " node" : " nodes");
    add_line(out, summary + " with " + std::string{answer.more->all.to_text(asked.needs).view()});
    if (asked.round.offers().size() > 0) {
        add_line(out, "");
    }
    for (berth::fitted const& placed : answer.placements) {
        print_placement(asked, placed.launch.what, out);
    }
    for (std::size_t i = 0; i < answer.declined.size(); ++i) {
        print_decline(asked, answer, i, tree, out);
    }
    print_nearest(asked, *answer.more, out);
    return out;
}
