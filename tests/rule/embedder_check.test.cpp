// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/describe.hpp>
#include <berth/rule/embedder_check.hpp>
#include <berth/rule/rule_list.hpp>
#include <berth/testing/laws/rule.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using berth::candidate;
using berth::first_node_silent;
using berth::make_check;
using berth::node_index;
using berth::offer;
using berth::pending_node;
using berth::requirement;
using berth::rule_info;
using berth::unresolvable_host;
using berth::verdict;
using namespace std::string_view_literals;

constexpr verdict ask(auto const& rule, std::string_view hostname) {
    offer o;
    o.hostname = hostname;
    requirement const needs;
    pending_node pending;
    pending.needs = &needs;
    return rule(candidate{o}, pending, node_index{});
}

constexpr bool test_checks_of_the_original() {
    auto const resolves =
        make_check<unresolvable_host>([](candidate const& c) { return c.hostname() != "nowhere"; });
    STATIC_CHECK(ask(resolves, "h1").passed &&
                 ask(resolves, "h1").rule == &unresolvable_host::info);
    verdict const said = ask(resolves, "nowhere");
    STATIC_CHECK(!said.passed && said.rule == &unresolvable_host::info && !said.rule->measured);
    STATIC_CHECK(describe(said, {}, {}) == "Hostname is unresolveable"sv);
    STATIC_CHECK(said.rule->name == "unresolvable_host");

    auto const answers = make_check<first_node_silent>([](candidate const&) { return false; });
    STATIC_CHECK(describe(ask(answers, "h1"), {}, {}) == "First ES node is not responding"sv);
    STATIC_CHECK(ask(answers, "h1").rule->name == "first_node_silent");
    return true;
}
static_assert(test_checks_of_the_original());
TEST_CASE("embedder_check: the two checks of the original") {
    REQUIRE(test_checks_of_the_original());
}

/// A predicate that can be compared and has a state.
struct host_is {
    std::string_view wanted{};
    constexpr bool operator()(candidate const& c) const noexcept { return c.hostname() == wanted; }
};

struct ours {
    static constexpr rule_info info{"ours", "Not our host", false};
};

constexpr bool test_own_check_in_a_list() {
    using check = berth::embedder_check<ours, host_is>;
    static_assert(berth::rule<check>);
    berth::rule_list<check> const rules{make_check<ours>(host_is{"h1"})};
    requirement const needs;
    pending_node pending;
    pending.needs = &needs;
    offer o;
    o.hostname = "h1";
    STATIC_CHECK(first_failure(rules, candidate{o}, pending, node_index{}).passed);
    o.hostname = "h2";
    STATIC_CHECK(first_failure(rules, candidate{o}, pending, node_index{}).rule == &ours::info);
    return true;
}
static_assert(test_own_check_in_a_list());
TEST_CASE("embedder_check: a check of one's own is a rule") { REQUIRE(test_own_check_in_a_list()); }

TEST_CASE("embedder_check: the laws hold") {
    auto const broken =
        berth::testing::laws::rule(make_check<ours>(host_is{"h2"}), berth_test::seed_or(20160511));
    INFO((broken ? broken->view() : std::string_view{}));
    REQUIRE_FALSE(broken);
}

TEST_CASE("embedder_check: carries what the embedder has found out") {
    std::string const dead = "h7";
    auto const check =
        make_check<first_node_silent>([dead](candidate const& c) { return c.hostname() != dead; });
    REQUIRE(ask(check, "h1").passed);
    REQUIRE_FALSE(ask(check, "h7").passed);
}

} // namespace
