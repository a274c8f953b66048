// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_DISKS_HPP
#define BERTH_RULE_ENOUGH_DISKS_HPP

#include <berth/model/disk_fit.hpp>
#include <berth/rule/rule.hpp>

namespace berth {

/// Each local volume that needs a separate disk, a share of one or a persistent volume has it,
/// all at the same time. Counted in volumes.
///
/// The choice is exact: what is refused has no place by any other. Asked are the volumes that
/// need a disk, available is how many of them have one in the best choice. A refusal lasts for
/// the round: nothing that is placed gives an agent more.
struct enough_disks {
    static constexpr rule_info info{
        .name = "enough_disks",
        .text = "Offer did not have the disks for {asked} volumes",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "add disks for {short volume} more",
        .of_many = "short of disks for at least {short volume}",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        disk_fit const fit{offered.stock(), *pending.needs};
        return measure(info, quantity::whole(static_cast<std::int64_t>(fit.asked())),
                       quantity::whole(static_cast<std::int64_t>(fit.placed())));
    }

    friend constexpr bool operator==(enough_disks const&, enough_disks const&) = default;
};

} // namespace berth

#endif
