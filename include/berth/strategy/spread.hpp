// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_SPREAD_HPP
#define BERTH_STRATEGY_SPREAD_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/tightness.hpp>

#include <cstdint>

namespace berth {

/// The candidate with the fewest nodes of the group on its agent, or its host, and of those the
/// one of which the node would take the smallest share. The score is what it would leave, in
/// millionths, less two full scores for each node that is there.
struct spread {
    static constexpr bool steady = true;

    [[nodiscard]] constexpr std::int64_t score(candidate const& offered,
                                               pending_node const& pending,
                                               node_index const& nodes) const noexcept {
        std::int64_t const tight = tightness(offered, *pending.needs);
        if (tight == short_score) {
            return short_score;
        }
        std::int64_t const there =
            detail::larger(nodes.on_agent(offered.agent_id()), nodes.on_host(offered.hostname()));
        return full_score - tight - there * 2 * full_score;
    }

    friend constexpr bool operator==(spread const&, spread const&) = default;
};

} // namespace berth

#endif
