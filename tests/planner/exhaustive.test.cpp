// SPDX-License-Identifier: Apache-2.0
// Every order in which things can happen to two ids on two agents. A promise that is broken is
// printed with the moves that lead to it.
#include "support/model_walk.hpp"

#include <doctest/doctest.h>

#include <cstddef>

namespace {

using berth_test::model_bounds;
using berth_test::model_walk;

void walk(model_bounds const& bounds, std::size_t at_least) {
    model_walk all{bounds};
    CHECK(all.run() == "");
    MESSAGE("states: ", all.states(), ", steps: ", all.steps(), ", quiet ones: ", all.quiet());
    CHECK(all.states() > at_least); // or the walk was cut short
    CHECK(all.quiet() > 0);
}

TEST_CASE("planner: every interleaving of a small cluster, with a crash") {
    walk({.launches = 3, .crashes = 1, .partitions = 0, .link = 1}, 1000);
}

} // namespace
