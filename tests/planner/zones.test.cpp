// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

namespace {

using berth::group;
using berth::task_state;
using berth_test::conversation;
using berth_test::has;
using berth_test::node_of;
using berth_test::settings_of;

/// Several nodes may share a host.
struct crowded : berth::default_policies {
    using strategy = berth::without<berth::external_storage, berth::host_unused>;
};

template <class P>
using talk_of = conversation<berth::planner<group<P>>>;

/// An agent of a zone; its name is also that of its offer and host.
struct zone_place {
    std::string_view name{};
    std::string_view zone{};
    std::string_view attribute{}; ///< the value of `az`
    double cpus = 1.0;
};

template <class Talk>
std::string offers_of_zones(Talk& talk, std::initializer_list<zone_place> places) {
    talk.round.clear();
    for (zone_place const& p : places) {
        berth::offer_builder to{talk.round};
        to.id(p.name);
        to.agent_id(p.name);
        to.hostname(p.name);
        to.fault_domain(p.zone.empty() ? "" : "r", p.zone);
        to.attribute("az", static_cast<int>(berth::value_type::text));
        to.text(p.attribute);
        to.resource("cpus", 0);
        to.scalar(p.cpus);
        to.resource("mem", 0);
        to.scalar(512.0 * p.cpus);
        to.finish();
    }
    return talk.said([&] { talk.planner.on_offers(talk.round, talk.effects); });
}

berth::settings<> zonal(std::uint32_t wanted) {
    auto chosen = settings_of("es", wanted);
    chosen.needs.zonal_volumes = true;
    return chosen;
}

TEST_CASE("zones: a recycled id goes back to the zone of its volumes only") {
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(zonal(1)));
    CHECK(has(offers_of_zones(talk, {{"N"}}), "N:volume_zone")); // an agent that says no zone
    REQUIRE(has(offers_of_zones(talk, {{"A", "za"}}), "es.0.1@A es-0-data"));
    CHECK(node_of(talk, 0).region == "r");
    CHECK(node_of(talk, 0).zone == "za");
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    auto const elsewhere = offers_of_zones(talk, {{"B", "zb"}, {"N"}});
    CHECK(has(elsewhere, "B:volume_zone"));
    CHECK(has(elsewhere, "N:volume_zone"));
    CHECK_FALSE(has(elsewhere, "accept"));
    auto const back = offers_of_zones(talk, {{"B", "zb"}, {"C", "za"}});
    CHECK(has(back, "es.0.2@C es-0-data"));
    CHECK_FALSE(has(back, "@B"));
    CHECK(node_of(talk, 0).zone == "za");
}

TEST_CASE("zones: what an attribute says is kept on record, and the fault domain is not") {
    auto chosen = zonal(1);
    chosen.needs.zone_attribute = berth::text<63>{"az"};
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(chosen));
    CHECK(has(offers_of_zones(talk, {{"N", "z"}}), "N:volume_zone"));
    REQUIRE(has(offers_of_zones(talk, {{"A", "z", "east-1"}}), "es.0.1@A"));
    talk.round.clear();
    CHECK(node_of(talk, 0).region.empty());
    CHECK(node_of(talk, 0).zone == "east-1");
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u"}));
    CHECK(has(offers_of_zones(talk, {{"B", "z", "east-2"}}), "B:volume_zone"));
    CHECK(has(offers_of_zones(talk, {{"C", "other", "east-1"}}), "es.0.2@C"));
}

TEST_CASE("zones: of one round each id takes its own zone, in whatever order they come") {
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(zonal(2)));
    auto const first = offers_of_zones(talk, {{"A", "za"}, {"B", "zb"}});
    REQUIRE(has(first, "es.0.1@A"));
    REQUIRE(has(first, "es.1.1@B"));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u1"}));
    static_cast<void>(talk.update({"es.1.1", "B", task_state::failed, "u2"}));
    // What the first id refuses is the place of the second.
    auto const second = offers_of_zones(talk, {{"D", "zb"}, {"C", "za"}});
    CHECK(has(second, "es.0.2@C es-0-data"));
    CHECK(has(second, "es.1.2@D es-1-data"));
}

