// SPDX-License-Identifier: Apache-2.0
// port_ranges/<variant>/<ranges> and /width_<ports>: an offer with plenty of everything is read
// from protobuf, judged and three dynamic ports are taken from it. Its ports come in that many
// ranges of ten, or in one range of that width: 2^31 ports are what an agent without any limit
// offers. `expand` does the same with a list of all ports, as schedulers do that ask of each port
// whether it is free; it is not run where that list would not fit into memory.
#include "program.hpp"
#include "sample_offers.hpp"
#include "support/counting_new.hpp"

#include <berth/mesos/protobuf_offer.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/strategy/take.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace {

using mesos::v1::Offer;
using ports = std::vector<std::uint32_t>;

Offer offer_with(std::uint64_t first, int pieces, std::uint64_t width) {
    auto out = berth_bench::empty_offer(1);
    auto const plain = berth_bench::shape::plain;
    berth_bench::add_scalar(out, "cpus", 8, plain, false);
    berth_bench::add_scalar(out, "mem", 16384, plain, false);
    berth_bench::add_scalar(out, "disk", 100000, plain, false);
    berth_bench::add_ports(out, first, pieces, width, 50);
    return out;
}

berth::requirement three_ports() {
    auto out = berth_bench::small_node(berth_bench::shape::plain);
    out.ports = {0, 0, 0};
    return out;
}

/// From the message to what is taken.
class berth_way {
public:
    bool operator()(Offer const& message) {
        round_.clear();
        read_offer(message, round_);
        berth::candidate from{round_.offers()[0]};
        auto const said = berth::first_failure(berth::storage_aware{}, from, pending_, nodes_);
        return said.passed && take(from, needs_, round_, out_);
    }
    [[nodiscard]] ports const& chosen() const { return out_.ports; }

private:
    berth::offer_round round_{};
    berth::requirement needs_{three_ports()};
    berth::pending_node pending_{&needs_};
    berth::node_index nodes_{1};
    berth::taking out_{};
};

class expanding_way {
public:
    bool operator()(Offer const& message) {
        double const cpus = first_scalar(message, "cpus");
        double const mem = first_scalar(message, "mem");
        double const disk = first_scalar(message, "disk");
        free_.clear();
        for (auto const& entry : message.resources()) {
            if (entry.name() == "ports") {
                for (auto const& range : entry.ranges().range()) {
                    for (std::uint64_t port = range.begin(); port <= range.end(); ++port) {
                        free_.push_back(static_cast<std::uint32_t>(port));
                    }
                }
            }
        }
        if (cpus < 1 || mem < 1024 || disk < 1024 || free_.size() < 3) {
            return false;
        }
        chosen_.assign(free_.begin(), free_.begin() + 3);
        free_.erase(free_.begin(), free_.begin() + 3);
        return true;
    }
    [[nodiscard]] ports const& chosen() const { return chosen_; }

private:
    static double first_scalar(Offer const& message, std::string_view name) {
        for (auto const& entry : message.resources()) {
            if (entry.name() == name) {
                return entry.scalar().value();
            }
        }
        return 0;
    }

    ports free_{};
    ports chosen_{};
};

template <class Way>
void run(benchmark::State& state, Offer const& message, bool must_not_allocate) {
    Way way;
    way(message);
    way(message);
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        if (!way(message)) {
            berth_bench::fail(state, "the offer does not fit");
            break;
        }
        benchmark::ClobberMemory();
    }
    if (must_not_allocate && berth_test::allocations != before) {
        berth_bench::fail(state, "berth allocated");
    }
}

void compare(Offer const& message) {
    berth_way a;
    expanding_way b;
    berth_bench::require(a(message) && b(message) && a.chosen() == b.chosen(),
                         "the variants disagree");
}

} // namespace

int main(int argc, char** argv) {
    std::list<Offer> kept;
    auto const add = [&](std::string const& name, Offer const& message, bool expand) {
        benchmark::RegisterBenchmark(
            ("port_ranges/berth/" + name).c_str(),
            [&message](benchmark::State& state) { run<berth_way>(state, message, true); });
        if (expand) {
            compare(message);
            benchmark::RegisterBenchmark(
                ("port_ranges/expand/" + name).c_str(),
                [&message](benchmark::State& state) { run<expanding_way>(state, message, false); });
        }
    };
    return berth_bench::run(argc, argv, [&] {
        for (int const pieces : {1, 10, 100, 500, 1000}) {
            add(std::to_string(pieces), kept.emplace_back(offer_with(1025, pieces, 10)), true);
        }
        add("width_1001", kept.emplace_back(offer_with(31000, 1, 1001)), true);
        add("width_65535", kept.emplace_back(offer_with(1, 1, 65535)), true);
        add("width_2147483648", kept.emplace_back(offer_with(1, 1, std::uint64_t{1} << 31U)),
            false);
    });
}
