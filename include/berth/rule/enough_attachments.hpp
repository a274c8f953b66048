// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_ATTACHMENTS_HPP
#define BERTH_RULE_ENOUGH_ATTACHMENTS_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// With `requirement::attach_limit`, the agent can have the node's external volumes attached
/// beside those of the group's nodes that are on it, held ones and those placed in the same round
/// included. Asked are the volumes of the node, available is what the others leave of the limit.
///
/// Without a limit it passes. One volume too many fails when the task starts, not before. Nodes of
/// other groups are not seen. A refusal lasts for the round.
struct enough_attachments {
    static constexpr rule_info info{
        .name = "enough_attachments",
        .text = "Agent cannot have {asked} more volumes attached",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::nodes,
        .remedy = "detach {short volume}",
        .of_many = "over the attach limit by at least {short volume}",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& nodes) const noexcept {
        auto const& needs = *pending.needs;
        if (needs.attach_limit == 0) {
            return {&info, {}, {}, true};
        }
        std::int64_t const each = needs.external_volumes();
        std::int64_t const left = std::int64_t{needs.attach_limit} -
                                  std::int64_t{nodes.on_agent(offered.agent_id())} * each;
        return measure(info, quantity::whole(each), quantity::whole(left > 0 ? left : 0));
    }

    friend constexpr bool operator==(enough_attachments const&,
                                     enough_attachments const&) = default;
};

} // namespace berth

#endif
