// SPDX-License-Identifier: Apache-2.0
// The sentences of verdicts, the tree of rules, the nearest miss, and what a round came to.
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/describe.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/rule/explanation.hpp>
#include <berth/rule/nearest_miss.hpp>
#include <berth/rule/refusals.hpp>
#include <berth/rule/rule_list.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/testing/laws/rule.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::candidate;
using berth::constraints;
using berth::explanation;
using berth::offer;
using berth::quantity;
using berth::requirement;
using berth::rule_info;
using berth::shortfall;
using berth::storage_aware;
using berth::verdict;
namespace constrain = berth::constrain;
using namespace std::string_view_literals;

/// An agent of rack r1 with these amounts, and nodes that have the rack r1 or r2.
struct scene {
    requirement needs{};
    berth::node_index nodes{100};
    std::array<berth::resource, 2> entries{};
    std::array<berth::attribute, 1> said{{{"rack", berth::value_type::text, "r1", {}, {}}}};
    offer where{};

    constexpr scene(std::int64_t cpus, std::int64_t mem, constraints asked = {}) {
        needs.cpus = quantity::whole(2);
        needs.mem = quantity::whole(1000);
        needs.constraints = std::move(asked);
        nodes.watch(needs.constraints);
        constexpr std::array names{"cpus"sv, "mem"sv};
        std::array const kinds{berth::resource_kind::cpus, berth::resource_kind::mem};
        std::array const amounts{cpus, mem};
        for (std::size_t i = 0; i < entries.size(); ++i) {
            entries[i].name = names[i];
            entries[i].kind = kinds[i];
            entries[i].amount = quantity::whole(amounts[i]);
        }
        where.agent_id = "a1";
        where.hostname = "h1";
        where.attributes = said;
        where.resources = entries;
    }
    scene(scene const&) = delete;
    scene& operator=(scene const&) = delete;
    constexpr ~scene() = default;

    constexpr void node_on(std::string_view agent, std::string_view host, std::string_view rack) {
        berth::attribute const has{"rack", berth::value_type::text, rack, {}, {}};
        offer place{};
        place.agent_id = agent;
        place.hostname = host;
        place.attributes = {&has, 1};
        nodes.add(place);
    }

    explanation explain() const {
        explanation out;
        berth::explain(storage_aware{}, candidate{where}, {&needs}, nodes, out);
        return out;
    }

    /// The sentences of what fails, or what would make it pass.
    std::string failing(bool cure = false) const {
        std::string out;
        for (berth::explained const& one : explain()) {
            if (one.depth == 0 && !one.said.passed) {
                out += cure ? remedy(one.said, needs, where) : describe(one.said, needs, where);
                out += '\n';
            }
        }
        return out;
    }

    std::string remedies() const { return failing(true); }
};

constexpr bool test_slots() {
    constexpr rule_info ports{"ports", "Offer did not have {asked port}, but {available}"};
    constexpr rule_info odd{"odd", "{what} is {this", false};
    requirement needs{};
    STATIC_CHECK(describe(measure(ports, quantity::whole(2), quantity::thousandths(500)), needs,
                          {}) == "Offer did not have 2 ports, but 0.5"sv);
    STATIC_CHECK(describe(measure(ports, quantity::whole(1), {}), needs, {}) ==
                 "Offer did not have 1 port, but 0"sv);
    STATIC_CHECK(describe({&odd, {}, {}, false}, needs, {}) == " is {this"sv);
    STATIC_CHECK(remedy({&odd, {}, {}, false}, needs, {}) == "look into odd"sv);
    needs.scalars.push_back({berth::text<63>{"gpus"}, quantity::whole(1)});
    needs.scalars.push_back({berth::text<63>{"licenses"}, quantity::whole(1)});
    needs.ports = {0, 9200, 9300};
    verdict said = measure(berth::enough_scalars::info, quantity::whole(3), quantity::whole(1));
    said.part = 1;
    STATIC_CHECK(remedy(said, needs, {}) == "ask for 2 less of licenses"sv);
    said = measure(berth::requested_ports::info, quantity::whole(2), quantity::whole(1));
    STATIC_CHECK(remedy(said, needs, {}) == "free 1 of the ports 9200, 9300"sv);
    return true;
}
static_assert(test_slots());

