// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/model/describe.hpp>
#include <berth/planner.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace {

using berth::group;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::lines;
using berth_test::to_text;
using one_group = conversation<>;
using two_groups = conversation<berth::planner<group<>, group<>>>;

static_assert(std::is_copy_constructible_v<berth::planner<group<>>>);
static_assert(std::is_move_assignable_v<berth::planner<group<>>>);
static_assert(std::is_default_constructible_v<berth::planner<group<>>>);

TEST_CASE("planner: the first subscription stores the framework id before anything else") {
    one_group talk{group_of("es", 1)};
    CHECK(talk.said([&] { talk.planner.start(talk.effects); }) == "subscribe");
    CHECK(talk.subscribed() == "persist 1 F");
    CHECK(talk.planner.framework_id() == "F");
    CHECK_FALSE(talk.planner.recovering());
    CHECK(talk.disconnected() == "subscribe F");
}

TEST_CASE("planner: a framework that wants nothing is silent at once") {
    one_group talk{group_of("es", 0)};
    CHECK(talk.subscribed() == lines({"persist 1 F", "suppress"}));
    CHECK(talk.offers({{"O1", "A", "a"}}) == "decline 3600 O1:cluster_incomplete");
}

TEST_CASE("planner: a round declines, stores all its promises, accepts, and has enough") {
    auto talk = one_group::begun(group_of("es", 2));
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b", 0.5}, {"O3", "C", "c"}}) ==
          lines({"decline 3600 O2:cluster_incomplete,enough_cpus",
                 "persist 2 F 0:0 promised es.0.1@A 0:1 promised es.1.1@C",
                 "accept O1 0:0 es.0.1@A es-0-data", "accept O3 0:1 es.1.1@C es-1-data",
                 "suppress"}));
    CHECK(talk.planner.group().size() == 2);
    CHECK(talk.planner.group().missing() == 0);
}

TEST_CASE("planner: an offer of a round that leaves nodes missing comes back before long") {
    auto talk = one_group::begun(group_of("es", 2));
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b", 1.0, 511.999}}) ==
          lines({"decline 120 O2:enough_mem", "persist 2 F 0:0 promised es.0.1@A",
                 "accept O1 0:0 es.0.1@A es-0-data"}));
    CHECK(talk.offers({{"O3", "A", "x"}, {"O4", "Z", "a"}}) ==
          "decline 120 O3:host_unused O4:host_unused");
}

TEST_CASE("planner: two offers of one agent become one ACCEPT that names only what it uses") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.offers({{"O1", "A", "a", 0.5, 256.0},
                       {"O2", "A", "a", 0.5, 256.0},
                       {"O3", "A", "a", 4.0, 4096.0}}) ==
          lines({"decline 3600 O3:host_unused,cluster_incomplete",
                 "persist 2 F 0:0 promised es.0.1@A", "accept O1 O2 0:0 es.0.1@A es-0-data",
                 "suppress"}));
}

TEST_CASE("planner: offers of one agent to two allocation roles are not mixed") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.offers({{"O1", "A", "a", 0.5, 512.0, "x"}, {"O2", "A", "a", 0.5, 512.0, "y"}}) ==
          "decline 120 O1:enough_cpus O2:enough_cpus");
}

TEST_CASE("planner: a faulty offer is declined with its own fault, and others are used") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.offers({{"O1", "A", "a", -1.0}, {"O2", "B", "b"}}) ==
          lines({"decline 3600 O1:invalid_offer", "persist 2 F 0:0 promised es.0.1@B",
                 "accept O2 0:0 es.0.1@B es-0-data", "suppress"}));
    auto const& no = std::get<berth::effect::decline>(talk.effects[0]);
    REQUIRE(no.offers[0].what != nullptr);
    CHECK(no.offers[0].what->fault.to_error().message() == "resources[0] cpus is negative");
    CHECK(describe(no.verdicts[0], {}, *no.offers[0].what) ==
          std::string_view{"The offer is not valid: resources[0] cpus is negative"});
}

