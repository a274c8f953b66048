// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_OUTSIDE_MAINTENANCE_HPP
#define BERTH_RULE_OUTSIDE_MAINTENANCE_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// No maintenance of the agent goes on, nor begins within `requirement::maintenance_ahead`
/// seconds: a node with data had better not be put where it has to leave soon (Mesos,
/// `docs/maintenance.md`). Needs the time since the Unix epoch, as `planner::on_tick` tells it;
/// at time zero all is ahead.
///
/// A refusal lasts for the round, in which no time passes, and has no cause but the moment: it may
/// end at any time.
struct outside_maintenance {
    static constexpr rule_info info{
        .name = "outside_maintenance",
        .text = "Agent is in maintenance, or soon will be",
        .measured = false,
        .lasting = true,
        .remedy = "wait for the end of the maintenance of {host}",
        .of_many = "in or near maintenance",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        return {
            &info,
            {},
            {},
            !offered.first_offer().maintenance.near(pending.now, pending.needs->maintenance_ahead)};
    }

    friend constexpr bool operator==(outside_maintenance const&,
                                     outside_maintenance const&) = default;
};

} // namespace berth

#endif
