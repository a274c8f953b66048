// SPDX-License-Identifier: Apache-2.0
#include "support/small_world.hpp"
#include "support/splitmix.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

namespace {

using berth_test::small_world;

/// \returns how many tasks were launched.
std::size_t live_through(std::uint64_t seed, int steps) {
    CAPTURE(seed);
    small_world world{seed};
    for (int step = 0; step != steps; ++step) {
        world.step();
        CAPTURE(step);
        REQUIRE(world.broken() == "");
    }
    world.calm_down();
    REQUIRE(world.broken() == "");
    return world.launches();
}

void live_through_many(std::uint64_t worlds, int steps) {
    std::uint64_t const seed = berth_test::seed_or(20161025);
    std::size_t launches = 0;
    for (std::uint64_t run = 0; run != worlds; ++run) {
        launches += live_through(seed + run, steps);
    }
    CHECK(launches > worlds * 3); // or nothing was tested
}

TEST_CASE("planner: keeps its promises in a world of crashes, losses and late news") {
    live_through_many(2000, 60);
}

TEST_CASE("planner: a quiet world gets its nodes") { CHECK(live_through(1, 0) == 3); }

} // namespace

TEST_SUITE("slow") {
    TEST_CASE("planner: keeps its promises in very many worlds") { live_through_many(40'000, 120); }
}
