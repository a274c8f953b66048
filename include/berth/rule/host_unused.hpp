// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_HOST_UNUSED_HPP
#define BERTH_RULE_HOST_UNUSED_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// No node of the group is on this host yet: not under this host name, nor on this agent, since
/// a host may come back under a new agent id. Held nodes count.
///
/// A refusal lasts for the round, since placing more nodes makes no host free, and longer: until a
/// node of the group is gone. A node that is being replaced is on no host, so it does not stand in
/// its own way.
struct host_unused {
    static constexpr rule_info info{
        .name = "host_unused",
        .text = "Host already running task",
        .measured = false,
        .lasting = true,
        .cause = refusal_cause::nodes,
        .remedy = "take another host than {host}",
        .of_many = "already run a node",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& /*pending*/,
                                 node_index const& nodes) const noexcept {
        return {&info,
                {},
                {},
                nodes.on_agent(offered.agent_id()) == 0 && nodes.on_host(offered.hostname()) == 0};
    }

    friend constexpr bool operator==(host_unused const&, host_unused const&) = default;
};

} // namespace berth

#endif
