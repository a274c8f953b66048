// SPDX-License-Identifier: Apache-2.0
// How agents and the master of the simulated cluster are lost and return, and what reconciliation
// says of it.
#include "../support/cluster_scene.hpp"

#include <berth/testing/cluster.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace berth::testing;
using berth::quantity;
using berth::task_state;
using berth_test::lines_of;
using berth_test::not_aware;
using berth_test::scene;

/// One agent, A, with a task that runs and whose updates are acknowledged; and one without, B.
scene running(cluster_framework framework = {}) {
    scene s = scene::begun(2, std::move(framework));
    s.launch_and_run("t1", "A");
    return s;
}

std::string lose_a(scene& s) {
    if (s.c.can_cut_off(s.agent("A"))) {
        s.c.cut_off(s.agent("A"));
    }
    s.c.declare_unreachable(s.agent("A"));
    return s.heard();
}

TEST_CASE("cluster: what reconciliation says, case by case") {
    for (bool const aware : {true, false}) {
        CAPTURE(aware);
        auto const says = [&](std::string const& task, std::string const& state) {
            return task + " " + (aware ? state : "LOST") + " MASTER RECONCILIATION\n";
        };
        scene s = running({"*", aware});
        // Known: its latest state, whoever it is said to be of.
        CHECK(s.reconciled("t1", "A") == "t1@A RUNNING MASTER RECONCILIATION\n");
        CHECK(s.reconciled("t1", "") == "t1@A RUNNING MASTER RECONCILIATION\n");
        // Unknown, on an agent that is registered, connected or not.
        CHECK(s.reconciled("t9", "A") == says("t9@A", "GONE"));
        s.c.cut_off(s.agent("A"));
        s.c.notice(s.agent("A"));
        CHECK(s.reconciled("t9", "A") == says("t9@A", "GONE"));
        // On one that is unreachable.
        s.c.declare_unreachable(s.agent("A"));
        static_cast<void>(s.heard());
        CHECK(s.reconciled("t1", "A") == says("t1@A", "UNREACHABLE"));
        CHECK(s.reconciled("t9", "A") == says("t9@A", "UNREACHABLE"));
        // On one that was marked gone.
        s.c.mark_gone(s.agent("A"));
        static_cast<void>(s.heard());
        CHECK(s.reconciled("t1", "A") == says("t1@A", "GONE_BY_OPERATOR"));
        // On none, or on one that is unknown.
        CHECK(s.reconciled("t1", "") == says("t1@", "UNKNOWN"));
        CHECK(s.reconciled("t1", "Z") == says("t1@Z", "UNKNOWN"));
        s.c.forget(s.agent("A"));
        CHECK(s.reconciled("t1", "A") == says("t1@A", "UNKNOWN"));
    }
}

TEST_CASE("cluster: reconciliation has no answer while an agent is still to re-register") {
    scene s = running();
    s.c.fail_over();
    s.subscribe("F1");
    static_cast<void>(s.heard());
    CHECK(s.reconciled("t1", "A").empty());
    CHECK(s.reconciled("t1", "").empty()); // it may be on any
    s.c.reregister(s.agent("B"));
    CHECK(s.reconciled("t1", "A").empty());
    CHECK(s.reconciled("t1", "").empty());
    CHECK(s.reconciled("t1", "B") == lines_of({"t1@B GONE MASTER RECONCILIATION"})); // a wrong one
    CHECK(s.reconciled("t1", "Z") == lines_of({"t1@Z UNKNOWN MASTER RECONCILIATION"}));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard().empty()); // the master does not tell by itself
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A RUNNING MASTER RECONCILIATION"}));
    CHECK(s.reconciled("t9", "") == lines_of({"t9@ UNKNOWN MASTER RECONCILIATION"}));
}

TEST_CASE("cluster: implicit reconciliation says what is known, once each") {
    scene s = running();
    s.launch("t2", "B");
    s.c.run(s.index("t2"));
    s.c.finish(s.index("t2"));
    static_cast<void>(s.update("t2")); // RUNNING; the master knows that it has finished
    s.call(cluster_reconcile{});
    CHECK(s.heard() ==
          lines_of({"t1@A RUNNING MASTER RECONCILIATION", "t2@B RUNNING MASTER RECONCILIATION"}));
    static_cast<void>(lose_a(s));
    s.call(cluster_reconcile{});
    CHECK(s.heard() == lines_of({"t2@B RUNNING MASTER RECONCILIATION"}));
}