TEST_CASE("planner: a decline says how much is missing") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a", 0.25}}));
    auto const& no = std::get<berth::effect::decline>(talk.effects[0]);
    REQUIRE(no.reasons(no.offers[0]).size() == 1);
    berth::verdict const why = no.reasons(no.offers[0])[0];
    CHECK(why.asked == berth::quantity::whole(1));
    CHECK(why.available == berth::quantity::thousandths(250));
    CHECK(why.short_by() == berth::quantity::thousandths(750));
}

TEST_CASE("planner: offers without a subscription are declined, never used") {
    one_group talk{group_of("es", 1)};
    std::string const said = talk.offers({{"O1", "A", "a"}});
    CHECK(said.find("accept") == std::string::npos);
    CHECK(said.find("decline 5 O1") != std::string::npos);
}

TEST_CASE("planner: rescinds and failures of agents free nothing and say nothing") {
    auto talk = one_group::begun(group_of("es", 1));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    auto const before = talk.planner;
    CHECK(talk.said([&] { talk.planner.on_rescind("O1", talk.effects); }).empty());
    CHECK(talk.said([&] { talk.planner.on_failure("A", talk.effects); }).empty());
    CHECK(talk.planner == before);
}

TEST_CASE("planner: inverse offers are declined") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.said([&] {
        talk.planner.on_inverse_offers({"I1", "I2"}, talk.effects);
    }) == "decline_inverse I1 I2");
    CHECK(talk.said([&] { talk.planner.on_inverse_offers({}, talk.effects); }).empty());
}

TEST_CASE("planner: groups share a round in their order, with ids and names of their own") {
    auto talk = two_groups::begun(group_of("es", 1), group_of("kv", 2));
    CHECK(talk.offers({{"O1", "A", "a", 2.0, 1024.0}}) ==
          lines({"persist 2 F 0:0 promised es.0.1@A 1:0 promised kv.0.1@A",
                 "accept O1 0:0 es.0.1@A es-0-data 1:0 kv.0.1@A kv-0-data"}));
    CHECK(talk.offers({{"O2", "B", "b"}}) ==
          lines({"persist 3 F 1:1 promised kv.1.1@B", "accept O2 1:1 kv.1.1@B kv-1-data",
                 "suppress"}));
    CHECK(talk.update({"kv.0.1", "A", task_state::failed, "u"}) ==
          lines({"persist 4 F 1:0 free kv.0.1@A", "ack kv.0.1 A u", "note node_released 1:0 kv.0.1",
                 "revive"}));
    CHECK(talk.planner.group<0>().missing() == 0);
    CHECK(talk.planner.group<1>().missing() == 1);
}

TEST_CASE("planner: the first group takes a scarce offer, the other says why it has none") {
    auto talk = two_groups::begun(group_of("es", 1), group_of("kv", 1));
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b", 0.1}}) ==
          lines({"decline 120 O2:enough_cpus", "persist 2 F 0:0 promised es.0.1@A",
                 "accept O1 0:0 es.0.1@A es-0-data"}));
}

/// No rule for the size of the cluster or for hosts: what is not needed still needs a reason.
struct bare_policies : berth::default_policies {
    using strategy = berth::rule_list<berth::enough_cpus, berth::enough_mem>;
};

TEST_CASE("planner: every decline has a reason, with a strategy of one's own too") {
    berth::settings<bare_policies> chosen;
    chosen.name = "es";
    chosen.needs.cpus = berth::quantity::whole(1);
    chosen.wanted = 1;
    using bare = group<bare_policies>;
    auto talk = conversation<berth::planner<bare>>::begun(*bare::make(chosen));
    static_cast<void>(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}));
    auto const& no = std::get<berth::effect::decline>(talk.effects[0]);
    REQUIRE(no.offers.size() == 1);
    CHECK(no.offers[0].reasons > 0);
}

