// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_BEST_FIT_HPP
#define BERTH_STRATEGY_BEST_FIT_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/tightness.hpp>

#include <cstdint>

namespace berth {

/// The tightest candidate, so that large ones stay free for large nodes. The score is `tightness`.
///
/// Candidates from `enough` on count as equally good, so that the first of them in the order of
/// the offers is taken: not the very best, but always the same as if the search had ended there.
struct best_fit {
    static constexpr bool steady = true;

    std::int64_t enough = full_score; ///< millionths

    [[nodiscard]] constexpr std::int64_t score(candidate const& offered,
                                               pending_node const& pending,
                                               node_index const& /*nodes*/) const noexcept {
        return detail::smaller(tightness(offered, *pending.needs), enough);
    }

    friend constexpr bool operator==(best_fit const&, best_fit const&) = default;
};

} // namespace berth

#endif
