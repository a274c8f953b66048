// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_PORTS_HPP
#define BERTH_RULE_ENOUGH_PORTS_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// There are as many ports as the node asks for, fixed and dynamic together.
///
/// A port is a number from 1 to 65535 in the entries that may be consumed. Whether a fixed one is
/// among them is for `requested_ports` to say.
///
/// Asked and available are ports. A refusal lasts for the round: nothing that is placed gives an
/// agent more.
struct enough_ports {
    static constexpr rule_info info{
        .name = "enough_ports",
        .text = "Offer did not have {asked} ports",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "free {short port} more",
        .of_many = "short of ports by at least {short}",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        auto const asked = static_cast<std::int64_t>(needs.ports.size());
        auto const offers = static_cast<std::int64_t>(offered.ports(needs));
        return measure(info, quantity::whole(asked), quantity::whole(offers));
    }

    friend constexpr bool operator==(enough_ports const&, enough_ports const&) = default;
};

} // namespace berth

#endif
