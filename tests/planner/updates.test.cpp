// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::group;
using berth::node_state;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::lines;
using berth_test::settings_of;
using one_group = conversation<>;

/// One node, es.0.1 on agent A, that runs; the master is told that nothing is missing.
one_group first_running(std::uint32_t wanted = 1) {
    auto talk = one_group::begun(group_of("es", wanted));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running, "u0"}));
    return talk;
}

node_state state_of(one_group const& talk, std::uint32_t id) {
    return talk.planner.group().find(berth::node_id{id})->state;
}

TEST_CASE("planner: an update is stored, then acknowledged, and what says nothing new only that") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    CHECK(talk.update({"es.0.1", "A", task_state::starting, "u1"}) ==
          lines({"persist 3 F 0:0 starting es.0.1@A", "ack es.0.1 A u1"}));
    CHECK(talk.update({"es.0.1", "A", task_state::running, "u2"}) ==
          lines({"persist 4 F 0:0 running es.0.1@A", "ack es.0.1 A u2"}));
    CHECK(talk.update({"es.0.1", "A", task_state::running, "u2"}) == "ack es.0.1 A u2");
    CHECK(talk.update({"es.0.1", "A", task_state::starting, "u1"}) == "ack es.0.1 A u1");
    CHECK(talk.update({"es.0.1", "A", task_state::running}).empty());
    CHECK(state_of(talk, 0) == node_state::running);
}

TEST_CASE("planner: every update with a uuid is acknowledged once, whoever the task belongs to") {
    auto talk = first_running();
    CHECK(talk.update({"stranger", "Z", task_state::running, "u1"}) ==
          lines({"ack stranger Z u1", "note foreign_task stranger"}));
    CHECK(talk.update({"other.0.1", "Z", task_state::failed, "u2"}) ==
          lines({"ack other.0.1 Z u2", "note foreign_task other.0.1"}));
    CHECK(talk.update({"es.1000.1", "Z", task_state::running, "u3"}) ==
          lines({"ack es.1000.1 Z u3", "note foreign_task es.1000.1"})); // above the largest id
    CHECK(talk.update({"es.00.1", "Z", task_state::running, "u4"}) ==
          lines({"ack es.00.1 Z u4", "note foreign_task es.00.1"}));
    CHECK(talk.update({"es.7.1", "Z", task_state::finished, "u5"}) == "ack es.7.1 Z u5");
    CHECK(talk.update({"stranger", "Z", task_state::running}) == "note foreign_task stranger");
    CHECK(talk.planner.group().size() == 1);
}

TEST_CASE("planner: a failed task frees its id, the node comes back under the same name") {
    auto talk = first_running();
    CHECK(talk.update({"es.0.1", "A", task_state::failed, "u1", status_source::executor}) ==
          lines({"persist 4 F 0:0 free es.0.1@A", "ack es.0.1 A u1",
                 "note node_released 0:0 es.0.1", "revive"}));
    CHECK(talk.offers({{"O2", "B", "b"}}) ==
          lines({"persist 5 F 0:0 promised es.0.2@B", "accept O2 0:0 es.0.2@B es-0-data",
                 "suppress"}));
}

TEST_CASE("planner: an unreachable task keeps its id from everybody, and comes back") {
    auto talk = first_running();
    CHECK(talk.update({"es.0.1", "A", task_state::unreachable, "", status_source::master}) ==
          lines({"persist 4 F 0:0 held es.0.1@A", "note node_held 0:0 es.0.1"}));
    CHECK(talk.planner.group().size() == 1);
    CHECK(talk.planner.group().missing() == 0);
    CHECK(talk.offers({{"O2", "B", "b"}}) == "decline 3600 O2:cluster_incomplete");
    CHECK(talk.tick(0.0).empty());
    CHECK(talk.tick(60.0) == "reconcile es.0.1@A"); // the master may know by now
    CHECK(talk.update({"es.0.1", "A", task_state::running, "", status_source::master,
                       status_reason::agent_reregistered}) ==
          lines({"persist 5 F 0:0 running es.0.1@A", "note node_returned 0:0 es.0.1"}));
    CHECK(talk.tick(700.0).empty());
}

