// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a bundle of policies names strategy
// reject 2: berth: a planner is made of groups, as in berth::planner<berth::group<>>
#include <berth/group_set.hpp>

#if BERTH_REJECT == 1
using kind = berth::group<int>;
#else
using kind = berth::group<>;
#endif

#if BERTH_REJECT == 2
using all = berth::group_set<berth::settings<>>;
#else
using all = berth::group_set<kind>;
#endif
static_assert(all::count == 1);