constexpr bool test_constraint_text() {
    auto const text = [](constraints const& some) { return describe(some.parts(), 0); };
    auto const a = *constrain::unique("rack");
    auto const b = *constrain::max_per("@hostname", 2);
    auto const c = *constrain::like("@zone", "z.*");
    STATIC_CHECK(text(a) == "rack UNIQUE"sv && text(b) == "hostname MAX_PER 2"sv);
    STATIC_CHECK(text(c) == "@zone LIKE \"z.*\""sv);
    STATIC_CHECK(text(*constrain::group_by("rack")) == "rack GROUP_BY"sv);
    STATIC_CHECK(text(*constrain::group_by("rack", 3)) == "rack GROUP_BY 3"sv);
    STATIC_CHECK(text(*constrain::group_by("rack", UINT32_MAX)) == "rack GROUP_BY inf"sv);
    STATIC_CHECK(text(*constrain::cluster("rack")) == "rack CLUSTER"sv);
    STATIC_CHECK(text(*constrain::cluster("rack", "r1")) == "rack CLUSTER \"r1\""sv);
    STATIC_CHECK(text(a && b) == "rack UNIQUE and hostname MAX_PER 2"sv);
    STATIC_CHECK(text(!a) == "not (rack UNIQUE)"sv);
    STATIC_CHECK(text(!(a || b)) == "not (rack UNIQUE or hostname MAX_PER 2)"sv);
    STATIC_CHECK(text((a || b) && !c) ==
                 "(rack UNIQUE or hostname MAX_PER 2) and not (@zone LIKE \"z.*\")"sv);
    return true;
}

TEST_CASE("describe: fills the slots of a rule's texts") {
    REQUIRE(test_slots());
    REQUIRE(test_constraint_text());
}

TEST_CASE("describe: what fails, and what would make it pass") {
    scene s{1, 488};
    CHECK(s.failing() == "Offer did not have enough CPU resources\n"
                         "Offer did not have enough RAM resources\n");
    CHECK(s.remedies() == "ask for 1 cpu less\nask for 512 MB less mem\n");
    CHECK(scene{2, 1000}.failing().empty());
}

TEST_CASE("describe: a constraint names the field, the agent's value and what is asked") {
    struct sample {
        berth::result<constraints> asked;
        std::string_view text;
        std::string_view remedy;
    };
    // Two nodes have r1, one r2.
    for (sample const& one : {
             sample{constrain::unique("rack"), "rack is \"r1\", UNIQUE allows no second node there",
                    "take another rack than \"r1\""},
             {constrain::max_per("rack", 2),
              "rack is \"r1\" for 2 nodes already, MAX_PER 2 allows no more",
              "take another rack than \"r1\", or allow 3 nodes there"},
             {constrain::group_by("rack", 2),
              "rack is \"r1\" for 2 nodes already, GROUP_BY 2 asks for another first",
              "take a rack that fewer nodes have than \"r1\""},
             {constrain::cluster("rack"), "rack is \"r1\", CLUSTER asks for the one of all nodes",
              "take an agent whose rack is the one of all nodes"},
             {constrain::cluster("rack", "r9"), "rack is \"r1\", CLUSTER asks for \"r9\"",
              "take an agent whose rack is \"r9\""},
             {constrain::is("rack", "r9"), "rack is \"r1\", IS asks for \"r9\"",
              "take an agent whose rack is \"r9\""},
             {constrain::like("rack", "s.*"), "rack is \"r1\", LIKE asks for \"s.*\"",
              "take an agent whose rack is like \"s.*\""},
             {constrain::unlike("rack", "r.*"), "rack is \"r1\", UNLIKE rules out \"r.*\"",
              "take an agent whose rack is not like \"r.*\""},
             {constrain::unique("hostname"),
              "hostname is \"h1\", UNIQUE allows no second node there",
              "take another host than h1"},
             {constrain::unique("row"), "row is missing, UNIQUE asks for one",
              "take an agent that has row"},
             {constrain::max_per("row", 2), "row is missing, MAX_PER 2 asks for one",
              "take an agent that has row"},
             {constrain::group_by("row"), "row is missing, GROUP_BY asks for one",
              "take an agent that has row"},
             {constrain::is("row", "7"), "row is missing, IS asks for \"7\"",
              "take an agent whose row is \"7\""},
         }) {
        scene s{2, 1000, *one.asked};
        s.node_on("a2", "h1", "r1");
        s.node_on("a3", "h3", "r1");
        s.node_on("a4", "h4", "r2");
        std::string const text = s.failing();
        // The strategy's own rule comes first: the host has a node.
        std::string const own = "Host already running task\n";
        CHECK(text == own + std::string{one.text} + "\n");
        CHECK(s.remedies() == "take another host than h1\n" + std::string{one.remedy} + "\n");
    }
}

