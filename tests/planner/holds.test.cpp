// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/identity/after_fence.hpp>
#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

namespace {

using berth::group;
using berth::node_state;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::has;
using berth_test::lines;
using berth_test::node_of;
using berth_test::settings_of;
using berth_test::to_text;
using one_group = conversation<>;

/// One node, es.0.1 on agent A, that runs since second 1000.
one_group running_since_1000(berth::settings<> const& chosen) {
    auto talk = one_group::begun(*group<>::make(chosen));
    static_cast<void>(talk.tick(1000.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running, "u0"}));
    return talk;
}

berth::settings<> fenced(double seconds) {
    auto chosen = settings_of("es", 1);
    chosen.recycling = *berth::after_fence("scaleio", seconds);
    return chosen;
}

TEST_CASE("planner: a held id is asked about ever more rarely, whatever the answers") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    double now = 1000.0;
    for (double const wait : {60.0, 120.0, 240.0}) {
        CAPTURE(wait);
        CHECK(talk.tick(now + wait - 0.5).empty());
        now += wait;
        CHECK(talk.tick(now) == "reconcile es.0.1@A");
        static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable, "",
                                       status_source::master, status_reason::reconciliation}));
    }
}

TEST_CASE("planner: what is no number is no time") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.tick(std::numeric_limits<double>::quiet_NaN()).empty());
    static_cast<void>(talk.tick(1000.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    CHECK(talk.tick(std::numeric_limits<double>::quiet_NaN()).empty());
    CHECK(talk.tick(1060.0) == "reconcile es.0.1@A");
    CHECK(has(talk.tick(1900.0), "\nreconcile\n")); // about all, after 15 minutes
}

TEST_CASE("planner: a fence frees a held id when its time has come, stored first") {
    auto talk = running_since_1000(fenced(100.0));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    CHECK(talk.tick(1060.0) == "reconcile es.0.1@A");
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable, "",
                                   status_source::master, status_reason::reconciliation}));
    CHECK(talk.tick(1099.5).empty()); // the time runs from the first doubt
    CHECK(talk.planner.wake_at() == berth::timestamp{1100.0});
    CHECK(talk.tick(1100.0) ==
          lines({"persist 6 F 0:0 free es.0.1@A", "note fence_released 0:0", "revive"}));
    CHECK(talk.offers({{"O2", "B", "b"}}).find("accept O2 0:0 es.0.2@B es-0-data") !=
          std::string::npos);
    // It returns: late, and killed.
    CHECK(talk.update({"es.0.1", "A", task_state::running}) ==
          lines({"kill es.0.1 A", "note late_task 0:0 es.0.1"}));
}

TEST_CASE("planner: who is heard of in time keeps his id, and a new doubt begins anew") {
    auto talk = running_since_1000(fenced(100.0));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.tick(1090.0));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
    CHECK(talk.tick(1200.0).empty());
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.tick(1299.0));
    CHECK(node_of(talk, 0).state == node_state::held);
    static_cast<void>(talk.tick(1300.0));
    CHECK(node_of(talk, 0).state == node_state::free);
}

TEST_CASE("planner: a fence that cannot be stored is none, and comes again later") {
    auto talk = running_since_1000(fenced(100.0));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.tick(1100.0));
    CHECK(talk.persist_failed(5) == "note persist_failed");
    CHECK(node_of(talk, 0).state == node_state::held);
    static_cast<void>(talk.tick(1101.0));
    CHECK(node_of(talk, 0).state == node_state::held);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.tick(1202.0));
    CHECK(node_of(talk, 0).state == node_state::free);
}

TEST_CASE("planner: time alone frees nothing") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.tick(1e9));
    CHECK(node_of(talk, 0).state == node_state::held);
}

