// SPDX-License-Identifier: Apache-2.0
// Schedulers and clusters that simulations begin with.
#ifndef BERTH_TESTS_SUPPORT_SIMULATED_HPP
#define BERTH_TESTS_SUPPORT_SIMULATED_HPP

#include "conversation.hpp"

#include <berth/identity/after_fence.hpp>
#include <berth/planner.hpp>
#include <berth/testing/cluster.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace berth_test {

/// So many machines, each with room for one node.
[[nodiscard]] inline std::vector<berth::testing::cluster_machine> small_machines(std::size_t n) {
    std::vector<berth::testing::cluster_machine> out;
    for (std::size_t i = 1; i <= n; ++i) {
        std::string const number = std::to_string(i);
        out.push_back({"S" + number,
                       "host-" + number,
                       "here",
                       i % 2 == 0 ? "a" : "b",
                       {},
                       {{"", 1.5, 1024.0, 0.0, {}}}});
    }
    return out;
}

/// Every fourth framework is not partition-aware.
[[nodiscard]] inline berth::testing::cluster small_cluster(std::size_t machines,
                                                           std::uint64_t seed) {
    berth::testing::cluster_framework framework;
    framework.partition_aware = seed % 4 != 3;
    return berth::testing::cluster{small_machines(machines), framework};
}

/// A planner of `es`, with the settings that a seed chooses: recycling, spare ids.
[[nodiscard]] inline berth::planner<berth::group<>> small_planner(std::uint32_t wanted,
                                                                  std::uint64_t seed = 0) {
    auto chosen = settings_of("es", wanted);
    chosen.spare_ids = seed % 5 == 4 ? 1 : 0;
    chosen.recycling = seed % 7 == 6 ? *berth::after_fence("scaleio", 300.0) : berth::proven_gone;
    return berth::planner<berth::group<>>{*berth::group<>::make(chosen)};
}

} // namespace berth_test

#endif
