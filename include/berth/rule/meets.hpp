// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_MEETS_HPP
#define BERTH_RULE_MEETS_HPP

#include <berth/model/constraints.hpp>
#include <berth/rule/placement_allowed.hpp>
#include <berth/rule/rule.hpp>

namespace berth {

/// The agent meets constraints that are not the requirement's: those of one rule list, or, as a
/// wish of `preferring`, soft ones. What they compare nodes by has to be watched by the node index;
/// a group sees to it for the wishes of its selection.
struct meets {
    static constexpr rule_info info{
        .name = "meets",
        .text = "Agent does not meet a constraint",
        .measured = false,
        .lasting = false,
        .remedy = "take another agent",
        .of_many = "not meeting a constraint",
    };

    constraints what{};

    constexpr verdict operator()(candidate const& offered, pending_node const& /*pending*/,
                                 node_index const& nodes) const noexcept {
        bool const passed =
            what.empty() ||
            placement_allowed::judge(what.parts(), 0, offered.first_offer(), nodes).passed;
        return {&info, {}, {}, passed};
    }

    /// Constraints for which the node index has to count values.
    [[nodiscard]] constexpr constraints const& watched() const noexcept { return what; }

    friend constexpr bool operator==(meets const&, meets const&) = default;
};

} // namespace berth

#endif
