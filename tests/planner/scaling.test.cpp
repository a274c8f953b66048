// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using berth::group;
using berth::node_state;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::launches;
using berth_test::lines;
using berth_test::node_of;
using berth_test::settings_of;
using one_group = conversation<>;

constexpr std::string_view agent_names[]{"A", "B", "C", "D"};
constexpr std::string_view hosts[]{"a", "b", "c", "d"};

/// As many nodes as wanted, each on an agent of its own, all running.
one_group all_running(berth::settings<> const& chosen) {
    auto talk = one_group::begun(*group<>::make(chosen));
    static_cast<void>(talk.tick(0.0));
    for (std::uint32_t id = 0; id != chosen.wanted; ++id) {
        static_cast<void>(talk.offers({{"O", agent_names[id], hosts[id]}}));
        std::string const task = "es." + std::to_string(id) + ".1";
        static_cast<void>(talk.update({task, agent_names[id], task_state::running, "u"}));
    }
    return talk;
}
one_group all_running(std::uint32_t wanted) { return all_running(settings_of("es", wanted)); }

TEST_CASE("planner: scaling down retires the highest ids, on record before it kills") {
    auto talk = all_running(3);
    CHECK(talk.want(1) ==
          lines({"persist 8 F 0:2 killing es.2.1@C 0:1 killing es.1.1@B", "note node_retiring 0:2",
                 "kill es.2.1 C", "note node_retiring 0:1", "kill es.1.1 B"}));
    CHECK(talk.done);
    CHECK(node_of(talk, 2).retiring);
    CHECK(talk.want(1).empty());
    CHECK(talk.update({"es.2.1", "C", task_state::killed, "u1"}) ==
          lines({"persist 9 F 0:2 retired es.2.1@C", "ack es.2.1 C u1",
                 "note node_retired 0:2 es.2.1"}));
    CHECK(node_of(talk, 2).volumes.front() == "es-2-data");
    CHECK(talk.offers({{"O1", "D", "d"}}).find("decline 3600 O1:cluster_incomplete") == 0);
}

TEST_CASE("planner: a KILL that is lost is repeated until the task has ended") {
    auto talk = all_running(2);
    static_cast<void>(talk.want(1));
    CHECK(talk.tick(9.5).empty());
    CHECK(talk.tick(10.0) == "kill es.1.1 B");
    CHECK(talk.update({"es.1.1", "B", task_state::running}).empty());
    CHECK(talk.tick(30.0) == "kill es.1.1 B");
    static_cast<void>(talk.update({"es.1.1", "B", task_state::killing, "u"}));
    CHECK(talk.tick(70.0) == "kill es.1.1 B");
    static_cast<void>(talk.update({"es.1.1", "B", task_state::killed, "u"}));
    CHECK(talk.tick(800.0).empty());
}

TEST_CASE("planner: what is to end is killed again in a new subscription") {
    auto talk = all_running(2);
    static_cast<void>(talk.want(1));
    static_cast<void>(talk.disconnected());
    CHECK(talk.subscribed() ==
          lines({"reconcile", "kill es.1.1 B", "reconcile es.0.1@A es.1.1@B", "suppress"}));
}

TEST_CASE("planner: a node that retires and is doubted is held, and its fate still awaited") {
    auto talk = all_running(2);
    static_cast<void>(talk.want(1));
    CHECK(talk.update({"es.1.1", "B", task_state::unreachable}) ==
          lines({"persist 7 F 0:1 held es.1.1@B", "note node_held 0:1 es.1.1"}));
    CHECK(talk.tick(10.0) == "kill es.1.1 B");
    static_cast<void>(talk.update({"es.1.1", "B", task_state::running}));
    CHECK(node_of(talk, 1).state == node_state::running);
    CHECK(talk.tick(30.0) == "kill es.1.1 B");
    static_cast<void>(talk.update({"es.1.1", "B", task_state::unreachable}));
    CHECK(talk.release(1, "off") ==
          lines({"persist 10 F 0:1 retired es.1.1@B", "note operator_released 0:1 \"off\""}));
}

