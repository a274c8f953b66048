// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/rule/rule_list.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

namespace {

using berth::ahead_of;
using berth::all_failures;
using berth::candidate;
using berth::first_failure;
using berth::node_index;
using berth::offer;
using berth::pending_node;
using berth::quantity;
using berth::requirement;
using berth::rule_info;
using berth::rule_list;
using berth::verdict;
using berth::without;

/// Passes unless the requirement asks for `Letter` cpus or fewer; counts how often it is asked.
template <char Letter>
struct letter {
    static constexpr rule_info info{{}, "a letter"};
    int* asked = nullptr;

    constexpr verdict operator()(candidate const&, pending_node const& pending,
                                 node_index const&) const noexcept {
        if (asked != nullptr) {
            ++*asked;
        }
        return measure(info, pending.needs->cpus, quantity::whole(Letter));
    }
    friend constexpr bool operator==(letter const&, letter const&) = default;
};

using a = letter<'a'>;
using b = letter<'b'>;
using c = letter<'c'>;

static_assert(std::is_same_v<without<rule_list<a, b, c>, b>, rule_list<a, c>>);
static_assert(std::is_same_v<without<rule_list<a, b, a>, a>, rule_list<b>>);
static_assert(std::is_same_v<without<rule_list<a, b>, c>, rule_list<a, b>>);
static_assert(std::is_same_v<without<rule_list<a>, a>, rule_list<>>);
static_assert(std::is_same_v<without<rule_list<>, a>, rule_list<>>);
static_assert(std::is_same_v<ahead_of<c, rule_list<a, b>>, rule_list<c, a, b>>);
static_assert(std::is_same_v<without<ahead_of<c, rule_list<a, b>>, c>, rule_list<a, b>>);

static_assert(rule_list<>::size() == 0 && rule_list<a, b, a>::size() == 3);
static_assert(std::is_empty_v<rule_list<>> && !std::is_convertible_v<a, rule_list<a>>);

/// A question in which just the letters above `level` have enough.
struct question {
    offer o{};
    requirement needs{};
    node_index nodes{};

    constexpr explicit question(char level) { needs.cpus = quantity::whole(level + 1); }

    template <class List>
    constexpr verdict first(List const& rules) const {
        return first_failure(rules, candidate{o}, pending(), nodes);
    }
    template <class List>
    constexpr std::vector<rule_info const*> all(List const& rules) const {
        std::vector<rule_info const*> out;
        all_failures(rules, candidate{o}, pending(), nodes,
                     [&](verdict const& said) { out.push_back(said.rule); });
        return out;
    }
    constexpr pending_node pending() const {
        pending_node out;
        out.needs = &needs;
        return out;
    }
};

using infos = std::vector<rule_info const*>;

constexpr bool test_order() {
    rule_list<b, c, a> const rules;
    STATIC_CHECK(question('c').first(rules).rule == &b::info);
    STATIC_CHECK((question('c').all(rules) == infos{&b::info, &c::info, &a::info}));
    STATIC_CHECK(question('a').first(rules).rule == &a::info);
    STATIC_CHECK((question('a').all(rules) == infos{&a::info}));
    STATIC_CHECK((question('b').all(rules) == infos{&b::info, &a::info}));
    verdict const said = question('b').first(rules);
    STATIC_CHECK(!said.passed && said.asked == quantity::whole('b' + 1));
    STATIC_CHECK(said.available == quantity::whole('b') && said.short_by() == quantity::whole(1));
    STATIC_CHECK(question('a' - 1).first(rules).passed && question('a' - 1).all(rules).empty());
    return true;
}
static_assert(test_order());
TEST_CASE("rule_list: the first failure, or all of them, in the order of the list") {
    REQUIRE(test_order());
}

constexpr bool test_asks_no_more_than_needed() {
    int asked = 0;
    rule_list<a, b, c> const rules{a{&asked}, b{&asked}, c{&asked}};
    (void)question('a').first(rules);
    STATIC_CHECK(asked == 1);
    asked = 0;
    STATIC_CHECK(question('a').all(rules).size() == 1 && asked == 3);
    asked = 0;
    STATIC_CHECK(question('a' - 1).first(rules).passed && asked == 3);
    asked = 0;
    int verdicts = 0;
    question const q{'a'};
    rules.visit(candidate{q.o}, q.pending(), q.nodes,
                [&](verdict const&) { return ++verdicts != 2; }); // the second one passes
    STATIC_CHECK(verdicts == 2 && asked == 2);
    return true;
}
static_assert(test_asks_no_more_than_needed());
TEST_CASE("rule_list: asks until the sink has heard enough") {
    REQUIRE(test_asks_no_more_than_needed());
}

/// The smallest legal model of a sink, as listed in the concept's documentation.
// [counting]
struct counting {
    int left;

    constexpr bool operator()(berth::verdict const& /*said*/) noexcept { return --left != 0; }
};
// [/counting]

constexpr bool test_smallest_sink() {
    question const q{'a'};
    counting two{2};
    rule_list<a, b, c>{}.visit(candidate{q.o}, q.pending(), q.nodes, two);
    STATIC_CHECK(two.left == 0);
    counting many{9};
    rule_list<a, b, c>{}.visit(candidate{q.o}, q.pending(), q.nodes, many);
    STATIC_CHECK(many.left == 6);
    static_assert(berth::verdict_sink<counting> && !berth::verdict_sink<int>);
    return true;
}
static_assert(test_smallest_sink());
TEST_CASE("rule_list: a sink that counts is one") { REQUIRE(test_smallest_sink()); }

constexpr bool test_empty() {
    STATIC_CHECK(question('c').first(rule_list<>{}).passed);
    STATIC_CHECK(question('c').all(rule_list<>{}).empty());
    STATIC_CHECK(rule_list<>{} == rule_list<>{});
    return true;
}
static_assert(test_empty());
TEST_CASE("rule_list: an empty list refuses nothing") { REQUIRE(test_empty()); }

constexpr bool test_state() {
    int one = 0;
    int other = 0;
    using list = rule_list<a, a>; // twice the same rule, with a state each
    list const rules{a{&one}, a{&other}};
    list const copy = rules;
    (void)question('a').first(copy);
    STATIC_CHECK(one == 1 && other == 0);
    STATIC_CHECK(question('a').all(copy).size() == 2 && one == 2 && other == 1);
    STATIC_CHECK(copy == rules);
    STATIC_CHECK(!(copy == list{a{&one}, a{&one}}) && !(copy == list{}));
    return true;
}
static_assert(test_state());
TEST_CASE("rule_list: rules keep their state, and lists are values") { REQUIRE(test_state()); }

} // namespace
