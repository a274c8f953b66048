// SPDX-License-Identifier: Apache-2.0
// no_fit/<variant>/<why>: 10,000 offers were read; one node that fits nowhere is judged against
// all of them. Why: the offers are too small (`short_of_cpus`), each host has a node of the group
// already (`host_used`), or the group has all its nodes (`cluster_full`). `berth` is the placer
// with the storage-aware strategy, `by_hand` a loop over a function of ifs. One pass is one
// iteration; neither may allocate.
#include "cluster_of_offers.hpp"
#include "judge_by_hand.hpp"
#include "program.hpp"
#include "support/counting_new.hpp"

#include <berth/strategy/placer.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace {

enum class why { short_of_cpus, host_used, cluster_full };

constexpr std::string_view name(why reason) {
    return reason == why::short_of_cpus ? "short_of_cpus"
           : reason == why::host_used   ? "host_used"
                                        : "cluster_full";
}

struct scene {
    explicit scene(why reason)
        : hosts(berth_bench::make_hosts(10'000, {{}, {}, 8, 16384, 100'000, {{31000, 32000}}})),
          all(hosts) {
        needs.cpus = berth::quantity::whole(reason == why::short_of_cpus ? 9 : 2);
        needs.mem = berth::quantity::whole(4096);
        needs.disk = berth::quantity::whole(20'000);
        needs.ports = {0, 0};
        if (reason == why::host_used) {
            for (auto const& h : hosts) {
                nodes.add(h.agent, h.name);
            }
        } else {
            nodes.add("another agent", "another host");
        }
        nodes.want(reason == why::cluster_full ? 1 : 20'000);
    }

    std::vector<berth_bench::host> hosts;
    berth_bench::cluster all;
    berth::requirement needs{};
    berth::pending_node waiting{&needs};
    berth::node_index nodes{};
};

class berth_way {
public:
    std::size_t operator()(scene& s) {
        std::size_t placed = 0;
        place_(berth::storage_aware{}, berth::first_fit{}, {&s.waiting, 1}, s.all.candidates,
               s.nodes, s.all.round, [&](std::size_t, std::size_t, berth::taking&) { ++placed; });
        return placed;
    }

private:
    berth::placer place_{};
};

class by_hand_way {
public:
    std::size_t operator()(scene const& s) {
        auto const found =
            std::find_if(s.all.candidates.begin(), s.all.candidates.end(), [&](auto const& c) {
                return berth_bench::judge_by_hand(c, s.waiting, s.nodes).passed;
            });
        return found != s.all.candidates.end() ? 1 : 0;
    }
};

template <class Way>
void run(benchmark::State& state, scene& s) {
    Way way;
    way(s);
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        if (way(s) != 0) {
            berth_bench::fail(state, "the node fits");
            break;
        }
        benchmark::ClobberMemory();
    }
    if (berth_test::allocations != before) {
        berth_bench::fail(state, "something was allocated");
    }
    state.SetItemsProcessed(state.iterations() * 10'000);
}

/// Both refuse every offer for the same reason.
void compare(scene& s) {
    for (auto const& c : s.all.candidates) {
        auto const a = berth::first_failure(berth::storage_aware{}, c, s.waiting, s.nodes);
        auto const b = berth_bench::judge_by_hand(c, s.waiting, s.nodes);
        berth_bench::require(a == b && !a.passed, "the variants disagree");
    }
    berth_bench::require(berth_way{}(s) == 0 && by_hand_way{}(s) == 0, "the node fits");
}

} // namespace

int main(int argc, char** argv) {
    std::list<scene> kept;
    return berth_bench::run(argc, argv, [&] {
        for (why const reason : {why::short_of_cpus, why::host_used, why::cluster_full}) {
            scene& s = kept.emplace_back(reason);
            compare(s);
            std::string const text{name(reason)};
            benchmark::RegisterBenchmark(
                ("no_fit/berth/" + text).c_str(),
                [&s](benchmark::State& state) { run<berth_way>(state, s); })
                ->Unit(benchmark::kMillisecond);
            benchmark::RegisterBenchmark(
                ("no_fit/by_hand/" + text).c_str(),
                [&s](benchmark::State& state) { run<by_hand_way>(state, s); })
                ->Unit(benchmark::kMillisecond);
        }
    });
}
