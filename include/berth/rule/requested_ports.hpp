// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_REQUESTED_PORTS_HPP
#define BERTH_RULE_REQUESTED_PORTS_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// Each port that the node asks for by number is there. Counted in ports.
///
/// Dynamic ones, asked for as 0, are for `enough_ports` to count.
///
/// Asked are the fixed ports, available those of them that are there. A refusal lasts for the
/// round: nothing that is placed gives an agent more.
struct requested_ports {
    static constexpr rule_info info{
        .name = "requested_ports",
        .text = "The offer does not contain the user specified ports",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "free {short} of the ports {ports}",
        .of_many = "lack at least {short} of the ports {ports}",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        std::int64_t asked = 0;
        std::int64_t available = 0;
        for (std::uint32_t const port : needs.ports) {
            if (port != 0) {
                ++asked;
                available += offered.has_port(port, needs) ? 1 : 0;
            }
        }
        return measure(info, quantity::whole(asked), quantity::whole(available));
    }

    friend constexpr bool operator==(requested_ports const&, requested_ports const&) = default;
};

} // namespace berth

#endif