TEST_CASE("cluster: an agent that is cut off goes on, and is unreachable after a while") {
    scene s = running();
    CHECK_FALSE(s.c.can_declare_unreachable(s.agent("A")));
    s.c.offer();
    static_cast<void>(s.heard());
    s.c.cut_off(s.agent("A"));
    CHECK(s.heard().empty()); // nobody has noticed
    CHECK_FALSE(s.c.can_send_update(0));
    s.c.declare_unreachable(s.agent("A"));
    CHECK(s.heard() ==
          lines_of({"t1@A UNREACHABLE MASTER AGENT_REMOVED", "rescind O2", "failure A"}));
    CHECK(s.c.tasks[0].alive);
    CHECK_FALSE(s.c.can_offer_from(s.agent("A")));

    s.c.reregister(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A RUNNING MASTER AGENT_REREGISTERED"}));
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A RUNNING MASTER RECONCILIATION"}));
    REQUIRE(s.c.can_offer_from(s.agent("A")));
    cluster_amounts used = s.c.tasks[0].uses;
    used.add(s.c.free_of(s.agent("A")));
    CHECK(used == s.c.setup->offered(0)); // the task counts again
}

TEST_CASE("cluster: who is not partition-aware is told that tasks are lost, and they return") {
    scene s = running(not_aware());
    CHECK(lose_a(s) == lines_of({"t1@A LOST MASTER AGENT_REMOVED", "failure A"}));
    CHECK(s.c.tasks[0].alive);
    s.c.reregister(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A RUNNING MASTER AGENT_REREGISTERED"}));
}

TEST_CASE("cluster: an agent whose connection broke is offered no more; that is all") {
    scene s = running();
    s.c.offer();
    static_cast<void>(s.heard());
    s.c.cut_off(s.agent("A"));
    s.c.notice(s.agent("A"));
    CHECK_FALSE(s.c.can_notice(s.agent("A")));
    CHECK(s.heard() == lines_of({"rescind O2"}));
    CHECK_FALSE(s.c.can_offer_from(s.agent("A")));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard().empty());
    CHECK(s.c.can_offer_from(s.agent("A")));
}

TEST_CASE("cluster: an update waits while its agent is away, and keeps its place") {
    scene s = running();
    s.c.cut_off(s.agent("A"));
    s.c.fail(0);
    s.c.declare_unreachable(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A UNREACHABLE MASTER AGENT_REMOVED", "failure A"}));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A FAILED MASTER AGENT_REREGISTERED"}));
    CHECK(s.update("t1") == lines_of({"t1@A FAILED EXECUTOR *"}));
    s.acknowledge();
    CHECK(s.c.tasks.empty());
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A GONE MASTER RECONCILIATION"}));
}

TEST_CASE("cluster: a launch to an agent that is cut off never starts") {
    for (bool const aware : {true, false}) {
        CAPTURE(aware);
        scene s = scene::begun(2, {"*", aware});
        s.c.offer();
        static_cast<void>(s.heard());
        s.c.cut_off(s.agent("A"));
        s.call(cluster_accept{{"O1"}, {scene::task("t1", "A")}, 0.0});
        CHECK(s.heard().empty());
        CHECK(s.c.tasks.empty());
        CHECK(s.reconciled("t1", "A") == lines_of({"t1@A STAGING MASTER RECONCILIATION"}));

        scene returns = s; // before it is late: the master asks it
        returns.c.reregister(returns.agent("A"));
        CHECK(returns.c.writers_of("v-t1") == 0);
        CHECK(returns.update("t1") == (aware ? "t1@A DROPPED AGENT RECONCILIATION *\n"
                                             : "t1@A LOST AGENT RECONCILIATION *\n"));
        CHECK(returns.c.free_of(0) == returns.c.setup->offered(0));
        returns.c.cut_off(returns.agent("A"));
        returns.c.reregister(returns.agent("A")); // it does not say so twice
        CHECK(returns.c.tasks[0].reports.size() == 1);
        returns.acknowledge();
        CHECK(returns.c.tasks.empty());

        CHECK(lose_a(s) == (aware ? "t1@A UNREACHABLE MASTER AGENT_REMOVED\nfailure A\n"
                                  : "t1@A LOST MASTER AGENT_REMOVED\nfailure A\n"));
        s.c.reregister(s.agent("A")); // it does not know the task, and nobody says so
        CHECK(s.heard().empty());
        CHECK(s.reconciled("t1", "A") ==
              (aware ? "t1@A GONE MASTER RECONCILIATION\n" : "t1@A LOST MASTER RECONCILIATION\n"));
    }
}

TEST_CASE("cluster: tasks outlive the process of their agent") {
    scene s = running();
    s.c.crash(s.agent("A"));
    CHECK(s.c.tasks[0].alive);
    CHECK_FALSE(s.c.can_end(0)); // nobody would see it
    CHECK_FALSE(s.c.can_crash(s.agent("A")));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard().empty());
    CHECK(s.c.can_end(0));
}