TEST_CASE("planner: a held id stays held on its host") {
    auto talk = first_running(2);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    CHECK(talk.offers({{"O2", "A2", "a"}, {"O3", "A", "a2"}}) ==
          "decline 120 O2:host_unused O3:host_unused");
    CHECK(talk.offers({{"O4", "B", "b"}}) ==
          lines({"persist 5 F 0:1 promised es.1.1@B", "accept O4 0:1 es.1.1@B es-1-data",
                 "suppress"}));
}

TEST_CASE("planner: ports on record are those of their launch, and of no other task") {
    berth::node second; // launched again on B, and gone from there
    second.launches = {2};
    second.state = node_state::running;
    second.last = {task_state::running, status_source::executor};
    second.task_id = "es.0.2";
    second.agent_id = "B";
    second.ports = {31000, 31001};
    auto const restored = [&] {
        one_group talk{group_of("es", 1)};
        REQUIRE(talk.planner.restore(berth_test::kept(std::vector{second})));
        static_cast<void>(talk.subscribed());
        return talk;
    };
    auto adopts = restored();
    static_cast<void>(adopts.update({"es.0.2", "B", task_state::running, "u1"}));
    CHECK(adopts.planner.group().find(berth::node_id{0})->ports == second.ports);
    static_cast<void>(adopts.update({"es.0.2", "B", task_state::finished, "u2"}));
    static_cast<void>(adopts.update({"es.0.1", "A", task_state::running, "u3"}));
    REQUIRE(adopts.planner.group().find(berth::node_id{0})->task_id == "es.0.1");
    CHECK(adopts.planner.group().find(berth::node_id{0})->ports.empty());

    auto inherits = restored(); // the late task has the id after its owner
    static_cast<void>(inherits.update({"es.0.1", "A", task_state::running, "u1"}));
    static_cast<void>(inherits.update({"es.0.2", "B", task_state::finished, "u2"}));
    REQUIRE(inherits.planner.group().find(berth::node_id{0})->task_id == "es.0.1");
    CHECK(inherits.planner.group().find(berth::node_id{0})->ports.empty());
}

TEST_CASE("planner: doubt about a task that is known to have ended changes nothing") {
    auto talk = first_running();
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u1"}));
    CHECK(talk.update({"es.0.1", "A", task_state::unreachable}).empty());
    CHECK(state_of(talk, 0) == node_state::free);
    // What lives after all takes its id back, as long as nobody else has it.
    CHECK(talk.update({"es.0.1", "A", task_state::running, "u2"}) ==
          lines({"persist 5 F 0:0 running es.0.1@A", "ack es.0.1 A u2",
                 "note node_returned 0:0 es.0.1", "suppress"}));
}

TEST_CASE("planner: the late task of an id that was given away is killed, the new one is not") {
    auto talk = first_running();
    static_cast<void>(talk.tick(0.0));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::lost, "u1", status_source::master,
                                   status_reason::invalid_offers}));
    static_cast<void>(talk.offers({{"O2", "B", "b"}}));
    static_cast<void>(talk.update({"es.0.2", "B", task_state::running, "u2"}));
    auto const owner = *talk.planner.group().find(berth::node_id{0});

    CHECK(talk.update({"es.0.1", "A", task_state::running, "u3"}) ==
          lines({"ack es.0.1 A u3", "kill es.0.1 A", "note late_task 0:0 es.0.1"}));
    CHECK(talk.update({"es.0.1", "A", task_state::running, "u3"}) == "ack es.0.1 A u3");
    CHECK(talk.tick(9.5).empty());
    CHECK(talk.tick(10.0) == "kill es.0.1 A");
    CHECK(talk.tick(29.5).empty());
    CHECK(talk.tick(30.0) == "kill es.0.1 A");
    CHECK(talk.update({"es.0.1", "A", task_state::unreachable}).empty()); // no end yet
    CHECK(talk.tick(70.0) == "kill es.0.1 A");
    CHECK(talk.update({"es.0.1", "A", task_state::killed, "u4"}) == "ack es.0.1 A u4");
    CHECK(talk.tick(800.0).empty());
    CHECK(*talk.planner.group().find(berth::node_id{0}) == owner);
}

