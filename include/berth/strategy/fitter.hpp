// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_FITTER_HPP
#define BERTH_STRATEGY_FITTER_HPP

#include <berth/detail/buffer.hpp>
#include <berth/rule/rule_list.hpp>
#include <berth/strategy/ranking.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/take.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

/// What nodes are fitted by, and to what. \pre the candidates are of `round`
template <class Strategy, class Selection, class Round>
struct fitting {
    Strategy const& strategy;
    Selection const& selection;
    std::span<pending_node const> pending;
    std::span<candidate> candidates;
    node_index const& nodes; ///< as rules see them now
    Round& round;

    static constexpr bool steady = is_steady<Selection>;
};

/// Finds the best place for one node at a time, and remembers of each distinct requirement which
/// candidates refused it for good, and how good the others are. A template only so that including
/// it costs nothing until it is used.
template <class Requirement>
class basic_fitter {
public:
    /// \effects sorts the nodes by requirement; for each, all candidates are open.
    template <class Fitting>
    constexpr void begin(Fitting const& of) {
        kinds_.clear();
        kind_of_.resize(of.pending.size());
        for (std::size_t node = 0; node < of.pending.size(); ++node) {
            kind_of_[node] = kind_with(of.pending[node].needs);
        }
        for (kind& one : kinds_) {
            one.order.open(of.candidates.size(), scores(of, pending_node{one.needs}));
        }
    }

    /// Whether two nodes have equal requirements.
    [[nodiscard]] constexpr bool same_kind(std::size_t a, std::size_t b) const noexcept {
        return kind_of_[a] == kind_of_[b];
    }

    /// \effects takes what the node needs of the best candidate that fits and is not among
    /// `claimed`; `before` is what that was.
    /// \returns the candidate, or `ranking::none`
    template <class Fitting>
    constexpr std::size_t find(Fitting const& of, std::size_t node,
                               std::span<std::uint32_t const> claimed, candidate& before,
                               taking& out) {
        pending_node const& waiting = of.pending[node];
        ranking& order = kinds_[kind_of_[node]].order;
        if constexpr (!Fitting::steady) {
            order.rank(scores(of, waiting));
        }
        while (true) {
            std::size_t const at = search(of, waiting, claimed, order);
            if (at == ranking::none) {
                return at;
            }
            before = of.candidates[at];
            if (take(of.candidates[at], *waiting.needs, of.round, out)) {
                return at;
            }
            order.close(at); // the rules do not ask for all that is taken
        }
    }

    /// \effects what is left of a candidate, or who is there, has changed.
    template <class Fitting>
    constexpr void changed(Fitting const& of, std::size_t at) {
        if constexpr (Fitting::steady) {
            for (kind& one : kinds_) {
                one.order.rescore(at, scores(of, pending_node{one.needs})(at));
            }
        }
    }

private:
    struct kind {
        Requirement const* needs = nullptr;
        ranking order{};
    };

    // The loop that all time goes to: flat, so that what the requirement says is looked up once.
    template <class Fitting>
    [[nodiscard, gnu::flatten]] static constexpr std::size_t
    search(Fitting const& of, pending_node const& waiting, std::span<std::uint32_t const> claimed,
           ranking& order) {
        return order.find(scores(of, waiting), [&](std::uint32_t i) {
            verdict const said = first_failure(of.strategy, of.candidates[i], waiting, of.nodes);
            if (!said.passed) {
                return said.rule->lasting ? look::closed : look::refused;
            }
            for (std::uint32_t const other : claimed) {
                if (other == i) {
                    return look::refused;
                }
            }
            return look::taken;
        });
    }

    template <class Fitting>
    [[nodiscard]] static constexpr auto scores(Fitting const& of,
                                               pending_node const& waiting) noexcept {
        return [&of, waiting](std::size_t i) {
            return of.selection.score(of.candidates[i], waiting, of.nodes);
        };
    }

    [[nodiscard]] constexpr std::uint32_t kind_with(Requirement const* needs) {
        auto const size = static_cast<std::uint32_t>(kinds_.size());
        for (std::uint32_t i = 0; i < size; ++i) {
            if (kinds_[i].needs == needs) {
                return i;
            }
        }
        for (std::uint32_t i = 0; i < size; ++i) {
            if (*kinds_[i].needs == *needs) {
                return i;
            }
        }
        kinds_.next().needs = needs; // its ranking is one of an earlier round, warm
        kinds_.push_next();
        return size;
    }

    detail::buffer<kind> kinds_{};
    detail::buffer<std::uint32_t> kind_of_{};
};

} // namespace berth

#endif