TEST_CASE("cluster: a task that dies while its agent is down has failed") {
    scene s = running();
    CHECK_FALSE(s.c.can_die(0));
    s.c.crash(s.agent("A"));
    s.c.die(0);
    CHECK(s.c.writers_of("v-t1") == 0);
    s.c.reregister(s.agent("A"));
    CHECK(s.update("t1") == lines_of({"t1@A FAILED AGENT EXECUTOR_TERMINATED *"}));
}

TEST_CASE("cluster: a machine that reboots loses its tasks, its agent keeps its id") {
    scene s = running();
    s.c.reboot(s.agent("A"));
    CHECK(s.c.writers_of("v-t1") == 0);
    CHECK(s.heard().empty());
    s.c.declare_unreachable(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A UNREACHABLE MASTER AGENT_REMOVED", "failure A"}));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A FAILED MASTER AGENT_REREGISTERED"}));
    CHECK(s.update("t1") == lines_of({"t1@A FAILED AGENT EXECUTOR_TERMINATED *"}));
}

TEST_CASE("cluster: a new agent at an address removes the one that was registered there") {
    scene s = running();
    s.launch("t2", "B");
    CHECK_FALSE(s.c.can_replace(s.agent("A")));
    s.c.reboot(s.agent("A"));
    std::size_t const next = s.c.replace(s.agent("A"), false);
    CHECK(s.c.agents[next].id == "A-1");
    CHECK(s.heard() == lines_of({"t1@A LOST MASTER AGENT_REMOVED", "failure A"})); // though aware
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A UNKNOWN MASTER RECONCILIATION"}));
    CHECK(s.agent("A") == s.c.agents.size()); // nothing speaks of it any more
    REQUIRE(s.c.can_offer_from(next));
    CHECK(s.c.free_of(next) == s.c.setup->offered(0));
    CHECK(s.c.machine_of(next).hostname == "host-A");
    s.c.run(s.index("t2")); // of the agent whose index has changed
    CHECK(s.update("t2") == lines_of({"t2@B RUNNING EXECUTOR *"}));
}

TEST_CASE("cluster: a new agent may find orphans, which nobody hears of") {
    scene s = running();
    s.c.crash(s.agent("A"));
    s.c.declare_unreachable(s.agent("A"));
    static_cast<void>(s.heard());
    std::size_t const next = s.c.replace(s.agent("A"), true);
    CHECK(s.heard().empty()); // the old one was not registered
    CHECK(s.c.writers_of("v-t1") == 1);
    CHECK_FALSE(s.c.can_reregister(s.agent("A")));
    CHECK_FALSE(s.c.can_reboot(s.agent("A")));
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A UNREACHABLE MASTER RECONCILIATION"}));
    scene other = s;
    s.c.reboot(next); // with all that runs on the machine
    CHECK(s.c.writers_of("v-t1") == 0);
    CHECK(s.c.tasks.empty());
    REQUIRE(other.c.can_die(0));
    other.c.die(0);
    CHECK(other.c.tasks.empty());
}

