// SPDX-License-Identifier: Apache-2.0
// plan_batch/<variant>/<offers>x<distinct requirements>: 200 nodes are fitted to a round of offers,
// first fit, by rules on ports, scalars and disk. Only the last offer is large enough, for all of
// them, so that each distinct requirement is judged against each offer: the time grows with offers
// x distinct requirements, not with the nodes. `each_alone` is the loop over nodes and offers that
// does not know which requirements are equal; it is run for 1,000 offers at most.
#include "cluster_of_offers.hpp"
#include "program.hpp"
#include "support/counting_new.hpp"

#include <berth/strategy/placer.hpp>
#include <berth/strategy/strategies.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t node_count = 200;

using rules = berth::rule_list<berth::enough_ports, berth::requested_ports, berth::enough_cpus,
                               berth::enough_mem, berth::enough_disk>;
using places = std::vector<std::pair<std::size_t, std::array<std::uint32_t, 2>>>;

struct scene {
    scene(std::size_t offers, std::size_t distinct)
        : hosts(berth_bench::make_hosts(offers, {{}, {}, 8, 1024, 100'000, {{31000, 32000}}})),
          needs(distinct), waiting(node_count) {
        hosts.back().cpus = 10'000;
        hosts.back().mem = hosts.back().disk = 10'000'000;
        for (std::size_t i = 0; i != distinct; ++i) {
            needs[i].cpus = berth::quantity::whole(1);
            needs[i].mem = berth::quantity::whole(static_cast<std::int64_t>(2048 + i));
            needs[i].disk = berth::quantity::whole(1024);
            needs[i].ports = {0, 0};
        }
        for (std::size_t i = 0; i != node_count; ++i) {
            waiting[i].needs = &needs[i % distinct];
        }
        all.emplace_back(hosts);
    }

    /// The round before anything was taken.
    void reset() {
        auto& candidates = all.front().candidates;
        candidates.back() = berth::candidate{all.front().round.offers().back()};
        memory.clear();
        placed.clear();
    }

    std::vector<berth_bench::host> hosts;
    std::vector<berth::requirement> needs;
    std::vector<berth::pending_node> waiting;
    std::list<berth_bench::cluster> all{};
    berth::offer_round memory{};
    berth::node_index nodes{node_count};
    places placed{};
};

class berth_way {
public:
    void operator()(scene& s) {
        s.reset();
        place_(rules{}, berth::first_fit{}, s.waiting, s.all.front().candidates, s.nodes, s.memory,
               [&](std::size_t, std::size_t at, berth::taking const& takes) {
                   s.placed.push_back({at, {takes.ports[0], takes.ports[1]}});
               });
    }

private:
    berth::placer place_{};
};

class each_alone {
public:
    void operator()(scene& s) {
        s.reset();
        auto& candidates = s.all.front().candidates;
        for (berth::pending_node const& node : s.waiting) {
            for (std::size_t at = 0; at != candidates.size(); ++at) {
                if (berth::first_failure(rules{}, candidates[at], node, s.nodes).passed &&
                    take(candidates[at], *node.needs, s.memory, out_)) {
                    s.placed.push_back({at, {out_.ports[0], out_.ports[1]}});
                    break;
                }
            }
        }
    }

private:
    berth::taking out_{};
};

template <class Way>
void run(benchmark::State& state, scene& s) {
    Way way;
    way(s);
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        way(s);
        if (s.placed.size() != node_count) {
            berth_bench::fail(state, "a node found no place");
            break;
        }
    }
    if (berth_test::allocations != before) {
        berth_bench::fail(state, "something was allocated");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(node_count));
}

/// Both place every node on the same offer, with the same ports.
void compare(scene& s) {
    berth_way{}(s);
    auto const first = s.placed;
    each_alone{}(s);
    berth_bench::require(first == s.placed && first.size() == node_count, "the variants disagree");
}

} // namespace

int main(int argc, char** argv) {
    std::list<scene> kept;
    return berth_bench::run(argc, argv, [&] {
        for (std::size_t const offers :
             {std::size_t{100}, std::size_t{1000}, std::size_t{10'000}}) {
            for (std::size_t const distinct : {std::size_t{1}, std::size_t{4}, std::size_t{16}}) {
                scene& s = kept.emplace_back(offers, distinct);
                compare(s);
                std::string const name = std::to_string(offers) + "x" + std::to_string(distinct);
                benchmark::RegisterBenchmark(
                    ("plan_batch/berth/" + name).c_str(),
                    [&s](benchmark::State& state) { run<berth_way>(state, s); })
                    ->Unit(benchmark::kMicrosecond);
                if (offers <= 1000) {
                    benchmark::RegisterBenchmark(
                        ("plan_batch/each_alone/" + name).c_str(),
                        [&s](benchmark::State& state) { run<each_alone>(state, s); })
                        ->Unit(benchmark::kMicrosecond);
                }
            }
        }
    });
}
