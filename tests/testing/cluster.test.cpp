// SPDX-License-Identifier: Apache-2.0
// Links, offers, calls and tasks of the simulated cluster.
#include "../support/cluster_scene.hpp"

#include <berth/testing/cluster.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace berth::testing;
using berth::quantity;
using berth::task_state;
using berth_test::lines_of;
using berth_test::not_aware;
using berth_test::scene;

quantity cpus(cluster_amounts const& of) {
    for (cluster_amount const& part : of) {
        if (part.kind() == cluster_kind::cpus) {
            return part.amount;
        }
    }
    return {};
}

TEST_CASE("cluster: a framework subscribes, and again under its id") {
    scene s;
    CHECK_FALSE(s.c.send(cluster_revive{})); // there is no connection
    s.subscribe();
    CHECK(s.heard() == lines_of({"subscribed F1"}));
    CHECK(s.c.send(cluster_revive{}));
    s.subscribe("F1");
    CHECK(s.c.calls.empty()); // the old connection took it along
    CHECK(s.heard() == lines_of({"subscribed F1"}));
}

TEST_CASE("cluster: an id that is no longer the framework's is refused") {
    scene s = scene::begun();
    s.launch_and_run("t1", "A");
    s.subscribe();
    CHECK(s.heard() == lines_of({"subscribed F2"}));
    s.subscribe("F1");
    CHECK(s.heard() == lines_of({"error"}));
    CHECK_FALSE(s.c.subscribed);

    // The tasks of the first go on and count, and the second hears nothing of them.
    s.subscribe("F2");
    static_cast<void>(s.heard());
    CHECK(s.c.tasks[0].alive);
    CHECK(cpus(s.c.free_of(s.agent("A"))) == quantity::whole(3));
    s.call(cluster_reconcile{});
    CHECK(s.heard().empty());
    s.call(cluster_kill{"t1", "A"});
    CHECK(s.heard() == lines_of({"t1@A GONE MASTER RECONCILIATION"}));
    CHECK(s.c.tasks[0].alive);
    s.c.cut_off(s.agent("A"));
    s.c.declare_unreachable(s.agent("A"));
    CHECK(s.heard() == lines_of({"failure A"}));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard().empty());
}

TEST_CASE("cluster: a disconnect loses what is on its way, and all offers") {
    scene s = scene::begun();
    REQUIRE(s.c.offer());
    s.c.send(cluster_suppress{});
    s.c.disconnect();
    CHECK(s.c.calls.empty());
    CHECK(s.c.events.empty());
    CHECK(s.c.offers.empty());
    CHECK_FALSE(s.c.can_offer_from(0));
    CHECK_FALSE(s.c.offer());
    CHECK_FALSE(s.c.send(cluster_suppress{}));
}

TEST_CASE("cluster: one event offers all that is left, each time under new ids") {
    scene s = scene::begun();
    REQUIRE(s.c.offer());
    CHECK(s.heard() == lines_of({"offers O1@A O2@B"}));
    CHECK_FALSE(s.c.offer()); // everything is offered
    s.call(cluster_decline{{"O1", "O2"}, 0.0});
    REQUIRE(s.c.offer());
    CHECK(s.heard() == lines_of({"offers O3@A O4@B"}));
}

TEST_CASE("cluster: an offer is spent by the first call that names it") {
    scene s = scene::begun();
    s.c.offer();
    static_cast<void>(s.heard());
    s.call(cluster_accept{{"O1"}, {scene::task("t1", "A")}, 0.0});
    CHECK(s.heard().empty());
    REQUIRE(s.c.find_task("t1") != nullptr);
    s.call(cluster_accept{{"O1"}, {scene::task("t2", "A")}, 0.0});
    CHECK(s.heard() == lines_of({"t2@A DROPPED MASTER INVALID_OFFERS"}));
    CHECK(s.c.find_task("t2") == nullptr);
    s.call(cluster_decline{{"O2"}, 0.0});
    s.call(cluster_accept{{"O2"}, {scene::task("t3", "B")}, 0.0});
    CHECK(s.heard() == lines_of({"t3@B DROPPED MASTER INVALID_OFFERS"}));
}

TEST_CASE("cluster: a rescind may cross an accept") {
    scene s = scene::begun(1, not_aware());
    s.c.offer();
    static_cast<void>(s.heard());
    s.c.send(cluster_accept{{"O1"}, {scene::task("t1", "A")}, 5.0});
    s.c.rescind(0);
    s.c.deliver_call(0);
    CHECK(s.heard() == lines_of({"rescind O1", "t1@A LOST MASTER INVALID_OFFERS"}));
    CHECK(s.c.tasks.empty());
    CHECK(s.c.offer()); // without a filter
}

