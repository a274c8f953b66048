// SPDX-License-Identifier: Apache-2.0
#include "judge.hpp"

#include "names.hpp"

#include <berth/flow/appetite.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/identity/recycling_tables.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/pending_node.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/selection.hpp>
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

members gather(question const& asked) {
    members out;
    std::uint64_t const ids = asked.count + asked.nodes.size(); // no other is given out
    for (known_node const& node : asked.nodes) {
        if (berth::proven_gone.judge(node.last) != berth::ruling::released) {
            out.nodes.add(node.agent_id, node.hostname);
            if (node.id.value < ids) {
                out.ids.take(node.id);
            }
        }
    }
    berth::node_id id = out.ids.next();
    for (std::uint32_t left = asked.count; left > 0; --left) {
        out.pending.push_back({&asked.needs, id});
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

template <class Strategy>
judgement judge_by(Strategy const& strategy, question& asked, members all) {
    judgement out;
    berth::merger merge;
    std::vector<berth::candidate> candidates;
    merge(asked.round, candidates);
    berth::placer place;
    place(strategy, berth::first_fit{}, all.pending, candidates, all.nodes, asked.round,
          [&](std::size_t node, std::size_t at, berth::taking& takes) {
              berth::node_id const id = all.pending[node].id;
              out.placements.push_back(launch_of(asked, id, at, candidates[at], takes));
              all.nodes.add(candidates[at].agent_id(), candidates[at].hostname());
              all.ids.take(id);
          });
    out.unplaced = asked.count - static_cast<std::uint32_t>(out.placements.size());

    berth::answer answers;
    answers.plan(asked.round, out.placements);
    berth::pending_node const next{&asked.needs, all.ids.next()};
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
    return out;
}

// The number of nodes is the document's business, and one node per host is asked for or not.
template <class Strategy>
judgement judge_hosts(question& asked, members all) {
    using one_per_host = berth::without<Strategy, berth::cluster_incomplete>;
    using anywhere = berth::without<one_per_host, berth::host_unused>;
    return asked.one_per_host ? judge_by(one_per_host{}, asked, std::move(all))
                              : judge_by(anywhere{}, asked, std::move(all));
}

} // namespace

berth::result<judgement> judge(question& asked) {
    members all = gather(asked);
    berth::node_id const largest = all.pending.empty() ? berth::node_id{} : all.pending.back().id;
    if (berth::outcome const done = check_names(asked, largest); !done) {
        return done.error();
    }
    return asked.external_storage ? judge_hosts<berth::external_storage>(asked, std::move(all))
                                  : judge_hosts<berth::storage_aware>(asked, std::move(all));
}
