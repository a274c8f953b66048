// SPDX-License-Identifier: Apache-2.0
// For how long offers are refused, and when the master is asked for them again.
#include "support/conversation.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace {

using berth::group;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::has;
using berth_test::lines;
using berth_test::settings_of;

using one_group = conversation<>;

/// One that passes by itself: it says nothing of its cause.
struct not_now {
    static constexpr berth::rule_info info{"not_now", "Not now", false};
    constexpr berth::verdict operator()(berth::candidate const& offered,
                                        berth::pending_node const& /*pending*/,
                                        berth::node_index const& /*nodes*/) const noexcept {
        return {&info, {}, {}, offered.hostname() != "busy"};
    }
};
struct with_moments : berth::default_policies {
    using strategy = berth::rule_list<berth::host_unused, not_now, berth::enough_cpus>;
};

/// Agents by a name and a zone, which is also that of offer and host.
template <class Talk>
std::string offers_of(Talk& talk, std::initializer_list<std::string_view> places,
                      std::string_view zone, double cpus = 1.0) {
    talk.round.clear();
    for (std::string_view const name : places) {
        berth::offer_builder to{talk.round};
        to.id(name);
        to.agent_id(name);
        to.hostname(name);
        to.fault_domain("r", zone);
        to.resource("cpus", 0);
        to.scalar(cpus);
        to.resource("mem", 0);
        to.scalar(512.0);
        to.finish();
    }
    return talk.said([&] { talk.planner.on_offers(talk.round, talk.effects); });
}

/// The container of the node's latest launch did not come up.
template <class Talk>
std::string fails(Talk& talk, std::string_view task, std::string_view agent) {
    return talk.update({task, agent, task_state::failed, "u", status_source::agent,
                        status_reason::container_launch_failed});
}

TEST_CASE("declines: one call for each time, the shortest first, each with its reasons") {
    auto chosen = settings_of("es", 3);
    berth::settings<with_moments> with;
    with.name = chosen.name;
    with.needs = chosen.needs;
    with.wanted = 3;
    auto talk =
        conversation<berth::planner<group<with_moments>>>::begun(*group<with_moments>::make(with));
    CHECK(talk.offers({{"O1", "A", "a", 0.5},
                       {"O2", "B", "busy"},
                       {"O3", "C", "c", 0.4},
                       {"O4", "D", "busy", 0.5}, // refused for long: the moment does not matter
                       {"O5", "E", "e"},
                       {"O6", "F", "busy"}}) ==
          lines({"decline 5 O2:not_now O6:not_now",
                 "decline 120 O1:enough_cpus O3:enough_cpus O4:not_now,enough_cpus",
                 "persist 2 F 0:0 promised es.0.1@E", "accept O5 0:0 es.0.1@E es-0-data"}));
}

TEST_CASE("declines: an offer is refused for long only if no missing node could use it") {
    auto small = settings_of("db", 1);
    small.needs.cpus = berth::quantity::thousandths(500);
    auto talk = conversation<berth::planner<group<>, group<>>>::begun(group_of("es", 1),
                                                                      *group<>::make(small));
    static_cast<void>(talk.offers({{"O1", "A", "a", 0.5}}));
    static_cast<void>(talk.update({"db.0.1", "A", task_state::running, "u"}));
    static_cast<void>(talk.update({"db.0.1", "A", task_state::finished, "u"}));
    static_cast<void>(talk.offers({{"O2", "A", "a", 0.5}}));
    REQUIRE(has(fails(talk, "db.0.2", "A"), "relaunch_waits"));
    // The first group says why; the id of the other has to wait, so it may fit in a moment.
    CHECK(talk.offers({{"O3", "A", "a", 0.5}, {"O4", "B", "b", 0.4}}) ==
          lines({"decline 5 O3:enough_cpus", "decline 120 O4:enough_cpus"}));
}

TEST_CASE("declines: the zones of all missing nodes count, and more kinds than a few do not") {
    auto chosen = settings_of("es", 2);
    chosen.needs.zonal_volumes = true;
    auto talk = one_group::begun(*group<>::make(chosen));
    static_cast<void>(offers_of(talk, {"A"}, "za"));
    static_cast<void>(offers_of(talk, {"B"}, "zb"));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::finished, "u"}));
    CHECK(offers_of(talk, {"C"}, "zb") == "decline 120 C:volume_zone");
    // The other goes missing too: what was refused before may be for it.
    CHECK(has(talk.update({"es.1.1", "B", task_state::finished, "u"}), "revive"));
    CHECK(offers_of(talk, {"C"}, "zc") == "decline 120 C:volume_zone");
    static_cast<void>(offers_of(talk, {"C"}, "zb"));
    REQUIRE(has(fails(talk, "es.1.2", "C"), "relaunch_waits"));
    CHECK(offers_of(talk, {"D"}, "zb") == "decline 5 D:volume_zone"); // soon it is for the other

    chosen.wanted = 17;
    auto many = one_group::begun(*group<>::make(chosen));
    for (int i = 0; i < 17; ++i) {
        std::string const number = std::to_string(i);
        std::string const task = "es." + number + ".1";
        static_cast<void>(offers_of(many, {number}, "z" + number));
        static_cast<void>(many.update({task, number, task_state::running, "u"}));
    }
    for (int i = 0; i < 17; ++i) {
        std::string const number = std::to_string(i);
        CHECK(has(many.update({"es." + number + ".1", number, task_state::finished, "u"}),
                  "node_released"));
        CHECK(offers_of(many, {"X"}, "elsewhere") ==
              (i < 16 ? "decline 120 X:volume_zone" : "decline 5 X:volume_zone"));
    }
}

