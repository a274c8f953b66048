// SPDX-License-Identifier: Apache-2.0
// on_update/<variant>/<nodes>: nodes run, one in ten of them is unreachable. One iteration is one
// update, which changes a record: in turns a node that runs, in random order, becomes unreachable,
// and the one that was unreachable for the longest time runs again. Effects are cleared each time.
//
// `std_map` has the records in a map by task id; `reference` is the original's way, a list of all
// tasks that is read, scanned and written back. Both judge by a switch. They say the same, word by
// word. Instructions tell how the cost grows with the nodes: BERTH_ITERATIONS fixes the number of
// updates, so that those of two runs can be subtracted.
#include "nodes_on_record.hpp"
#include "planner_by_hand.hpp"
#include "program.hpp"
#include "support/conversation.hpp"
#include "support/splitmix.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace {

using berth_planner = berth::planner<berth::group<>>;

/// Updates that can be given again and again, in turn.
std::vector<berth_bench::message> news_of(std::vector<berth::node> const& records) {
    using berth::status_reason;
    using berth::task_state;
    std::size_t const nodes = records.size();
    std::vector<std::size_t> order(nodes);
    std::iota(order.begin(), order.end(), std::size_t{0});
    berth_test::splitmix random{2016};
    random.shuffle(order);
    std::size_t const ahead = nodes - nodes / 10;
    std::vector<berth_bench::message> out;
    out.reserve(2 * nodes);
    for (std::size_t i = 0; i != nodes; ++i) {
        out.emplace_back(records[order[i]], task_state::unreachable, status_reason::agent_removed);
        out.emplace_back(records[order[(i + ahead) % nodes]], task_state::running,
                         status_reason::agent_reregistered);
    }
    return out;
}

/// A planner that has recovered, and the updates to give it.
template <class Planner>
class scene {
public:
    explicit scene(std::size_t nodes) : planner_(berth_bench::group_of(nodes)) {
        auto const records = berth_bench::records_of(nodes);
        news_ = news_of(records);
        berth_bench::put_back(planner_, records, effects_);
        for (berth::node const& record : records) {
            give({record, berth::task_state::running, berth::status_reason::reconciliation});
        }
        // The last ones of the order are those that have been unreachable.
        for (std::size_t i = nodes - nodes / 10; i != nodes; ++i) {
            give(news_[2 * i]);
        }
        berth_bench::require(!planner_.recovering(), "not recovered");
    }

    /// \returns how many effects the next update has
    std::size_t step() {
        give(news_[turn_]);
        turn_ = turn_ + 1 == news_.size() ? 0 : turn_ + 1;
        return effects_.size();
    }
    [[nodiscard]] std::string said() const { return berth_test::to_text(effects_); }
    [[nodiscard]] std::size_t steps() const { return news_.size(); }

private:
    void give(berth_bench::message const& next) {
        effects_.clear();
        planner_.on_update(next.status(), effects_);
    }

    Planner planner_;
    berth::effect::list effects_{};
    std::vector<berth_bench::message> news_{};
    std::size_t turn_ = 0;
};

/// Two rounds at the small sizes, a part of one at the large.
template <class Planner>
void compare(std::size_t nodes) {
    scene<berth_planner> ours{nodes};
    scene<Planner> theirs{nodes};
    for (std::size_t left = std::min<std::size_t>(2 * ours.steps(), 40'000); left != 0; --left) {
        static_cast<void>(ours.step());
        static_cast<void>(theirs.step());
        berth_bench::require(ours.said() == theirs.said(),
                             "the variants disagree:\n" + ours.said() + "\n" + theirs.said());
    }
}

template <class Planner>
void add(char const* variant, std::size_t nodes) {
    // Made when it is first run, and kept between runs, which go on where the last one ended.
    auto kept = std::make_shared<std::unique_ptr<scene<Planner>>>();
    auto const body = [kept, nodes](benchmark::State& state) {
        if (*kept == nullptr) {
            *kept = std::make_unique<scene<Planner>>(nodes);
        }
        for (auto _ : state) {
            if ((*kept)->step() != 2) {
                berth_bench::fail(state, "an update without a record and a note");
                break;
            }
        }
        state.SetItemsProcessed(state.iterations());
    };
    std::string const name = "on_update/" + std::string{variant} + "/" + std::to_string(nodes);
    berth_bench::fix_iterations(benchmark::RegisterBenchmark(name.c_str(), body));
}

} // namespace

int main(int argc, char** argv) {
    return berth_bench::run(argc, argv, [] {
        compare<berth_bench::std_map_planner>(1000);
        compare<berth_bench::reference_planner>(100);
        for (std::size_t const nodes : {std::size_t{10}, std::size_t{1000}, std::size_t{100'000}}) {
            add<berth_planner>("berth", nodes);
            add<berth_bench::std_map_planner>("std_map", nodes);
            if (nodes <= 1000) {
                add<berth_bench::reference_planner>("reference", nodes);
            }
        }
    });
}
