// SPDX-License-Identifier: Apache-2.0
// fill_cluster/<variant>/<hosts>: hosts of 8 cores, 1000 MB a core and the ports 1 to 10 are
// filled, 200 tasks a round, until all tasks were tried: 20 % of the cores with tasks of one cpu,
// 40 % with half of a host, 40 % with three quarters, one dynamic port each (the shape of Netflix
// Fenzo's `TestLotsOfTasks.java`). Each round starts with the offers of what is left on all hosts.
// `per_round` is in seconds, `used` the share of the cores at last. `berth` takes the first that
// fits, `best_fit` scores all offers and takes the tightest, `enough` one that is tight at 90 %.
//
// `reference` is how a plain scheduler does it: for each task and offer it looks up the first
// resource of a name as a double, writes out the ports, and copies what is left of the offer.
#include "cluster_of_offers.hpp"
#include "program.hpp"
#include "support/splitmix.hpp"

#include <berth/strategy/best_fit.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/strategies.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t batch = 200;
constexpr std::array<int, 3> sizes{1, 4, 6}; // cpus of a task
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

using berth_bench::host;
using rules = berth::rule_list<berth::enough_ports, berth::requested_ports, berth::enough_cpus,
                               berth::enough_mem, berth::enough_scalars, berth::enough_disk>;

std::vector<host> empty_cluster(std::size_t count) {
    return berth_bench::make_hosts(count, {{}, {}, 8, 8000, 0, {{1, 10}}});
}

/// Indices into `sizes`, in an order that is random and always the same.
std::vector<std::size_t> tasks_for(std::size_t hosts) {
    std::size_t const cores = hosts * 8;
    std::vector<std::size_t> out;
    out.insert(out.end(), cores / 5, 0);
    out.insert(out.end(), cores * 2 / 5 / 4, 1);
    out.insert(out.end(), cores * 2 / 5 / 6, 2);
    berth_test::splitmix random{2016};
    for (std::size_t i = out.size(); i > 1; --i) {
        std::swap(out[i - 1], out[random.below(i)]);
    }
    return out;
}

/// What a task takes from its host; the port is the lowest that is left.
void use(host& h, int cpus) {
    h.cpus -= cpus;
    h.mem -= cpus * 1000;
    if (h.ports[0].begin++ == h.ports[0].end) {
        h.ports.erase(h.ports.begin());
    }
}

/// Where each task went.
struct filled {
    std::vector<host> hosts{};
    std::vector<std::size_t> host_of{};
    std::size_t rounds = 0;

    [[nodiscard]] double used() const {
        double left = 0;
        for (host const& h : hosts) {
            left += h.cpus;
        }
        return 1 - left / (static_cast<double>(hosts.size()) * 8);
    }
};

template <class Selection>
class scored_way {
public:
    scored_way() {
        for (std::size_t i = 0; i != sizes.size(); ++i) {
            needs_[i].cpus = berth::quantity::whole(sizes[i]);
            needs_[i].mem = berth::quantity::whole(sizes[i] * 1000);
            needs_[i].ports = {0};
        }
    }

    /// \effects places the tasks of one round, and says where in `host_of`
    void operator()(std::vector<host>& hosts, std::span<std::size_t const> tasks,
                    std::span<std::size_t> host_of) {
        round_.clear();
        offered_.clear();
        for (std::size_t i = 0; i != hosts.size(); ++i) {
            if (hosts[i].cpus > 0) {
                add_offer(hosts[i], round_);
                offered_.push_back(i);
            }
        }
        merge_(round_, candidates_);
        waiting_.resize(tasks.size());
        for (std::size_t i = 0; i != tasks.size(); ++i) {
            waiting_[i].needs = &needs_[tasks[i]];
        }
        place_(rules{}, Selection{}, waiting_, candidates_, nodes_, round_,
               [&](std::size_t task, std::size_t at, berth::taking const& takes) {
                   host_of[task] = offered_[candidates_[at].first_offer().index];
                   host& h = hosts[host_of[task]];
                   berth_bench::require(takes.ports[0] == h.ports[0].begin, "another port");
                   use(h, sizes[tasks[task]]);
               });
    }

private:
    std::array<berth::requirement, sizes.size()> needs_{};
    berth::offer_round round_{};
    std::vector<std::size_t> offered_{};
    std::vector<berth::candidate> candidates_{};
    std::vector<berth::pending_node> waiting_{};
    berth::merger merge_{};
    berth::placer place_{};
    berth::node_index nodes_{1'000'000};
};

using berth_way = scored_way<berth::first_fit>;

using best_fit_way = scored_way<berth::best_fit>;

