// SPDX-License-Identifier: Apache-2.0
// Two frameworks on scarce agents: both get what they can have, in bounded rounds, no offer is
// kept, and the master is not called back and forth.
#include "support/simulated.hpp"
#include "support/splitmix.hpp"

#include <berth/testing/shared_cluster.hpp>
#include <berth/testing/world.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

using berth::group;
using berth::testing::cluster;
using berth::testing::cluster_call;
using berth::testing::process_step;
using berth_test::settings_of;
using berth_test::small_machines;
using berth_test::splitmix;

/// How often a scheduler has called for offers, or against them, and how many it has refused.
struct tally {
    int suppresses = 0;
    int revives = 0;
    std::size_t declined = 0;
};

/// A host that counts calls.
struct counting_host : berth::testing::honest_host {
    tally* calls = nullptr;

    void arrange(std::vector<process_step>& steps) const {
        for (process_step const& step : steps) {
            if (auto const* const call = std::get_if<cluster_call>(&step)) {
                auto const* const no = std::get_if<berth::testing::cluster_decline>(call);
                calls->declined += no == nullptr ? 0 : no->offer_ids.size();
                using berth::testing::cluster_revive;
                using berth::testing::cluster_suppress;
                calls->suppresses += std::holds_alternative<cluster_suppress>(*call) ? 1 : 0;
                calls->revives += std::holds_alternative<cluster_revive>(*call) ? 1 : 0;
            }
        }
    }
};

using scheduler = berth::testing::world<berth::planner<group<>>, counting_host>;

berth::planner<group<>> planner_of(berth::settings<> const& chosen) {
    return berth::planner<group<>>{*group<>::make(chosen)};
}

/// Two schedulers on the same machines.
class pair_of {
public:
    pair_of(std::size_t machines, berth::settings<> const& first, berth::settings<> const& second)
        : a{cluster{small_machines(machines)}, planner_of(first), host(0)},
          b{cluster{small_machines(machines)}, planner_of(second), host(1)} {
        settle();
    }
    pair_of(pair_of const&) = delete;
    pair_of& operator=(pair_of const&) = delete;
    ~pair_of() = default;

    std::array<tally, 2> calls{}; // before those who count
    scheduler a;
    scheduler b;
    /// On this agent no container of either comes up.
    std::size_t bad_agent = static_cast<std::size_t>(-1);

    /// One cycle of the allocator, a second long, with all that follows from it.
    void round() {
        static_cast<void>(master_.allocate());
        settle();
        for (scheduler* const each : {&a, &b}) {
            each->tick(1.0);
        }
        settle();
    }

    /// \returns how many rounds it takes until `done()`; `most` if it is not done by then.
    template <class Done>
    int rounds(int most, Done done) {
        int n = 0;
        for (; n != most && !done(); ++n) {
            round();
        }
        return n;
    }
    int rounds_to_complete(int most) {
        return rounds(most, [&] { return complete(a) && complete(b); });
    }

    [[nodiscard]] static bool complete(scheduler const& of) {
        bool all = of.planner().group().missing() == 0;
        for (berth::node const& n : of.planner().group().nodes()) {
            all = all && (!owned(n.state) || n.state == berth::node_state::running);
        }
        return all;
    }

    template <class Move>
    void both(Move move) {
        for (scheduler* const each : {&a, &b}) {
            move(each->cluster);
        }
        settle();
    }

private:
    counting_host host(std::size_t which) {
        counting_host out;
        out.calls = &calls[which];
        return out;
    }

    // All that is on its way arrives, and every task that can runs, or fails to. No offer is left
    // then: each was answered in the round it came in.
    void settle() {
        for (scheduler* const each : {&a, &b}) {
            flow(*each);
            REQUIRE(each->broken() == "");
            REQUIRE(each->cluster.offers.empty());
            REQUIRE(each->cluster.unanswered() == nullptr);
        }
    }

    // `world::flow` would let every task run.
    void flow(scheduler& of) const {
        bool const all_run = bad_agent >= of.cluster.agents.size();
        if (all_run) {
            return of.flow();
        }
        for (bool more = true; more;) {
            if (of.can_perform()) {
                of.perform();
            } else if (!of.cluster.calls.empty()) {
                of.cluster.deliver_call(0);
            } else if (!of.cluster.events.empty()) {
                of.hear(0);
            } else {
                more = tasks_go_on(of);
            }
        }
    }

    [[nodiscard]] bool tasks_go_on(scheduler& of) const {
        for (std::size_t i = 0; i != of.cluster.tasks.size(); ++i) {
            bool const fails = of.cluster.tasks[i].agent == bad_agent;
            if (of.cluster.can_start(i) && fails) {
                of.cluster.fail_to_start(i);
                return true;
            }
            if (of.cluster.can_run(i) && !fails) {
                of.cluster.run(i);
                return true;
            }
            if (of.cluster.can_send_update(i) && !of.cluster.is_update_on_its_way(i)) {
                of.cluster.send_update(i);
                return true;
            }
        }
        return false;
    }

    berth::testing::shared_cluster master_{{&a.cluster, &b.cluster}};
};

TEST_CASE("starvation: two frameworks that need every agent together have them in two rounds") {
    for (std::uint32_t first = 1; first != 6; ++first) {
        CAPTURE(first);
        pair_of p{6, settings_of("es", first), settings_of("db", 6 - first)};
        // The allocator gives out equal shares; who declines has said so for long.
        CHECK(p.rounds_to_complete(10) <= 2);
        for (tally const& calls : p.calls) {
            CHECK(calls.suppresses == 1);
            CHECK(calls.revives == 0);
        }
        std::size_t const declined = p.calls[0].declined + p.calls[1].declined;
        for (int i = 0; i != 50; ++i) {
            p.round();
        }
        CHECK(p.calls[0].declined + p.calls[1].declined == declined); // suppressed is suppressed
        CHECK(p.calls[0].suppresses + p.calls[1].suppresses == 2);
    }
}

