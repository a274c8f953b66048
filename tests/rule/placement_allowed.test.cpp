// SPDX-License-Identifier: Apache-2.0
// Placement constraints against a list of nodes that is looked through from end to end.
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/offer_builder.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/rule/meets.hpp>
#include <berth/rule/placement_allowed.hpp>
#include <berth/rule/rule_list.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::constraint_operator;
using berth::constraints;
using berth::offer;
using berth::verdict;
namespace constrain = berth::constrain;

/// An agent with at most one attribute, `rack`.
struct agent {
    std::string_view id{};
    std::string_view host{};
    std::string_view rack{};
    bool has_rack = true;
};

struct scene {
    std::vector<agent> nodes{};
    agent offered{"S1", "h1", "r1", true};

    [[nodiscard]] constexpr verdict ask(constraints const& asked) const {
        berth::requirement needs{};
        needs.constraints = asked;
        berth::node_index index{};
        index.watch(asked);
        for (agent const& n : nodes) {
            berth::attribute const rack{"rack", berth::value_type::text, n.rack, {}, {}};
            index.add(offer_of(n, rack));
        }
        berth::attribute const rack{"rack", berth::value_type::text, offered.rack, {}, {}};
        offer const o = offer_of(offered, rack);
        return berth::placement_allowed{}(berth::candidate{o}, {&needs}, index);
    }

    [[nodiscard]] constexpr bool passes(constraints const& asked) const {
        return ask(asked).passed;
    }

    static constexpr offer offer_of(agent const& from, berth::attribute const& rack) {
        offer out{};
        out.agent_id = from.id;
        out.hostname = from.host;
        out.attributes = {&rack, from.has_rack ? 1U : 0U};
        return out;
    }
};

constexpr agent on_rack(std::string_view rack) { return {"S9", "h9", rack, true}; }
constexpr agent rackless{"S8", "h8", "", false};

constexpr bool test_unique() {
    auto const unique = *constrain::unique("rack");
    STATIC_CHECK(scene{}.passes(unique));
    STATIC_CHECK(scene{{on_rack("r2"), rackless}}.passes(unique));
    verdict const said = scene{{on_rack("r1"), on_rack("r1")}}.ask(unique);
    STATIC_CHECK(!said.passed && said.rule->name == "unique" && said.part == 0);
    STATIC_CHECK(said.asked == berth::quantity::whole(3));
    STATIC_CHECK(said.available == berth::quantity::whole(1));
    STATIC_CHECK(!scene{{}, rackless}.passes(unique)); // Marathon: no value, no node
    return true;
}
static_assert(test_unique());

constexpr bool test_hosts() {
    for (std::string_view const field : {"hostname", "@hostname"}) {
        auto const unique = *constrain::unique(field);
        STATIC_CHECK(scene{{{"S2", "h2"}}}.passes(unique));
        STATIC_CHECK(!scene{{{"S2", "h1"}}}.passes(unique)); // the host under another agent id
        STATIC_CHECK(!scene{{{"S1", "h2"}}}.passes(unique)); // the agent under another name
        STATIC_CHECK(scene{{{"S1", "h2"}}}.ask(unique).rule->name == "host_unused");
    }
    auto const two = *constrain::max_per("hostname", 2);
    STATIC_CHECK(scene{{{"S1", "h1"}}}.passes(two) &&
                 !scene{{{"S1", "h1"}, {"S1", "h1"}}}.passes(two));
    STATIC_CHECK(!scene{{{"S1", "h2"}, {"S2", "h1"}}}.passes(two)); // two nodes, one way each
    STATIC_CHECK(scene{{{"S1", "h1"}, {"S2", "h2"}}}.passes(two));  // one node, both ways
    auto const agents = *constrain::unique("@agent_id");
    STATIC_CHECK(scene{{{"S2", "h1"}}}.passes(agents) && !scene{{{"S1", "h2"}}}.passes(agents));
    return true;
}
static_assert(test_hosts());

constexpr bool test_cluster() {
    auto const any = *constrain::cluster("rack");
    STATIC_CHECK(scene{}.passes(any) && scene{{on_rack("r1"), on_rack("r1")}}.passes(any));
    STATIC_CHECK(!scene{{on_rack("r1"), on_rack("r2")}}.passes(any));
    STATIC_CHECK(!scene{{on_rack("r1"), rackless}}.passes(any) && !scene{{}, rackless}.passes(any));
    auto const named = *constrain::cluster("rack", "r1");
    STATIC_CHECK(scene{}.passes(named) && scene{{on_rack("r2")}}.passes(named));
    STATIC_CHECK(!scene{{}, on_rack("r2")}.passes(named) && !scene{{}, rackless}.passes(named));
    return true;
}
static_assert(test_cluster());