TEST_CASE("cluster: an agent that is shut down takes its tasks along, and they are lost") {
    scene s = running();
    s.c.shut_down(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A LOST MASTER AGENT_REMOVED", "failure A"})); // though aware
    CHECK(s.c.tasks.empty());
    CHECK_FALSE(s.c.can_reregister(s.agent("A")));
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A UNKNOWN MASTER RECONCILIATION"}));
    CHECK(s.c.can_replace(s.agent("A")));
}

TEST_CASE("cluster: one that is shut down while it is cut off cannot say so") {
    scene s = running();
    s.c.cut_off(s.agent("A"));
    s.c.shut_down(s.agent("A"));
    CHECK(s.heard().empty());
    CHECK(s.c.tasks.empty());
    s.c.declare_unreachable(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A UNREACHABLE MASTER AGENT_REMOVED", "failure A"}));
}

TEST_CASE("cluster: an agent that is marked gone is told to shut down") {
    scene s = running();
    s.c.mark_gone(s.agent("A"));
    CHECK(s.heard() ==
          lines_of({"t1@A GONE_BY_OPERATOR MASTER AGENT_REMOVED_BY_OPERATOR", "failure A"}));
    CHECK(s.c.tasks.empty());
    CHECK_FALSE(s.c.can_mark_gone(s.agent("A")));

    scene other = running(not_aware());
    other.c.mark_gone(other.agent("A"));
    CHECK(other.heard() == lines_of({"t1@A LOST MASTER AGENT_REMOVED", "failure A"}));
}

TEST_CASE("cluster: the operator was wrong: a gone agent's tasks go on until it returns") {
    scene s = running();
    static_cast<void>(lose_a(s));
    s.c.mark_gone(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A GONE_BY_OPERATOR MASTER AGENT_REMOVED_BY_OPERATOR"}));
    CHECK(s.c.writers_of("v-t1") == 1);
    scene forgotten = s;
    s.c.reregister(s.agent("A"));
    CHECK(s.c.writers_of("v-t1") == 0);
    CHECK(s.heard().empty());
    CHECK_FALSE(s.c.agents[s.agent("A")].up);
    CHECK_FALSE(s.c.can_reregister(s.agent("A")));

    forgotten.c.forget(forgotten.agent("A")); // then it is let in again
    forgotten.c.reregister(forgotten.agent("A"));
    CHECK(forgotten.heard() == lines_of({"t1@A RUNNING MASTER AGENT_REREGISTERED"}));
}

TEST_CASE("cluster: a draining agent kills its tasks and says why") {
    scene s = running();
    s.launch("t2", "A");
    s.c.offer();
    static_cast<void>(s.heard());
    s.c.drain(s.agent("A"), true);
    CHECK(s.heard() == lines_of({"rescind O3"}));
    CHECK(s.update("t1") == lines_of({"t1@A GONE_BY_OPERATOR EXECUTOR AGENT_DRAINING *"}));
    CHECK(s.update("t2") == lines_of({"t2@A GONE_BY_OPERATOR AGENT AGENT_DRAINING *"}));
    CHECK_FALSE(s.c.can_offer_from(s.agent("A")));
    s.c.reactivate(s.agent("A"));
    CHECK(s.c.can_offer_from(s.agent("A")));

    scene other = running();
    other.c.drain(other.agent("A"), false);
    CHECK(other.update("t1") == lines_of({"t1@A KILLED EXECUTOR AGENT_DRAINING *"}));
}

TEST_CASE("cluster: after a fail-over the master knows what its agents tell it") {
    scene s = running();
    s.launch("t2", "B");
    s.c.offer();
    s.c.fail_over();
    CHECK(s.c.offers.empty());
    CHECK(s.c.known.empty());
    CHECK(s.c.events.empty());
    CHECK_FALSE(s.c.send(cluster_suppress{}));
    s.subscribe("F1");
    CHECK(s.heard() == lines_of({"subscribed F1"}));
    CHECK_FALSE(s.c.offer()); // no agent is there
    CHECK_FALSE(s.c.can_send_update(0));

    s.c.reregister(s.agent("A"));
    CHECK(s.heard().empty());
    CHECK(s.c.free_of(s.agent("A")) != s.c.setup->offered(0));
    s.call(cluster_kill{"t1", "A"});
    CHECK(s.update("t1") == lines_of({"t1@A KILLED EXECUTOR *"}));

    s.c.declare_unreachable(s.agent("B")); // too late: the master does not know its tasks
    CHECK(s.heard() == lines_of({"failure B"}));
    CHECK(s.reconciled("t2", "B") == lines_of({"t2@B UNREACHABLE MASTER RECONCILIATION"}));
    s.c.reregister(s.agent("B"));
    CHECK(s.heard() == lines_of({"t2@B STAGING MASTER AGENT_REREGISTERED"}));
}

TEST_CASE("cluster: what was reported to the master before is still to be acknowledged to it") {
    scene s = running();
    s.c.fail(0);
    static_cast<void>(s.update("t1"));
    cluster_update const before = s.last;
    s.c.fail_over();
    s.subscribe("F1");
    s.c.reregister(s.agent("A"));
    static_cast<void>(s.heard());
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A FAILED MASTER RECONCILIATION"}));
    s.call(cluster_acknowledge{"A", "t1", before.uuid});
    CHECK(s.c.known.empty());
    CHECK(s.c.tasks.empty());
}

TEST_CASE("cluster: who is gone or unreachable stays so over a fail-over") {
    scene s = scene::begun(3);
    s.launch_and_run("t1", "A");
    static_cast<void>(lose_a(s));
    s.c.mark_gone(s.agent("B"));
    s.c.fail_over();
    s.subscribe("F1");
    static_cast<void>(s.heard());
    CHECK(s.reconciled("t1", "A") == lines_of({"t1@A UNREACHABLE MASTER RECONCILIATION"}));
    CHECK(s.reconciled("t2", "B") == lines_of({"t2@B GONE_BY_OPERATOR MASTER RECONCILIATION"}));
    s.c.reregister(s.agent("A"));
    CHECK(s.heard() == lines_of({"t1@A RUNNING MASTER AGENT_REREGISTERED"}));
}

} // namespace
