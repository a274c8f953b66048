// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/verdict.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace {

using berth::measure;
using berth::quantity;
using berth::rule_info;
using berth::verdict;

static_assert(std::is_trivially_copyable_v<verdict> && sizeof(verdict) == 32);

constexpr rule_info plain{"plain", "Offer did not have enough"};
constexpr rule_info other{"other", "Offer did not have {asked} ports"};

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

constexpr bool test_equality() {
    STATIC_CHECK(measure(plain, {}, {}) == measure(plain, {}, {}));
    STATIC_CHECK(!(measure(plain, {}, {}) == measure(other, {}, {})));
    STATIC_CHECK(!(measure(plain, quantity::whole(1), {}) == measure(plain, {}, {})));
    STATIC_CHECK(verdict{}.passed && verdict{}.rule == nullptr);
    return true;
}
static_assert(test_equality());
TEST_CASE("verdict: equal if rule and amounts are") { REQUIRE(test_equality()); }

} // namespace
