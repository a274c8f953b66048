// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace {

using berth::group;
using berth::node_state;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::kept;
using berth_test::launches;
using berth_test::lines;
using one_group = conversation<>;

berth::node record(std::uint32_t id, std::uint32_t launches, node_state state,
                   std::string_view agent_id) {
    berth::node out;
    out.id = {id};
    out.launches = {launches};
    out.state = state;
    out.task_id = berth::task_name("es", out.id, out.launches);
    out.agent_id = agent_id;
    out.hostname = agent_id;
    return out;
}

/// A process that starts with these nodes on record and has subscribed.
one_group restarted(std::uint32_t wanted, std::initializer_list<berth::node> nodes) {
    one_group talk{group_of("es", wanted)};
    REQUIRE(talk.planner.restore(kept(nodes)));
    static_cast<void>(talk.tick(100.0));
    static_cast<void>(talk.subscribed());
    return talk;
}

TEST_CASE("planner: a restart asks about every node that may have an owner") {
    one_group talk{group_of("es", 3)};
    REQUIRE(talk.planner.restore(
        kept({record(0, 2, node_state::running, "A"), record(1, 1, node_state::free, "B"),
              record(2, 5, node_state::held, "C"), record(3, 1, node_state::promised, "D")})));
    CHECK(talk.said([&] { talk.planner.start(talk.effects); }) == "subscribe F");
    CHECK(talk.planner.recovering());
    std::string const said = talk.subscribed();
    CHECK(said.find("reconcile es.0.2@A es.2.5@C es.3.1@D") != std::string::npos);
    CHECK(said.find("es.1.1") == std::string::npos);
}

TEST_CASE("planner: a task that is ahead of the record shows before the record is acted on") {
    // What the master knows is asked first, so that its answer comes first.
    auto talk = restarted(2, {record(0, 1, node_state::running, "A")});
    static_cast<void>(talk.update({"es.0.2", "B", task_state::running}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::gone}));
    CHECK_FALSE(talk.planner.recovering());
    CHECK(talk.planner.stale());
    CHECK(talk.offers({{"O1", "C", "c"}}) == "decline 120 O1:record_stale");
}

TEST_CASE("planner: a record that the group cannot have is refused and changes nothing") {
    one_group talk{group_of("es", 1)};
    auto const before = talk.planner;
    auto const done = talk.planner.restore(kept({record(1000, 1, node_state::running, "A")}));
    REQUIRE_FALSE(done);
    CHECK(done.error().code == berth::errc::out_of_range);
    CHECK(done.error().field == std::string_view{"nodes[0].record.id"});
    CHECK(talk.planner == before);
}

TEST_CASE("planner: no launch until every node on record was heard of") {
    auto talk = restarted(
        3, {record(0, 1, node_state::running, "A"), record(1, 1, node_state::promised, "B")});
    CHECK(talk.offers({{"O1", "C", "c"}}) == "decline 5 O1:recovering");
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
    CHECK(talk.planner.recovering());
    CHECK(talk.offers({{"O2", "C", "c"}}) == "decline 5 O2:recovering");
    std::string const last = talk.update({"es.1.1", "B", task_state::gone});
    CHECK(last.find("note node_released 0:1 es.1.1\nnote recovery_complete") != std::string::npos);
    CHECK_FALSE(talk.planner.recovering());
    CHECK(launches(talk.offers({{"O3", "C", "c"}})));
}

TEST_CASE("planner: a question that is not answered is asked again, ever more rarely") {
    auto talk = restarted(2, {record(0, 1, node_state::running, "A")});
    std::string const again = "reconcile es.0.1@A";
    double now = 100.0;
    for (double const wait : {5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 600.0, 600.0}) {
        CAPTURE(wait);
        CHECK(talk.tick(now + wait - 0.5).empty());
        CHECK_FALSE(launches(talk.offers({{"O", "C", "c"}})));
        now += wait;
        CHECK(talk.planner.wake_at() == berth::timestamp{now});
        CHECK(talk.tick(now) == again);
    }
    CHECK(talk.planner.recovering());
}

TEST_CASE("planner: any update about the task answers, and doubt holds the id") {
    auto talk = restarted(2, {record(0, 1, node_state::running, "A")});
    CHECK(talk.update({"es.0.1", "A", task_state::unknown})
              .find("0:0 held es.0.1@A\nnote node_held 0:0 es.0.1\nnote recovery_complete") !=
          std::string::npos);
    CHECK(talk.offers({{"O1", "C", "c"}}).find("0:1 es.1.1@C") != std::string::npos);
}

TEST_CASE("planner: what is heard of other tasks and from other agents is no answer") {
    auto talk = restarted(2, {record(0, 2, node_state::running, "A")});
    static_cast<void>(talk.update({"stranger", "A", task_state::running}));
    static_cast<void>(talk.update({"es.1.1", "B", task_state::failed}));
    static_cast<void>(talk.update({"es.0.2", "B", task_state::gone}));
    CHECK(talk.planner.recovering());
}

