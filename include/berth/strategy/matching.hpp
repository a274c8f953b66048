// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_MATCHING_HPP
#define BERTH_STRATEGY_MATCHING_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/detail/counted_keys.hpp>
#include <berth/strategy/fitter.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace berth {

/// Fits nodes whose ids are bound to zones or agents, so that as many find a place as can.
///
/// Each node gets the best place that is left. One that finds none may take over that of an
/// earlier node, which then needs another, and so on: the shortest such chain is followed. So a
/// node that has a place keeps one, if perhaps not the same, and the nodes that come first are
/// served first.
///
/// If all requirements are equal, or no two nodes may be on one host, no other choice of places
/// serves more nodes. If neither holds, or rules look at more of a node than its requirement and
/// what binds its id, places are as legal, but there may be fewer.
///
/// A template only so that including it costs nothing until it is used.
template <class Requirement>
class basic_matching {
public:
    /// Calls `placed(node, candidate, taking&)`, once all places are known, for each node that has
    /// one, in the order of the nodes; at most `places` have one.
    /// \pre `fitter` has begun with `of`
    /// \complexity as without bound ids; and for a node that finds no place, for each set of nodes
    /// with one requirement and one binding, candidates and places found so far
    template <class Fitting, class Placed>
    constexpr void operator()(basic_fitter<Requirement>& fitter, Fitting const& of,
                              std::size_t places, Placed placed) {
        nodes_ = of.nodes;
        Fitting const now{of.strategy, of.selection, of.pending, of.candidates, nodes_, of.round};
        begin(fitter, now);
        for (std::size_t node = 0; node < now.pending.size() && spots_.size() < places; ++node) {
            serve(fitter, now, node);
        }
        spot_of_.assign(now.pending.size(), nothing);
        for (std::uint32_t s = 0; s < spots_.size(); ++s) {
            spot_of_[spots_[s].node] = s;
        }
        for (std::size_t node = 0; node < now.pending.size(); ++node) {
            if (spot_of_[node] != nothing) {
                spot& found = spots_[spot_of_[node]];
                placed(node, std::size_t{found.at}, found.takes);
            }
        }
    }

private:
    static constexpr std::uint32_t nothing = static_cast<std::uint32_t>(-1);

    // Where a node is to go.
    struct spot {
        std::uint32_t node = 0;
        std::uint32_t at = 0; // the candidate
        candidate before{};   // before this was taken
        taking takes{};
    };

    // A node that needs a place, because the one before it in the chain may have its spot, at a
    // candidate of the same host.
    struct link {
        std::uint32_t node = 0;
        std::uint32_t chain = nothing; // the link before this one
        std::uint32_t spot = nothing;
        std::uint32_t at = nothing;
    };

    enum class state : std::uint8_t { open, seen, failed };

    template <class Fitting>
    constexpr void begin(basic_fitter<Requirement> const& fitter, Fitting const& of) {
        spots_.clear();
        on_.assign(of.candidates.size(), 0);
        neighbours_.clear();
        class_of_.resize(of.pending.size());
        first_of_.clear();
        for (std::uint32_t node = 0; node < of.pending.size(); ++node) {
            std::uint32_t c = 0;
            while (c < first_of_.size() &&
                   !(fitter.same_kind(first_of_[c], node) &&
                     same_binding(of.pending[first_of_[c]], of.pending[node]))) {
                ++c;
            }
            if (c == first_of_.size()) {
                first_of_.push_back(node);
            }
            class_of_[node] = c;
        }
        states_.assign(first_of_.size(), state::open);
    }

    [[nodiscard]] constexpr state& state_of(std::size_t node) noexcept {
        return states_[class_of_[node]];
    }

    // Breadth first; each class of nodes is looked at once, since its nodes are alike. What was
    // seen in vain stays in vain, whatever is placed later.
    template <class Fitting>
    constexpr void serve(basic_fitter<Requirement>& fitter, Fitting const& of, std::size_t node) {
        links_.clear();
        links_.push_back({static_cast<std::uint32_t>(node), nothing, nothing, nothing});
        for (std::uint32_t i = 0; i < links_.size(); ++i) {
            std::uint32_t const moving = links_[i].node;
            claim(i);
            std::size_t const at =
                fitter.find(of, moving, {claimed_.data(), claimed_.size()}, before_, takes_);
            if (at != ranking::none) {
                settle(fitter, of, i, static_cast<std::uint32_t>(at));
                return;
            }
            if (i == 0 && state_of(node) == state::failed) {
                return;
            }
            state_of(moving) = state::seen;
            for (std::uint32_t s = 0; s < spots_.size(); ++s) {
                if (state_of(spots_[s].node) != state::open) {
                    continue;
                }
                std::uint32_t const there = takeover(fitter, of, moving, s);
                if (there != nothing) {
                    state_of(spots_[s].node) = state::seen;
                    links_.push_back({spots_[s].node, i, s, there});
                }
            }
        }
        finish(state::failed);
    }

    constexpr void finish(state as) noexcept {
        for (state& one : states_) {
            one = one == state::seen ? as : one;
        }
    }