TEST_CASE("planner: says why an id is held, and what would free it") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable, "",
                                   status_source::master, status_reason::agent_removed}));
    CHECK(talk.planner.group().why_held({0}).text() ==
          "node 0 is held by proven_gone: the last thing heard of es.0.1 is TASK_UNREACHABLE, "
          "SOURCE_MASTER, REASON_AGENT_REMOVED; free when the task is proven to have ended, or by "
          "an operator's release");
    auto other = running_since_1000(fenced(100.0));
    static_cast<void>(other.update({"es.0.1", "A", task_state::unknown}));
    CHECK(other.planner.group().why_held({0}).text() ==
          "node 0 is held by after_fence: the last thing heard of es.0.1 is TASK_UNKNOWN; free "
          "when the task is proven to have ended, or by an operator's release, or by its fence at "
          "second 1100");
}

TEST_CASE("planner: a late task has its id when the owner ends, until it has ended itself") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.release(0, "off")); // which was wrong
    static_cast<void>(talk.offers({{"O2", "B", "b"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
    REQUIRE(talk.planner.late_tasks().size() == 1);
    CHECK(talk.update({"es.0.2", "B", task_state::failed, "u"}) ==
          lines({"persist 7 F 0:0 killing es.0.1@A", "ack es.0.2 B u",
                 "note relaunch_waits 0:0 es.0.2", "revive"}));
    CHECK(talk.planner.late_tasks().size() == 0);
    CHECK(node_of(talk, 0).retiring);
    CHECK(talk.offers({{"O3", "C", "c"}}) == "decline 5 O3:id_not_ready");
    CHECK(talk.tick(1010.0) == "kill es.0.1 A");
    CHECK(talk.update({"es.0.1", "A", task_state::killed, "u"})
              .find("persist 8 F 0:0 retired es.0.1@A") == 0);
    CHECK(talk.offers({{"O4", "C", "c"}}).find("accept O4 0:0 es.0.3@C es-0-data") !=
          std::string::npos);
}

TEST_CASE("planner: a late task that is doubted when the owner ends holds the id") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.release(0, "off"));
    static_cast<void>(talk.offers({{"O2", "B", "b"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.update({"es.0.2", "B", task_state::failed, "u"}));
    CHECK(node_of(talk, 0).state == node_state::held);
    CHECK(node_of(talk, 0).task_id == "es.0.1");
    CHECK(node_of(talk, 0).launches == berth::generation{2});
}

TEST_CASE("planner: an heir whose record cannot be stored is late again") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.release(0, "off"));
    static_cast<void>(talk.offers({{"O2", "B", "b"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running}));
    auto const owner = node_of(talk, 0);
    static_cast<void>(talk.update({"es.0.2", "B", task_state::failed, "u"}));
    static_cast<void>(talk.persist_failed(7));
    CHECK(node_of(talk, 0) == owner);
    CHECK(talk.planner.late_tasks().size() == 1);
}

TEST_CASE("planner: an older task takes an id back that is free, and only if it lives") {
    auto talk = running_since_1000(settings_of("es", 1));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.release(0, "off"));
    static_cast<void>(talk.offers({{"O2", "B", "b"}}));
    static_cast<void>(talk.update({"es.0.2", "B", task_state::failed, "u"}));
    // Somebody vouched for it: doubt does not make that undone.
    CHECK(talk.update({"es.0.1", "A", task_state::unreachable}).empty());
    CHECK(node_of(talk, 0).state == node_state::free);
    CHECK(talk.update({"es.0.1", "A", task_state::running})
              .find("persist 8 F 0:0 running es.0.1@A\nnote node_adopted 0:0 es.0.1") == 0);
    CHECK(node_of(talk, 0).launches == berth::generation{2});
    static_cast<void>(talk.update({"es.0.1", "A", task_state::finished, "u"}));
    CHECK(talk.offers({{"O3", "C", "c"}}).find("es.0.3@C") != std::string::npos);
}

TEST_CASE("planner: a launch that fails on a recycled id waits ever longer, until one runs") {
    auto talk = running_since_1000(settings_of("es", 1));
    // Each time another agent, since one on which launches fail is avoided for longer.
    auto const fail = [&](std::string_view task, std::string_view agent) {
        return talk.update({task, agent, task_state::failed, "u"});
    };
    auto const launches = [&](std::string_view agent) {
        return talk.offers({{"O", agent, agent}}).find("accept") != std::string::npos;
    };
    static_cast<void>(fail("es.0.1", "A")); // it ran: nothing is put off
    REQUIRE(launches("A"));
    CHECK(fail("es.0.2", "A").find("note relaunch_waits 0:0 es.0.2") != std::string::npos);
    CHECK(talk.offers({{"O", "A", "a"}}) == "decline 5 O:id_not_ready");
    static_cast<void>(talk.tick(1004.5));
    CHECK_FALSE(launches("B"));
    static_cast<void>(talk.tick(1005.0));
    REQUIRE(launches("B"));
    static_cast<void>(fail("es.0.3", "B"));
    static_cast<void>(talk.tick(1014.5));
    CHECK_FALSE(launches("C"));
    static_cast<void>(talk.tick(1015.0));
    REQUIRE(launches("C"));
    static_cast<void>(talk.update({"es.0.4", "C", task_state::running, "u"}));
    static_cast<void>(fail("es.0.4", "C"));
    CHECK(launches("C"));
}

TEST_CASE("planner: the first launch of an id that fails puts nothing off") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::error}));
    CHECK(talk.offers({{"O2", "A", "a"}}).find("es.0.2@A") != std::string::npos);
    // Nor does one that never reached an agent.
    static_cast<void>(talk.update({"es.0.2", "A", task_state::dropped}));
    CHECK(talk.offers({{"O3", "A", "a"}}).find("es.0.3@A") != std::string::npos);
}

