// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_DISK_HPP
#define BERTH_RULE_ENOUGH_DISK_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// There is enough of the root disk, for `disk` and the local volumes on it, summed over the
/// roles that may be consumed.
///
/// What lies on PATH, MOUNT, BLOCK or RAW disks is no part of it, nor are persistent volumes: those
/// are for `enough_disks`. A strategy for volumes outside the agent does without this rule
/// (`external_storage`).
///
/// Asked and available are MB. A refusal lasts for the round: nothing that is placed gives an
/// agent more.
struct enough_disk {
    static constexpr rule_info info{
        .name = "enough_disk",
        .text = "Offer did not have enough disk resources",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "ask for {short} MB less disk",
        .of_many = "short of disk by at least {short}",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        return measure(info, needs.amount(resource_kind::disk),
                       offered.available(resource_kind::disk, needs));
    }

    friend constexpr bool operator==(enough_disk const&, enough_disk const&) = default;
};

} // namespace berth

#endif