TEST_CASE("zones: nodes placed in one round count towards the limit, and share no volume") {
    berth::settings<crowded> chosen;
    chosen.name = "es";
    chosen.needs.cpus = berth::quantity::whole(1);
    for (auto const purpose : {"data", "config"}) {
        chosen.needs.volumes.push_back({berth::text<63>{purpose}, berth::text<255>{"/data"}});
    }
    chosen.needs.attach_limit = 5; // two nodes, and one volume more
    chosen.wanted = 6;
    auto talk = talk_of<crowded>::begun(*group<crowded>::make(chosen));
    static_cast<void>(offers_of_zones(talk, {{"A", "", "", 9.0}, {"B", "", "", 9.0}}));
    std::set<std::string> volumes;
    int on_a = 0;
    int on_b = 0;
    for (berth::node const& n : talk.planner.group().nodes()) {
        on_a += n.agent_id == "A" ? 1 : 0;
        on_b += n.agent_id == "B" ? 1 : 0;
        for (auto const& name : n.volumes) {
            CHECK(volumes.insert(name).second);
        }
    }
    CHECK(on_a == 2);
    CHECK(on_b == 2);
    CHECK(volumes.size() == 8);
    // A held node may still have its volumes attached; one that ended has not.
    static_cast<void>(talk.update({"es.0.1", "A", task_state::unreachable}));
    CHECK(has(offers_of_zones(talk, {{"A", "", "", 9.0}}), "A:enough_attachments"));
    static_cast<void>(talk.update({"es.1.1", "A", task_state::failed, "u"}));
    CHECK(has(offers_of_zones(talk, {{"A", "", "", 9.0}}), "accept A 0:"));
    CHECK(has(offers_of_zones(talk, {{"A", "", "", 9.0}}), "A:enough_attachments"));
}

TEST_CASE("zones: an id whose zone is offered is launched while another waits for its own") {
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(zonal(3)));
    static_cast<void>(offers_of_zones(talk, {{"A", "za"}, {"B", "zb"}, {"C", "zc"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u1"}));
    static_cast<void>(talk.update({"es.1.1", "B", task_state::failed, "u2"}));
    REQUIRE(talk.planner.group().missing() == 2);
    auto const of_b = offers_of_zones(talk, {{"B", "zb"}, {"B2", "zb"}, {"D", "zd"}});
    CHECK(has(of_b, "es.1.2@B es-1-data"));
    CHECK_FALSE(has(of_b, "es.3"));
    CHECK_FALSE(has(of_b, "es.0"));
    CHECK(talk.planner.group().find(berth::node_id{3}) == nullptr); // none is new
    CHECK(has(offers_of_zones(talk, {{"D", "zd"}, {"A", "za"}}), "es.0.2@A es-0-data"));
}

TEST_CASE("zones: a new id leaves the only offer of a zone to one that is bound to it") {
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(zonal(1)));
    static_cast<void>(offers_of_zones(talk, {{"A", "za"}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u1"}));
    static_cast<void>(talk.want(2));
    // The bound one comes first, whatever the order of the offers.
    auto const both = offers_of_zones(talk, {{"A", "za"}, {"B", "zb"}});
    CHECK(has(both, "es.0.2@A"));
    CHECK(has(both, "es.1.1@B"));
}

TEST_CASE("zones: of two retired and failed ids the retired one stays where it is") {
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(zonal(2)));
    static_cast<void>(offers_of_zones(talk, {{"A", "za"}, {"B", "zb"}}));
    static_cast<void>(talk.want(1));
    static_cast<void>(talk.update({"es.1.1", "B", task_state::killed, "u1"}));
    REQUIRE(node_of(talk, 1).state == berth::node_state::retired);
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u2"}));
    CHECK_FALSE(has(offers_of_zones(talk, {{"B", "zb"}}), "accept"));
    CHECK(has(offers_of_zones(talk, {{"B", "zb"}, {"A", "za"}}), "es.0.2@A"));
    static_cast<void>(talk.want(2));
    CHECK(has(offers_of_zones(talk, {{"C", "zc"}, {"B", "zb"}}), "es.1.2@B"));
}

TEST_CASE("local data: an id goes back to its agent or host only") {
    auto chosen = settings_of("es", 2);
    chosen.needs.local_data = true;
    auto talk = talk_of<berth::default_policies>::begun(*group<>::make(chosen));
    static_cast<void>(offers_of_zones(talk, {{"A", ""}, {"B", ""}}));
    static_cast<void>(talk.update({"es.0.1", "A", task_state::failed, "u1"}));
    static_cast<void>(talk.update({"es.1.1", "B", task_state::failed, "u2"}));
    auto const elsewhere = offers_of_zones(talk, {{"C", ""}});
    CHECK(has(elsewhere, "C:data_agent"));
    CHECK_FALSE(has(elsewhere, "accept"));
    CHECK(has(offers_of_zones(talk, {{"B", ""}, {"C", ""}}), "es.1.2@B"));
    CHECK(has(offers_of_zones(talk, {{"C", ""}, {"A", ""}}), "es.0.2@A"));
}

} // namespace
