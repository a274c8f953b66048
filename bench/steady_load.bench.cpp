// SPDX-License-Identifier: Apache-2.0
// steady_load/<what>/<nodes>: the time of the processor for one second in the life of a scheduler
// that gets 1,000 offers in it, in ten rounds; below one second it does not fall behind.
//
// `launches`   a thousand nodes are launched, and two updates of each are heard
// `declines`   a hundred nodes are missing, but all offers are of hosts that nodes are on
// `failures`   the same, and a hundred tasks fail, of which each is launched again when its host is
//              offered
//
// `resident_mb` is what the process needs at most until then, and `before_mb` what it needed before
// there was a node. Nothing is stored or sent.
#include "cluster_of_offers.hpp"
#include "nodes_on_record.hpp"
#include "program.hpp"

#include <berth/planner.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <sys/resource.h>

namespace {

constexpr std::size_t nodes = 10'000;
constexpr std::size_t offers = 1'000;
constexpr std::size_t rounds = 10;
constexpr std::size_t missing = 100;
constexpr std::size_t failures = 100;

double resident_mb() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024.0;
}

/// A scheduler and the cluster that it is in.
class scene {
public:
    scene()
        : planner_(berth_bench::group_of(nodes + missing)),
          hosts_(berth_bench::make_hosts(nodes, {"", "", 4, 4096, 10000, {{31000, 32000}}, ""})) {
        give([&] { static_cast<void>(planner_.set_wanted(nodes, out_)); });
        give([&] { planner_.start(out_); });
        give([&] { planner_.on_tick(now_, out_); });
        give([&] { planner_.on_subscribed("framework-1", out_); });
    }

    /// One second; the offers are of the hosts from `first` on.
    void second(std::size_t first) {
        now_.value += 1.0;
        give([&] { planner_.on_tick(now_, out_); });
        for (std::size_t i = 0; i != rounds; ++i) {
            round_.clear();
            for (std::size_t k = 0; k != offers / rounds; ++k) {
                berth_bench::add_offer(hosts_[first++ % nodes], round_);
            }
            give([&] { planner_.on_offers(round_, out_); });
            hear();
        }
    }

    void want_more() {
        give([&] { static_cast<void>(planner_.set_wanted(nodes + missing, out_)); });
    }

    /// Tasks of so many nodes end, those from `first` on.
    void fail(std::size_t first) {
        for (std::size_t i = 0; i != failures; ++i) {
            berth::node_id const id{static_cast<std::uint32_t>((first + i) % nodes)};
            berth::node const* const n = planner_.group().find(id);
            if (n != nullptr && n->state == berth::node_state::running) {
                said_.push_back({n->task_id, n->agent_id, berth::task_state::failed});
            }
        }
        hear();
    }

    [[nodiscard]] std::size_t running() const { return planner_.group().running(); }
    [[nodiscard]] std::size_t declined() const { return declined_; }
    [[nodiscard]] std::size_t launched() const { return launched_; }

private:
    struct update {
        std::string task_id;
        std::string agent_id;
        berth::task_state state{};
    };

    template <class Input>
    void give(Input input) {
        out_.clear();
        input();
        for (auto const& what : out_) {
            if (auto const* const yes = std::get_if<berth::effect::accept>(&what)) {
                for (auto const& one : yes->launches) {
                    ++launched_;
                    for (auto const state :
                         {berth::task_state::starting, berth::task_state::running}) {
                        said_.push_back(
                            {std::string{one.what.task_id}, std::string{one.what.agent_id}, state});
                    }
                }
            } else if (auto const* const no = std::get_if<berth::effect::decline>(&what)) {
                declined_ += no->offers.size();
            }
        }
    }

    void hear() {
        while (!said_.empty()) {
            update const one = std::move(said_.front());
            said_.pop_front();
            give([&] {
                planner_.on_update({one.task_id,
                                    one.agent_id,
                                    "a-number-of-16-b",
                                    {},
                                    {one.state, berth::status_source::executor}},
                                   out_);
            });
        }
    }

    berth::planner<berth::group<>> planner_;
    std::vector<berth_bench::host> hosts_;
    berth::offer_round round_{};
    berth::effect::list out_{};
    std::deque<update> said_{};
    berth::timestamp now_{1000.0};
    std::size_t launched_ = 0;
    std::size_t declined_ = 0;
};

double before_mb = 0.0;

void tell_memory(benchmark::State& state) {
    state.counters["before_mb"] = before_mb;
    state.counters["resident_mb"] = resident_mb();
}

void launches(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        scene there;
        for (std::size_t at = 0; at + offers < nodes; at += offers) {
            there.second(at);
        }
        state.ResumeTiming();
        there.second(nodes - offers); // the last of ten, with the longest record
        if (there.running() != nodes) {
            berth_bench::fail(state, "not all nodes run");
        }
    }
    tell_memory(state);
}

/// All nodes run, and more are wanted.
void fill(scene& there) {
    for (std::size_t at = 0; at < nodes; at += offers) {
        there.second(at);
    }
    there.want_more();
}

void declines(benchmark::State& state) {
    scene there;
    fill(there);
    std::size_t at = 0;
    for (auto _ : state) {
        there.second(at);
        at += offers;
    }
    if (there.declined() != offers * static_cast<std::size_t>(state.iterations())) {
        berth_bench::fail(state, "not all offers are declined");
    }
    tell_memory(state);
}

void fail_and_launch(benchmark::State& state) {
    scene there;
    fill(there);
    std::size_t at = 0;
    for (auto _ : state) {
        there.fail(at);
        there.second(at + nodes - offers + failures); // with their hosts in the last round
        at += failures;
    }
    if (there.launched() == nodes) {
        berth_bench::fail(state, "nothing is launched again");
    }
    tell_memory(state);
}

} // namespace

int main(int argc, char** argv) {
    return berth_bench::run(argc, argv, [] {
        before_mb = resident_mb();
        auto const add = [](char const* what, auto* body) {
            std::string const name =
                "steady_load/" + std::string{what} + "/" + std::to_string(nodes);
            return berth_bench::fix_iterations(benchmark::RegisterBenchmark(name.c_str(), body))
                ->Unit(benchmark::kMillisecond);
        };
        add("launches", &launches)->Iterations(5);
        add("declines", &declines);
        add("failures", &fail_and_launch);
    });
}
