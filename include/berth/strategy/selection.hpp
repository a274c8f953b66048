// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_SELECTION_HPP
#define BERTH_STRATEGY_SELECTION_HPP

#include <berth/core/value.hpp>
#include <berth/model/candidate.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace berth {

/// What a selection returns when nothing fits.
inline constexpr std::size_t no_candidate = static_cast<std::size_t>(-1);

/// Picks one of several candidates for a node.
///
/// **Required**: `s.pick(candidates, fits)` returns the index of a candidate for which
/// `fits(index)` is true, or `no_candidate`; deterministic; copyable.
///
/// **Laws**: what it picks fits; it picks something if anything fits.
///
/// **Models**: `first_fit`.
template <class S>
concept selection = copyable_value<S> &&
    requires(S const& s, std::span<candidate const> candidates, bool (*fits)(std::size_t)) {
    { s.pick(candidates, fits) } -> std::same_as<std::size_t>;
};

/// The first that fits, in the order of the offers: what the original did.
struct first_fit {
    template <class Fits>
    [[nodiscard]] constexpr std::size_t pick(std::span<candidate const> candidates,
                                             Fits fits) const {
        for (std::size_t i = 0; i < candidates.size(); ++i) {
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
