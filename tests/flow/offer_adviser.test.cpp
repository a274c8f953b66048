// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"

#include <berth/flow/offer_adviser.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/rule/placement_allowed.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::constraints;
using berth::node;
using berth::offer_constraint_group;
using berth::offer_predicate;
namespace constrain = berth::constrain;

std::string to_text(std::vector<offer_constraint_group> const& groups) {
    static constexpr std::array<std::string_view, 6> signs{" there", " not there", "=",
                                                           "!=",     "~",          "!~"};
    std::string out;
    for (auto const& group : groups) {
        out += out.empty() ? "" : " | ";
        std::string_view between;
        for (auto const& one : group) {
            out.append(between).append(one.field.name());
            out.append(signs[static_cast<std::size_t>(one.asks)]).append(one.value);
            between = " & ";
        }
    }
    return out;
}

struct scene {
    std::vector<node> nodes{};

    void add(std::string host, std::string rack, berth::node_state state) {
        node& n = nodes.emplace_back();
        n.state = state;
        n.agent_id = "agent of " + host;
        n.hostname = std::move(host);
        if (!rack.empty()) {
            n.attributes.push_back({"rack", std::move(rack)});
        }
    }

    [[nodiscard]] berth::node_index index(constraints const& asked) const {
        berth::node_index out;
        out.watch(asked);
        for (node const& n : nodes) {
            if (owned(n.state)) {
                out.add(n);
            }
        }
        return out;
    }

    [[nodiscard]] std::vector<offer_constraint_group>
    advice(berth::requirement const& needs) const {
        auto const counted = index(needs.constraints);
        return berth::detail::offer_adviser{needs, nodes, counted}.all();
    }

    [[nodiscard]] std::string advice(constraints const& asked) const {
        berth::requirement needs;
        needs.constraints = asked;
        return to_text(advice(needs));
    }
};

TEST_CASE("offer constraints: what the allocator can be asked for each operator") {
    scene s;
    CHECK(s.advice(*constrain::unique("rack")) == "rack there");
    CHECK(s.advice(*constrain::cluster("rack")) == "rack there");
    s.add("h1", "r1", berth::node_state::running);
    s.add("h2", "r2", berth::node_state::held);
    s.add("h3", "r3", berth::node_state::free);
    s.add("h4", "r2", berth::node_state::promised);
    CHECK(s.advice(*constrain::unique("rack")) == "rack there & rack!=r1 & rack!=r2");
    CHECK(s.advice(*constrain::unique("hostname")) ==
          "hostname there & hostname!=h1 & hostname!=h2 & hostname!=h4");
    CHECK(s.advice(*constrain::max_per("rack", 2)) == "rack there & rack!=r2");
    CHECK(s.advice(*constrain::max_per("rack", 3)) == "rack there");
    CHECK(s.advice(*constrain::cluster("rack")) == "rack=r1");
    CHECK(s.advice(*constrain::cluster("rack", "r9")) == "rack=r9");
    CHECK(s.advice(*constrain::group_by("rack", 2)) == "rack there");
    CHECK(s.advice(*constrain::is("@zone", "z1")) == "@zone=z1");
    CHECK(s.advice(*constrain::like("rack", "r[12]")) == "rack~r[12]");
    CHECK(s.advice(*constrain::unlike("@region", "eu")) == "@region!~eu");
    // More than the allocator would take: of a pattern that long nothing but the field is asked.
    CHECK(s.advice(*constrain::like("rack", "........")) == "rack there");
    CHECK(s.advice(*constrain::unlike("rack", "........")).empty());
    CHECK(s.advice(constraints{}).empty());
    CHECK(s.advice(*constrain::unique("@agent_id")).empty()); // it cannot be asked
}

TEST_CASE("offer constraints: and, or, not") {
    scene const s;
    auto const a = *constrain::is("a", "1");
    auto const b = *constrain::like("b", "x+");
    auto const c = *constrain::unlike("c", "y");
    CHECK(s.advice(a && b) == "a=1 & b~x+");
    CHECK(s.advice(a || b) == "a=1 | b~x+");
    CHECK(s.advice((a || b) && c) == "a=1 & c!~y | b~x+ & c!~y");
    CHECK(s.advice(!(a && b)) == "a!=1 | b!~x+");
    CHECK(s.advice(!(a || b)) == "a!=1 & b!~x+");
    CHECK(s.advice(!!(a || c)) == "a=1 | c!~y");
    CHECK(s.advice(!c) == "c~y");
    CHECK(s.advice(a || *constrain::unique("@agent_id")).empty());
    CHECK(s.advice(a && !*constrain::unique("b")) == "a=1");
    CHECK(s.advice(a && a) == "a=1");
    auto many = a || b;
    for (int i = 0; i != 4; ++i) {
        many = many && (*constrain::is("d" + std::to_string(i), "1") || b); // 32 alternatives
    }
    CHECK(s.advice(many).empty());
}

