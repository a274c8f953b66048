// SPDX-License-Identifier: Apache-2.0
// recover/<variant>/<nodes>: a process starts with nodes on record and ends up knowing what became
// of them. One iteration makes a planner, puts the records back, subscribes, and gives an answer
// for each node, in random order: nine of ten run, the others are gone. Records are copied into the
// planner, as a store would build them, and the planner is destroyed. `per_node` is in seconds of the processor.
//
// `std_map` has the records in a map by task id; `reference` is the original's way, a list of all
// tasks that is read, scanned and written back: the time grows with the square of the nodes, so it
// is not run for the most. Both judge by a switch. They say the same, word by word.
#include "nodes_on_record.hpp"
#include "planner_by_hand.hpp"
#include "program.hpp"
#include "support/conversation.hpp"
#include "support/splitmix.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <list>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using berth_planner = berth::planner<berth::group<>>;

struct scene {
    explicit scene(std::size_t nodes)
        : group(berth_bench::group_of(nodes)), records(berth_bench::records_of(nodes)) {
        berth_test::splitmix random{2016};
        answers.reserve(nodes);
        for (std::size_t i = 0; i != nodes; ++i) {
            answers.emplace_back(records[i],
                                 i % 10 == 5 ? berth::task_state::gone : berth::task_state::running,
                                 berth::status_reason::reconciliation);
        }
        random.shuffle(answers);
    }

    berth::group<> group;
    std::vector<berth::node> records;
    std::vector<berth_bench::message> answers{};
};

/// \effects calls `heard(planner, effects)` after the subscription and after each answer
template <class Planner, class Heard>
void recover(scene const& s, berth::effect::list& effects, Heard heard) {
    Planner planner{s.group};
    effects.clear();
    berth_bench::put_back(planner, s.records, effects);
    heard(planner, effects);
    for (berth_bench::message const& answer : s.answers) {
        effects.clear();
        planner.on_update(answer.status(), effects);
        heard(planner, effects);
    }
}

/// All that is said, in words. A map asks about its tasks in another order, so the words of the
/// subscription are sorted.
template <class Planner>
std::string transcript(scene const& s) {
    std::string out;
    berth::effect::list effects;
    recover<Planner>(s, effects, [&](Planner const& planner, berth::effect::list const& said) {
        std::string text = berth_test::to_text(said);
        if (out.empty()) {
            std::istringstream in{text};
            std::vector<std::string> words;
            for (std::string word; in >> word;) {
                words.push_back(word);
            }
            std::sort(words.begin(), words.end());
            text.clear();
            for (std::string const& word : words) {
                (text += word) += ' ';
            }
        }
        out += text;
        out += planner.recovering() ? "...\n" : "!\n";
    });
    return out;
}

template <class Planner>
void compare(scene const& s, std::string const& expected) {
    berth_bench::require(transcript<Planner>(s) == expected, "the variants disagree");
}

template <class Planner>
void run(benchmark::State& state, scene const& s) {
    berth::effect::list effects;
    for (auto _ : state) {
        bool recovering = true;
        recover<Planner>(s, effects, [&](Planner const& planner, berth::effect::list const&) {
            recovering = planner.recovering();
        });
        if (recovering) {
            berth_bench::fail(state, "not recovered");
            break;
        }
    }
    berth_bench::count_time(state, "per_node", s.records.size());
}

template <class Planner>
void add(char const* variant, scene const& s) {
    std::string const name =
        "recover/" + std::string{variant} + "/" + std::to_string(s.records.size());
    berth_bench::fix_iterations(
        benchmark::RegisterBenchmark(name.c_str(),
                                     [&s](benchmark::State& state) { run<Planner>(state, s); }))
        ->Unit(benchmark::kMicrosecond);
}

} // namespace

int main(int argc, char** argv) {
    std::list<scene> kept;
    return berth_bench::run(argc, argv, [&] {
        for (std::size_t const nodes : {std::size_t{10}, std::size_t{1000}, std::size_t{100'000}}) {
            scene const& s = kept.emplace_back(nodes);
            std::string const said = transcript<berth_planner>(s);
            compare<berth_bench::std_map_planner>(s, said);
            add<berth_planner>("berth", s);
            add<berth_bench::std_map_planner>("std_map", s);
            if (nodes <= 1000) {
                compare<berth_bench::reference_planner>(s, said);
                add<berth_bench::reference_planner>("reference", s);
            }
        }
    });
}
