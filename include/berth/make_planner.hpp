// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MAKE_PLANNER_HPP
#define BERTH_MAKE_PLANNER_HPP

#include <berth/group_set.hpp>
#include <berth/planner.hpp>

#include <utility>

namespace berth {

/// A planner of several groups, the most important first, proven together.
/// Errors: those of `group_set::make`, on `groups[i]`.
template <class... Groups>
[[nodiscard]] result<planner<Groups...>> make_planner(Groups... groups) {
    auto proven = group_set<Groups...>::make(std::move(groups)...);
    if (!proven) {
        return proven.error();
    }
    return planner<Groups...>{*std::move(proven)};
}

} // namespace berth

#endif