TEST_CASE("describe: what is joined is told as a whole, and cut if it is too long") {
    auto asked = *constrain::is("rack", "r9") || !*constrain::is("hostname", "h1");
    CHECK(scene{2, 1000, asked}.failing() ==
          "It does not hold that rack IS \"r9\" or not (hostname IS \"h1\")\n");
    CHECK(scene{2, 1000, asked}.remedies() ==
          "take an agent where rack IS \"r9\" or not (hostname IS \"h1\")\n");
    for (int i = 0; i != 40; ++i) {
        asked = asked || *constrain::is("rack", "a rather long name of a rack");
    }
    CHECK(scene{2, 1000, asked}.failing().size() == 385); // with the line end
}

/// One line for each verdict: indented, + for what passes.
std::string tree(explanation const& why) {
    std::string out;
    for (berth::explained const& one : why) {
        out.append(one.depth * 2, ' ').append(one.said.passed ? "+" : "-");
        out.append(one.said.rule->name).append("\n");
    }
    return out;
}

TEST_CASE("explain: every rule, and below each constraint what it joins") {
    auto const yes = *constrain::is("rack", "r1");
    auto const no = *constrain::is("rack", "r2");
    constexpr auto before =
        "+host_unused\n-cluster_incomplete\n+host_allowed\n+outside_maintenance\n"sv;
    constexpr auto after =
        "+volume_zone\n+data_agent\n+enough_attachments\n+gpus_spared\n+enough_ports\n"
        "+requested_ports\n-enough_cpus\n+enough_mem\n+enough_scalars\n"
        "+enough_disks\n+enough_disk\n"sv;
    auto const explained = [&](constraints const& asked) {
        scene s{1, 1000, asked};
        s.nodes.want(0);
        std::string const all = tree(s.explain());
        REQUIRE(all.size() >= before.size() + after.size());
        CHECK(all.substr(0, before.size()) == before);
        CHECK(all.substr(all.size() - after.size()) == after);
        return all.substr(before.size(), all.size() - before.size() - after.size());
    };
    CHECK(explained({}) == "+placement_allowed\n");
    CHECK(explained(yes) == "+is\n");
    CHECK(explained(no && *constrain::unique("hostname")) == "-is\n+host_unused\n");
    CHECK(explained(no || (yes && !no)) == "+any_of\n  -is\n  +all_of\n    +is\n    +none_of\n"
                                           "      -is\n");
    CHECK(explained(yes && (no || no) && !yes) == "+is\n-any_of\n  -is\n  -is\n-none_of\n  +is\n");
}

TEST_CASE("explain: says what the strategy says, and changes nothing in what it kept") {
    std::uint64_t const seed = berth_test::seed_or(6041);
    INFO("seed ", seed);
    explanation why;
    int fits = 0;
    for (std::uint64_t i = 0; i != 300; ++i) {
        berth::testing::laws::rule_scene const s{seed + i};
        candidate const offered = s.offered();
        berth::explain(storage_aware{}, offered, s.pending(), s.nodes(), why);
        std::vector<verdict> all;
        storage_aware{}.visit(offered, s.pending(), s.nodes(), [&](verdict const& said) {
            all.push_back(said);
            return true;
        });
        std::size_t at = 0;
        shortfall missing{};
        for (berth::explained const& one : why) {
            if (one.depth == 0) {
                REQUIRE((at < all.size() && one.said == all[at]));
                missing.add(all[at++]);
            }
        }
        REQUIRE(at == all.size());
        REQUIRE(why.missing() == missing);
        bool const passed = first_failure(storage_aware{}, offered, s.pending(), s.nodes()).passed;
        REQUIRE(passed == (missing == shortfall{}));
        fits += passed ? 1 : 0;
        // A requirement lowered by what is short passes.
        requirement lower = *s.pending().needs;
        for (berth::explained const& one : why) {
            std::string_view const name = one.said.rule->name;
            lower.cpus -= name == "enough_cpus" ? one.said.short_by() : quantity{};
            lower.mem -= name == "enough_mem" ? one.said.short_by() : quantity{};
            lower.disk -= name == "enough_disk" ? one.said.short_by() : quantity{};
            if (name == "enough_scalars" && !lower.scalars.empty()) {
                lower.scalars[one.said.part].amount -= one.said.short_by();
            }
        }
        REQUIRE((berth::enough_cpus{}(offered, {&lower}, s.nodes()).passed &&
                 berth::enough_mem{}(offered, {&lower}, s.nodes()).passed &&
                 berth::enough_disk{}(offered, {&lower}, s.nodes()).passed &&
                 berth::enough_scalars{}(offered, {&lower}, s.nodes()).passed));
    }
    CHECK(fits < 300);
}