constexpr bool test_group_by() {
    auto const even = *constrain::group_by("rack");
    STATIC_CHECK(scene{}.passes(even) && scene{{on_rack("r2")}}.passes(even));
    STATIC_CHECK(scene{{on_rack("r1")}}.passes(even)); // the only value in use, so the least used
    STATIC_CHECK(!scene{{on_rack("r1"), on_rack("r1"), on_rack("r2")}}.passes(even));
    STATIC_CHECK(scene{{on_rack("r1"), on_rack("r2"), on_rack("r2")}}.passes(even));
    STATIC_CHECK(scene{{on_rack("r1"), on_rack("r2")}}.passes(even));
    STATIC_CHECK(scene{{on_rack("r1"), on_rack("r1"), rackless}}.passes(even)); // not a value
    STATIC_CHECK(!scene{{}, rackless}.passes(even));
    auto const three = *constrain::group_by("rack", 3);
    STATIC_CHECK(scene{}.passes(three) && scene{{on_rack("r2"), on_rack("r3")}}.passes(three));
    STATIC_CHECK(!scene{{on_rack("r1"), on_rack("r2")}}.passes(three)); // two of three
    STATIC_CHECK(scene{{on_rack("r1"), on_rack("r2"), on_rack("r3")}}.passes(three));
    verdict const said = scene{{on_rack("r1"), on_rack("r1"), on_rack("r2")}}.ask(even);
    STATIC_CHECK(said.rule->name == "group_by" && !said.rule->lasting);
    STATIC_CHECK(said.asked == berth::quantity::whole(3));
    STATIC_CHECK(said.available == berth::quantity::whole(2));
    STATIC_CHECK(scene{}.passes(*constrain::group_by("rack", 0)));
    return true;
}
static_assert(test_group_by());

constexpr bool test_values() {
    STATIC_CHECK(scene{}.passes(*constrain::like("rack", "r[12]")));
    STATIC_CHECK(!scene{}.passes(*constrain::like("rack", "r"))); // the whole value
    STATIC_CHECK(!scene{}.passes(*constrain::unlike("rack", "r[12]")));
    STATIC_CHECK(scene{}.passes(*constrain::unlike("rack", "r")));
    STATIC_CHECK(!scene{{}, rackless}.passes(*constrain::like("rack", ".*")));
    STATIC_CHECK(scene{{}, rackless}.passes(*constrain::unlike("rack", ".*"))); // Marathon
    STATIC_CHECK(scene{}.passes(*constrain::is("rack", "r1")));
    STATIC_CHECK(!scene{}.passes(*constrain::is("rack", "R1")));
    STATIC_CHECK(!scene{{}, rackless}.passes(*constrain::is("rack", "")));
    STATIC_CHECK(scene{{}, {"S1", "h1", "", true}}.passes(*constrain::is("rack", "")));
    return true;
}
static_assert(test_values());

constexpr bool test_max_per() {
    auto const two = *constrain::max_per("rack", 2);
    STATIC_CHECK(scene{{on_rack("r1"), on_rack("r2"), on_rack("r2")}}.passes(two));
    verdict const said = scene{{on_rack("r1"), on_rack("r1")}}.ask(two);
    STATIC_CHECK(!said.passed && said.rule->lasting &&
                 said.short_by() == berth::quantity::whole(1));
    STATIC_CHECK(!scene{{}, rackless}.passes(two));
    return true;
}
static_assert(test_max_per());

TEST_CASE("placement_allowed: Marathon's operators") {
    REQUIRE(test_unique());
    REQUIRE(test_hosts());
    REQUIRE(test_cluster());
    REQUIRE(test_group_by());
    REQUIRE(test_values());
    REQUIRE(test_max_per());
}

TEST_CASE("placement_allowed: and, or, not") {
    auto const yes = *constrain::is("rack", "r1");
    auto const no = *constrain::is("rack", "r2");
    scene const s;
    CHECK((s.passes(yes) && !s.passes(no) && s.passes(constraints{})));
    CHECK((s.passes(yes && yes) && !s.passes(yes && no) && !s.passes(no && yes)));
    CHECK((s.passes(yes || no) && s.passes(no || yes) && !s.passes(no || no)));
    CHECK((!s.passes(!yes) && s.passes(!no) && s.passes(!!yes) && s.passes(!(no || no))));
    CHECK((s.passes(!(yes && no)) && !s.passes(!(no || yes)) && s.passes((no || !no) && yes)));
    // The verdict is that of the first that has to hold and does not.
    verdict const said = s.ask(yes && (no || no) && no);
    CHECK((said.rule->name == "any_of" && said.part == 2));
    CHECK((s.ask(yes && no).rule->name == "is" && s.ask(yes && no).part == 2));
    CHECK(s.ask(!yes).rule->name == "none_of");
}