TEST_CASE("cluster: the other offers of a bad accept are discarded, without a filter") {
    scene s = scene::begun();
    s.c.offer();
    static_cast<void>(s.heard());
    s.call(cluster_accept{{"O1", "O2"}, {scene::task("t1", "A")}, 100.0}); // two agents
    CHECK(s.heard() == lines_of({"t1@A DROPPED MASTER INVALID_OFFERS"}));
    CHECK(s.c.offers.empty());
    CHECK(s.c.filters.empty());
}

TEST_CASE("cluster: a task that breaks a rule is an error, its neighbours start") {
    scene s = scene::begun();
    s.c.offer();
    static_cast<void>(s.heard());
    cluster_launch bad = scene::task("t1", "A");
    bad.task.resources[0].scalar = 5.0;
    s.call(cluster_accept{{"O1"}, {bad, scene::task("t2", "A", 31000)}, 0.0});
    CHECK(s.heard() == lines_of({"t1@A ERROR MASTER TASK_INVALID"}));
    CHECK(s.last.message == "not_contained");
    CHECK(s.c.find_task("t1") == nullptr);
    REQUIRE(s.c.find_task("t2") != nullptr);
    CHECK(s.c.find_task("t2")->volumes == std::vector<std::string>{"v-t2"});
    CHECK(s.c.writers_of("v-t2") == 1);
    CHECK(s.c.writers_of("v-t1") == 0);
}

TEST_CASE("cluster: task ids of known and of unreachable tasks are not used again") {
    scene s = scene::begun();
    s.launch("t1", "A");
    s.launch("t1", "A");
    CHECK(s.heard() == lines_of({"t1@A ERROR MASTER TASK_INVALID"}));
    CHECK(s.last.message == "task_id_duplicate");
    s.c.cut_off(s.agent("A"));
    s.c.declare_unreachable(s.agent("A"));
    static_cast<void>(s.heard());
    s.launch("t1", "B");
    CHECK(s.heard() == lines_of({"t1@B ERROR MASTER TASK_INVALID"}));
}

TEST_CASE("cluster: offers shrink by what is used, and grow when that is heard to have ended") {
    scene s = scene::begun(1);
    s.launch("t1", "A", 31004);
    REQUIRE(s.c.offer());
    cluster_amounts has = s.c.offers[0].what.has;
    CHECK(cpus(has) == quantity::whole(3));
    cluster_amounts port;
    port.add({3, {}, {31004, 31004}});
    CHECK_FALSE(has.contains(port));
    port.clear();
    port.add({3, {}, {31005, 31009}});
    CHECK(has.contains(port));
    s.call(cluster_decline{{s.c.offers[0].what.id}, 0.0});

    s.c.run(0);
    s.c.finish(0);
    CHECK(cpus(s.c.free_of(0)) == quantity::whole(3)); // the master does not know yet
    CHECK(s.update("t1") == lines_of({"offers O2@A", "t1@A RUNNING EXECUTOR *"}));
    CHECK(s.c.free_of(0) == s.c.setup->offered(0)); // it is told the latest state along with that
}

TEST_CASE("cluster: what serves another role is not offered") {
    cluster_machine m{"A", "host", "here", "z", {}, {}};
    m.shares = {{"", 1.0, 64.0, 0.0, {}}, {"es", 2.0, 0.0, 0.0, {}}, {"db", 4.0, 0.0, 0.0, {}}};
    cluster c{{m}, {"es/data", true}};
    c.send(cluster_subscribe{});
    c.deliver_call(0);
    static_cast<void>(c.deliver_event(0));
    REQUIRE(c.offer());
    cluster_amounts expected; // unreserved, and reserved for an ancestor
    expected.add({0, quantity::whole(1), {}});
    expected.add({1, quantity::whole(64), {}});
    expected.add({4, quantity::whole(2), {}});
    CHECK(c.offers[0].what.has == expected);
}

TEST_CASE("cluster: crumbs are not offered") {
    cluster_machine m{"A", "host", "here", "z", {}, {{"", 0.009, 31.0, 100.0, {{1, 9}}}}};
    cluster c{{m}};
    c.send(cluster_subscribe{});
    c.deliver_call(0);
    CHECK_FALSE(c.can_offer_from(0));
    m.shares[0].mem = 32.0;
    cluster d{{m}};
    d.send(cluster_subscribe{});
    d.deliver_call(0);
    CHECK(d.can_offer_from(0));
}

