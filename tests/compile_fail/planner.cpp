// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a planner is made of groups, as in berth::planner<berth::group<>>
#include <berth/group_set.hpp>

#if BERTH_REJECT
using all = berth::group_set<berth::settings<>>;
#else
using all = berth::group_set<berth::group<>>;
#endif
static_assert(all::count == 1);
