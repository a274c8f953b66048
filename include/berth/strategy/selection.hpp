// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_SELECTION_HPP
#define BERTH_STRATEGY_SELECTION_HPP

#include <berth/core/value.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/pending_node.hpp>

#include <concepts>
#include <cstdint>

namespace berth {

/// Says how good a candidate is for a node. Of those that the rules let through, the best is
/// taken; of equally good ones the first, in the order of the offers.
///
/// **Required**
///
/// | expression | type | meaning |
/// |---|---|---|
/// | `s.score(candidate, pending, nodes)` | `std::int64_t` | does not throw; higher is better |
/// | copyable | | |
///
/// Stock selections count in millionths: 1,000,000 is a candidate that could not be better.
///
/// **Optional**
///
/// | member | fallback | meaning |
/// |---|---|---|
/// | `static constexpr bool steady` | `false` | the law of that name holds |
/// | `s.watched()` | none | constraints for which the node index is to count values |
///
/// The candidates are ranked once for each distinct requirement if the score is steady, and anew
/// for each node if it is not.
///
/// **Laws** (`berth/testing/laws/selection.hpp`)
///
/// * pure: the same arguments give the same score, and nothing else changes;
/// * steady: all nodes with one requirement score a candidate alike, and once another node is
///   placed elsewhere the score is not higher than before.
///
/// **Models**: `first_fit`, `best_fit`, `spread`, `preferring`.
///
/// **Smallest model**
///
///     struct most_mem {
///         std::int64_t score(berth::candidate const& offered, berth::pending_node const& pending,
///                            berth::node_index const&) const noexcept {
///             return offered.available(berth::resource_kind::mem, *pending.needs).thousandths();
///         }
///     };
template <class S>
concept selection = copyable_value<S> &&
    requires(S const& s, candidate const& offered, pending_node const& pending,
             node_index const& nodes) {
    { s.score(offered, pending, nodes) }
    noexcept->std::same_as<std::int64_t>;
};

/// Whether a selection says that its score is steady.
template <class S>
inline constexpr bool is_steady = false;
template <class S>
    requires requires { requires S::steady; }
inline constexpr bool is_steady<S> = true;

/// The first that fits, in the order of the offers: what the original did.
struct first_fit {
    static constexpr bool steady = true;

    [[nodiscard]] constexpr std::int64_t score(candidate const& /*offered*/,
                                               pending_node const& /*pending*/,
                                               node_index const& /*nodes*/) const noexcept {
        return 0;
    }

    friend constexpr bool operator==(first_fit const&, first_fit const&) = default;
};

} // namespace berth

#endif
