// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_SELECTION_HPP
#define BERTH_STRATEGY_SELECTION_HPP

#include <berth/core/value.hpp>
#include <berth/strategy/open_candidates.hpp>

#include <concepts>
#include <cstddef>

namespace berth {

/// What a selection returns when nothing fits.
inline constexpr std::size_t no_candidate = static_cast<std::size_t>(-1);

/// Picks one of several candidates for a node.
///
/// **Required**: `s.pick(candidates, fits)` returns an index, one of those that `candidates` lists,
/// for which `fits(index)` is true, or `no_candidate`; deterministic; copyable.
///
/// **Laws**: what it picks fits; it picks something if anything fits.
///
/// **Models**: `first_fit`.
///
/// **Smallest model**
///
///     struct last_fit {
///         template <class Fits>
///         std::size_t pick(berth::open_candidates const& candidates, Fits fits) const {
///             std::size_t out = berth::no_candidate;
///             for (std::size_t const i : candidates) {
///                 out = fits(i) ? i : out;
///             }
///             return out;
///         }
///     };
template <class S>
concept selection = copyable_value<S> &&
    requires(S const& s, open_candidates const& candidates, bool (*fits)(std::size_t)) {
    { s.pick(candidates, fits) } -> std::same_as<std::size_t>;
};

/// The first that fits, in the order of the offers: what the original did.
struct first_fit {
    template <class Fits>
    [[nodiscard]] constexpr std::size_t pick(open_candidates const& candidates, Fits fits) const {
        for (std::size_t const i : candidates) {
            if (fits(i)) {
                return i;
            }
        }
        return no_candidate;
    }

    friend constexpr bool operator==(first_fit const&, first_fit const&) = default;
};

} // namespace berth

#endif
