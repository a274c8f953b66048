// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"

#include <berth/model/offer_builder.hpp>
#include <berth/strategy/best_fit.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/preferring.hpp>
#include <berth/strategy/spread.hpp>
#include <berth/strategy/strategies.hpp>

#include <doctest/doctest.h>

#include <algorithm>
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
using berth::pending_node;
using berth::placer;
using berth::quantity;
using berth::requirement;
using berth::resource_kind;
using berth::storage_aware;
using berth::taking;
using berth_test::splitmix;

constexpr int nowhere = -1;

/// Several nodes may share a host.
using crowded = berth::without<storage_aware, berth::host_unused>;

/// Agents that offer some cpus to one role or two, and ids with a past.
class scene {
public:
    void agent(std::string const& name, std::string_view host, std::string_view zone,
               std::int64_t cpus, std::string_view role = "r") {
        berth::offer_builder to{round_};
        to.agent_id(keep(name));
        to.hostname(keep(std::string{host}));
        to.allocation_role(role);
        to.fault_domain(zone.empty() ? "" : "region", keep(std::string{zone}));
        to.resource("cpus", 0);
        to.scalar(static_cast<double>(cpus));
        to.finish();
    }

    requirement& kind(std::int64_t cpus) {
        requirement& needs = kinds_.emplace_back();
        needs.cpus = quantity::whole(cpus);
        return needs;
    }

    pending_node& node(requirement const& needs, std::uint32_t launches = 0) {
        pending_node waiting;
        waiting.needs = &needs;
        waiting.id = berth::node_id{static_cast<std::uint32_t>(pending.size())};
        waiting.launches.value = launches;
        return pending.emplace_back(waiting);
    }
    void in_zone(requirement const& needs, std::string_view zone) {
        pending_node& waiting = node(needs, 1);
        waiting.region = "region";
        waiting.zone = keep(std::string{zone});
    }
    void on_agent(requirement const& needs, std::string_view agent, std::string_view host) {
        pending_node& waiting = node(needs, 1);
        waiting.agent_id = keep(std::string{agent});
        waiting.hostname = keep(std::string{host});
    }

    std::vector<candidate> candidates() {
        std::vector<candidate> out;
        berth::merger{}(round_, out);
        return out;
    }

    /// The candidate of each node, or -1; checks that what is taken is what was there, once.
    template <class Strategy, class Selection>
    std::vector<int> place(placer& placing, Strategy const& strategy, Selection const& chosen,
                           std::size_t places = placer::no_limit) {
        auto all = candidates();
        auto const whole = all;
        node_index nodes{100};
        std::vector<int> out(pending.size(), nowhere);
        std::vector<quantity> taken(all.size());
        std::size_t next = 0;
        placing(
            strategy, chosen, pending, all, nodes, round_,
            [&](std::size_t node, std::size_t at, taking& takes) {
                REQUIRE(node >= next); // in their order
                next = node + 1;
                out[node] = static_cast<int>(at);
                REQUIRE(takes.resources.size() == 1);
                CHECK(takes.resources[0].amount == pending[node].needs->cpus);
                CHECK(takes.resources[0].offer == whole[at].first_offer().index);
                taken[at] += pending[node].needs->cpus;
                nodes.add(all[at].agent_id(), all[at].hostname());
            },
            places);
        requirement const anything;
        for (std::size_t i = 0; i != all.size(); ++i) {
            REQUIRE(all[i].available(resource_kind::cpus, anything) + taken[i] ==
                    whole[i].available(resource_kind::cpus, anything));
        }
        return out;
    }

    std::vector<pending_node> pending{};

private:
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

    std::deque<std::string> texts_{};
    std::deque<requirement> kinds_{};
    berth::offer_round round_{};
};

template <class Strategy, class Selection = berth::first_fit>
std::vector<int> places_of(scene& s, Strategy const& strategy, Selection const& chosen = {},
                           std::size_t places = placer::no_limit) {
    placer placing;
    return s.place(placing, strategy, chosen, places);
}

