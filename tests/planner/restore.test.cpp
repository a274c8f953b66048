// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"
#include "support/records.hpp"

#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using berth::errc;
using berth::node_state;
using berth::stored_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::running_node;
using two_groups = conversation<berth::planner<berth::group<>, berth::group<>>>;

TEST_CASE("planner: a whole record is restored, each node to its group") {
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    berth::node retired = running_node(7, 3);
    retired.state = node_state::retired;
    REQUIRE(talk.planner.restore(
        stored_state{"F", {{1, running_node(0)}, {0, retired}, {0, running_node(1)}}}));
    CHECK(talk.planner.framework_id() == "F");
    CHECK(talk.planner.recovering());
    CHECK(talk.planner.group<0>().size() == 1);
    CHECK(*talk.planner.group<0>().find({1}) == running_node(1));
    CHECK(*talk.planner.group<0>().find({7}) == retired);
    CHECK(*talk.planner.group<1>().find({0}) == running_node(0));
    // It is not stored again.
    CHECK(talk.subscribed() == "reconcile\nreconcile es.1.2@S1 es.0.2@S1");
}

TEST_CASE("planner: the record of a first start is empty, and restores to nothing") {
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    auto const before = talk.planner;
    REQUIRE(talk.planner.restore(stored_state{}));
    CHECK(talk.planner == before);
}

/// Is the record refused with this error, and the planner left as it was?
bool refused(stored_state const& kept, errc code, std::string_view field) {
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    auto const before = talk.planner;
    auto const done = talk.planner.restore(kept);
    REQUIRE_FALSE(done);
    INFO(done.error().message().view());
    CHECK(talk.planner == before);
    CHECK(done.error().code == code);
    CHECK(done.error().field.view() == field);
    return talk.planner == before;
}

TEST_CASE("planner: a record with one bad node is refused as a whole, and named") {
    berth::node bad = running_node(1);
    CHECK(refused({"F", {{0, bad}, {2, running_node(0)}}}, errc::unknown, "nodes[1].record.group"));
    CHECK(refused({"F", {{0, bad}, {1, running_node(1000)}}}, errc::out_of_range,
                  "nodes[1].record.id"));
    CHECK(refused({"F", {{0, bad}, {1, bad}, {0, running_node(1, 9)}}}, errc::duplicate,
                  "nodes[2].record.id"));
    bad.launches = {};
    CHECK(refused({"F", {{0, bad}}}, errc::out_of_range, "nodes[0].record.generation"));
    bad = running_node(1);
    bad.agent_id.clear();
    CHECK(refused({"F", {{1, running_node(1)}, {0, bad}}}, errc::missing, "nodes[1].record.agent"));
}

TEST_CASE("planner: what is on record already is not restored over") {
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    stored_state const kept{"F", {{0, running_node(1)}}};
    REQUIRE(talk.planner.restore(kept));
    auto const before = talk.planner;
    CHECK_FALSE(talk.planner.restore(kept));
    CHECK(talk.planner == before);
}

} // namespace