TEST_CASE("cluster: a filter hides what was refused, until it ends") {
    scene s = scene::begun(1);
    struct filter {
        double given;
        double lasts;
    };
    for (filter const f : {filter{5.0, 5.0}, {-1.0, 5.0}, {0.25, 1.0}, {1.0e9, 31536000.0}}) {
        CAPTURE(f.given);
        REQUIRE(s.c.offer());
        static_cast<void>(s.heard());
        s.call(cluster_decline{{s.c.offers[0].what.id}, f.given});
        CHECK_FALSE(s.c.can_offer_from(0));
        s.c.advance(f.lasts * 0.99);
        CHECK_FALSE(s.c.can_offer_from(0));
        s.c.advance(f.lasts * 0.011);
        CHECK(s.c.can_offer_from(0));
    }
}

TEST_CASE("cluster: a filter lets through what is more than was refused") {
    scene s = scene::begun(1);
    s.launch("t1", "A", 0, 100.0); // the rest is refused
    CHECK_FALSE(s.c.can_offer_from(0));
    s.c.fail_to_start(0);
    CHECK(s.update("t1") == lines_of({"t1@A FAILED AGENT CONTAINER_LAUNCH_FAILED *"}));
    CHECK(s.c.can_offer_from(0));
}

TEST_CASE("cluster: an accept without a task is a decline") {
    scene s = scene::begun(1);
    s.c.offer();
    static_cast<void>(s.heard());
    s.call(cluster_accept{{"O1"}, {}, 5.0});
    CHECK(s.c.offers.empty());
    CHECK_FALSE(s.c.can_offer_from(0));
}

TEST_CASE("cluster: suppress stops offers, revive brings them back and ends filters") {
    scene s = scene::begun(1);
    s.call(cluster_suppress{});
    CHECK_FALSE(s.c.offer());
    s.call(cluster_revive{});
    REQUIRE(s.c.offer());
    static_cast<void>(s.heard());
    s.call(cluster_decline{{"O1"}, 1000.0});
    CHECK_FALSE(s.c.offer());
    s.call(cluster_revive{});
    CHECK(s.c.offer());
}

TEST_CASE("cluster: a new subscription forgets filters and suppression") {
    scene s = scene::begun(1);
    s.c.offer();
    static_cast<void>(s.heard());
    s.call(cluster_decline{{"O1"}, 1000.0});
    s.call(cluster_suppress{});
    s.subscribe("F1");
    CHECK(s.c.can_offer_from(0));
}

TEST_CASE("cluster: it says which offers are left without an answer") {
    scene s = scene::begun();
    s.c.offer();
    CHECK(s.c.unanswered() == nullptr); // not heard yet
    static_cast<void>(s.heard());
    REQUIRE(s.c.unanswered() != nullptr);
    CHECK(s.c.unanswered()->what.id == "O1");
    s.c.send(cluster_accept{{"O1"}, {}, 0.0});
    REQUIRE(s.c.unanswered() != nullptr);
    CHECK(s.c.unanswered()->what.id == "O2");
    s.c.send(cluster_decline{{"O2"}, 0.0});
    CHECK(s.c.unanswered() == nullptr);
    s.c.lose_call(0); // it was answered all the same
    CHECK(s.c.unanswered() == nullptr);
    CHECK(s.c.offers.size() == 2);
}

TEST_CASE("cluster: a task goes on, and its agent repeats one update after the other") {
    scene s = scene::begun();
    s.launch("t1", "A");
    CHECK(s.c.tasks[0].state == task_state::staging);
    CHECK_FALSE(s.c.can_send_update(0)); // nothing is said of that
    CHECK_FALSE(s.c.can_end(0));
    s.c.start(0);
    CHECK_FALSE(s.c.can_start(0));
    s.c.run(0);
    CHECK_FALSE(s.c.can_run(0));
    s.c.finish(0);
    CHECK_FALSE(s.c.can_end(0));
    CHECK_FALSE(s.c.tasks[0].alive);

    CHECK(s.update("t1") == lines_of({"t1@A STARTING EXECUTOR *"}));
    std::string const uuid = s.last.uuid;
    CHECK(s.update("t1") == lines_of({"t1@A STARTING EXECUTOR *"})); // again
    CHECK(s.last.uuid == uuid);
    s.acknowledge();
    CHECK(s.update("t1") == lines_of({"t1@A RUNNING EXECUTOR *"}));
    CHECK(s.last.uuid != uuid);
    s.call(cluster_acknowledge{"A", "t1", uuid}); // a stale one does nothing
    CHECK(s.update("t1") == lines_of({"t1@A RUNNING EXECUTOR *"}));
    s.acknowledge();
    CHECK(s.update("t1") == lines_of({"t1@A FINISHED EXECUTOR *"}));
    s.call(cluster_acknowledge{"A", "t1", uuid});
    CHECK(s.c.known.size() == 1);
    s.acknowledge();
    CHECK(s.c.tasks.empty());
    CHECK(s.c.known.empty());
}