TEST_CASE("declines: REVIVE follows what goes missing, never what is refused") {
    auto talk = one_group::begun(group_of("es", 3));
    static_cast<void>(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}));
    for (int round = 0; round < 20; ++round) {
        CHECK(talk.offers({{"O3", "A", "a"}, {"O4", "C", "c", 0.5}}) ==
              "decline 120 O3:host_unused O4:enough_cpus");
    }
    CHECK(has(talk.update({"es.1.1", "B", task_state::finished, "u"}), "revive"));
    CHECK(talk.offers({{"O5", "A", "a"}}) == "decline 120 O5:host_unused");
    // Two nodes are launched and one goes: it is there again that the hosts are free.
    static_cast<void>(talk.offers({{"O6", "C", "c"}}));
    CHECK(has(talk.update({"es.0.1", "A", task_state::finished, "u"}), "revive"));
    CHECK_FALSE(has(talk.offers({{"O7", "C", "c"}}), "revive"));
    static_cast<void>(talk.want(1));
    CHECK(has(talk.want(4), "revive")); // what was refused was refused to others
}

TEST_CASE("declines: an agent on which launches fail is avoided, whatever the node") {
    auto talk = one_group::begun(group_of("es", 2));
    static_cast<void>(talk.tick(1000.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(fails(talk, "es.0.1", "A"));
    REQUIRE(has(talk.offers({{"O2", "A", "a"}}), "es.0.2@A")); // once may be chance
    static_cast<void>(fails(talk, "es.0.2", "A"));
    CHECK(talk.planner.failing_agents().failures("A") == 2);
    static_cast<void>(talk.tick(1010.0));
    CHECK(talk.offers({{"O3", "A", "a"}, {"O4", "C", "c", 0.5}}) ==
          lines({"decline 20 O3:agent_avoided", "decline 120 O4:enough_cpus"}));
    CHECK(has(talk.offers({{"O5", "A", "a"}, {"O6", "B", "b"}}), "es.0.3@B"));
    static_cast<void>(talk.tick(1027.0));
    CHECK(talk.offers({{"O7", "A", "a"}}) == "decline 5 O7:agent_avoided"); // not less than that
    static_cast<void>(talk.tick(1030.0));
    REQUIRE(has(talk.offers({{"O8", "A", "a"}}), "es.1.1@A")); // its time has come
    static_cast<void>(fails(talk, "es.1.1", "A"));
    CHECK(talk.offers({{"O9", "A", "a"}}) == "decline 60 O9:agent_avoided");
    static_cast<void>(talk.tick(1090.0));
    REQUIRE(has(talk.offers({{"O10", "A", "a"}}), "es.1.2@A"));
    static_cast<void>(talk.update({"es.1.2", "A", task_state::running, "u"}));
    CHECK(talk.planner.failing_agents() == berth::agent_backoff{}); // it can after all
}

TEST_CASE("declines: who needs nothing does not say that it avoids") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.tick(1000.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(fails(talk, "es.0.1", "A"));
    static_cast<void>(talk.offers({{"O2", "A", "a"}}));
    static_cast<void>(fails(talk, "es.0.2", "A"));
    static_cast<void>(talk.tick(1005.0)); // the id has waited, the agent has not
    CHECK(has(talk.offers({{"O3", "A", "a"}, {"O4", "B", "b"}}), "decline 3600 O3:agent_avoided"));
    CHECK(talk.offers({{"O5", "A", "a"}}) == "decline 3600 O5:cluster_incomplete");
}

TEST_CASE("declines: a failure that cannot be stored is counted once, when it is heard again") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(fails(talk, "es.0.1", "A"));
        CHECK(talk.planner.failing_agents().failures("A") == 1);
        static_cast<void>(talk.persist_failed(static_cast<std::uint64_t>(3 + i)));
        CHECK(talk.planner.failing_agents().size() == 0);
    }
    static_cast<void>(fails(talk, "es.0.1", "A"));
    auto const again = talk.planner;
    CHECK(again == talk.planner);
    CHECK(talk.planner.failing_agents().failures("A") == 1);
    static_cast<void>(fails(talk, "es.0.1", "A")); // the same update once more
    CHECK(talk.planner.failing_agents().failures("A") == 1);
}

TEST_CASE("declines: if all agents are avoided, nothing is lost") {
    auto talk = one_group::begun(group_of("es", 1));
    double now = 0.0;
    int launches = 0;
    for (int i = 0; i < 200; ++i) { // two agents, on neither of which anything comes up
        static_cast<void>(talk.tick(now += 15.0));
        static_cast<void>(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}));
        berth::node const* const n = talk.planner.group().find(berth::node_id{0});
        if (n != nullptr && n->state == berth::node_state::promised) {
            ++launches;
            std::string const task = n->task_id;
            std::string const agent = n->agent_id;
            static_cast<void>(fails(talk, task, agent));
        }
    }
    CHECK(launches > 8);
    CHECK(launches < 20);
}

} // namespace
