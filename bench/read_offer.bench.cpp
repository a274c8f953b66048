// SPDX-License-Identifier: Apache-2.0
// read_offer/<variant>/<shape>: one offer is read from protobuf, v1, into a round that is cleared
// after 64 offers. `scan` only adds up the doubles of cpus and mem, which no rule could judge by:
// it is what looking at the message costs at all. berth must not allocate.
#include "program.hpp"
#include "sample_offers.hpp"
#include "support/counting_new.hpp"

#include <berth/mesos/protobuf_offer.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <list>
#include <string>
#include <vector>

namespace {

using berth_bench::shape;
using offers = std::vector<mesos::v1::Offer>;

struct sums {
    double cpus = 0;
    double mem = 0;
};

sums scan(mesos::v1::Offer const& from) {
    sums out;
    for (auto const& entry : from.resources()) {
        if (entry.name() == "cpus") {
            out.cpus += entry.scalar().value();
        } else if (entry.name() == "mem") {
            out.mem += entry.scalar().value();
        }
    }
    return out;
}

void berth_read(benchmark::State& state, offers const& all) {
    berth::offer_round round;
    for (auto const& message : all) {
        read_offer(message, round);
    }
    std::size_t turn = 0;
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        if (turn++ % 64 == 0) {
            round.clear();
        }
        read_offer(all[turn % 64], round);
        benchmark::ClobberMemory();
    }
    if (berth_test::allocations != before) {
        berth_bench::fail(state, "berth allocated");
    }
}

void scan_read(benchmark::State& state, offers const& all) {
    std::size_t turn = 0;
    for (auto _ : state) {
        sums const found = scan(all[turn++ % 64]);
        benchmark::DoNotOptimize(found);
    }
}

/// Both find the same amounts, and berth all entries.
void compare(offers const& all) {
    berth::offer_round round;
    for (auto const& message : all) {
        read_offer(message, round);
        auto const& made = round.offers().back();
        berth::quantity cpus;
        berth::quantity mem;
        for (auto const& entry : made.resources) {
            cpus += entry.kind == berth::resource_kind::cpus ? entry.amount : berth::quantity{};
            mem += entry.kind == berth::resource_kind::mem ? entry.amount : berth::quantity{};
        }
        sums const found = scan(message);
        berth_bench::require(
            !made.fault && cpus.to_double() == found.cpus && mem.to_double() == found.mem &&
                made.resources.size() == static_cast<std::size_t>(message.resources_size()),
            "the variants disagree");
    }
}

} // namespace

int main(int argc, char** argv) {
    std::list<offers> kept;
    return berth_bench::run(argc, argv, [&] {
        for (shape const s : berth_bench::shapes) {
            offers const& all = kept.emplace_back(berth_bench::make_offers(s));
            compare(all);
            std::string const name{berth_bench::name(s)};
            benchmark::RegisterBenchmark(
                ("read_offer/berth/" + name).c_str(),
                [&all](benchmark::State& state) { berth_read(state, all); });
            benchmark::RegisterBenchmark(
                ("read_offer/scan/" + name).c_str(),
                [&all](benchmark::State& state) { scan_read(state, all); });
        }
    });
}
