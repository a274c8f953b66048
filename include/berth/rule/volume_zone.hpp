// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_VOLUME_ZONE_HPP
#define BERTH_RULE_VOLUME_ZONE_HPP

#include <berth/model/agent_zone.hpp>
#include <berth/rule/rule.hpp>

namespace berth {

/// With `requirement::zonal_volumes`, the agent is in the zone in which the id was launched. In
/// another one the driver does not see the id's volumes, and an implicit create makes an empty
/// volume of the same name there (rexray/rexray, issue 845).
///
/// An id that was never launched goes to any zone, but not to an agent that does not say its
/// zone: nobody could tell later where the volumes are. For the same reason an id that was
/// launched, with no zone on record, goes nowhere until the record says one.
///
/// A refusal does not last: the next node with that requirement may be of this zone.
struct volume_zone {
    static constexpr rule_info info{
        .name = "volume_zone",
        .text = "Agent is not in the zone of the node's volumes",
        .measured = false,
        .lasting = false,
        .cause = refusal_cause::agent,
        .remedy = "take an agent in the zone of the volumes",
        .of_many = "outside the zone of the volumes",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        if (!needs.zonal_volumes) {
            return {&info, {}, {}, true};
        }
        agent_zone const home{pending.region, pending.zone};
        agent_zone const here = zone_of(offered.first_offer(), needs);
        bool const anywhere = !home.known() && pending.launches == generation{};
        return {&info, {}, {}, here.known() && (anywhere || here == home)};
    }

    friend constexpr bool operator==(volume_zone const&, volume_zone const&) = default;
};

} // namespace berth

#endif
