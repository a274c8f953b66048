// SPDX-License-Identifier: Apache-2.0
// The planner in simulated clusters. A run that fails says its seed; this command replays it:
//     BERTH_SEED=<seed> <build>/tests/test-planner -tc='planner: one seed'
#include "support/simulated.hpp"
#include "support/splitmix.hpp"

#include <berth/testing/calm.hpp>
#include <berth/testing/chaos.hpp>
#include <berth/testing/world.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using berth_test::small_cluster;
using berth_test::small_planner;
using world = berth::testing::world<berth::planner<berth::group<>>>;

/// \returns how many tasks were launched.
std::size_t live_through(std::uint64_t seed, int steps) {
    CAPTURE(seed);
    world in{small_cluster(8, seed), small_planner(3, seed)};
    berth::testing::chaos trouble{seed};
    for (int step = 0; step != steps && in.broken().empty(); ++step) {
        trouble.step(in);
    }
    REQUIRE(in.broken() == "");
    calm_down(in, 20);
    REQUIRE(in.broken() == "");
    return in.promises().launches();
}

void live_through_many(std::uint64_t first, std::uint64_t worlds, int steps) {
    std::size_t launches = 0;
    for (std::uint64_t run = 0; run != worlds; ++run) {
        launches += live_through(first + run, steps);
    }
    CHECK(launches > worlds * 5); // or nothing was tested
}

TEST_CASE("planner: keeps its promises in a cluster where everything goes wrong") {
    live_through_many(berth_test::seed_or(20161025), 500, 300);
}

TEST_CASE("planner: a quiet cluster gets its nodes") { CHECK(live_through(0, 0) == 3); }

// Found by the fuzz target `cluster`: agents sent the same update for ever.
TEST_CASE("planner: a cluster comes to rest where no process listens") {
    world in{small_cluster(3, 0), small_planner(2)};
    in.flow();
    REQUIRE(in.cluster.offer());
    in.flow();
    REQUIRE(in.promises().launches() == 2);
    in.store.unreadable = true;
    in.restart();
    REQUIRE_FALSE(in.process().runs());
    in.cluster.disconnect();
    in.cluster.fail(0);
    in.flow();
    CHECK(in.broken() == "");
}

TEST_CASE("planner: a simulation as the README shows it") {
    berth::testing::cluster const cluster{berth_test::small_machines(6)};
    berth::planner<berth::group<>> const my_planner = small_planner(3);
    std::uint64_t const seed = berth_test::seed_or(2016);
    CAPTURE(seed);
    // [simulate]
    berth::testing::world in{cluster, my_planner};
    berth::testing::chaos trouble{seed};
    for (int step = 0; step != 1000 && in.broken().empty(); ++step) {
        trouble.step(in);
    }
    calm_down(in, 20); // rounds of offers
    CHECK(in.broken() == "");
    // [/simulate]
}

TEST_CASE("planner: one seed") {
    if (std::getenv("BERTH_SEED") != nullptr) { // NOLINT(concurrency-mt-unsafe)
        CHECK(live_through(berth_test::seed_or(0), 2000) > 0);
    }
}

} // namespace

TEST_SUITE("slow") {
    TEST_CASE("planner: ten million steps, over thousands of seeds") {
        live_through_many(berth_test::seed_or(1), 5000, 2000);
    }
}
