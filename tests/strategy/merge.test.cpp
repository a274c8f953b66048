// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/offer_builder.hpp>
#include <berth/strategy/merge.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::candidate;
using berth::merger;
using berth::offer_builder;
using berth::offer_round;
using berth::quantity;
using berth::range;
using berth::requirement;
using berth::resource_kind;
using berth::role_name;

/// An offer of some cpus, or of none.
constexpr void offer(offer_round& round, std::string_view agent, std::string_view role,
                     double cpus) {
    offer_builder to{round};
    to.agent_id(agent);
    to.allocation_role(role);
    to.resource("cpus", 0);
    to.scalar(cpus);
    to.finish();
}

constexpr quantity cpus(candidate const& c) {
    return c.available(resource_kind::cpus, requirement{});
}

constexpr bool test_agent_and_role() {
    offer_round round;
    offer(round, "a2", "es", 1);
    offer(round, "a1", "es", 2);
    offer(round, "a2", "kafka", 4); // another allocation role
    offer(round, "a1", "es", 8);
    offer(round, "a2", "", 16); // a role is not no role
    offer(round, "a2", "es", 32);
    merger merge;
    std::vector<candidate> made;
    merge(round, made);
    STATIC_CHECK(made.size() == 4);
    constexpr std::array<std::string_view, 4> agents{"a2", "a1", "a2", "a2"};
    constexpr std::array<std::string_view, 4> roles{"es", "es", "kafka", ""};
    constexpr std::array<std::int64_t, 4> sums{33, 10, 4, 16};
    for (std::size_t i = 0; i != 4; ++i) {
        STATIC_CHECK(made[i].agent_id() == agents[i] && made[i].allocation_role() == roles[i]);
        STATIC_CHECK(cpus(made[i]) == quantity::whole(sums[i]));
    }
    constexpr std::array<std::uint32_t, 6> homes{0, 1, 2, 1, 3, 0};
    for (std::size_t i = 0; i != 6; ++i) {
        STATIC_CHECK(merge.candidate_of(round.offers()[i]) == homes[i]);
    }
    // Each entry still says where it comes from.
    STATIC_CHECK(made[0].stock().size() == 2);
    STATIC_CHECK(made[0].stock()[0].offer == 0 && made[0].stock()[1].offer == 5);
    STATIC_CHECK(&made[0].first_offer() == &round.offers()[0]);
    return true;
}
static_assert(test_agent_and_role());
TEST_CASE("merge: offers of the same agent and role, in the order of the first of each") {
    REQUIRE(test_agent_and_role());
}

constexpr bool test_faulty() {
    offer_round round;
    offer(round, "a1", "es", -1);
    offer(round, "", "es", 1);
    offer(round, "a1", "es", 2);
    offer(round, "a2", "es", 0.0001);
    offer(round, "a1", "es", 4);
    merger merge;
    std::vector<candidate> made(7);
    merge(round, made);
    STATIC_CHECK(made.size() == 1 && cpus(made[0]) == quantity::whole(6));
    constexpr std::array<std::uint32_t, 5> homes{merger::none, merger::none, 0, merger::none, 0};
    for (std::size_t i = 0; i != 5; ++i) {
        STATIC_CHECK(merge.candidate_of(round.offers()[i]) == homes[i]);
    }
    return true;
}
static_assert(test_faulty());
TEST_CASE("merge: a faulty offer goes nowhere, and does not spoil its agent") {
    REQUIRE(test_faulty());
}

struct ports_entry {
    std::string_view role;
    range numbers;
};

/// Whether entries of one agent keep these ports each; an empty entry is written {1, 0}.
constexpr bool parted(std::initializer_list<ports_entry> entries,
                      std::initializer_list<range> expected) {
    offer_round round;
    for (ports_entry const& entry : entries) {
        offer_builder to{round};
        to.agent_id("a1");
        to.resource("ports", 1);
        to.role(entry.role);
        to.range(entry.numbers.begin, entry.numbers.end);
        to.finish();
    }
    std::vector<candidate> made;
    merger{}(round, made);
    STATIC_CHECK(made.size() == 1 && made[0].stock().size() == expected.size());
    return std::ranges::equal(
        made[0].stock(), expected, [](berth::resource const& entry, range left) {
            return entry.ranges.empty() ? left == range{1, 0}
                                        : entry.ranges.size() == 1 && entry.ranges[0] == left;
        });
}

