// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_EFFECTS_HPP
#define BERTH_TESTING_CLUSTER_EFFECTS_HPP

#include <berth/flow/effect.hpp>
#include <berth/model/placement.hpp>
#include <berth/testing/cluster_call.hpp>
#include <berth/testing/cluster_event.hpp>
#include <berth/testing/cluster_inputs.hpp>
#include <berth/testing/cluster_setup.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// Effects of a planner as calls to a simulated cluster.
namespace berth::testing {

/// \returns the task of a launch: what it takes copies the entries of the offers.
/// \requires the offers are those of the round that the placement was made in.
[[nodiscard]] inline master_task task_of(placement const& what, cluster_setup const& setup,
                                         cluster_offers const& offers) {
    master_task out;
    out.id = what.task_id;
    out.agent_id = what.agent_id;
    for (taken const& part : what.takes.resources) {
        master_resource r = resource_of(setup, offers.offers[part.offer].machine, part.source);
        if (r.ranges) {
            r.ranges->push_back({part.numbers.begin, part.numbers.end});
        } else {
            r.scalar = part.amount.to_double();
        }
        out.resources.push_back(std::move(r));
    }
    out.command.emplace();
    return out;
}

/// \returns the call that an effect asks for; nothing for a store write, a note, and inverse
/// offers, which no simulated cluster makes.
/// \requires the offers are those of the event that caused the effect, if it was one.
[[nodiscard]] inline std::optional<cluster_call>
call_of(effect::list::any const& what, cluster_setup const& setup, cluster_offers const& offers) {
    struct visitor {
        cluster_setup const& setup;
        cluster_offers const& offers;
        using call = std::optional<cluster_call>;

        static std::string text(std::string_view view) { return std::string{view}; }

        call operator()(effect::subscribe const& it) const {
            return cluster_subscribe{text(it.framework_id)};
        }
        call operator()(effect::accept const& it) const {
            cluster_accept out;
            for (std::string_view const id : it.offer_ids) {
                out.offer_ids.emplace_back(id);
            }
            for (effect::launch const& each : it.launches) {
                out.launches.push_back({task_of(each.what, setup, offers), each.what.volumes});
            }
            out.refuse_seconds = it.refuse_seconds;
            return out;
        }
        call operator()(effect::decline const& it) const {
            cluster_decline out;
            for (effect::declined const& each : it.offers) {
                out.offer_ids.emplace_back(each.offer_id);
            }
            out.refuse_seconds = it.refuse_seconds;
            return out;
        }
        call operator()(effect::suppress) const { return cluster_suppress{}; }
        call operator()(effect::revive) const { return cluster_revive{}; }
        call operator()(effect::kill const& it) const {
            return cluster_kill{text(it.task_id), text(it.agent_id)};
        }
        call operator()(effect::reconcile const& it) const {
            cluster_reconcile out;
            for (effect::task_ref const& each : it.tasks) {
                out.tasks.push_back({text(each.task_id), text(each.agent_id)});
            }
            return out;
        }
        call operator()(effect::acknowledge const& it) const {
            return cluster_acknowledge{text(it.agent_id), text(it.task_id), text(it.uuid)};
        }
        call operator()(effect::persist const&) const { return std::nullopt; }
        call operator()(effect::note const&) const { return std::nullopt; }
        call operator()(effect::decline_inverse_offers const&) const { return std::nullopt; }
    };
    return std::visit(visitor{setup, offers}, what);
}

} // namespace berth::testing

#endif