TEST_CASE("matching: a node gives its place to one that has no other") {
    scene s;
    requirement& needs = s.kind(1);
    needs.zonal_volumes = true;
    s.agent("a", "a", "za", 1);
    s.agent("b", "b", "zb", 1);
    s.node(needs);          // takes a,
    s.in_zone(needs, "za"); // which is the only one for this
    CHECK(places_of(s, storage_aware{}) == std::vector{1, 0});
    s.in_zone(needs, "za");
    s.node(needs);
    CHECK(places_of(s, storage_aware{}) == std::vector{1, 0, -1, -1});
}

TEST_CASE("matching: a chain of three, each to the host of the next") {
    scene s;
    requirement& needs = s.kind(1);
    needs.zonal_volumes = true;
    needs.local_data = true;
    s.agent("a", "ha", "za", 1);
    s.agent("b", "hb", "za", 1);
    s.agent("c", "hc", "zc", 1);
    s.node(needs);              // takes a, and can go to b or c
    s.in_zone(needs, "za");     // its data is nowhere: goes nowhere
    s.on_agent(needs, "a", ""); // knows no zone: goes nowhere
    CHECK(places_of(s, storage_aware{}) == std::vector{0, -1, -1});
    s.in_zone(needs, "za");
    s.pending.back().agent_id = "a";
    s.in_zone(needs, "za");
    s.pending.back().hostname = "hb"; // under an agent id that is gone
    s.pending.back().agent_id = "x";
    CHECK(places_of(s, storage_aware{}) == std::vector{2, -1, -1, 0, 1});
}

TEST_CASE("matching: those that come first are served first, up to the limit") {
    scene s;
    requirement& needs = s.kind(1);
    needs.zonal_volumes = true;
    s.agent("a", "a", "za", 1);
    s.agent("b", "b", "zb", 1);
    s.in_zone(needs, "zc");
    s.in_zone(needs, "zb");
    s.in_zone(needs, "zb");
    s.in_zone(needs, "za");
    s.node(needs);
    CHECK(places_of(s, storage_aware{}) == std::vector{-1, 1, -1, 0, -1});
    CHECK(places_of(s, storage_aware{}, {}, 1) == std::vector{-1, 1, -1, -1, -1});
    CHECK(places_of(s, storage_aware{}, {}, 0) == std::vector(5, -1));
}

TEST_CASE("matching: a node of another size may go to another offer of the same agent") {
    scene s;
    requirement& small = s.kind(1);
    requirement& large = s.kind(3);
    small.zonal_volumes = true;
    s.agent("a", "a", "za", 1, "r");
    s.agent("a", "a", "za", 3, "s");
    s.agent("b", "b", "zb", 2);
    s.node(small); // the first offer of a
    s.node(large); // fits the second one only
    CHECK(places_of(s, storage_aware{}) == std::vector{2, 1});
    CHECK(places_of(s, crowded{}) == std::vector{0, 1});
}

/// How many of the nodes can have a place: every way is tried. \pre `fits[node][candidate]` looks
/// at one node alone
class every_way {
public:
    std::vector<std::vector<bool>> fits{};
    std::vector<int> room{};            // of each candidate, in nodes
    std::vector<int> limit{};           // of each host
    std::vector<std::size_t> host_of{}; // of each candidate

    /// Of the first `count` nodes.
    int most(std::size_t count) {
        best_ = 0;
        count_ = count;
        go_on(0, 0);
        return best_;
    }

private:
    void go_on(std::size_t node, int placed) {
        best_ = std::max(best_, placed);
        if (placed + static_cast<int>(count_ - node) <= best_) {
            return;
        }
        for (std::size_t c = 0; c != room.size(); ++c) {
            if (fits[node][c] && room[c] > 0 && limit[host_of[c]] > 0) {
                --room[c];
                --limit[host_of[c]];
                go_on(node + 1, placed + 1);
                ++room[c];
                ++limit[host_of[c]];
            }
        }
        go_on(node + 1, placed);
    }