TEST_CASE("cluster: events may cross, but not two updates of one task") {
    scene s = scene::begun();
    s.launch("t1", "A");
    s.launch("t2", "B");
    s.c.run(0);
    s.c.run(1);
    s.c.send_update(0);
    s.c.send_update(0);
    s.c.send_update(1);
    s.call(cluster_reconcile{{{"t1", "A"}}});
    CHECK(s.c.is_update_on_its_way(0));
    CHECK(s.c.can_deliver_event(0));
    CHECK_FALSE(s.c.can_deliver_event(1));
    CHECK(s.c.can_deliver_event(2));
    CHECK(s.c.can_deliver_event(3)); // the master's own
    CHECK_FALSE(s.c.can_deliver_event(4));
    CHECK_FALSE(s.c.can_duplicate_event(3));
    REQUIRE(s.c.can_duplicate_event(2));
    s.c.duplicate_event(2);
    s.c.lose_event(0);
    CHECK(s.heard() == lines_of({"t1@A RUNNING EXECUTOR *", "t2@B RUNNING EXECUTOR *",
                                 "t2@B RUNNING EXECUTOR *", "t1@A RUNNING MASTER RECONCILIATION"}));
    CHECK_FALSE(s.c.is_update_on_its_way(0));
}

TEST_CASE("cluster: an acknowledgement of a terminal update that reaches only the master") {
    scene s = scene::begun(1);
    s.launch_and_run("t1", "A");
    s.c.fail(0);
    CHECK(s.update("t1") == lines_of({"t1@A FAILED EXECUTOR *"}));
    s.c.cut_off(0);
    s.acknowledge();
    CHECK(s.c.known.empty());
    REQUIRE(s.c.tasks.size() == 1);
    s.c.reregister(0);
    CHECK(s.update("t1") == lines_of({"t1@A FAILED EXECUTOR *"})); // once more
    s.acknowledge();
    CHECK(s.c.tasks.empty());
}

TEST_CASE("cluster: an acknowledgement is dropped while its agent is not connected") {
    scene s = scene::begun(1);
    s.launch("t1", "A");
    s.c.run(0);
    static_cast<void>(s.update("t1"));
    s.c.cut_off(0);
    s.c.notice(0);
    s.acknowledge();
    CHECK(s.c.tasks[0].reports.size() == 1);
    s.c.reregister(0);
    s.acknowledge();
    CHECK(s.c.tasks[0].reports.empty());
}

TEST_CASE("cluster: kills what the master can reach") {
    scene s = scene::begun(1);
    s.launch("t1", "A");
    s.launch_and_run("t2", "A");
    s.call(cluster_kill{"t1", {}});
    CHECK(s.update("t1") == lines_of({"t1@A KILLED AGENT TASK_KILLED_DURING_LAUNCH *"}));
    s.call(cluster_kill{"t2", "B"}); // not its agent
    CHECK(s.c.find_task("t2")->alive);
    s.call(cluster_kill{"t2", "A"});
    CHECK_FALSE(s.c.find_task("t2")->alive);
    CHECK(s.update("t2") == lines_of({"t2@A KILLED EXECUTOR *"}));
    s.call(cluster_kill{"t2", "A"}); // it is dead
    CHECK(s.c.find_task("t2")->reports.size() == 1);
    s.call(cluster_kill{"t9", "A"}); // unknown: reconciled
    CHECK(s.heard() == lines_of({"t9@A GONE MASTER RECONCILIATION"}));
}

TEST_CASE("cluster: a kill that was lost is sent again when the agent re-registers") {
    scene s = scene::begun(1);
    s.launch_and_run("t1", "A");
    s.c.cut_off(0);
    s.call(cluster_kill{"t1", "A"});
    CHECK(s.c.tasks[0].alive);
    s.c.reregister(0);
    CHECK_FALSE(s.c.tasks[0].alive);
    CHECK(s.update("t1") == lines_of({"t1@A KILLED EXECUTOR *"}));
}

TEST_CASE("cluster: nothing is said while the framework is away, but the master learns it") {
    scene s = scene::begun(1);
    s.launch("t1", "A");
    s.c.run(0);
    s.c.disconnect();
    s.c.send_update(0);
    CHECK(s.c.events.empty());
    CHECK(s.c.known[0].state == task_state::running);
    s.subscribe("F1");
    static_cast<void>(s.heard());
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A RUNNING MASTER RECONCILIATION"}));
    CHECK(s.update("t1") == lines_of({"t1@A RUNNING EXECUTOR *"}));
}

TEST_CASE("cluster: a copy goes its own way") {
    scene s = scene::begun(1);
    s.launch_and_run("t1", "A");
    cluster twin = s.c;
    twin.finish(0);
    CHECK(s.c.tasks[0].alive);
    CHECK_FALSE(twin.tasks[0].alive);
}

} // namespace