TEST_CASE("planner: what is heard of an older launch is no answer about the latest one") {
    for (auto const state : {task_state::running, task_state::failed, task_state::unreachable}) {
        CAPTURE(name(state));
        auto talk = restarted(2, {record(0, 2, node_state::running, "A")});
        static_cast<void>(talk.update({"es.0.1", "Z", state}));
        CHECK(talk.planner.recovering());
        CHECK_FALSE(launches(talk.offers({{"O1", "C", "c"}})));
    }
}

TEST_CASE("planner: an older launch does not end the watch over a launch that stays silent") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.tick(0.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    static_cast<void>(talk.offers({{"O2", "B", "b"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    CHECK(talk.tick(60.0) == "reconcile es.0.2@B");
}

TEST_CASE("planner: two groups recover together") {
    conversation<berth::planner<group<>, group<>>> talk{group_of("kv", 1), group_of("es", 1)};
    REQUIRE(talk.planner.restore(kept({record(0, 1, node_state::running, "A")}, 1)));
    static_cast<void>(talk.subscribed());
    CHECK(talk.offers({{"O1", "B", "b"}}) == "decline 5 O1:recovering"); // the other group too
    CHECK(talk.update({"es.0.1", "A", task_state::running}) == "note recovery_complete");
    CHECK(launches(talk.offers({{"O2", "B", "b"}})));
}

TEST_CASE("planner: an operator's word ends the wait for a held node") {
    auto talk = restarted(1, {record(0, 1, node_state::held, "A")});
    CHECK(talk.planner.recovering());
    static_cast<void>(talk.release(0, "machine is off"));
    CHECK(talk.done);
    CHECK_FALSE(talk.planner.recovering());
    CHECK(launches(talk.offers({{"O1", "C", "c"}})));
}

TEST_CASE("planner: a living process that subscribes again asks, and goes on launching") {
    auto talk = one_group::begun(group_of("es", 2));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    CHECK(talk.disconnected() == "subscribe F");
    CHECK(talk.subscribed() == lines({"reconcile", "reconcile es.0.1@A"}));
    CHECK_FALSE(talk.planner.recovering());
    CHECK(launches(talk.offers({{"O2", "B", "b"}})));
}

TEST_CASE("planner: a new subscription suppresses again if nothing is missing") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.disconnected());
    CHECK(talk.subscribed() == lines({"reconcile", "reconcile es.0.1@A", "suppress"}));
}

TEST_CASE("planner: nothing is asked while there is no subscription") {
    auto talk = restarted(1, {record(0, 1, node_state::running, "A")});
    static_cast<void>(talk.disconnected());
    CHECK(talk.tick(1000.0).empty());
}

TEST_CASE("planner: the clock starts with the first tick, whatever its epoch") {
    one_group talk{group_of("es", 1)};
    REQUIRE(talk.planner.restore(kept({record(0, 1, node_state::running, "A")})));
    static_cast<void>(talk.subscribed());
    CHECK(talk.tick(1.7e9).empty());
    CHECK(talk.tick(1.7e9 + 4.5).empty());
    CHECK(talk.tick(1.7e9 + 5.0) == "reconcile es.0.1@A");
}

TEST_CASE("planner: ERROR stops every call") {
    auto talk = restarted(2, {record(0, 1, node_state::running, "A")});
    CHECK(talk.said([&] { talk.planner.on_error("Framework failed over", talk.effects); }) ==
          "note framework_stopped \"Framework failed over\"");
    CHECK(talk.disconnected().empty());
    CHECK(talk.subscribed().empty());
    CHECK(talk.offers({{"O1", "B", "b"}}).empty());
    CHECK(talk.update({"es.0.1", "A", task_state::running, "u"}).empty());
    CHECK(talk.said([&] { talk.planner.on_inverse_offers({"I"}, talk.effects); }).empty());
    CHECK(talk.tick(1e6).empty());
}

TEST_CASE("planner: after ERROR nothing makes it subscribe again") {
    auto talk = restarted(1, {});
    static_cast<void>(talk.said([&] { talk.planner.on_error("bye", talk.effects); }));
    CHECK(talk.said([&] { talk.planner.start(talk.effects); }).empty());
}

TEST_CASE("planner: another framework id stops every call") {
    auto talk = restarted(2, {record(0, 1, node_state::running, "A")});
    static_cast<void>(talk.disconnected());
    CHECK(talk.subscribed("G") == "note other_framework \"G\"");
    CHECK(talk.planner.framework_id() == "F");
    CHECK(talk.disconnected().empty());
    CHECK(talk.subscribed().empty());
    CHECK(talk.offers({{"O1", "B", "b"}}).empty());
    CHECK(talk.update({"es.0.1", "A", task_state::running, "u"}).empty());
    CHECK(talk.tick(1e6).empty());
}

TEST_CASE("planner: another framework id stops it too if no disconnection was seen") {
    auto talk = restarted(2, {record(0, 1, node_state::running, "A")});
    CHECK(talk.subscribed("G") == "note other_framework \"G\"");
    CHECK(talk.tick(1e6).empty());
}

TEST_CASE("planner: nodes launched under an older framework name are still recovered") {
    one_group talk{group_of("new", 1)};
    // Its task is es.0.1.
    REQUIRE(talk.planner.restore(kept({record(0, 1, node_state::running, "A")})));
    static_cast<void>(talk.subscribed());
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
    CHECK_FALSE(talk.planner.recovering());
}

} // namespace
