// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_ACCEPTS_HPP
#define BERTH_TESTING_CLUSTER_ACCEPTS_HPP

#include <berth/testing/cluster_inputs.hpp>
#include <berth/testing/cluster_state.hpp>
#include <berth/testing/judge.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// What the `judge` has to know of a simulated cluster to judge an ACCEPT, and what comes of it.
namespace berth::testing {

/// \returns the resources of a task that the judge has let through.
[[nodiscard]] inline cluster_amounts amounts_of(cluster_machine const& machine,
                                                std::vector<master_resource> const& resources) {
    cluster_amounts out;
    for (master_resource const& r : resources) {
        std::string_view const role = is_reserved(r) ? reservation_role(r) : "";
        std::uint32_t share = 0;
        while (share != machine.shares.size() && machine.shares[share].role != role) {
            ++share;
        }
        std::uint32_t kind = 0;
        while (kind != cluster_kinds && detail::cluster_names[kind] != r.name) {
            ++kind;
        }
        if (kind == cluster_kinds || share == machine.shares.size()) {
            continue;
        }
        std::uint32_t const entry = share * cluster_kinds + kind;
        if (r.ranges) {
            for (master_range const& each : *r.ranges) {
                out.add({entry, {}, {each.begin, each.end}});
            }
        } else if (r.scalar) {
            out.add({entry, quantity::from_double(*r.scalar).value_or({}), {}});
        }
    }
    return out;
}

/// \returns a judge that knows what an ACCEPT is about: the offers that it names, their agents,
/// and the tasks whose ids it uses again.
[[nodiscard]] inline judge judge_of(cluster_state const& of, cluster_accept const& call) {
    master_framework framework;
    framework.id = of.framework_id();
    framework.roles = {of.setup->framework().role};
    framework.partition_aware = of.partition_aware();
    judge out{std::move(framework)};
    for (std::string const& id : call.offer_ids) {
        for (cluster_open_offer const& open : of.offers) {
            cluster_offer const& offer = open.what;
            if (offer.id == id) {
                out.agent_of(offer.agent_id).state =
                    of.agents[open.agent].standing == cluster_standing::registered
                        ? master_agent_state::connected
                        : master_agent_state::disconnected;
                out.add_offer({offer.id, out.framework.id, offer.agent_id,
                               of.setup->framework().role,
                               resources_of(*of.setup, offer.machine, offer.has)});
            }
        }
    }
    for (cluster_launch const& launch : call.launches) {
        for (cluster_known_task const& task : of.known) {
            if (task.framework == of.framework && task.id == launch.task.id) {
                if (task.unreachable) {
                    out.unreachable.insert(task.id);
                } else {
                    out.tasks[task.id] = {task.id, of.agents[task.agent].id, {}};
                }
            }
        }
    }
    return out;
}

/// \returns the tasks of an ACCEPT as its operation, if there are any.
[[nodiscard]] inline std::vector<master_operation> operations_of(cluster_accept const& call) {
    std::vector<master_operation> out;
    if (!call.launches.empty()) {
        out.emplace_back().type = master_operation_type::launch;
        for (cluster_launch const& launch : call.launches) {
            out.back().tasks.push_back(launch.task);
        }
    }
    return out;
}

/// \returns what the framework is told of a task that the judge did not let through.
[[nodiscard]] constexpr evidence refusal(master_task_answer const& answer) noexcept {
    task_state const state = answer.state == master_task_state::dropped ? task_state::dropped
                             : answer.state == master_task_state::lost  ? task_state::lost
                                                                        : task_state::error;
    return {state, status_source::master, static_cast<status_reason>(answer.reason)};
}

} // namespace berth::testing

#endif
