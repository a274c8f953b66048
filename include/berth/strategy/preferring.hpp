// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_PREFERRING_HPP
#define BERTH_STRATEGY_PREFERRING_HPP

#include <berth/rule/rule.hpp>
#include <berth/strategy/selection.hpp>

#include <cstdint>
#include <vector>

namespace berth {

/// A soft constraint: a rule that need not pass, and what it is worth if it does.
template <detail::asserted_rule R>
struct wish {
    [[no_unique_address]] R what{};
    std::uint32_t weight = 1'000'000; ///< in the unit of the score: a full one

    friend constexpr bool operator==(wish const&, wish const&) = default;
};

/// Adds wishes to a selection: the score of `base`, and the weight of each wish whose rule passes.
/// Wishes of the rule `meets` are soft constraints. For rules of another type, one goes around the
/// other:
///
///     preferring<preferring<best_fit, host_unused>, volume_zone>
///
/// \complexity of a score: that of `base` and of each rule. Unless the refusals of `R` last, the
/// candidates are scored anew for each node.
template <detail::asserted_selection Base, detail::asserted_rule R>
struct preferring {
    static constexpr bool steady = is_steady<Base> && R::info.lasting;

    Base base{};
    std::vector<wish<R>> wishes{};

    [[nodiscard]] constexpr std::int64_t score(candidate const& offered,
                                               pending_node const& pending,
                                               node_index const& nodes) const noexcept {
        std::int64_t sum = base.score(offered, pending, nodes);
        for (wish<R> const& one : wishes) {
            if (one.what(offered, pending, nodes).passed) {
                sum += one.weight;
            }
        }
        return sum;
    }

    /// Constraints for which the node index has to count values: those of the wishes.
    [[nodiscard]] constexpr constraints watched() const {
        constraints out;
        if constexpr (requires { base.watched(); }) {
            out = base.watched();
        }
        if constexpr (requires(R const& r) { r.watched(); }) {
            for (wish<R> const& one : wishes) {
                out = out && one.what.watched();
            }
        }
        return out;
    }

    friend constexpr bool operator==(preferring const&, preferring const&) = default;
};

} // namespace berth

#endif
