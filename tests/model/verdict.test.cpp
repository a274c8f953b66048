// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/verdict.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <type_traits>

namespace {

using berth::measure;
using berth::quantity;
using berth::rule_info;
using berth::verdict;
using namespace std::string_view_literals;

static_assert(std::is_trivially_copyable_v<verdict> && sizeof(verdict) == 32);

constexpr rule_info plain{"plain", "Offer did not have enough"};
constexpr rule_info slotted{"slotted", "Offer did not have {asked} ports"};
constexpr rule_info at_the_end{"at_the_end", "wanted {asked}"};

constexpr bool test_measure() {
    quantity const two = quantity::whole(2);
    verdict const less = measure(plain, two, quantity::thousandths(1999));
    STATIC_CHECK(!less.passed && less.rule == &plain && less.asked == two);
    STATIC_CHECK(less.available == quantity::thousandths(1999));
    STATIC_CHECK(less.short_by() == quantity::thousandths(1));
    STATIC_CHECK(measure(plain, two, two).passed);
    STATIC_CHECK(measure(plain, two, two).short_by() == quantity{});
    STATIC_CHECK(measure(plain, two, quantity::whole(3)).passed);
    STATIC_CHECK(measure(plain, two, quantity::whole(3)).short_by() == quantity{});
    STATIC_CHECK(measure(plain, {}, {}).passed);
    return true;
}
static_assert(test_measure());
TEST_CASE("verdict: passes if there is enough") { REQUIRE(test_measure()); }

constexpr bool test_text() {
    verdict const v = measure(slotted, quantity::whole(2), {});
    STATIC_CHECK(v.text() == "Offer did not have 2 ports"sv);
    STATIC_CHECK(measure(plain, quantity::whole(2), {}).text() == "Offer did not have enough"sv);
    STATIC_CHECK(measure(at_the_end, quantity::thousandths(500), {}).text() == "wanted 0.5"sv);
    return true;
}
static_assert(test_text());
TEST_CASE("verdict: says the amount asked in its place") { REQUIRE(test_text()); }

constexpr bool test_equality() {
    STATIC_CHECK(measure(plain, {}, {}) == measure(plain, {}, {}));
    STATIC_CHECK(!(measure(plain, {}, {}) == measure(slotted, {}, {})));
    STATIC_CHECK(!(measure(plain, quantity::whole(1), {}) == measure(plain, {}, {})));
    STATIC_CHECK(verdict{}.passed && verdict{}.rule == nullptr);
    return true;
}
static_assert(test_equality());
TEST_CASE("verdict: equal if rule and amounts are") { REQUIRE(test_equality()); }

} // namespace