/// One story with a bit of everything, as text.
std::string story(berth::planner<group<>>& planner) {
    berth::effect::list out;
    berth::offer_round round;
    planner.start(out);
    planner.on_subscribed("F", out);
    planner.on_tick({100.0}, out);
    std::string all = to_text(out);
    for (double now = 101.0; now < 400.0; now += 60.0) {
        out.clear();
        round.clear();
        berth_test::add(round, {"O1", "A", "a"});
        berth_test::add(round, {"O2", "B", "b", 1.5});
        planner.on_offers(round, out);
        planner.on_update(berth_test::status_of({"es.0.1", "A", task_state::failed, "u1"}), out);
        planner.on_update(berth_test::status_of({"es.1.1", "B", task_state::unreachable}), out);
        planner.on_update(berth_test::status_of({"es.0.1", "A", task_state::running}), out);
        planner.on_tick({now}, out);
        all += to_text(out);
    }
    return all;
}

TEST_CASE("planner: the same inputs give the same effects") {
    berth::planner<group<>> one{group_of("es", 2)};
    berth::planner<group<>> other{group_of("es", 2)};
    std::string const first = story(one);
    CHECK(first.size() > 500);
    CHECK(first == story(other));
    CHECK(one == other);
}

TEST_CASE("planner: a copy is equal, independent, and goes on alike") {
    auto talk = one_group::begun(group_of("es", 2));
    static_cast<void>(talk.tick(10.0));
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    one_group twin{group_of("es", 2)};
    twin.planner = talk.planner;
    CHECK(twin.planner == talk.planner);

    std::string const first = talk.update({"es.0.1", "A", task_state::failed, "u"});
    CHECK(twin.planner != talk.planner);
    CHECK(twin.planner.group().size() == 1);
    CHECK(twin.update({"es.0.1", "A", task_state::failed, "u"}) == first);
    CHECK(twin.planner == talk.planner);

    CHECK(talk.tick(20.0).empty());
    CHECK(twin.planner != talk.planner); // it is later there
}

TEST_CASE("planner: says by when it must be woken") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.tick(1000.0).empty());
    CHECK(talk.planner.wake_at() == berth::timestamp{1900.0}); // to ask about everything
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    CHECK(talk.planner.wake_at() == berth::timestamp{1060.0});
    CHECK(talk.tick(1059.5).empty());
    CHECK(talk.tick(1060.0) == "reconcile es.0.1@A"); // a launch that stays silent
    CHECK(talk.planner.wake_at() == berth::timestamp{1180.0});
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running, "u"}));
    CHECK(talk.tick(1180.0).empty());
    CHECK(talk.planner.wake_at() == berth::timestamp{1900.0});
    CHECK(talk.tick(1899.5).empty());
    CHECK(talk.tick(1900.0) == lines({"reconcile", "reconcile es.0.1@A"}));
    CHECK(talk.planner.wake_at() == berth::timestamp{2800.0});
}

TEST_CASE("planner: offers that never come are asked for again") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.tick(1000.0).empty());
    CHECK(talk.tick(1900.0) == lines({"reconcile", "revive"})); // the master may have missed it
    static_cast<void>(talk.offers({{"O1", "A", "a", 0.5}}));
    CHECK(talk.tick(2800.0) == "reconcile");
    static_cast<void>(talk.offers({{"O2", "A", "a"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::running, "u"}));
    CHECK(talk.tick(3700.0) == lines({"reconcile", "reconcile es.0.1@A"}));
    CHECK(talk.tick(4600.0) == lines({"reconcile", "reconcile es.0.1@A"})); // none are wanted
}

TEST_CASE("planner: time does not run backwards") {
    auto talk = one_group::begun(group_of("es", 1));
    CHECK(talk.tick(1000.0).empty());
    CHECK(talk.tick(10.0).empty());
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    CHECK(talk.planner.wake_at() == berth::timestamp{1060.0});
}

} // namespace