TEST_CASE(
    "planner: a launch that lives on another agent than on record was made by another record") {
    auto talk = first_running();
    CHECK(talk.update({"es.0.1", "B", task_state::running, "u1"}) ==
          lines({"ack es.0.1 B u1", "note record_stale 0:0 es.0.1"}));
    CHECK(talk.planner.stale());
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u2"}));
    CHECK(talk.offers({{"O2", "C", "c"}}) == "decline 120 O2:record_stale");
}

TEST_CASE("planner: the launch of an id that cannot be counted on is its last") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.update({"es.0.4294967295", "A", task_state::running, "u1"}));
    static_cast<void>(talk.update({"es.0.4294967295", "A", task_state::failed, "u2"}));
    CHECK(talk.offers({{"O1", "B", "b"}}).find("accept O1 0:1 es.1.1@B") != std::string::npos);
}

TEST_CASE("planner: a late task gets its id back though nobody knew its place at first") {
    for (bool const found : {false, true}) {
        CAPTURE(found);
        auto talk = first_running();
        static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u1"}));
        static_cast<void>(talk.offers({{"O2", "B", "b"}}));
        CHECK(talk.update({"es.0.1", "", task_state::running}) ==
              lines({"kill es.0.1", "note late_task 0:0 es.0.1"}));
        if (found) {
            static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
        }
        static_cast<void>(talk.update({"es.0.2", "B", task_state::failed, "u3"}));
        berth::node const& heir = *talk.planner.group().find({0});
        CHECK(heir.task_id == "es.0.1");
        CHECK(heir.agent_id == (found ? "A" : ""));
        CHECK(heir.retiring);
        CHECK(berth::validate_record(0, heir));
    }
}

TEST_CASE("planner: an update from another agent is reported and changes nothing") {
    auto talk = first_running();
    auto const before = talk.planner;
    CHECK(talk.update({"es.0.1", "B", task_state::gone, "", status_source::master}) ==
          "note other_agent 0:0 es.0.1");
    CHECK(talk.update({"es.0.1", "B", task_state::failed, "u1"}) ==
          lines({"ack es.0.1 B u1", "note other_agent 0:0 es.0.1"}));
    CHECK(talk.planner == before);
    CHECK(talk.update({"es.0.1", "", task_state::gone, "", status_source::master}) ==
          lines({"persist 4 F 0:0 free es.0.1@A", "note node_released 0:0 es.0.1", "revive"}));
}

TEST_CASE("planner: a launch newer than the record holds everything back") {
    auto talk = first_running(2);
    CHECK(talk.update({"es.0.2", "B", task_state::running, "u1"}) ==
          lines({"ack es.0.2 B u1", "note record_stale 0:0 es.0.2"}));
    std::string const said = talk.offers({{"O2", "C", "c"}});
    CHECK(said.find("decline 120 O2") == 0);
    CHECK(said.find("accept") == std::string::npos);
    CHECK(talk.update({"es.0.1", "A", task_state::failed, "u2"}) ==
          lines({"persist 4 F 0:0 free es.0.1@A", "ack es.0.1 A u2",
                 "note node_released 0:0 es.0.1"}));
    CHECK(talk.offers({{"O3", "C", "c"}}).find("accept") == std::string::npos);
    static_cast<void>(talk.disconnected());
    static_cast<void>(talk.subscribed());
    CHECK(talk.offers({{"O4", "C", "c"}}).find("accept") == std::string::npos);
}

TEST_CASE("planner: a task of ours that is not on record is adopted while it may live") {
    for (auto const state : {task_state::staging, task_state::starting, task_state::running,
                             task_state::killing, task_state::unreachable}) {
        CAPTURE(name(state));
        auto talk = one_group::begun(group_of("es", 1));
        CHECK(talk.update({"es.3.7", "A", state, "u1"}).find("note node_adopted 0:3 es.3.7") !=
              std::string::npos);
        REQUIRE(talk.planner.group().find(berth::node_id{3}) != nullptr);
        CHECK(talk.planner.group().find(berth::node_id{3})->launches == berth::generation{7});
        CHECK(state_of(talk, 3) != node_state::free);
        CHECK(talk.planner.group().missing() == 0);
    }
}