TEST_CASE("planner: wanted again before it has ended, a node comes back under its own id") {
    auto talk = all_running(2);
    static_cast<void>(talk.want(1));
    CHECK(talk.want(2) == "revive");
    // Its id is not free yet, and no other is opened in its stead.
    CHECK(talk.offers({{"O1", "C", "c"}}) == "decline 5 O1:id_not_ready");
    static_cast<void>(talk.update({"es.1.1", "B", task_state::killed, "u"}));
    CHECK(talk.offers({{"O2", "C", "c"}}).find("accept O2 0:1 es.1.2@C es-1-data") !=
          std::string::npos);
}

TEST_CASE("planner: scaling up after a retirement takes the retired ids and their volumes") {
    auto talk = all_running(3);
    static_cast<void>(talk.want(1));
    static_cast<void>(talk.update({"es.2.1", "C", task_state::killed, "u"}));
    static_cast<void>(talk.update({"es.1.1", "B", task_state::killed, "u"}));
    CHECK(talk.want(2) == "revive");
    CHECK(talk.offers({{"O1", "C", "c"}}).find("accept O1 0:1 es.1.2@C es-1-data") !=
          std::string::npos);
}

TEST_CASE("planner: a node that fails while others retire is replaced at once") {
    auto talk = all_running(3);
    static_cast<void>(talk.want(1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    CHECK(talk.offers({{"O1", "D", "d"}}).find("accept O1 0:0 es.0.2@D es-0-data") !=
          std::string::npos);
    CHECK(node_of(talk, 1).retiring);
    CHECK(node_of(talk, 2).retiring);
}

TEST_CASE("planner: more nodes than there are ids is refused and changes nothing") {
    auto chosen = settings_of("es", 1);
    chosen.largest_id = berth::node_id{4};
    chosen.spare_ids = 1;
    auto talk = all_running(chosen);
    auto const before = talk.planner;
    CHECK(talk.want(5).empty());
    CHECK_FALSE(talk.done);
    CHECK(talk.planner == before);
    CHECK(talk.want(4) == "revive");
    CHECK(talk.done);
    chosen.wanted = 5;
    CHECK(group<>::make(chosen).error().field == std::string_view{"wanted"});
}

TEST_CASE("planner: a retirement that cannot be stored is undone, and decided again") {
    auto talk = all_running(2);
    REQUIRE(talk.want(1).find("persist 6 F 0:1 killing") == 0);
    CHECK(talk.persist_failed(6) == "note persist_failed");
    CHECK(node_of(talk, 1).state == node_state::running);
    CHECK_FALSE(node_of(talk, 1).retiring);
    std::string const again = talk.tick(1.0);
    CHECK(again.find("persist 7 F 0:1 killing es.1.1@B") == 0);
    CHECK(again.find("kill es.1.1 B") != std::string::npos);
}

TEST_CASE("planner: what an update and its consequence changed is undone together") {
    auto chosen = settings_of("es", 2);
    chosen.spare_ids = 1;
    auto talk = all_running(chosen);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.offers({{"O1", "C", "c"}}));
    static_cast<void>(talk.update({"es.2.1", "C", task_state::running, "u"}));
    // It returns: the highest id is one too many.
    std::string const said = talk.update({"es.0.1", "A", task_state::running});
    REQUIRE(said.find("persist 9 F 0:0 running es.0.1@A 0:2 killing es.2.1@C") == 0);
    static_cast<void>(talk.persist_failed(9));
    CHECK(node_of(talk, 0).state == node_state::held);
    CHECK(node_of(talk, 2).state == node_state::running);
    CHECK_FALSE(node_of(talk, 2).retiring);
}

TEST_CASE("planner: the node that an update is about may be the one to retire, undone as well") {
    auto chosen = settings_of("es", 2);
    chosen.spare_ids = 1;
    auto talk = all_running(chosen);
    static_cast<void>(talk.update({"es.1.1", "B", task_state::unreachable}));
    CHECK(talk.want(1) == "suppress"); // the other one is the substitute now
    auto const before = node_of(talk, 1);
    CHECK(talk.update({"es.1.1", "B", task_state::running, "u1"}) ==
          lines({"persist 7 F 0:1 killing es.1.1@B", "ack es.1.1 B u1",
                 "note node_returned 0:1 es.1.1", "note node_retiring 0:1", "kill es.1.1 B"}));
    static_cast<void>(talk.persist_failed(7));
    CHECK(node_of(talk, 1) == before);
}

TEST_CASE("planner: after a restart what was being retired is still retired") {
    auto talk = all_running(2);
    static_cast<void>(talk.want(1));
    one_group next{group_of("es", 1)};
    REQUIRE(next.planner.restore(berth_test::kept(talk.planner.group().nodes())));
    static_cast<void>(next.tick(100.0));
    CHECK(next.subscribed() ==
          lines({"reconcile", "kill es.1.1 B", "reconcile es.0.1@A es.1.1@B", "suppress"}));
    static_cast<void>(next.update({"es.1.1", "B", task_state::running}));
    CHECK(next.tick(110.0).find("kill es.1.1 B") != std::string::npos);
}

TEST_CASE("planner: too many nodes on record are retired once recovery is complete") {
    auto const before = all_running(3);
    one_group next{group_of("es", 1)};
    REQUIRE(next.planner.restore(berth_test::kept(before.planner.group().nodes())));
    static_cast<void>(next.subscribed());
    static_cast<void>(next.update({"es.0.1", "A", task_state::running}));
    CHECK(next.update({"es.1.1", "B", task_state::running}).empty());
    CHECK(next.update({"es.2.1", "C", task_state::running}) ==
          lines({"persist 1 F 0:2 killing es.2.1@C 0:1 killing es.1.1@B", "note recovery_complete",
                 "note node_retiring 0:2", "kill es.2.1 C", "note node_retiring 0:1",
                 "kill es.1.1 B"}));
}

TEST_CASE("planner: a spare id stands in for a held one, and makes room when that returns") {
    auto chosen = settings_of("es", 2);
    chosen.spare_ids = 1;
    auto talk = all_running(chosen);
    CHECK(talk.update({"es.0.1", "A", task_state::unreachable}) ==
          lines({"persist 6 F 0:0 held es.0.1@A", "note node_held 0:0 es.0.1", "revive"}));
    CHECK(talk.planner.group().missing() == 1);
    CHECK(talk.offers({{"O1", "C", "c"}, {"O2", "D", "d"}}) ==
          lines({"decline 3600 O2:cluster_incomplete", "persist 7 F 0:2 promised es.2.1@C",
                 "accept O1 0:2 es.2.1@C es-2-data", "suppress"}));
    // A second one is held: no id is left to stand in for it.
    static_cast<void>(talk.update({"es.1.1", "B", task_state::unreachable}));
    CHECK_FALSE(launches(talk.offers({{"O3", "D", "d"}})));
    CHECK(talk.update({"es.1.1", "B", task_state::running}).find("kill") == std::string::npos);
    static_cast<void>(talk.update({"es.2.1", "C", task_state::running, "u"}));
    std::string const said = talk.update({"es.0.1", "A", task_state::running});
    CHECK(said.find("kill es.2.1 C") != std::string::npos);
}

TEST_CASE("planner: a spare id is of no use for nodes that are missing without being held") {
    auto chosen = settings_of("es", 1);
    chosen.spare_ids = 2;
    auto talk = all_running(chosen);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    CHECK(talk.planner.group().missing() == 1);
}

} // namespace
