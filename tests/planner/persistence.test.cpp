// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using berth::group;
using berth::node;
using berth::node_state;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::launches;
using berth_test::lines;
using one_group = conversation<>;

/// The records of a planner's group, without those that were never used.
std::vector<node> records(one_group const& talk) {
    std::vector<node> out;
    for (node const& n : talk.planner.group().nodes()) {
        if (n.launches.value != 0) {
            out.push_back(n);
        }
    }
    return out;
}

TEST_CASE("planner: a round that cannot be stored launches nothing, and the next one does") {
    auto talk = one_group::begun(group_of("es", 2));
    auto const before = records(talk);
    REQUIRE(launches(talk.offers({{"O1", "A", "a"}, {"O2", "A", "a", 0.5}, {"O3", "B", "b"}})));
    CHECK(talk.persist_failed(2) == lines({"decline 5 O1 O3", "note persist_failed", "revive"}));
    CHECK(records(talk) == before);
    CHECK(talk.planner.group().size() == 0);
    CHECK(talk.planner.group().missing() == 2);
    CHECK(talk.offers({{"O4", "A", "a"}, {"O5", "B", "b"}}) ==
          lines({"persist 3 F 0:0 promised es.0.1@A 0:1 promised es.1.1@B",
                 "accept O4 0:0 es.0.1@A es-0-data", "accept O5 0:1 es.1.1@B es-1-data",
                 "suppress"}));
}

TEST_CASE("planner: what was undone is not asked about") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.tick(0.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.persist_failed(2));
    CHECK(talk.tick(899.0).empty());
    CHECK(talk.tick(1e5).find("es.0.1") == std::string::npos);
}

TEST_CASE("planner: an undone relaunch leaves the record of the earlier launch as it was") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    auto const before = records(talk);
    REQUIRE(launches(talk.offers({{"O2", "B", "b"}})));
    static_cast<void>(talk.persist_failed(4));
    CHECK(records(talk) == before);
    CHECK(talk.offers({{"O3", "B", "b"}}).find("es.0.2@B") != std::string::npos);
}

TEST_CASE("planner: after a round that failed, rules see the hosts as before") {
    auto talk = one_group::begun(group_of("es", 2));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.persist_failed(2));
    CHECK(launches(talk.offers({{"O2", "A", "a"}})));
}

TEST_CASE("planner: a release that cannot be stored is none, and is asked about again") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.tick(0.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running, "u1"}));
    auto const before = records(talk);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u2"}));
    CHECK(talk.persist_failed(4) == "note persist_failed");
    CHECK(records(talk) == before);
    CHECK(talk.planner.group().missing() == 0);
    CHECK(talk.offers({{"O2", "B", "b"}}).find("decline 3600 O2:cluster_incomplete") == 0);
    CHECK_FALSE(talk.planner.group().find(berth::node_id{0})->state == node_state::free);
    CHECK(talk.tick(5.0) == "reconcile es.0.1@A");
    // The agent sends it again, because it was not acknowledged.
    std::string const again = talk.update({"es.0.1", "A", task_state::failed, "u2"});
    CHECK(again.find("0:0 free es.0.1@A\nack es.0.1 A u2\nnote node_released") !=
          std::string::npos);
}

TEST_CASE("planner: the id of a living task that could not be stored is not given out") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.update({"es.0.7", "A", task_state::running, "u1"}));
    CHECK(talk.persist_failed(2).find("note persist_failed") != std::string::npos);
    CHECK(talk.offers({{"O1", "B", "b"}}).find("0:0") == std::string::npos);
    // It comes again, because it was not acknowledged.
    CHECK(talk.update({"es.0.7", "A", task_state::running, "u1"})
              .find("0:0 running es.0.7@A\n"
                    "ack es.0.7 A u1") != std::string::npos);
}