    int best_ = 0;
    std::size_t count_ = 0;
};

struct tally {
    std::size_t placed = 0;
    std::size_t left = 0;
    std::size_t moved = 0; // where not all had the first place that they could have had
};

/// A small cluster in which names, zones and amounts are few, so that nodes are in each other's
/// way.
struct instance {
    explicit instance(std::uint64_t seed, bool alone) : one_per_host(alone), random(seed) {
        std::size_t const agents = 2 + random.below(4);
        for (std::size_t i = 0; i != agents; ++i) {
            std::string const name = "a" + std::to_string(i);
            // Two agents may be one host.
            auto const host = "h" + std::to_string(random.chance(1, 8) ? i / 2 : i);
            auto const zone = zone_of();
            s.agent(name, host, zone, random.between(1, 3));
            if (random.chance(1, 4)) {
                s.agent(name, host, zone, random.between(1, 3), "s");
            }
        }
        std::vector<requirement const*> kinds;
        bool const zonal = random.chance(2, 3);
        bool const local = random.chance(zonal ? 1 : 3, 3);
        for (std::size_t i = 0; i != (alone ? 3 : 1); ++i) {
            requirement& needs = s.kind(alone ? static_cast<std::int64_t>(i) + 1 : 1);
            needs.zonal_volumes = zonal && (i == 0 || random.chance(3, 4));
            needs.local_data = local && (i == 0 || random.chance(3, 4));
            if (!alone && random.chance(1, 3)) {
                needs.volumes.push_back({berth::text<63>{"data"}, berth::text<255>{"/data"}});
                needs.attach_limit = static_cast<std::uint32_t>(random.between(1, 2));
            }
            kinds.push_back(&needs);
        }
        for (std::size_t left = 1 + random.below(6); left != 0; --left) {
            pending_node& n = s.node(*random.pick(kinds), random.chance(3, 4) ? 1 : 0);
            if (n.launches.value != 0) {
                n.region = "region";
                n.zone = zone_of();
                n.agent_id = name_of(agents, names);
                n.hostname = random.chance(1, 4) ? name_of(agents, hosts) : std::string_view{};
            }
        }
        if (!pending_binds()) { // at least one node has to be bound
            s.node(*kinds.front());
        }
        places = random.chance(1, 4) ? random.below(s.pending.size() + 1) : placer::no_limit;
    }

    bool pending_binds() const {
        return std::any_of(s.pending.begin(), s.pending.end(),
                           [](pending_node const& n) { return n.needs->binds_ids(); });
    }
    std::string_view zone_of() {
        return random.chance(1, 12) ? std::string_view{} : random.pick(zones);
    }
    std::string_view name_of(std::size_t agents, std::array<std::string_view, 6> const& of) {
        return of[static_cast<std::size_t>(random.below(agents + 1))];
    }

    static constexpr std::array<std::string_view, 3> zones{"za", "zb", "zc"};
    static constexpr std::array<std::string_view, 6> names{"a0", "a1", "a2", "a3", "a4", "a5"};
    static constexpr std::array<std::string_view, 6> hosts{"h0", "h1", "h2", "h3", "h4", "h5"};

    bool one_per_host;
    splitmix random;
    scene s{};
    std::size_t places = 0;
};

template <class Strategy>
every_way ways_of(instance& in, Strategy const& strategy) {
    every_way out;
    auto const all = in.s.candidates();
    std::vector<std::string_view> groups;
    requirement const anything;
    auto const& first = *in.s.pending[0].needs;
    for (candidate const& c : all) {
        auto const group = in.one_per_host ? c.hostname() : c.agent_id();
        auto const known = std::find(groups.begin(), groups.end(), group);
        out.host_of.push_back(static_cast<std::size_t>(known - groups.begin()));
        if (known == groups.end()) {
            groups.push_back(group);
        }
        auto const cpus = c.available(resource_kind::cpus, anything).thousandths() / 1000;
        out.room.push_back(in.one_per_host ? 1 : static_cast<int>(cpus));
    }
    int const limit = in.one_per_host           ? 1
                      : first.attach_limit != 0 ? static_cast<int>(first.attach_limit)
                                                : 100;
    out.limit.assign(groups.size(), limit);
    node_index const nobody{100};
    for (pending_node const& n : in.s.pending) {
        auto& row = out.fits.emplace_back();
        for (candidate const& c : all) {
            row.push_back(first_failure(strategy, c, n, nobody).passed);
        }
    }
    return out;
}