constexpr bool test_ports_are_parted() {
    STATIC_CHECK(parted({{"*", {1, 5}}, {"*", {6, 9}}}, {{1, 5}, {6, 9}}));
    STATIC_CHECK(parted({{"*", {1, 5}}, {"*", {3, 9}}}, {{1, 5}, {6, 9}}));
    STATIC_CHECK(parted({{"*", {3, 9}}, {"*", {1, 5}}}, {{3, 9}, {1, 2}}));
    STATIC_CHECK(parted({{"*", {1, 5}}, {"*", {1, 5}}, {"*", {1, 5}}}, {{1, 5}, {1, 0}, {1, 0}}));
    // What is reserved stays reserved, wherever it stands.
    STATIC_CHECK(parted({{"*", {1, 5}}, {"es", {3, 9}}}, {{1, 2}, {3, 9}}));
    STATIC_CHECK(parted({{"es", {3, 9}}, {"*", {1, 5}}}, {{3, 9}, {1, 2}}));
    STATIC_CHECK(parted({{"*", {1, 9}}, {"a", {1, 4}}, {"b", {3, 8}}}, {{9, 9}, {1, 4}, {5, 8}}));
    return true;
}
static_assert(test_ports_are_parted());
TEST_CASE("merge: a port that two entries name is counted once") {
    REQUIRE(test_ports_are_parted());
}

constexpr bool test_counted_once() {
    offer_round round;
    for (int i = 0; i != 2; ++i) {
        offer_builder to{round};
        to.agent_id("a1");
        to.resource("ports", 1);
        to.range(9200, 9201);
        to.finish();
    }
    std::vector<candidate> made;
    merger{}(round, made);
    STATIC_CHECK(made[0].ports(requirement{}) == 2);
    STATIC_CHECK(made[0].has_port(9201, requirement{}));
    // The offers themselves are as they came.
    STATIC_CHECK(round.offers()[1].resources[0].ranges.size() == 1);
    STATIC_CHECK(round.offers()[1].resources[0].ranges[0] == range{9200, 9201});
    return true;
}
static_assert(test_counted_once());
TEST_CASE("merge: offers stay as they came") { REQUIRE(test_counted_once()); }

constexpr bool test_empty_round() {
    offer_round round;
    std::vector<candidate> made(3);
    merger{}(round, made);
    STATIC_CHECK(made.empty());
    return true;
}
static_assert(test_empty_round());
TEST_CASE("merge: no offers, no candidates") { REQUIRE(test_empty_round()); }

TEST_CASE("merge: a thousand agents with a few offers each") {
    constexpr std::size_t agents = 1000;
    std::vector<std::string> names;
    for (std::size_t i = 0; i != agents; ++i) {
        names.push_back("agent-" + std::to_string(i));
    }
    offer_round round;
    merger merge;
    std::vector<candidate> made;
    for (int turn = 0; turn != 2; ++turn) { // the second time with memory of the first
        round.clear();
        for (std::size_t i = 0; i != 3 * agents; ++i) {
            offer(round, names[(i * 7) % agents], i < agents ? "es" : "kafka", 1);
        }
        merge(round, made);
        REQUIRE(made.size() == 2 * agents);
        for (std::size_t i = 0; i != agents; ++i) {
            REQUIRE(made[i].agent_id() == names[(i * 7) % agents]);
            REQUIRE(cpus(made[i]) == quantity::whole(1));
            REQUIRE(cpus(made[agents + i]) == quantity::whole(2));
            REQUIRE(merge.candidate_of(round.offers()[2 * agents + i]) == agents + i);
        }
    }
}

} // namespace
