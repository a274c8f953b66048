// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_PLACER_HPP
#define BERTH_STRATEGY_PLACER_HPP

#include <berth/strategy/fitter.hpp>
#include <berth/strategy/matching.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

/// Fits many pending nodes to the candidates of a round, one after the other, each seeing what the
/// earlier ones took.
///
/// Equal requirements are judged once per candidate: when a rule refuses for good
/// (`rule_info::lasting`), the candidate is passed over for every later node with that
/// requirement. They are also ranked once, if the score of the selection is steady.
///
/// Where ids are bound (`requirement::binds_ids`), a node that finds no place may have that of an
/// earlier one which then gets another: see `basic_matching` for what that promises.
///
/// Kept by its owner, it allocates nothing once warm. A template only so that including it costs
/// nothing until it is used; there is one, `placer`.
template <class Requirement>
class basic_placer {
public:
    static constexpr std::size_t no_limit = static_cast<std::size_t>(-1);

    /// Calls `placed(node, candidate, taking&)` with two indices for each node that finds a place,
    /// in the order of the nodes; it has to add the node to `nodes`, which rules see, and may move
    /// from the taking. At most `places` nodes are placed.
    ///
    /// \pre the candidates are of `round`
    /// \complexity candidates x distinct requirements, and for each node the candidates that only
    /// a rule without lasting refusals keeps it from; with a selection that is not steady, all
    /// candidates for each node
    template <detail::asserted_strategy Strategy, detail::asserted_selection Selection, class Round,
              class Placed>
    constexpr void operator()(Strategy const& strategy, Selection const& chosen,
                              std::span<pending_node const> pending,
                              std::span<candidate> candidates, node_index const& nodes,
                              Round& round, Placed placed, std::size_t places = no_limit) {
        fitting<Strategy, Selection, Round> const of{strategy,   chosen, pending,
                                                     candidates, nodes,  round};
        fitter_.begin(of);
        for (pending_node const& waiting : pending) {
            if (waiting.needs->binds_ids()) {
                matching_(fitter_, of, places, placed);
                return;
            }
        }
        for (std::size_t node = 0; node < pending.size() && places != 0; ++node) {
            std::size_t const at = fitter_.find(of, node, {}, before_, taking_);
            if (at != ranking::none) {
                --places;
                placed(node, at, taking_);
                fitter_.changed(of, at);
            }
        }
    }

private:
    basic_fitter<Requirement> fitter_{};
    basic_matching<Requirement> matching_{};
    candidate before_{};
    taking taking_{};
};

using placer = basic_placer<requirement>;

} // namespace berth

#endif
