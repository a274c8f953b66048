// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_SELECTION_HPP
#define BERTH_STRATEGY_SELECTION_HPP

#include <berth/core/value.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/pending_node.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace berth {

/// **Purpose.** Says how good a candidate is for a node. Of those that the rules let through, the
/// best is taken; of equally good ones the first, in the order of the offers. The candidates are
/// ranked once for each distinct requirement if the score is steady, and anew for each node if it
/// is not. Models: `first_fit`, `best_fit`, `spread`, `preferring`.
///
/// **Required expressions** of a copyable `S`, with `S const s`:
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `s.score(candidate, pending, nodes)` | `std::int64_t` | higher is better; `noexcept` |
///
/// Stock selections count in millionths: 1,000,000 is a candidate that could not be better.
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `S::steady` | `bool` constant | the law of that name holds | `false` |
/// | `s.watched()` | `constraints` | what the node index is to count values of | none |
///
/// **Laws**, held by `laws::selection` of <berth/testing/laws/selection.hpp>, for every model in
/// tests/strategy/selection.test.cpp; "laws: what breaks one is found" there breaks each.
///
/// 1. `pure`: the same arguments give the same score, and nothing else changes.
/// 2. `steady`: if `S::steady`, all nodes with one requirement score a candidate alike, and once
///    another node is placed elsewhere the score is not higher than before.
///
/// **Smallest legal model**
/// \model tests/strategy/selection.test.cpp#most_mem
///
///     struct most_mem {
///         constexpr std::int64_t score(berth::candidate const& offered,
///                                      berth::pending_node const& pending,
///                                      berth::node_index const&) const noexcept {
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

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_selection : std::false_type {
    static_assert(selection<S>,
                  "berth: a selection is copyable and has std::int64_t score(candidate "
                  "const&, pending_node const&, node_index const&) const noexcept; see "
                  "the concept selection in <berth/strategy/selection.hpp>");
};

template <class S>
concept asserted_selection = selection<S> || not_a_selection<S>::value;

} // namespace detail

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