TEST_CASE("planner: what it adopts is on record before it is acknowledged") {
    auto talk = one_group::begun(group_of("es", 2));
    CHECK(talk.update({"es.0.4", "A", task_state::running, "u1"}) ==
          lines({"persist 2 F 0:0 running es.0.4@A", "ack es.0.4 A u1",
                 "note node_adopted 0:0 es.0.4"}));
    CHECK(talk.update({"es.1.2", "B", task_state::unreachable}) ==
          lines({"persist 3 F 0:1 held es.1.2@B", "note node_adopted 0:1 es.1.2", "suppress"}));
    CHECK(talk.update({"es.0.4", "A", task_state::failed, "u2"}) ==
          lines({"persist 4 F 0:0 free es.0.4@A", "ack es.0.4 A u2",
                 "note node_released 0:0 es.0.4", "revive"}));
    CHECK(talk.offers({{"O1", "C", "c"}}) ==
          lines({"persist 5 F 0:0 promised es.0.5@C", "accept O1 0:0 es.0.5@C es-0-data",
                 "suppress"}));
}

TEST_CASE("planner: what cannot live, or is nowhere, is not adopted") {
    auto talk = one_group::begun(group_of("es", 1));
    for (auto const state : {task_state::finished, task_state::failed, task_state::killed,
                             task_state::lost, task_state::error, task_state::dropped,
                             task_state::gone, task_state::gone_by_operator, task_state::unknown}) {
        CAPTURE(name(state));
        CHECK(talk.update({"es.0.1", "A", state}).empty());
    }
    CHECK(talk.update({"es.0.1", "", task_state::running}).empty());
    CHECK(talk.planner.group().size() == 0);
}

TEST_CASE("planner: an older launch of an id that has an owner is killed, not adopted") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.update({"es.0.4", "A", task_state::running}));
    CHECK(talk.update({"es.0.3", "B", task_state::running, "u"}) ==
          lines({"ack es.0.3 B u", "kill es.0.3 B", "note late_task 0:0 es.0.3"}));
}

TEST_CASE("planner: an operator frees a held id, and only a held one") {
    auto talk = first_running();
    CHECK(talk.release(0, "unplugged").empty());
    CHECK_FALSE(talk.done);
    CHECK(talk.release(5, "unplugged").empty());
    CHECK_FALSE(talk.done);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    CHECK(talk.release(0, "unplugged") ==
          lines({"persist 5 F 0:0 free es.0.1@A", "note operator_released 0:0 \"unplugged\"",
                 "revive"}));
    CHECK(talk.done);
    CHECK(talk.offers({{"O2", "B", "b"}}) ==
          lines({"persist 6 F 0:0 promised es.0.2@B", "accept O2 0:0 es.0.2@B es-0-data",
                 "suppress"}));
    // The operator was wrong: the old task is the one that goes.
    CHECK(talk.update({"es.0.1", "A", task_state::running}) ==
          lines({"kill es.0.1 A", "note late_task 0:0 es.0.1"}));
}

TEST_CASE("planner: evidence is judged by the table that the operator chose") {
    auto chosen = settings_of("es", 1);
    chosen.recycling = berth::on_lost;
    auto talk = one_group::begun(*group<>::make(chosen));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    CHECK(talk.update({"es.0.1", "A", task_state::lost}) ==
          lines({"persist 3 F 0:0 free es.0.1@A", "note node_released 0:0 es.0.1", "revive"}));
}

TEST_CASE("planner: names on record outlive a change of the configured ones") {
    auto chosen = settings_of("es", 1);
    chosen.volume_prefix = "new-";
    one_group talk{*group<>::make(chosen)};
    berth::node old;
    old.id = {0};
    old.launches = {3};
    old.state = node_state::free;
    old.volumes = {"old-es-0-data"};
    REQUIRE(talk.planner.restore(berth_test::kept({old})));
    static_cast<void>(talk.subscribed());
    CHECK(talk.offers({{"O1", "A", "a"}}).find("accept O1 0:0 es.0.4@A old-es-0-data") !=
          std::string::npos);
}

} // namespace
