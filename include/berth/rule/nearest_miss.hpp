// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_NEAREST_MISS_HPP
#define BERTH_RULE_NEAREST_MISS_HPP

#include <berth/rule/rule_list.hpp>
#include <berth/rule/shortfall.hpp>

#include <cstddef>
#include <span>

namespace berth {

/// The candidate that comes nearest to fitting, and what it lacks.
struct near_miss {
    bool found = false;
    std::size_t candidate{}; ///< its index
    shortfall missing{};

    friend constexpr bool operator==(near_miss const&, near_miss const&) = default;
};

/// \returns of the candidates that do not fit the one with the least `shortfall`; of equal ones the
///          first. None if there is no such candidate. What it would take to make it fit, `remedy`
///          says of each verdict that fails there.
/// \complexity all rules on all candidates
template <class List>
[[nodiscard]] constexpr near_miss
nearest_miss(List const& rules, std::span<candidate const> candidates, pending_node const& pending,
             node_index const& nodes) {
    near_miss out{};
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        shortfall missing{};
        rules.visit(candidates[i], pending, nodes, [&](verdict const& said) {
            missing.add(said);
            return !out.found || missing < out.missing; // more can only be farther
        });
        if (missing.failing > 0 && (!out.found || missing < out.missing)) {
            out = {true, i, missing};
        }
    }
    return out;
}

} // namespace berth

#endif
