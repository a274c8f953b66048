// SPDX-License-Identifier: Apache-2.0
#include "judge.hpp"

#include "names.hpp"

#include <berth/flow/appetite.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/identity/recycling_tables.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/pending_node.hpp>
#include <berth/rule/nearest_miss.hpp>
#include <berth/strategy/best_fit.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/spread.hpp>
#include <berth/strategy/strategies.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace {

/// Who holds an id and a place, and who waits for one.
struct members {
    berth::lowest_free_id ids{};
    berth::node_index nodes{};
    std::vector<berth::pending_node> pending{};
};

berth::pending_node waiting(question const& asked, berth::node_id id) {
    berth::pending_node out;
    out.needs = &asked.needs;
    out.id = id;
    out.now = asked.now;
    return out;
}

members gather(question const& asked) {
    members out;
    std::uint64_t const ids = asked.count + asked.nodes.size(); // no other is given out
    out.nodes.watch(asked.needs.constraints);
    for (berth::node const& node : asked.nodes) {
        if (berth::proven_gone.judge(node.last) != berth::ruling::released) {
            out.nodes.add(node);
            if (node.id.value < ids) {
                out.ids.take(node.id);
            }
        }
    }
    berth::node_id id = out.ids.next();
    for (std::uint32_t left = asked.count; left > 0; --left) {
        out.pending.push_back(waiting(asked, id));
        id = out.ids.next(id);
    }
    return out;
}

/// Forms the launch of a node that was fitted to a candidate.
berth::fitted launch_of(question const& asked, berth::node_id id, std::size_t at,
                        berth::candidate const& where, berth::taking& takes) {
    berth::fitted out;
    out.candidate = at;
    out.launch.what.id = id;
    out.launch.what.agent_id = where.agent_id();
    out.launch.what.hostname = where.hostname();
    out.launch.what.takes = std::move(takes);
    out.launch.what.volumes = volume_names(asked, id);
    return out;
}

/// The longest that one of the reasons asks for: until then the offer does not fit.
double seconds_of(std::vector<berth::verdict> const& reasons) {
    double out = 0.0;
    for (berth::verdict const& said : reasons) {
        out = std::max(out, berth::appetite::refuse_seconds(said.rule->cause));
    }
    return out;
}

/// The only place that knows which selections there are.
template <class Use>
void with_selection(choice selection, Use use) {
    switch (selection) {
    case choice::first_fit: return use(berth::first_fit{});
    case choice::best_fit: return use(berth::best_fit{});
    case choice::spread: return use(berth::spread{});
    }
}

template <class Strategy>
background explain(Strategy const& strategy, question const& asked, judgement const& answer,
                   berth::merger const& merge, std::vector<berth::candidate> const& candidates,
                   berth::pending_node const& next, berth::node_index const& nodes) {
    background out;
    out.all.add_used(asked.round.offers().size() - answer.declined.size());
    for (auto const& [no, call] : answer.declined) {
        out.all.add(answer.declines[call].reasons(no));
        berth::explanation& tree = out.trees.emplace_back();
        if (!no.what->fault) {
            berth::explain(strategy, candidates[merge.candidate_of(*no.what)], next, nodes, tree);
        }
    }
    auto const miss = berth::nearest_miss(strategy, candidates, next, nodes);
    if (answer.unplaced > 0 && miss.found) {
        out.nearest = &candidates[miss.candidate].first_offer();
        berth::explain(strategy, candidates[miss.candidate], next, nodes, out.miss);
    }
    return out;
}

template <class Strategy>
judgement judge_by(Strategy const& strategy, question& asked, members all, bool explains) {
    judgement out;
    berth::merger merge;
    std::vector<berth::candidate> candidates;
    merge(asked.round, candidates);
    berth::placer place;
    with_selection(asked.selection, [&](auto const& selection) {
        place(strategy, selection, all.pending, candidates, all.nodes, asked.round,
              [&](std::size_t node, std::size_t at, berth::taking& takes) {
                  berth::node_id const id = all.pending[node].id;
                  out.placements.push_back(launch_of(asked, id, at, candidates[at], takes));
                  all.nodes.add(candidates[at].first_offer());
                  all.ids.take(id);
              });
    });
    out.unplaced = asked.count - static_cast<std::uint32_t>(out.placements.size());

    berth::answer answers;
    answers.plan(asked.round, out.placements);
    berth::pending_node const next = waiting(asked, all.ids.next());
    out.declines = answers.decline(asked.round, [&](berth::offer const& offer, auto& reasons) {
        if (offer.fault) {
            reasons.push_back({&berth::invalid_offer, {}, {}, false});
        } else {
            berth::all_failures(strategy, candidates[merge.candidate_of(offer)], next, all.nodes,
                                [&](berth::verdict const& said) { reasons.push_back(said); });
        }
        if (reasons.empty()) {
            reasons.push_back({&berth::not_needed, {}, {}, false});
        }
        return out.unplaced > 0 ? seconds_of(reasons) : berth::appetite::long_filter_seconds;
    });
    for (std::size_t i = 0; i < out.declines.size(); ++i) {
        for (berth::effect::declined const& no : out.declines[i].offers) {
            out.declined.emplace_back(no, i);
        }
    }
    std::sort(out.declined.begin(), out.declined.end(), [](auto const& a, auto const& b) {
        return a.first.what->index < b.first.what->index;
    });
    if (explains) {
        out.more = explain(strategy, asked, out, merge, candidates, next, all.nodes);
    }
    return out;
}

// The number of nodes is the document's business, and one node per host is a constraint.
template <class Strategy>
using asked_rules =
    berth::without<berth::without<Strategy, berth::cluster_incomplete>, berth::host_unused>;

} // namespace

berth::result<judgement> judge(question& asked, bool explains) {
    members all = gather(asked);
    berth::node_id const largest = all.pending.empty() ? berth::node_id{} : all.pending.back().id;
    if (berth::outcome const done = check_names(asked, largest); !done) {
        return done.error();
    }
    return asked.external_storage
               ? judge_by(asked_rules<berth::external_storage>{}, asked, std::move(all), explains)
               : judge_by(asked_rules<berth::storage_aware>{}, asked, std::move(all), explains);
}
