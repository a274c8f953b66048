// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_DATA_AGENT_HPP
#define BERTH_RULE_DATA_AGENT_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// With `requirement::local_data`, the agent is the one on which the id was launched last, or has
/// its host name, since a host may come back under a new agent id. An id that was never launched
/// goes anywhere.
///
/// A refusal does not last: the next node with that requirement may be of this agent.
struct data_agent {
    static constexpr rule_info info{
        .name = "data_agent",
        .text = "Agent does not have the node's data",
        .measured = false,
        .lasting = false,
        .cause = refusal_cause::agent,
        .remedy = "take the agent that has the data",
        .of_many = "without the data of the node",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        bool const same_agent = !pending.agent_id.empty() && pending.agent_id == offered.agent_id();
        bool const same_host = !pending.hostname.empty() && pending.hostname == offered.hostname();
        bool const anywhere = !pending.needs->local_data || pending.launches == generation{};
        return {&info, {}, {}, anywhere || same_agent || same_host};
    }

    friend constexpr bool operator==(data_agent const&, data_agent const&) = default;
};

} // namespace berth

#endif
