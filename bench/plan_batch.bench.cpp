// SPDX-License-Identifier: Apache-2.0
// plan_batch/<variant>/<offers>x<distinct requirements>: 200 nodes are fitted to a round of offers,
// first fit, by rules on ports, scalars and disk. Only the last offer is large enough, for all of
// them, so that each distinct requirement is judged against each offer: the time grows with offers
// x distinct requirements, not with the nodes. `each_alone` is the loop over nodes and offers that
// does not know which requirements are equal; it is run for 1,000 offers at most.
//
// `best_fit` is another round: 1,000 nodes, one for each host, of 10,000 offers that all differ are
// scored and ranked, and the tightest taken; `spread` takes the emptiest. `constrained` is the former
// with placement constraints, on 200 racks that have to be filled evenly: most candidates are
// refused for most nodes, and none of them for good.
#include "cluster_of_offers.hpp"
#include "program.hpp"
#include "support/counting_new.hpp"

#include <berth/model/parse_constraint.hpp>
#include <berth/strategy/best_fit.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/spread.hpp>
#include <berth/strategy/strategies.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
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
    static constexpr std::size_t nodes = node_count;

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
    static constexpr std::size_t nodes = node_count;

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

/// 1,000 nodes, and 10,000 hosts of which each has something else, many of them too little.
struct ranked_scene {
    static constexpr std::size_t nodes_wanted = 1000;

    explicit ranked_scene(std::size_t offers, bool constrained = false)
        : hosts(berth_bench::make_hosts(offers, {{}, {}, 8, 1024, 100'000, {{31000, 32000}}})),
          waiting(nodes_wanted) {
        for (std::size_t i = 0; i != hosts.size(); ++i) {
            hosts[i].cpus = static_cast<double>(1 + i * 7919 % 64);
            hosts[i].mem = static_cast<double>(1024 + i * 104'729 % 100'000);
            hosts[i].rack = "rack-" + std::to_string(i % 200);
        }
        if (constrained) {
            using namespace berth::constrain;
            needs.constraints = *group_by("rack", 200) && *max_per("rack", 6) &&
                                *like("rack", "rack-\\d+") && *unlike("hostname", "spare-.*");
            nodes.watch(needs.constraints);
        }
        needs.cpus = berth::quantity::whole(4);
        needs.mem = berth::quantity::whole(8192);
        needs.disk = berth::quantity::whole(1024);
        needs.ports = {0, 0};
        for (auto& node : waiting) {
            node.needs = &needs;
        }
        all.emplace_back(hosts);
        fresh = all.front().candidates;
    }

    /// The round before anything was taken.
    void reset() {
        all.front().candidates = fresh;
        memory.clear();
        for (std::size_t const at : placed) {
            nodes.remove(fresh[at].first_offer());
        }
        placed.clear();
    }

    std::vector<berth_bench::host> hosts;
    berth::requirement needs{};
    std::vector<berth::pending_node> waiting;
    std::list<berth_bench::cluster> all{};
    std::vector<berth::candidate> fresh{};
    berth::offer_round memory{};
    berth::node_index nodes{nodes_wanted};
    std::vector<std::size_t> placed{};
};

template <class Selection>
class ranked_way {
public:
    static constexpr std::size_t nodes = ranked_scene::nodes_wanted;

    void operator()(ranked_scene& s) {
        s.reset();
        auto& candidates = s.all.front().candidates;
        place_(berth::storage_aware{}, Selection{}, s.waiting, candidates, s.nodes, s.memory,
               [&](std::size_t, std::size_t at, berth::taking const&) {
                   s.placed.push_back(at);
                   s.nodes.add(candidates[at].first_offer());
               });
    }

private:
    berth::placer place_{};
};

/// Places are those of a list that is sorted once, since each host can have one node only.
template <class Selection>
void compare(ranked_scene& s) {
    ranked_way<Selection>{}(s);
    auto const got = s.placed;
    s.reset();
    std::vector<std::size_t> sorted;
    for (std::size_t i = 0; i != s.fresh.size(); ++i) {
        if (first_failure(berth::storage_aware{}, s.fresh[i], s.waiting[0], s.nodes).passed) {
            sorted.push_back(i);
        }
    }
    std::stable_sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
        return Selection{}.score(s.fresh[a], s.waiting[0], s.nodes) >
               Selection{}.score(s.fresh[b], s.waiting[0], s.nodes);
    });
    sorted.resize(std::min(sorted.size(), ranked_scene::nodes_wanted));
    berth_bench::require(got == sorted && got.size() == ranked_scene::nodes_wanted,
                         "the ranking is not that of a sorted list");
}

/// Each node goes where a look at every candidate says.
void compare_constrained(ranked_scene& s) {
    ranked_way<berth::best_fit>{}(s);
    auto const got = s.placed;
    s.reset();
    berth::taking out;
    for (berth::pending_node const& node : s.waiting) {
        auto& candidates = s.all.front().candidates;
        std::size_t best = candidates.size();
        std::int64_t score = 0;
        for (std::size_t i = 0; i != candidates.size(); ++i) {
            std::int64_t const said = berth::best_fit{}.score(candidates[i], node, s.nodes);
            if ((best == candidates.size() || said > score) &&
                first_failure(berth::storage_aware{}, candidates[i], node, s.nodes).passed) {
                best = i;
                score = said;
            }
        }
        if (best != candidates.size() && take(candidates[best], *node.needs, s.memory, out)) {
            s.placed.push_back(best);
            s.nodes.add(candidates[best].first_offer());
        }
    }
    berth_bench::require(got == s.placed && got.size() == ranked_scene::nodes_wanted,
                         "the constrained plan is not that of a look at every candidate");
}

template <class Way, class Scene>
void run(benchmark::State& state, Scene& s) {
    Way way;
    way(s);
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        way(s);
        if (s.placed.size() != Way::nodes) {
            berth_bench::fail(state, "a node found no place");
            break;
        }
    }
    if (berth_test::allocations != before) {
        berth_bench::fail(state, "something was allocated");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Way::nodes));
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
    ranked_scene ranked{10'000};
    ranked_scene constrained{10'000, true};
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
        compare<berth::best_fit>(ranked);
        compare<berth::spread>(ranked);
        ranked_scene small{2000, true};
        compare_constrained(small);
        auto const add = [&](std::string const& name, ranked_scene& s, auto way) {
            benchmark::RegisterBenchmark(
                ("plan_batch/" + name + "/10000x1").c_str(),
                [&s](benchmark::State& state) { run<decltype(way)>(state, s); })
                ->Unit(benchmark::kMicrosecond);
        };
        add("best_fit", ranked, ranked_way<berth::best_fit>{});
        add("spread", ranked, ranked_way<berth::spread>{});
        add("constrained", constrained, ranked_way<berth::best_fit>{});
    });
}
