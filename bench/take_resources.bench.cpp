// SPDX-License-Identifier: Apache-2.0
// take_resources/<variant>/<shape>: one cpu, 1 GB, 1 GB of disk and two dynamic ports are taken
// from an offer that was read before, reservations first. `berth` takes from a fresh copy of the
// candidate each time, with a round as its memory that is cleared after 64, and must not allocate.
// `find` does by hand what users of Mesos' Resources do: it copies the entries, splits pieces off
// for the launch, and subtracts them from what is left.
#include "program.hpp"
#include "sample_offers.hpp"
#include "support/counting_new.hpp"

#include <berth/mesos/protobuf_offer.hpp>
#include <berth/mesos/protobuf_resources.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/take.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth_bench::shape;
using mesos::v1::Offer;
using mesos::v1::Resource;

std::string_view role_of(Resource const& entry) {
    return entry.reservations().empty() ? "*"
                                        : std::string_view{entry.reservations().rbegin()->role()};
}

/// Resources by hand: the pieces found, and what is left of the offer.
class finder {
public:
    explicit finder(Offer const& from) : left_(from.resources().begin(), from.resources().end()) {}

    bool find(berth::requirement const& needs) {
        for (auto const& [name, amount] :
             {std::pair{"cpus", needs.cpus}, std::pair{"mem", needs.mem},
              std::pair{"disk", needs.disk}}) {
            if (!find_scalar(needs, name, amount.to_double())) {
                return false;
            }
        }
        return std::all_of(needs.ports.begin(), needs.ports.end(),
                           [&](std::uint32_t) { return find_port(needs); });
    }

    [[nodiscard]] std::vector<Resource> const& found() const { return found_; }
    [[nodiscard]] std::vector<Resource> const& left() const { return left_; }

private:
    bool find_scalar(berth::requirement const& needs, std::string_view name, double amount) {
        for (berth::role_name const& role : needs.roles) {
            for (Resource& entry : left_) {
                if (amount > 0 && entry.name() == name && !entry.disk().has_persistence() &&
                    role_of(entry) == role.view()) {
                    double const part = std::min(amount, entry.scalar().value());
                    found_.push_back(entry);
                    found_.back().mutable_scalar()->set_value(part);
                    entry.mutable_scalar()->set_value(entry.scalar().value() - part);
                    amount -= part;
                }
            }
        }
        return amount <= 0;
    }

    bool find_port(berth::requirement const& needs) {
        for (berth::role_name const& role : needs.roles) {
            for (Resource& entry : left_) {
                auto& ranges = *entry.mutable_ranges()->mutable_range();
                if (entry.name() == "ports" && role_of(entry) == role.view() && !ranges.empty()) {
                    auto const port = ranges[0].begin();
                    found_.push_back(entry);
                    found_.back().mutable_ranges()->clear_range();
                    auto& one = *found_.back().mutable_ranges()->add_range();
                    one.set_begin(port);
                    one.set_end(port);
                    if (ranges[0].end() == port) {
                        ranges.DeleteSubrange(0, 1);
                    } else {
                        ranges.Mutable(0)->set_begin(port + 1);
                    }
                    return true;
                }
            }
        }
        return false;
    }

    std::vector<Resource> left_;
    std::vector<Resource> found_{};
};

struct scene {
    explicit scene(shape s)
        : messages(berth_bench::make_offers(s)), needs(berth_bench::small_node(s)) {
        for (Offer const& message : messages) {
            read_offer(message, round);
        }
        berth::merger{}(round, candidates);
    }

    std::vector<Offer> messages;
    berth::requirement needs;
    berth::offer_round round{};
    std::vector<berth::candidate> candidates{};
};

void berth_take(benchmark::State& state, scene const& s) {
    berth::offer_round memory;
    berth::taking out;
    std::size_t turn = 0;
    std::size_t before = 0;
    auto const step = [&] {
        if (turn++ % 64 == 0) {
            memory.clear();
        }
        berth::candidate from = s.candidates[turn % 64];
        bool const taken = take(from, s.needs, memory, out);
        benchmark::DoNotOptimize(from);
        return taken;
    };
    for (int i = 0; i != 128; ++i) {
        step();
    }
    before = berth_test::allocations;
    for (auto _ : state) {
        if (!step()) {
            berth_bench::fail(state, "nothing was found");
            break;
        }
        benchmark::ClobberMemory();
    }
    if (berth_test::allocations != before) {
        berth_bench::fail(state, "berth allocated");
    }
}

void find_take(benchmark::State& state, scene const& s) {
    std::size_t turn = 0;
    for (auto _ : state) {
        finder by_hand{s.messages[turn++ % 64]};
        if (!by_hand.find(s.needs)) {
            berth_bench::fail(state, "nothing was found");
            break;
        }
        benchmark::DoNotOptimize(by_hand);
    }
}

/// Both choose the same pieces of the same entries.
void compare(scene& s) {
    for (std::size_t i = 0; i != s.messages.size(); ++i) {
        berth::candidate from = s.candidates[i];
        berth::taking out;
        finder by_hand{s.messages[i]};
        berth_bench::require(take(from, s.needs, s.round, out) && by_hand.find(s.needs),
                             "nothing was found");
        google::protobuf::RepeatedPtrField<Resource> written;
        berth::write_resources(out.resources, s.messages, &written);
        berth_bench::require(std::equal(written.begin(), written.end(), by_hand.found().begin(),
                                        by_hand.found().end(),
                                        [](Resource const& a, Resource const& b) {
                                            return a.SerializeAsString() == b.SerializeAsString();
                                        }),
                             "the variants disagree");
    }
}

} // namespace

int main(int argc, char** argv) {
    std::list<scene> kept;
    return berth_bench::run(argc, argv, [&] {
        for (shape const s : berth_bench::shapes) {
            scene& all = kept.emplace_back(s);
            compare(all);
            std::string const name{berth_bench::name(s)};
            benchmark::RegisterBenchmark(
                ("take_resources/berth/" + name).c_str(),
                [&all](benchmark::State& state) { berth_take(state, all); });
            benchmark::RegisterBenchmark(
                ("take_resources/find/" + name).c_str(),
                [&all](benchmark::State& state) { find_take(state, all); });
        }
    });
}