TEST_CASE("offer constraints: hosts to avoid") {
    berth::requirement needs;
    needs.constraints = *constrain::is("a", "1");
    needs.avoided.push_back(berth::text<255>{"h1"});
    CHECK(to_text(scene{}.advice(needs)) == "a=1 & hostname!=h1");
    needs.constraints = {};
    CHECK(to_text(scene{}.advice(needs)) == "hostname!=h1");
}

/// The allocator's own table: a value that is not TEXT passes all but `not_exists`.
bool allocator_passes(berth::offer_constraint const& asked, berth::offer const& o) {
    auto const value = value_of(o, asked.field);
    bool text = true;
    for (berth::attribute const& a : o.attributes) {
        text = text && (a.name != asked.field.name() || a.type == berth::value_type::text);
    }
    auto const matches = [&] { return berth::pattern::make(asked.value)->matches(value.text); };
    switch (asked.asks) {
    case offer_predicate::exists: return value.there;
    case offer_predicate::not_exists: return !value.there;
    case offer_predicate::text_equals: return value.there && (!text || value.text == asked.value);
    case offer_predicate::text_not_equals:
        return !value.there || !text || value.text != asked.value;
    case offer_predicate::text_matches: return value.there && (!text || matches());
    case offer_predicate::text_not_matches: return !value.there || !text || !matches();
    }
    return false;
}

bool allocator_offers(std::vector<offer_constraint_group> const& groups, berth::offer const& o) {
    bool any = groups.empty();
    for (auto const& group : groups) {
        bool all = true;
        for (auto const& one : group) {
            all = all && allocator_passes(one, o);
        }
        any = any || all;
    }
    return any;
}

constraints draw(berth_test::splitmix& random, int depth) {
    if (depth > 0 && random.below(2) == 0) {
        auto const a = draw(random, depth - 1);
        auto const b = draw(random, depth - 1);
        return random.below(3) == 0 ? a && b : random.below(2) == 0 ? a || b : !a;
    }
    std::string_view const field = random.below(3) == 0 ? "hostname" : "rack";
    switch (random.below(7)) {
    case 0: return *constrain::unique(field);
    case 1: return *constrain::cluster(field);
    case 2: return *constrain::group_by(field, static_cast<std::uint32_t>(random.below(3)));
    case 3: return *constrain::like(field, "[hr][12]");
    case 4: return *constrain::unlike(field, "[hr][12]");
    case 5: return *constrain::is(field, random.below(2) == 0 ? "r1" : "1.0");
    default: return *constrain::max_per(field, static_cast<std::uint32_t>(1 + random.below(2)));
    }
}

TEST_CASE("offer constraints: keep away no offer that would do") {
    std::uint64_t const seed = berth_test::seed_or(1011);
    INFO("seed ", seed);
    berth_test::splitmix random{seed};
    constexpr std::array<std::string_view, 4> racks{"r1", "r2", "r3", ""};
    int kept_away = 0;
    int used = 0;
    for (int round = 0; round != 600; ++round) {
        scene s;
        for (std::uint64_t left = random.below(4); left != 0; --left) {
            s.add("h" + std::to_string(random.below(3)), std::string{racks[random.below(4)]},
                  random.below(4) == 0 ? berth::node_state::free : berth::node_state::running);
        }
        berth::requirement needs;
        needs.constraints = draw(random, 3);
        auto const advice = s.advice(needs);
        auto const index = s.index(needs.constraints);
        for (int i = 0; i != 8; ++i) {
            std::string const host = "h" + std::to_string(random.below(4));
            bool const number = random.below(4) == 0;
            berth::attribute const rack{"rack",
                                        number ? berth::value_type::scalar
                                               : berth::value_type::text,
                                        number ? "1" : racks[random.below(3)],
                                        {},
                                        {}};
            berth::offer o;
            o.agent_id = o.hostname = host;
            o.attributes = {&rack, random.below(4) == 0 ? 0U : 1U};
            bool const fits =
                berth::placement_allowed{}(berth::candidate{o}, {&needs}, index).passed;
            bool const offered = allocator_offers(advice, o);
            REQUIRE((!fits || offered));
            used += fits ? 1 : 0;
            kept_away += offered ? 0 : 1;
        }
    }
    CHECK(used > 500);
    CHECK(kept_away > 500);
}

} // namespace
