// SPDX-License-Identifier: Apache-2.0
// node_memory/<variant>/<nodes>: the bytes that a planner keeps on the heap for each node, after a
// recovery from a record in the order of ids. The time means nothing. All figures are per node:
//
// `total`      all that is allocated
// `strings`    of this, what the texts of the nodes need beside the nodes: blocks of long strings
// `beside`     the rest, which is what the planner costs: room that is reserved is in it
// `no_text`    the rest without the string and vector objects in the nodes
// `nodes`, `index`, `watches`, `ids`   the parts of the rest: records; which agents and hosts are
//              in use; whom to ask when; which ids are taken
//
// `berth` has texts as long as in a real cluster, `berth_short_texts` such as fit into the string
// objects, so that `strings` is 0 and nothing is subtracted. `std_map` has the records in a map by
// task id; its parts are not told apart.
#include "live_bytes.hpp"
#include "nodes_on_record.hpp"
#include "planner_by_hand.hpp"
#include "program.hpp"

#include <berth/flow/reconciler.hpp>
#include <berth/identity/ledger.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/model/node_index.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <vector>

namespace {

using berth_bench::live_bytes;

/// \returns the bytes that what `make` returns keeps allocated.
template <class Make>
std::size_t kept_by(Make make) {
    std::size_t const before = live_bytes;
    auto const kept = make();
    benchmark::DoNotOptimize(&kept);
    return live_bytes - before;
}

std::vector<berth::node> records_of(std::size_t nodes, bool short_texts) {
    auto out = berth_bench::records_of(nodes);
    if (short_texts) {
        for (berth::node& n : out) {
            std::string const number = std::to_string(n.id.value);
            n.task_id = task_name("es", n.id, n.launches);
            n.agent_id = "S" + number;
            n.hostname = "h" + number;
            n.region = n.zone = "eu";
            n.volumes = {};
        }
    }
    return out;
}

/// A planner that has heard of all its nodes.
template <class Planner>
Planner recovered(berth::group<> const& group, std::vector<berth::node> const& records) {
    Planner out{group};
    berth::effect::list effects;
    berth_bench::put_back(out, records, effects);
    for (berth::node const& record : records) {
        effects.clear();
        out.on_update({record.task_id, record.agent_id, {}, {}, record.last}, effects);
    }
    berth_bench::require(!out.recovering(), "not recovered");
    return out;
}

struct memory {
    std::size_t total = 0;
    std::size_t strings = 0;
    std::size_t index = 0;
    std::size_t watches = 0;
    std::size_t ids = 0;
};

std::size_t bytes_of_strings(std::vector<berth::node> const& records) {
    return kept_by([&] { return std::vector<berth::node>(records); }) -
           records.size() * sizeof(berth::node);
}

/// The parts are made once more by themselves; what remains of the planner are the nodes.
memory measure(std::vector<berth::node> const& records) {
    auto const group = berth_bench::group_of(records.size());
    memory out;
    std::size_t const named = kept_by([&] { return berth::group<>{group}; });
    out.total =
        kept_by([&] { return recovered<berth::planner<berth::group<>>>(group, records); }) - named;
    out.strings = bytes_of_strings(records);
    out.index = kept_by([&] {
        berth::node_index index;
        for (berth::node const& n : records) {
            index.add(n.agent_id, n.hostname);
        }
        return index;
    });
    out.watches = kept_by([&] {
        berth::reconciler watches;
        for (berth::node const& n : records) {
            watches.ask(n.id.value, true, {}, berth::reconciler::answer_seconds);
        }
        return watches;
    });
    out.ids = kept_by([&] {
        berth::lowest_free_id ids;
        for (berth::node const& n : records) {
            ids.take(n.id);
        }
        return ids;
    });
    return out;
}

void add_berth(char const* variant, std::size_t nodes, bool short_texts) {
    auto const body = [nodes, short_texts](benchmark::State& state) {
        auto const records = records_of(nodes, short_texts);
        memory bytes;
        for (auto _ : state) {
            bytes = measure(records);
        }
        if (short_texts != (bytes.strings == 0)) {
            berth_bench::fail(state, "texts are not as short or as long as they should be");
        }
        auto const beside = bytes.total - bytes.strings;
        auto const text_objects = nodes * (5 * sizeof(std::string) + sizeof(berth::node::volumes));
        auto const per_node = [&](char const* name, std::size_t of) {
            state.counters[name] = static_cast<double>(of) / static_cast<double>(nodes);
        };
        per_node("total", bytes.total);
        per_node("strings", bytes.strings);
        per_node("beside", beside);
        per_node("no_text", beside - text_objects);
        per_node("nodes", beside - bytes.index - bytes.watches - bytes.ids);
        per_node("index", bytes.index);
        per_node("watches", bytes.watches);
        per_node("ids", bytes.ids);
    };
    std::string const name = "node_memory/" + std::string{variant} + "/" + std::to_string(nodes);
    benchmark::RegisterBenchmark(name.c_str(), body)->Iterations(1)->Unit(benchmark::kMillisecond);
}

void add_std_map(std::size_t nodes) {
    auto const body = [nodes](benchmark::State& state) {
        auto const records = berth_bench::records_of(nodes);
        auto const group = berth_bench::group_of(nodes);
        std::size_t total = 0;
        for (auto _ : state) {
            total =
                kept_by([&] { return recovered<berth_bench::std_map_planner>(group, records); });
        }
        std::size_t const strings = bytes_of_strings(records);
        state.counters["total"] = static_cast<double>(total) / static_cast<double>(nodes);
        state.counters["strings"] = static_cast<double>(strings) / static_cast<double>(nodes);
        state.counters["beside"] =
            static_cast<double>(total - strings) / static_cast<double>(nodes);
    };
    std::string const name = "node_memory/std_map/" + std::to_string(nodes);
    benchmark::RegisterBenchmark(name.c_str(), body)->Iterations(1)->Unit(benchmark::kMillisecond);
}

} // namespace

int main(int argc, char** argv) {
    return berth_bench::run(argc, argv, [] {
        for (std::size_t const nodes : {std::size_t{1000}, std::size_t{100'000}}) {
            add_berth("berth", nodes, false);
            add_berth("berth_short_texts", nodes, true);
            add_std_map(nodes);
        }
    });
}