/// Each in the first place that is left: what there was before.
int greedy(every_way ways) {
    int out = 0;
    for (auto const& row : ways.fits) {
        for (std::size_t c = 0; c != row.size(); ++c) {
            if (row[c] && ways.room[c] > 0 && ways.limit[ways.host_of[c]] > 0) {
                --ways.room[c];
                --ways.limit[ways.host_of[c]];
                ++out;
                break;
            }
        }
    }
    return out;
}

template <class Strategy, class Selection>
void run_one(std::uint64_t seed, Strategy const& strategy, Selection const& chosen, bool alone,
             placer& warm, tally& all) {
    CAPTURE(seed); // of this instance
    instance in{seed, alone};
    every_way ways = ways_of(in, strategy);
    every_way const untouched = ways;
    auto const got = in.s.place(warm, strategy, chosen, in.places);
    REQUIRE(got == places_of(in.s, strategy, chosen, in.places)); // and another time
    int count = 0;
    std::size_t left = in.places;
    for (std::size_t node = 0; node != got.size(); ++node) {
        CAPTURE(node);
        // Placed are those that come first among all that could be.
        bool const expected = left != 0 && ways.most(node + 1) > ways.most(node);
        REQUIRE((got[node] != nowhere) == expected);
        if (expected) {
            --left;
            ++count;
            auto const at = static_cast<std::size_t>(got[node]);
            REQUIRE(untouched.fits[node][at]);
        }
    }
    for (std::size_t node = 0; node != got.size(); ++node) {
        if (got[node] != nowhere) {
            auto const at = static_cast<std::size_t>(got[node]);
            REQUIRE(--ways.room[at] >= 0);
            REQUIRE(--ways.limit[ways.host_of[at]] >= 0);
        }
    }
    all.placed += static_cast<std::size_t>(count);
    all.left += got.size() - static_cast<std::size_t>(count);
    all.moved += count > greedy(untouched) ? 1U : 0U;
}

template <class Strategy>
void run_many(Strategy const& strategy, bool alone, std::uint64_t instances) {
    auto const seed = berth_test::seed_or(20161201);
    CAPTURE(seed);
    placer warm;
    tally all;
    berth::preferring<berth::spread, berth::data_agent> home;
    home.wishes.push_back({{}, 1'000'000});
    for (std::uint64_t i = 0; i < instances; i += 4) {
        run_one(seed + i, strategy, berth::first_fit{}, alone, warm, all);
        run_one(seed + i + 1, strategy, berth::best_fit{}, alone, warm, all);
        run_one(seed + i + 2, strategy, berth::spread{}, alone, warm, all);
        run_one(seed + i + 3, strategy, home, alone, warm, all);
    }
    CHECK(all.placed > instances);
    CHECK(all.left > instances / 2);
    CHECK(all.moved > instances / 50);
}

#ifdef __OPTIMIZE__
constexpr std::uint64_t few = 4000;
#else
constexpr std::uint64_t few = 400;
#endif

TEST_CASE("matching: with one node per host, as many as an exhaustive search places") {
    run_many(storage_aware{}, true, few);
}

TEST_CASE("matching: with equal requirements, as many as an exhaustive search places") {
    run_many(crowded{}, false, few);
}

} // namespace

TEST_SUITE("slow") {
    TEST_CASE("matching: as many as an exhaustive search places, in many instances") {
        run_many(storage_aware{}, true, 200'000);
        run_many(crowded{}, false, 200'000);
    }
}
