// SPDX-License-Identifier: Apache-2.0
// evaluate_offer/<variant>/<shape>: one candidate is judged for one node, and the first reason
// against it returned. `berth` is the composed strategy; `by_hand` is one function of ifs over the
// same candidate, in the same order; `every_rule` asks all rules and counts those that fail, and
// `explained` keeps what each of them says, for the tree that `explain` shows. Each iteration judges the next of 64 candidates of its shape;
// those of `plain`, `reserved` and `fragmented` are read from protobuf.
#include "judge_by_hand.hpp"
#include "program.hpp"
#include "sample_offers.hpp"

#include <berth/mesos/protobuf_offer.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/rule/explanation.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/strategies.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::candidate;
using berth::node_index;
using berth::offer_builder;
using berth::pending_node;
using berth::quantity;
using berth::requirement;
using berth::resource_kind;
using berth::verdict;
using berth_bench::judge_by_hand;
using namespace std::string_view_literals;

verdict by_composition(candidate const& offered, pending_node const& pending,
                       node_index const& nodes) {
    return berth::first_failure(berth::storage_aware{}, offered, pending, nodes);
}

std::size_t every_rule(candidate const& offered, pending_node const& pending,
                       node_index const& nodes) {
    std::size_t failing = 0;
    berth::all_failures(berth::storage_aware{}, offered, pending, nodes,
                        [&](verdict const&) { ++failing; });
    return failing;
}

std::size_t explained(candidate const& offered, pending_node const& pending,
                      node_index const& nodes) {
    static berth::explanation why;
    berth::explain(berth::storage_aware{}, offered, pending, nodes, why);
    return why.size();
}

/// A round of one offer from each of some agents, and a node to place.
struct shape {
    std::string_view name{};
    berth::rule_info const* reason = nullptr; ///< of the refusal; none if it fits
    bool reserved = false;
    bool host_used = false;
    std::array<double, 3> offered{8, 16384, 100000}; ///< cpus, mem, disk
    int port_ranges = 1;
    std::vector<std::uint32_t> ports{0, 0};
    bool gpus = false;
};

/// Names of agents and hosts, as long as those of a real cluster.
std::string agent_name(int i) {
    return "6d2ac1bb-6a5b-4a6e-b1f6-0a3f5c1d9e20-S" + std::to_string(i);
}
std::string host_name(int i) { return "node-" + std::to_string(i) + ".rack-7.example.org"; }

class scene {
public:
    explicit scene(shape const& s) {
        needs_.cpus = quantity::whole(2);
        needs_.mem = quantity::whole(4096);
        needs_.disk = quantity::whole(20000);
        needs_.ports = s.ports;
        if (s.reserved) {
            needs_.roles.insert(needs_.roles.begin(), berth::role_name{"elasticsearch"});
        }
        if (s.gpus) {
            needs_.scalars.push_back({berth::text<63>{"gpus"}, quantity::whole(1)});
        }
        for (int i = 0; i != 64; ++i) {
            add_offer(s, own(agent_name(i)), own(host_name(i)));
        }
        judge_all();
    }
    explicit scene(berth_bench::shape s)
        : messages_(berth_bench::make_offers(s)), needs_(berth_bench::small_node(s)) {
        for (auto const& message : messages_) {
            read_offer(message, round_);
        }
        judge_all();
    }
    scene(scene const&) = delete;
    scene& operator=(scene const&) = delete;
    ~scene() = default;

    [[nodiscard]] candidate const& offered(std::size_t turn) const {
        return candidates_[turn % 64];
    }
    [[nodiscard]] pending_node const& pending() const { return pending_; }
    [[nodiscard]] node_index const& nodes() const { return nodes_; }

private:
    /// A group of 40 nodes on other hosts looks for places.
    void judge_all() {
        for (int i = 100; i != 140; ++i) {
            nodes_.add(agent_name(i), host_name(i));
        }
        nodes_.want(200);
        berth::merger{}(round_, candidates_);
        berth_bench::require(candidates_.size() == 64, "an offer is faulty");
        pending_.needs = &needs_;
    }

    std::string_view own(std::string text) { return texts_.emplace_back(std::move(text)); }

