// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_PLACER_HPP
#define BERTH_STRATEGY_PLACER_HPP

#include <berth/detail/buffer.hpp>
#include <berth/rule/rule_list.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/take.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

/// Fits many pending nodes to the candidates of a round, one after the other, each seeing what the
/// earlier ones took.
///
/// Equal requirements are judged once per candidate: when a rule refuses for good
/// (`rule_info::lasting`), the candidate is passed over for every later node with that
/// requirement. Kept by its owner, it allocates nothing once warm. A template only so that
/// including it costs nothing until it is used; there is one, `placer`.
template <class Requirement>
class basic_placer {
public:
    /// Calls `placed(node, candidate, taking&)` with two indices for each node that finds a place,
    /// in the order of the nodes; it has to add the node to `nodes`, which rules see, and may move
    /// from the taking.
    ///
    /// \pre the candidates are of `round`
    /// \complexity candidates x distinct requirements, and for each node the candidates that only
    /// a rule without lasting refusals keeps it from
    template <class Strategy, class Selection, class Round, class Placed>
    constexpr void operator()(Strategy const& strategy, Selection const& selection,
                              std::span<pending_node const> pending,
                              std::span<candidate> candidates, node_index const& nodes,
                              Round& round, Placed placed) {
        begin(pending, candidates.size());
        for (std::size_t node = 0; node < pending.size(); ++node) {
            pending_node const& waiting = pending[node];
            open_candidates open{candidates, &next_[kind_of_[node] * (candidates.size() + 1)]};
            auto const fits = [&](std::size_t i) {
                verdict const said = first_failure(strategy, candidates[i], waiting, nodes);
                if (!said.passed && said.rule->lasting) {
                    open.close(i);
                }
                return said.passed;
            };
            std::size_t const at = selection.pick(open, fits);
            if (at != no_candidate && take(candidates[at], *waiting.needs, round, taking_)) {
                placed(node, at, taking_);
            }
        }
    }

private:
    // Sorts the nodes by requirement; for each, all candidates are open.
    constexpr void begin(std::span<pending_node const> pending, std::size_t candidates) {
        kinds_.clear();
        kind_of_.resize(pending.size());
        for (std::size_t node = 0; node < pending.size(); ++node) {
            kind_of_[node] = kind(pending[node].needs);
        }
        next_.resize(kinds_.size() * (candidates + 1));
        for (std::size_t i = 0; i < next_.size(); ++i) {
            next_[i] = static_cast<std::uint32_t>(i % (candidates + 1));
        }
    }

    [[nodiscard]] constexpr std::uint32_t kind(Requirement const* needs) {
        auto const size = static_cast<std::uint32_t>(kinds_.size());
        for (std::uint32_t i = 0; i < size; ++i) {
            if (kinds_[i] == needs) {
                return i;
            }
        }
        for (std::uint32_t i = 0; i < size; ++i) {
            if (*kinds_[i] == *needs) {
                return i;
            }
        }
        kinds_.push_back(needs);
        return size;
    }

    detail::buffer<Requirement const*> kinds_{};
    detail::buffer<std::uint32_t> kind_of_{};
    detail::buffer<std::uint32_t> next_{};
    taking taking_{};
};

using placer = basic_placer<requirement>;

} // namespace berth

#endif