TEST_CASE("planner: an id that waits is not replaced by a new one") {
    auto chosen = settings_of("es", 2);
    auto talk = running_since_1000(chosen);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    static_cast<void>(talk.offers({{"O", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.2", "A", task_state::failed, "u"}));
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}})
              .find("accept O1 0:1 es.1.1@A es-1-data") != std::string::npos);
    CHECK(talk.planner.group().find(berth::node_id{2}) == nullptr);
}

TEST_CASE("planner: a launch whose call failed is asked about soon, and stays on record") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.tick(1000.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    berth::effect::list out;
    for (auto const& call : talk.effects) {
        if (std::holds_alternative<berth::effect::accept>(call)) {
            talk.planner.on_call_failed(call, out);
        }
    }
    CHECK(to_text(out) == "note call_failed");
    CHECK(node_of(talk, 0).state == node_state::promised);
    CHECK(talk.tick(1005.0) == "reconcile es.0.1@A");
}

TEST_CASE("planner: SUPPRESS and REVIVE that failed are made again") {
    auto talk = running_since_1000(settings_of("es", 1));
    auto const fail = [&](auto which) {
        berth::effect::list out;
        talk.planner.on_call_failed(which, out);
        return to_text(out);
    };
    CHECK(fail(berth::effect::suppress{}) == "note call_failed");
    CHECK(talk.planner.wake_at() == berth::timestamp{1005.0});
    CHECK(talk.tick(1004.0).empty());
    CHECK(talk.tick(1005.0) == "suppress");
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    CHECK(fail(berth::effect::revive{}) == "note call_failed");
    CHECK(talk.tick(1010.0) == "revive");
    CHECK(talk.tick(1020.0).empty());
}

TEST_CASE(
    "planner: other calls that fail are reported, and repeat themselves or are delivered again") {
    auto talk = running_since_1000(settings_of("es", 1));
    auto const before = talk.planner;
    berth::effect::list out;
    talk.planner.on_call_failed(berth::effect::kill{"t", "A"}, out);
    talk.planner.on_call_failed(berth::effect::reconcile{}, out);
    talk.planner.on_call_failed(berth::effect::acknowledge{}, out);
    talk.planner.on_call_failed(berth::effect::decline{}, out);
    CHECK(out.size() == 4);
    CHECK(talk.planner == before);
}

} // namespace