    // Lists the candidates of which a chain changes what is left.
    constexpr void claim(std::uint32_t i) {
        claimed_.clear();
        for (; links_[i].chain != nothing; i = links_[i].chain) {
            claimed_.push_back(links_[i].at);
            claimed_.push_back(spots_[links_[i].spot].at);
        }
    }

    [[nodiscard]] constexpr bool claimed(std::uint32_t at) const noexcept {
        bool among = false;
        for (std::uint32_t const other : claimed_) {
            among = among || other == at;
        }
        return among;
    }

    // Where a node could go if a spot was free, or nothing. Equal requirements hand
    // over what was taken; otherwise it is given back, if nobody else is there, and taken anew.
    template <class Fitting>
    constexpr std::uint32_t takeover(basic_fitter<Requirement> const& fitter, Fitting const& of,
                                     std::uint32_t node, std::uint32_t s) {
        spot const& from = spots_[s];
        if (claimed(from.at)) {
            return nothing;
        }
        auto const passes = [&](candidate const& c) {
            return first_failure(of.strategy, c, of.pending[node], nodes_).passed;
        };
        bool const alike = fitter.same_kind(node, from.node);
        std::uint32_t out = nothing;
        leave(from.before);
        if (alike && passes(from.before)) {
            out = from.at;
        } else if (on_[from.at] == 1) {
            meet(of);
            std::uint32_t c = alike ? neighbours_[from.at] : from.at;
            do {
                candidate there = c == from.at ? from.before : of.candidates[c];
                bool const free = c == from.at ? !alike : on_[c] == 0 && !claimed(c);
                if (free && passes(there) &&
                    take(there, *of.pending[node].needs, of.round, takes_)) {
                    out = c;
                    break;
                }
                c = neighbours_[c];
            } while (c != from.at);
        }
        enter(from.before);
        return out;
    }

    // The node of the last link goes to a place that was found, each before it to the spot that
    // this frees.
    template <class Fitting>
    constexpr void settle(basic_fitter<Requirement>& fitter, Fitting const& of, std::uint32_t i,
                          std::uint32_t at) {
        spot& found = spots_.next();
        found.node = links_[i].node;
        found.at = at;
        found.before = before_;
        std::swap(found.takes, takes_);
        spots_.push_next();
        ++on_[at];
        enter(of.candidates[at]);
        fitter.changed(of, at);
        for (; links_[i].chain != nothing; i = links_[i].chain) {
            spot& mine = spots_[links_[i].spot];
            std::uint32_t const next = links_[links_[i].chain].node;
            if (links_[i].at != mine.at || !fitter.same_kind(next, mine.node)) {
                std::uint32_t const was = mine.at;
                leave(mine.before);
                --on_[was];
                of.candidates[was] = mine.before;
                mine.at = links_[i].at;
                mine.before = of.candidates[mine.at];
                static_cast<void>(take(of.candidates[mine.at], *of.pending[next].needs, of.round,
                                       mine.takes)); // as it could when the link was made
                ++on_[mine.at];
                enter(mine.before);
                fitter.changed(of, was);
                fitter.changed(of, mine.at);
            }
            mine.node = next;
        }
        if (links_.size() > 1) {
            finish(state::open);
        }
    }

    constexpr void enter(candidate const& where) { nodes_.add(where.first_offer()); }
    constexpr void leave(candidate const& where) noexcept { nodes_.remove(where.first_offer()); }

    // Links the candidates of each host in a ring, once in a round: an agent has several if it
    // offers to several roles.
    template <class Fitting>
    constexpr void meet(Fitting const& of) {
        if (!neighbours_.empty()) {
            return;
        }
        auto const size = static_cast<std::uint32_t>(of.candidates.size());
        hosts_.resize(size);
        neighbours_.resize(size);
        for (std::uint32_t c = 0; c < size; ++c) {
            candidate const& one = of.candidates[c];
            hosts_[c] = {detail::hash(one.hostname().empty() ? one.agent_id() : one.hostname()), c};
        }
        detail::sort(hosts_.data(), size, [](host const& a, host const& b) {
            return a.key != b.key ? a.key < b.key : a.at < b.at;
        });
        for (std::uint32_t first = 0, i = 0; i < size; ++i) {
            bool const last = i + 1 == size || hosts_[i + 1].key != hosts_[i].key;
            neighbours_[hosts_[i].at] = hosts_[last ? first : i + 1].at;
            first = last ? i + 1 : first;
        }
    }

    struct host {
        std::uint64_t key = 0;
        std::uint32_t at = 0;
    };

    node_index nodes_{}; // with the spots
    detail::buffer<spot> spots_{};
    detail::buffer<std::uint32_t> on_{};       // how many spots each candidate has
    detail::buffer<std::uint32_t> class_of_{}; // of each node
    detail::buffer<std::uint32_t> first_of_{}; // the first node of each class
    detail::buffer<state> states_{};           // of each class
    detail::buffer<link> links_{};
    detail::buffer<std::uint32_t> claimed_{};    // by the link at hand and those before it
    detail::buffer<std::uint32_t> neighbours_{}; // the next candidate of the same host
    detail::buffer<host> hosts_{};
    detail::buffer<std::uint32_t> spot_of_{}; // of each node
    candidate before_{};
    taking takes_{};
};

} // namespace berth

#endif