TEST_CASE("nearest_miss: fewest failing rules, then the smallest part missing, then the first") {
    auto const nearest = [](std::initializer_list<std::array<std::int64_t, 2>> offers) {
        std::vector<candidate> candidates;
        berth::offer_round round;
        for (auto const& amounts : offers) {
            berth::offer_builder to{round};
            to.id("o");
            to.agent_id("a");
            for (std::size_t i = 0; i != 2; ++i) {
                to.resource(i == 0 ? "cpus" : "mem", 0);
                to.scalar(static_cast<double>(amounts[i]));
            }
            to.finish();
        }
        for (offer const& o : round.offers()) {
            candidates.emplace_back(o);
        }
        scene const s{0, 0};
        return nearest_miss(storage_aware{}, candidates, {&s.needs}, s.nodes);
    };
    CHECK(!nearest({}).found);
    CHECK(!nearest({{2, 1000}}).found); // it fits
    CHECK(nearest({{2, 1000}, {1, 1}}).candidate == 1);
    CHECK(nearest({{1, 999}, {2, 1}}).candidate == 1);              // one rule beats two
    CHECK(nearest({{1, 1000}, {2, 600}, {2, 550}}).candidate == 1); // 400 of 1000 beat 1 of 2
    CHECK(nearest({{2, 500}, {1, 1000}, {2, 500}}).candidate == 0); // half of either: the first
    CHECK(nearest({{1, 750}, {1, 800}}).missing == shortfall{2, 700'000});
    CHECK(nearest({{1, 750}, {1, 800}}).candidate == 1);
    verdict const without{&berth::host_allowed::info, {}, {}, false};
    shortfall whole{};
    whole.add(without);
    whole.add(measure(berth::enough_mem::info, quantity::whole(5), quantity::whole(5)));
    CHECK(whole == shortfall{1, 1'000'000});
}

TEST_CASE("refusals: one line says what a round came to") {
    requirement needs;
    needs.constraints = *constrain::is("rack", "r1") && *constrain::is("rack", "r2");
    auto const mem = [](std::int64_t there) {
        return measure(berth::enough_mem::info, quantity::whole(1000), quantity::whole(there));
    };
    auto const is = [&](std::uint32_t part) {
        berth::attribute const rack{"rack", berth::value_type::text, "r3", {}, {}};
        offer where{};
        where.attributes = {&rack, 1};
        return berth::placement_allowed::judge(needs.constraints.parts(), part, where, {});
    };
    verdict const host{&berth::host_unused::info, {}, {}, false};
    berth::refusals all;
    CHECK(all.to_text(needs) == "0 of 0 offers"sv);
    all.add_used(1);
    CHECK(all.to_text(needs) == "1 of 1 offer"sv);
    for (std::vector<verdict> const& reasons : std::initializer_list<std::vector<verdict>>{
             {host}, {host, mem(400)}, {mem(488)}, {mem(0), mem(1000)}, {is(1)}, {is(2), is(1)}}) {
        all.add(reasons);
    }
    CHECK(all.to_text(needs) ==
          "1 of 7 offers: 3 short of mem by at least 512, 2 already run a node, "
          "2 refused by rack IS \"r1\", 1 refused by rack IS \"r2\""sv);
    CHECK((all.offers() == 7 && all.used() == 1));
    CHECK(all.by_offers()[0].least.short_by() == quantity::whole(512));
    constexpr rule_info own{"own_rule", "No", true};
    constexpr rule_info yes_or_no{"yes_or_no", "No", false};
    all.clear();
    all.add(std::array{measure(own, quantity::whole(2), {}), verdict{&yes_or_no, {}, {}, false}});
    CHECK(all.to_text(needs) ==
          "0 of 1 offer: 1 refused by own_rule, short by at least 2, 1 refused by yes_or_no"sv);
}

} // namespace
