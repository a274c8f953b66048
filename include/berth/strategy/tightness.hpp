// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_TIGHTNESS_HPP
#define BERTH_STRATEGY_TIGHTNESS_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/requirement.hpp>

#include <cstdint>

namespace berth {

/// The score of a candidate that could not be better.
inline constexpr std::int64_t full_score = 1'000'000;

/// The score of a candidate that has less than is asked for: below what any other can have, and
/// far enough from the limit that weights can be added.
inline constexpr std::int64_t short_score = INT64_MIN / 2;

namespace detail {

// In millionths. \pre 0 < asked <= available
[[nodiscard]] constexpr std::int64_t share_of(quantity asked, quantity available) noexcept {
    std::int64_t const part = asked.thousandths();
    std::int64_t const all = available.thousandths();
    return part <= INT64_MAX / full_score ? part * full_score / all
                                          : smaller(part / (all / full_score), full_score);
}

} // namespace detail

/// How much of what `needs` may consume there a node would take: the mean of the shares of the
/// scalars that it asks for, in millionths. Ports do not count, and neither do volumes on disks
/// of their own. 0 if no scalar is asked for; `short_score` if there is less than asked of one.
/// \complexity O(1), and one pass over the entries for each scalar known by name only
[[nodiscard]] constexpr std::int64_t tightness(candidate const& offered,
                                               requirement const& needs) noexcept {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    bool enough = true;
    auto const add = [&](quantity asked, quantity available) {
        if (asked > available) {
            enough = false;
        } else if (asked > quantity{}) {
            sum += detail::share_of(asked, available);
            ++count;
        }
    };
    for (auto const kind : {resource_kind::cpus, resource_kind::mem, resource_kind::disk}) {
        if (quantity const asked = needs.amount(kind); asked > quantity{}) {
            add(asked, offered.available(kind, needs));
        }
    }
    for (named_quantity const& scalar : needs.scalars) {
        add(scalar.amount, offered.available(scalar.name.view(), needs));
    }
    return !enough ? short_score : count == 0 ? 0 : sum / count;
}

} // namespace berth

#endif
