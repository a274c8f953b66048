// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_MEM_HPP
#define BERTH_RULE_ENOUGH_MEM_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// There is enough of `mem`, summed over the roles that may be consumed.
///
/// Revocable entries and those of resource providers count only if the requirement names them. What
/// an executor takes beside its task is part of what is asked if `with_executor` put it there.
///
/// Asked and available are MB. A refusal lasts for the round: nothing that is placed gives an
/// agent more.
struct enough_mem {
    static constexpr rule_info info{
        .name = "enough_mem",
        .text = "Offer did not have enough RAM resources",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "ask for {short} MB less mem",
        .of_many = "short of mem by at least {short}",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        return measure(info, needs.mem, offered.available(resource_kind::mem, needs));
    }

    friend constexpr bool operator==(enough_mem const&, enough_mem const&) = default;
};

} // namespace berth

#endif