TEST_CASE("planner: the id of a task that came back is not given out if that cannot be stored") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    static_cast<void>(talk.release(0, "off")); // which was wrong
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running, "u1"}));
    static_cast<void>(talk.persist_failed(5));
    CHECK(talk.offers({{"O2", "B", "b"}}).find("es.0.2") == std::string::npos);
}

TEST_CASE("planner: an operator's release that cannot be stored leaves the id held") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    auto const before = records(talk);
    static_cast<void>(talk.release(0, "off"));
    static_cast<void>(talk.persist_failed(4));
    CHECK(records(talk) == before);
    CHECK(talk.planner.group().missing() == 0);
}

TEST_CASE("planner: a framework id that could not be stored is stored with the next change") {
    one_group talk{group_of("es", 1)};
    CHECK(talk.subscribed() == "persist 1 F");
    static_cast<void>(talk.persist_failed(1));
    CHECK(talk.offers({{"O1", "A", "a", 0.5}}).find("persist 2 F") != std::string::npos);
}

TEST_CASE("planner: a recovery answer that cannot be stored keeps the id, not the others") {
    one_group talk{group_of("es", 2)};
    node old;
    old.id = {0};
    old.launches = {1};
    old.state = node_state::running;
    old.task_id = "es.0.1";
    old.agent_id = "A";
    old.hostname = "a";
    REQUIRE(talk.planner.restore(berth_test::kept({old})));
    static_cast<void>(talk.subscribed());
    static_cast<void>(talk.update({"es.0.1", "A", task_state::gone}));
    std::uint64_t sequence = 0;
    for (auto const& e : talk.effects) {
        if (auto const* const p = std::get_if<berth::effect::persist>(&e)) {
            sequence = p->sequence;
        }
    }
    REQUIRE(sequence != 0);
    static_cast<void>(talk.persist_failed(sequence));
    std::string const said = talk.offers({{"O1", "B", "b"}});
    CHECK(said.find("es.0.") == std::string::npos); // the old task's id is not given out
    CHECK(talk.planner.group().find(berth::node_id{0})->state == node_state::running);
}

TEST_CASE("planner: only the store write of the last input can fail") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    auto const before = talk.planner;
    CHECK(talk.persist_failed(1).empty());
    CHECK(talk.persist_failed(3).empty());
    CHECK(talk.planner == before);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::staging, "u"}));
    CHECK(talk.persist_failed(2).empty());
    CHECK(talk.planner.group().size() == 1);
}

TEST_CASE("planner: a failed write is undone once") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    static_cast<void>(talk.persist_failed(2));
    auto const before = talk.planner;
    CHECK(talk.persist_failed(2).empty());
    CHECK(talk.planner == before);
}

TEST_CASE("planner: two groups are undone together") {
    conversation<berth::planner<group<>, group<>>> talk{group_of("es", 1), group_of("kv", 1)};
    static_cast<void>(talk.subscribed());
    static_cast<void>(talk.offers({{"O1", "A", "a", 2.0, 1024.0}}));
    REQUIRE(talk.planner.group<1>().size() == 1);
    CHECK(talk.persist_failed(2) == lines({"decline 5 O1", "note persist_failed"}));
    CHECK(talk.planner.group<0>().size() == 0);
    CHECK(talk.planner.group<1>().size() == 0);
}

TEST_CASE("planner: sequence numbers rise by one") {
    auto talk = one_group::begun(group_of("es", 3));
    std::uint64_t last = 1;
    for (auto const id : {"es.0.1", "es.1.1", "es.2.1"}) {
        static_cast<void>(talk.offers({{"O", id, id}}));
        for (auto const state : {task_state::starting, task_state::running, task_state::running}) {
            for (auto const& e : talk.effects) {
                if (auto const* const p = std::get_if<berth::effect::persist>(&e)) {
                    CHECK(p->sequence == last + 1);
                    last = p->sequence;
                }
            }
            static_cast<void>(talk.update({id, id, state, "u"}));
        }
    }
    CHECK(last == 10);
}

} // namespace