TEST_CASE("starvation: two frameworks that need more than there is wait quietly, and then get it") {
    // Two agents are not there yet.
    pair_of scarce{6, settings_of("es", 0), settings_of("db", 0)};
    scarce.both([](cluster& c) {
        for (std::size_t const agent : {std::size_t{4}, std::size_t{5}}) {
            c.crash(agent);
            c.declare_unreachable(agent);
        }
    });
    scarce.a.want(3);
    scarce.b.want(3);
    std::size_t declined = 0;
    for (int i = 0; i != 200; ++i) {
        scarce.round();
        if (i == 2) {
            declined = scarce.calls[0].declined + scarce.calls[1].declined;
        }
    }
    CHECK(scarce.a.planner().group().size() == 2); // each has its half
    CHECK(scarce.b.planner().group().size() == 2);
    for (tally const& calls : scarce.calls) {
        CHECK(calls.suppresses == 1); // when nothing was wanted
        CHECK(calls.revives == 1);    // when it was
    }
    // What is left of the four agents is offered once in the time of a filter, to each.
    CHECK(scarce.calls[0].declined + scarce.calls[1].declined - declined <= 4 * 2 * 2);
    scarce.both([](cluster& c) {
        c.reregister(4);
        c.reregister(5);
    });
    CHECK(scarce.rounds_to_complete(10) <= 2);
    for (tally const& calls : scarce.calls) {
        CHECK(calls.suppresses == 2);
        CHECK(calls.revives == 1);
    }
}

TEST_CASE("starvation: a framework that fits nowhere does not starve the other") {
    auto huge = settings_of("huge", 3);
    huge.needs.cpus = berth::quantity::whole(64);
    for (std::uint32_t const wanted : {1U, 4U}) {
        CAPTURE(wanted);
        // It has nothing, so the allocator always turns to it first.
        pair_of p{wanted, huge, settings_of("es", wanted)};
        CHECK(p.rounds(10, [&] { return pair_of::complete(p.b); }) <= 2);
        for (int i = 0; i != 300; ++i) {
            p.round();
        }
        CHECK(p.calls[0].suppresses == 0);
        CHECK(p.calls[0].revives == 0);
        CHECK(p.calls[0].declined <= wanted * 4); // once in 120 seconds
        CHECK(p.calls[1].suppresses == 1);
        // A node of the other is replaced: in the first round its end is heard, in the second what
        // it leaves is refused by the first, in the third it is launched.
        p.b.cluster.fail(0);
        p.round();
        CHECK_FALSE(pair_of::complete(p.b));
        CHECK(p.rounds(10, [&] { return pair_of::complete(p.b); }) <= 2);
        CHECK(p.calls[0].revives == 0);
        CHECK(p.calls[1].revives == 1);
        CHECK(p.calls[1].suppresses == 2);
    }
}

TEST_CASE("starvation: nor does one whose volumes are in a zone where no agent is") {
    auto bound = settings_of("bound", 1);
    bound.needs.zonal_volumes = true;
    berth::node past;
    past.launches = {1};
    past.task_id = "bound.0.1";
    past.region = "here";
    past.zone = "gone";
    pair_of p{3, bound, settings_of("es", 3)};
    p.a.store.kept.nodes.push_back({0, past});
    p.a.restart(); // it subscribes in the first round
    CHECK(p.rounds(10, [&] { return pair_of::complete(p.b); }) <= 3);
    int const revives = p.calls[0].revives;
    for (int i = 0; i != 100; ++i) {
        p.round();
    }
    CHECK(p.a.planner().group().missing() == 1);
    CHECK(p.calls[0].revives == revives);
}

TEST_CASE("starvation: a bad agent that is offered first keeps no framework from a good one") {
    pair_of p{2, settings_of("es", 1), settings_of("db", 0)};
    p.bad_agent = 0;
    // Two failures, and the id has waited for five seconds after the second.
    CHECK(p.rounds(60, [&] { return pair_of::complete(p.a); }) <= 20);
    CHECK(p.a.planner().failing_agents().failures("S1") <= 2);
    CHECK(p.calls[0].suppresses <= p.calls[0].revives + 1);
}

TEST_CASE("starvation: whatever fails, both are complete again in bounded rounds") {
    std::uint64_t const seed = berth_test::seed_or(20261128);
    MESSAGE("seed ", seed);
    for (std::uint64_t turn = 0; turn != 4; ++turn) {
        CAPTURE(turn);
        splitmix random{seed + turn};
        auto const agents = static_cast<std::size_t>(random.between(3, 6));
        auto const first =
            static_cast<std::uint32_t>(random.between(1, static_cast<std::int64_t>(agents) - 1));
        pair_of p{agents, settings_of("es", first),
                  settings_of("db", static_cast<std::uint32_t>(agents) - first)};
        int ends = 0;
        for (int i = 0; i != 40; ++i) {
            scheduler& unlucky = random.chance(1, 2) ? p.a : p.b;
            if (random.chance(1, 4) && !unlucky.cluster.tasks.empty()) {
                unlucky.cluster.fail(random.below(unlucky.cluster.tasks.size()));
                ++ends;
            }
            p.round();
        }
        CHECK(p.rounds_to_complete(20) <= 2);
        for (tally const& calls : p.calls) {
            CHECK(calls.revives <= ends);
            CHECK(calls.suppresses <= calls.revives + 1);
        }
    }
}

} // namespace
