// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_SCALARS_HPP
#define BERTH_RULE_ENOUGH_SCALARS_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// There is enough of every further scalar; reports the first that falls short.
struct enough_scalars {
    static constexpr rule_info info{"enough_scalars",
                                    "Offer did not have enough of a custom resource", true, true,
                                    refusal_cause::agent};

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        for (named_quantity const& scalar : needs.scalars) {
            auto const said = measure(info, scalar.amount, offered.available(scalar.name, needs));
            if (!said.passed) {
                return said;
            }
        }
        return {&info, {}, {}, true};
    }

    friend constexpr bool operator==(enough_scalars const&, enough_scalars const&) = default;
};

} // namespace berth

#endif
