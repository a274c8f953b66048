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

TEST_CASE("planner: every interleaving of two launches and a crash") {
    walk({.launches = 2, .crashes = 1, .partitions = 0}, 10'000);
}

} // namespace

TEST_SUITE("walk") {
    TEST_CASE("planner: every interleaving of two launches, a crash and a partition") {
        walk({.launches = 2, .crashes = 1, .partitions = 1}, 400'000);
    }
}

TEST_SUITE("slow") {
    TEST_CASE("planner: every interleaving of five launches, a crash and a partition") {
        walk({.launches = 5, .crashes = 1, .partitions = 1}, 3'000'000);
    }
    TEST_CASE("planner: every interleaving of two launches, a crash, a partition, a fail-over") {
        walk({.launches = 2, .crashes = 1, .partitions = 1, .fail_overs = 1}, 500'000);
    }
}
