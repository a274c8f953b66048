// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_HOST_ALLOWED_HPP
#define BERTH_RULE_HOST_ALLOWED_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// Neither the host name nor the agent id is one that an operator wants avoided.
///
/// Both are compared as they are, with case. A node that runs there already is left alone.
/// A refusal lasts for the round: the list does not change in it.
struct host_allowed {
    static constexpr rule_info info{
        .name = "host_allowed",
        .text = "Host is to be avoided",
        .measured = false,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "do not avoid {host}",
        .of_many = "to be avoided",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        return {&info,
                {},
                {},
                !detail::is_among(pending.needs->avoided, offered.hostname()) &&
                    !detail::is_among(pending.needs->avoided, offered.agent_id())};
    }

    friend constexpr bool operator==(host_allowed const&, host_allowed const&) = default;
};

} // namespace berth

#endif