/// Tight enough at 90 %.
struct enough_fit : berth::best_fit {
    enough_fit() : best_fit{900'000} {}
};
using enough_way = scored_way<enough_fit>;

class reference_way {
public:
    void operator()(std::vector<host>& hosts, std::span<std::size_t const> tasks,
                    std::span<std::size_t> host_of) {
        offers_.clear();
        for (std::size_t i = 0; i != hosts.size(); ++i) {
            if (hosts[i].cpus > 0) {
                offers_.push_back(offer_of(hosts[i], i));
            }
        }
        for (std::size_t task = 0; task != tasks.size(); ++task) {
            int const cpus = sizes[tasks[task]];
            auto const found = std::find_if(offers_.begin(), offers_.end(),
                                            [&](offer const& o) { return fits(o, cpus); });
            if (found != offers_.end()) {
                host_of[task] = found->host_index;
                use(hosts[found->host_index], cpus);
                *found = offer_of(hosts[found->host_index], found->host_index);
            }
        }
    }

private:
    struct resource {
        std::string name{};
        double amount = 0;
        std::vector<berth::range> ranges{};
    };
    struct offer {
        std::string agent{};
        std::string hostname{};
        std::vector<resource> resources{};
        std::size_t host_index = 0;
    };

    static offer offer_of(host const& h, std::size_t index) {
        return {h.agent,
                h.name,
                {{"cpus", h.cpus, {}}, {"mem", h.mem, {}}, {"ports", 0, h.ports}},
                index};
    }

    static resource const* first(offer const& o, std::string_view name) {
        for (resource const& r : o.resources) {
            if (r.name == name) {
                return &r;
            }
        }
        return nullptr;
    }

    static std::vector<std::uint64_t> ports_of(offer const& o) {
        std::vector<std::uint64_t> out;
        if (resource const* const ports = first(o, "ports")) {
            for (berth::range const r : ports->ranges) {
                for (std::uint64_t port = r.begin; port <= r.end; ++port) {
                    out.push_back(port);
                }
            }
        }
        return out;
    }

    static bool fits(offer const& o, int cpus) {
        if (ports_of(o).empty()) {
            return false;
        }
        resource const* const cpu = first(o, "cpus");
        resource const* const mem = first(o, "mem");
        return cpu != nullptr && cpu->amount >= cpus && mem != nullptr &&
               mem->amount >= cpus * 1000;
    }

    std::vector<offer> offers_{};
};

template <class Way>
filled fill(std::size_t hosts, std::vector<std::size_t> const& tasks) {
    filled out{empty_cluster(hosts), std::vector<std::size_t>(tasks.size(), nowhere)};
    Way way;
    for (std::size_t first = 0; first < tasks.size(); first += batch) {
        std::size_t const count = std::min(batch, tasks.size() - first);
        way(out.hosts, std::span{tasks}.subspan(first, count),
            std::span{out.host_of}.subspan(first, count));
        ++out.rounds;
    }
    return out;
}

template <class Way>
void run(benchmark::State& state, std::size_t hosts) {
    auto const tasks = tasks_for(hosts);
    filled last;
    for (auto _ : state) {
        last = fill<Way>(hosts, tasks);
    }
    state.counters["per_round"] = benchmark::Counter(static_cast<double>(last.rounds),
                                                     benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
    state.counters["used"] = last.used();
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tasks.size()));
}

/// Both place the same tasks on the same hosts.
void compare() {
    auto const tasks = tasks_for(200);
    berth_bench::require(fill<berth_way>(200, tasks).host_of ==
                             fill<reference_way>(200, tasks).host_of,
                         "the variants disagree");
    double const first = fill<berth_way>(200, tasks).used();
    berth_bench::require(fill<best_fit_way>(200, tasks).used() >= first &&
                             fill<enough_way>(200, tasks).used() >= first,
                         "the best fit uses less than the first");
}

} // namespace

int main(int argc, char** argv) {
    return berth_bench::run(argc, argv, [] {
        compare();
        auto const add = [](std::string const& name, std::size_t hosts, auto way) {
            benchmark::RegisterBenchmark(
                ("fill_cluster/" + name + "/" + std::to_string(hosts)).c_str(),
                [hosts](benchmark::State& state) { run<decltype(way)>(state, hosts); })
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        };
        for (std::size_t const hosts : {std::size_t{1000}, std::size_t{10'000}}) {
            add("berth", hosts, berth_way{});
            add("best_fit", hosts, best_fit_way{});
            add("enough", hosts, enough_way{});
            add("reference", hosts, reference_way{});
        }
    });
}
