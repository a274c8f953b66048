// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"
#include "support/records.hpp"

#include <berth/planner.hpp>
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/driver_limits.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using berth::errc;
using berth::node_state;
using berth::stored_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::has;
using berth_test::running_node;
using two_groups = conversation<berth::planner<berth::group<>, berth::group<>>>;

/// The record of a node that runs, of group kv.
berth::node kv_node(std::uint32_t id) {
    berth::node out = running_node(id);
    out.task_id = berth::task_name("kv", out.id, out.launches);
    out.volumes = {"kv-" + std::to_string(id) + "-data"};
    return out;
}

TEST_CASE("planner: a whole record is restored, each node to its group") {
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    berth::node retired = running_node(7, 3);
    retired.state = node_state::retired;
    REQUIRE(talk.planner.restore(
        stored_state{"F", {{1, kv_node(0)}, {0, retired}, {0, running_node(1)}}}));
    CHECK(talk.planner.framework_id() == "F");
    CHECK(talk.planner.recovering());
    CHECK(talk.planner.group<0>().size() == 1);
    CHECK(*talk.planner.group<0>().find({1}) == running_node(1));
    CHECK(*talk.planner.group<0>().find({7}) == retired);
    CHECK(*talk.planner.group<1>().find({0}) == kv_node(0));
    // It is not stored again.
    CHECK(talk.subscribed() == "reconcile\nreconcile es.1.2@S1 kv.0.2@S1");
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
    CHECK(refused({"F", {{0, bad}, {1, kv_node(1000)}}}, errc::out_of_range, "nodes[1].record.id"));
    CHECK(refused({"F", {{0, bad}, {1, kv_node(1)}, {0, running_node(1, 9)}}}, errc::duplicate,
                  "nodes[2].record.id"));
    bad.launches = {};
    CHECK(refused({"F", {{0, bad}}}, errc::out_of_range, "nodes[0].record.generation"));
    bad = running_node(1);
    bad.agent_id.clear();
    CHECK(refused({"F", {{1, kv_node(1)}, {0, bad}}}, errc::missing, "nodes[1].record.agent"));
}

TEST_CASE("planner: what is on record already is not restored over") {
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    stored_state const kept{"F", {{0, running_node(1)}}};
    REQUIRE(talk.planner.restore(kept));
    auto const before = talk.planner;
    CHECK_FALSE(talk.planner.restore(kept));
    CHECK(talk.planner == before);
}

/// The groups of the other tests in the other order, or one that was called "es" before.
TEST_CASE("planner: a record is not restored to groups that would give its names again") {
    stored_state const kept{"F", {{0, running_node(1)}, {1, kv_node(0)}}};
    two_groups swapped{group_of("kv", 1), group_of("es", 2)};
    auto const done = swapped.planner.restore(kept);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::in_use);
    CHECK(done.error().field.view() == "nodes[0].record.task");
    CHECK(done.error().detail.view() == "group es has such tasks: es.1.2");

    two_groups renamed{group_of("db", 2), group_of("es", 1)};
    CHECK_FALSE(renamed.planner.restore({"F", {{0, running_node(1)}}}));
    berth::node volume_only = running_node(1);
    volume_only.task_id = "db.1.2";
    auto const shared = renamed.planner.restore({"F", {{0, volume_only}}});
    REQUIRE_FALSE(shared);
    CHECK(shared.error().code == errc::in_use);
    CHECK(shared.error().field.view() == "nodes[0].record.volumes");
    CHECK(shared.error().detail.view() == "id 1 of group es has such a volume: es-1-data");
    volume_only.volumes = {"ES-1-Data"}; // the same to a driver
    CHECK_FALSE(renamed.planner.restore({"F", {{0, volume_only}}}));
    volume_only.volumes = {"es-1-old"}; // a purpose that nobody has any more
    CHECK(renamed.planner.restore({"F", {{0, volume_only}}}));
}

TEST_CASE("planner: a group may be renamed, and its volumes keep their names") {
    conversation<> talk{group_of("db", 2)};
    REQUIRE(talk.planner.restore({"F", {{0, running_node(1)}}}));
    static_cast<void>(talk.subscribed());
    static_cast<void>(talk.update({"es.1.2", "S1", berth::task_state::failed, "u"}));
    CHECK(has(talk.offers({{"O", "A", "a"}, {"P", "B", "b"}}), "db.1.3@B es-1-data"));
}

struct without_separator : berth::default_policies {
    using formatter = berth::concatenated_name;
};

TEST_CASE("planner: a renamed group does not give a name on record to another id") {
    berth::settings<without_separator> chosen;
    chosen.name = "es";
    chosen.needs = berth_test::settings_of("es", 12).needs;
    chosen.wanted = 12;
    chosen.formatter.accept_ambiguous = true;
    conversation<berth::planner<berth::group<without_separator>>> talk{
        *berth::group<without_separator>::make(chosen)};
    berth::node old = running_node(1);
    old.task_id = "es1.1.2";
    old.volumes = {"es11data"}; // id 1 of es1, and id 11 of es
    auto const done = talk.planner.restore({"F", {{0, old}}});
    REQUIRE_FALSE(done);
    CHECK(done.error().detail.view() == "id 11 of group es has such a volume: es11data");
    old.volumes = {"es1data"};
    CHECK(talk.planner.restore({"F", {{0, old}}}));

    chosen.name = "ES"; // its names are the same to a driver
    chosen.limits = *berth::find_limits("local");
    conversation<berth::planner<berth::group<without_separator>>> louder{
        *berth::group<without_separator>::make(chosen)};
    CHECK(louder.planner.restore({"F", {{0, old}}}));
}

TEST_CASE("planner: an owner whose updates would never be known for it is not restored") {
    berth::node bad = running_node(1);
    bad.task_id = "es.2.2";
    CHECK(refused({"F", {{0, bad}}}, errc::not_decodable, "nodes[0].record.task"));
    bad.task_id = "a task";
    CHECK(refused({"F", {{0, bad}}}, errc::not_decodable, "nodes[0].record.task"));
    bad.state = node_state::free;
    two_groups talk{group_of("es", 2), group_of("kv", 1)};
    CHECK(talk.planner.restore({"F", {{0, bad}}}));
}

} // namespace