TEST_CASE("placement_allowed: each constraint that does not hold is a reason of its own") {
    berth::requirement needs;
    needs.constraints = *constrain::unique("hostname") && *constrain::is("rack", "r2") &&
                        *constrain::like("hostname", "h.*") && *constrain::max_per("@zone", 1);
    berth::node_index nodes;
    nodes.watch(needs.constraints);
    nodes.add("S1", "h1");
    berth::attribute const rack{"rack", berth::value_type::text, "r1", {}, {}};
    offer const o = scene::offer_of({"S1", "h1", "r1", true}, rack);
    std::string all;
    berth::all_failures(berth::rule_list<berth::placement_allowed>{}, berth::candidate{o}, {&needs},
                        nodes, [&](verdict const& said) {
                            all += std::string{said.rule->name} + std::to_string(said.part) + " ";
                        });
    CHECK(all == "host_unused1 is2 max_per4 ");
}

TEST_CASE("meets: constraints that are a rule's own") {
    scene const s{{{"S2", "h2", "r1", true}}};
    auto const ask = [&](constraints const& asked) {
        berth::requirement const needs;
        berth::node_index index;
        index.watch(asked);
        berth::attribute const rack{"rack", berth::value_type::text, "r1", {}, {}};
        index.add(scene::offer_of(s.nodes[0], rack));
        offer const o = scene::offer_of(s.offered, rack);
        return berth::meets{asked}(berth::candidate{o}, {&needs}, index).passed;
    };
    CHECK((ask({}) && ask(*constrain::is("rack", "r1")) && !ask(*constrain::unique("rack"))));
    CHECK((!ask(!*constrain::is("rack", "r1")) && ask(*constrain::max_per("rack", 2))));
    CHECK(berth::meets{*constrain::unique("rack")}.watched() == *constrain::unique("rack"));
}

/// What the constraint says, by a look at every node.
bool naive(berth::constraint const& one, scene const& s) {
    auto const value = [&](agent const& of, bool& there) {
        bool const host = one.field.kind == berth::field_kind::hostname;
        there = host || of.has_rack;
        return std::string{host ? of.host : of.rack};
    };
    bool there = false;
    std::string const here = value(s.offered, there);
    if (!there) {
        return false;
    }
    std::map<std::string, std::uint32_t> counts;
    std::size_t same = 0;
    std::size_t near = 0; // on the agent or the host
    for (agent const& n : s.nodes) {
        bool has = false;
        std::string const says = value(n, has);
        if (has) {
            ++counts[says];
        }
        same += has && says == here ? 1U : 0U;
        near += n.id == s.offered.id || n.host == s.offered.host ? 1U : 0U;
    }
    std::size_t const taken = one.field.kind == berth::field_kind::hostname ? near : same;
    switch (one.what) {
    case constraint_operator::unique: return taken == 0;
    case constraint_operator::max_per: return taken < one.count;
    case constraint_operator::cluster: return same == s.nodes.size();
    default: break;
    }
    std::uint32_t least = UINT32_MAX;
    for (auto const& [what, count] : counts) {
        least = count < least ? count : least;
    }
    return same == 0 || (counts.size() >= one.count && same == least);
}

TEST_CASE("placement_allowed: says what a look at every node says") {
    std::uint64_t const seed = berth_test::seed_or(3857);
    INFO("seed ", seed);
    berth_test::splitmix random{seed};
    constexpr std::array<std::string_view, 3> ids{"S1", "S2", "S3"};
    constexpr std::array<std::string_view, 3> hosts{"h1", "h2", "h3"};
    constexpr std::array<std::string_view, 3> racks{"r1", "r2", ""};
    auto const draw = [&] {
        return agent{ids[random.below(3)], hosts[random.below(3)], racks[random.below(3)],
                     random.below(5) != 0};
    };
    int passed = 0;
    for (int round = 0; round != 2000; ++round) {
        scene s{{}, draw()};
        for (std::uint64_t left = random.below(6); left != 0; --left) {
            s.nodes.push_back(draw());
        }
        std::string_view const field = random.below(3) == 0 ? "hostname" : "rack";
        auto const count = static_cast<std::uint32_t>(random.below(4));
        for (auto const& asked :
             {constrain::unique(field), constrain::cluster(field),
              constrain::group_by(field, count), constrain::max_per(field, count + 1)}) {
            bool const said = s.passes(*asked);
            REQUIRE(said == naive(asked->parts()[0], s));
            passed += said ? 1 : 0;
        }
    }
    CHECK((passed > 1000 && passed < 7000));
}

} // namespace
