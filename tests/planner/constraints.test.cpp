// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/model/parse_constraint.hpp>
#include <berth/rule/meets.hpp>
#include <berth/strategy/preferring.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace {

using berth::group;
using berth::task_state;
using berth_test::conversation;
using berth_test::has;
using berth_test::settings_of;
namespace constrain = berth::constrain;

using one_group = conversation<>;

/// An agent; its name is also that of its offer and host.
struct rack_place {
    std::string_view name{};
    std::string_view rack{};
    berth::unavailability maintenance{};
};

template <class Talk>
std::string offers_of_racks(Talk& with, std::initializer_list<rack_place> places) {
    with.round.clear();
    for (rack_place const& p : places) {
        berth::offer_builder to{with.round};
        to.id(p.name);
        to.agent_id(p.name);
        to.hostname(p.name);
        to.maintenance(p.maintenance);
        to.fault_domain("r", "z");
        if (!p.rack.empty()) {
            to.attribute("rack", static_cast<int>(berth::value_type::text));
            to.text(p.rack);
        }
        to.resource("cpus", 0);
        to.scalar(1.0);
        to.resource("mem", 0);
        to.scalar(512.0);
        to.finish();
    }
    return with.said([&] { with.planner.on_offers(with.round, with.effects); });
}

berth::settings<> constrained(std::uint32_t wanted, berth::constraints asked) {
    auto chosen = settings_of("es", wanted);
    chosen.needs.constraints = std::move(asked);
    return chosen;
}

TEST_CASE("constraints: placements of the same round count") {
    auto with = one_group::begun(*group<>::make(constrained(3, *constrain::unique("rack"))));
    auto const said = offers_of_racks(with, {{"A", "r1"}, {"B", "r1"}, {"C"}, {"D", "r2"}});
    CHECK(has(said, "es.0.1@A"));
    CHECK(has(said, "es.1.1@D"));
    CHECK(has(said, "B:unique"));
    CHECK(has(said, "C:unique")); // it says no rack
    CHECK_FALSE(has(said, "es.2.1"));
}

TEST_CASE("constraints: a held node counts, and its rack is free once its id is") {
    auto with = one_group::begun(*group<>::make(constrained(2, *constrain::unique("rack"))));
    REQUIRE(has(offers_of_racks(with, {{"A", "r1"}}), "es.0.1@A"));
    static_cast<void>(with.update({"es.0.1", "A", task_state::unreachable, "u1"}));
    CHECK(has(offers_of_racks(with, {{"B", "r1"}}), "B:unique"));
    static_cast<void>(with.update({"es.0.1", "A", task_state::gone, "u2"}));
    // The node that is being replaced does not stand in its own way, not even on its agent.
    CHECK(has(offers_of_racks(with, {{"A", "r1"}}), "es.0.2@A"));
}

TEST_CASE("constraints: the record says what they compare") {
    auto with = one_group::begun(*group<>::make(
        constrained(2, *constrain::max_per("rack", 1) && *constrain::like("@zone", "z|y") &&
                           *constrain::unique("hostname") && *constrain::unlike("none", "x"))));
    REQUIRE(has(offers_of_racks(with, {{"A", "r1"}}), "es.0.1@A"));
    berth::node const& n = *with.planner.group().find(berth::node_id{0});
    REQUIRE(n.attributes.size() == 2);
    CHECK((n.attributes[0] == berth::node_attribute{"rack", "r1"}));
    CHECK((n.attributes[1] == berth::node_attribute{"@zone", "z"}));
}

TEST_CASE("constraints: after a restart the nodes on record count as before") {
    auto const made = *group<>::make(constrained(2, *constrain::group_by("rack", 2)));
    auto with = one_group::begun(made);
    REQUIRE(has(offers_of_racks(with, {{"A", "r1"}}), "es.0.1@A"));
    one_group after{made};
    REQUIRE(
        after.planner.restore(berth_test::kept({*with.planner.group().find(berth::node_id{0})})));
    CHECK(after.planner.group().keeper().records().index() ==
          with.planner.group().keeper().records().index());
    static_cast<void>(after.subscribed());
    static_cast<void>(after.update({"es.0.1", "A", task_state::running, "u"}));
    CHECK(has(offers_of_racks(after, {{"B", "r1"}}), "B:group_by")); // one of two racks is in use
    CHECK(has(offers_of_racks(after, {{"C", "r2"}}), "es.1.1@C"));
}

TEST_CASE("constraints: agents in maintenance, and soon to be, get no node") {
    auto chosen = constrained(2, {});
    chosen.needs.maintenance_ahead = 600.0;
    auto with = one_group::begun(*group<>::make(chosen));
    static_cast<void>(with.tick(1000.0));
    auto const said = offers_of_racks(with, {{"A", {}, {{1600.0}, 60.0}},
                                             {"B", {}, {{900.0}, 50.0}},
                                             {"C", {}, {{900.0}}},
                                             {"D", {}, {{1601.0}, 60.0}}});
    CHECK(has(said, "A:cluster_incomplete,outside_maintenance"));
    CHECK(has(said, "C:cluster_incomplete,outside_maintenance"));
    CHECK(has(said, "@B"));
    CHECK(has(said, "@D"));
}

TEST_CASE("constraints: what the allocator could be asked follows the nodes") {
    auto with = one_group::begun(*group<>::make(constrained(2, *constrain::unique("rack"))));
    auto const racks = [&] {
        std::string out;
        for (auto const& group : with.planner.offer_constraints().groups) {
            for (auto const& one : group) {
                out += one.value + " ";
            }
        }
        return out;
    };
    CHECK(racks() == " ");
    static_cast<void>(offers_of_racks(with, {{"A", "r1"}}));
    CHECK(racks() == " r1 ");
    static_cast<void>(offers_of_racks(with, {{"B", "r2"}}));
    CHECK(racks().empty()); // nothing is missing: the offers are suppressed
    static_cast<void>(with.update({"es.0.1", "A", task_state::failed, "u"}));
    CHECK(racks() == " r2 ");
}

struct even : berth::default_policies {
    using selection = berth::preferring<berth::first_fit, berth::meets>;
};

TEST_CASE("constraints: a soft one is met where it can be, and its values are kept on record") {
    berth::settings<even> chosen;
    chosen.needs = settings_of("es", 1).needs;
    chosen.name = "es";
    chosen.wanted = 3;
    chosen.selection.wishes = {{{*constrain::unique("rack")}, 1}};
    conversation<berth::planner<group<even>>> with{*group<even>::make(chosen)};
    static_cast<void>(with.subscribed());
    auto const said = offers_of_racks(with, {{"A", "r1"}, {"B", "r1"}, {"C", "r2"}});
    CHECK(has(said, "es.0.1@A"));
    CHECK(has(said, "es.1.1@C")); // another rack is better than the first offer
    CHECK(has(said, "es.2.1@B")); // and one that is in use is better than none
    CHECK(with.planner.group().find(berth::node_id{1})->attributes.size() == 1);
}

} // namespace