    void add_offer(shape const& s, std::string_view agent, std::string_view host) {
        constexpr std::array names{"cpus"sv, "mem"sv, "disk"sv};
        offer_builder to{round_};
        to.id("o1");
        to.agent_id(agent);
        to.hostname(host);
        for (std::size_t i = 0; i != names.size(); ++i) {
            to.resource(names[i], 0);
            to.scalar(s.reserved ? s.offered[i] / 2 : s.offered[i]);
            if (s.reserved) {
                to.resource(names[i], 0);
                to.reservation(1, "elasticsearch");
                to.scalar(s.offered[i] / 2);
            }
        }
        to.resource("ports", 1);
        to.ranges();
        for (int i = 0; i != s.port_ranges; ++i) {
            auto const begin = 31000 + 100 * static_cast<std::uint64_t>(i);
            to.range(begin, begin + 50);
        }
        if (s.gpus) {
            to.resource("gpus", 0);
            to.scalar(4);
        }
        to.finish();
        if (s.host_used) {
            nodes_.add(agent, host);
        }
    }

    std::deque<std::string> texts_{};
    std::vector<mesos::v1::Offer> messages_{};
    berth::offer_round round_{};
    std::vector<candidate> candidates_{};
    requirement needs_{};
    pending_node pending_{};
    node_index nodes_{};
};

std::vector<shape> shapes() {
    std::vector<shape> out;
    auto const add = [&](std::string_view name, auto change) {
        shape& s = out.emplace_back();
        s.name = name;
        change(s);
    };
    add("plain_fits", [](shape&) {});
    add("reserved_fits", [](shape& s) { s.reserved = true; });
    add("gpus_fit", [](shape& s) { s.gpus = true; });
    add("fixed_ports", [](shape& s) { s.ports = {31010, 31020, 0}; });
    add("hundred_port_ranges", [](shape& s) { s.port_ranges = 100, s.ports = {31010, 40920}; });
    add("host_used", [](shape& s) { s.host_used = true, s.reason = &berth::host_unused::info; });
    add("short_of_ports",
        [](shape& s) { s.port_ranges = 0, s.reason = &berth::enough_ports::info; });
    add("short_of_cpus",
        [](shape& s) { s.offered[0] = 1.5, s.reason = &berth::enough_cpus::info; });
    add("short_of_mem", [](shape& s) { s.offered[1] = 4095, s.reason = &berth::enough_mem::info; });
    add("short_of_disk",
        [](shape& s) { s.offered[2] = 10000, s.reason = &berth::enough_disk::info; });
    return out;
}

template <class Judge>
void run(benchmark::State& state, scene const& s, Judge judge) {
    std::size_t turn = 0;
    for (auto _ : state) {
        auto const said = judge(s.offered(turn++), s.pending(), s.nodes());
        benchmark::DoNotOptimize(said);
    }
    state.SetItemsProcessed(state.iterations());
}

/// Both say the same of every candidate, and what it is meant to make them say.
void compare(std::string const& name, berth::rule_info const* reason, scene const& s) {
    for (std::size_t turn = 0; turn != 64; ++turn) {
        verdict const a = by_composition(s.offered(turn), s.pending(), s.nodes());
        verdict const b = judge_by_hand(s.offered(turn), s.pending(), s.nodes());
        berth_bench::require(a == b && a.passed == (reason == nullptr) && a.rule == reason,
                             "another reason in " + name);
    }
}

void add(std::string const& name, scene const& s) {
    benchmark::RegisterBenchmark(
        ("evaluate_offer/berth/" + name).c_str(), [&s](benchmark::State& state) {
            run(state, s, [](auto const&... about) { return by_composition(about...); });
        });
    benchmark::RegisterBenchmark(
        ("evaluate_offer/by_hand/" + name).c_str(), [&s](benchmark::State& state) {
            run(state, s, [](auto const&... about) { return judge_by_hand(about...); });
        });
    benchmark::RegisterBenchmark(
        ("evaluate_offer/every_rule/" + name).c_str(), [&s](benchmark::State& state) {
            run(state, s, [](auto const&... about) { return every_rule(about...); });
        });
    benchmark::RegisterBenchmark(
        ("evaluate_offer/explained/" + name).c_str(), [&s](benchmark::State& state) {
            run(state, s, [](auto const&... about) { return explained(about...); });
        });
}

} // namespace

int main(int argc, char** argv) {
    std::deque<scene> scenes;
    return berth_bench::run(argc, argv, [&] {
        for (berth_bench::shape const s : berth_bench::shapes) {
            std::string const name{berth_bench::name(s)};
            scene const& read = scenes.emplace_back(s);
            compare(name, nullptr, read);
            add(name, read);
        }
        for (shape const& s : shapes()) {
            std::string const name{s.name};
            scene const& built = scenes.emplace_back(s);
            compare(name, s.reason, built);
            add(name, built);
        }
    });
}
