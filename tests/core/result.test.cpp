// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/core/result.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <utility>

namespace {

using berth::errc;
using berth::make_error;
using berth::outcome;
using berth::result;

static_assert(!std::is_default_constructible_v<result<int, errc>>, "neither would be neither");
static_assert(!std::is_convertible_v<result<int, errc>, bool>);
static_assert(std::is_same_v<outcome, result<berth::success>>);

struct pair {
    int first = 0;
    int second = 0;
    friend constexpr bool operator==(pair const&, pair const&) = default;
};

constexpr bool test_holds_a_value() {
    result<pair, errc> r = pair{1, 2};
    STATIC_CHECK(r && r.has_value());
    STATIC_CHECK(*r == pair{1, 2} && r->second == 2);
    r->first = 3;
    STATIC_CHECK((*r).first == 3 && std::as_const(r)->first == 3);
    STATIC_CHECK(r.value_or({9, 9}) == pair{3, 2});
    pair const moved = *std::move(r);
    STATIC_CHECK(moved == pair{3, 2});
    return true;
}
static_assert(test_holds_a_value());
TEST_CASE("result: holds a value") { REQUIRE(test_holds_a_value()); }

constexpr bool test_holds_an_error() {
    result<int, errc> const r = errc::negative;
    STATIC_CHECK(!r && !r.has_value());
    STATIC_CHECK(r.error() == errc::negative);
    STATIC_CHECK(r.value_or(7) == 7);
    return true;
}
static_assert(test_holds_an_error());
TEST_CASE("result: holds an error") { REQUIRE(test_holds_an_error()); }

constexpr bool test_equality() {
    using r = result<int, errc>;
    STATIC_CHECK(r{1} == r{1} && !(r{1} == r{2}));
    STATIC_CHECK(r{errc::empty} == r{errc::empty} && !(r{errc::empty} == r{errc::missing}));
    // `missing` is the first code and 0 the first number: neither is what the other lacks.
    STATIC_CHECK(!(r{0} == r{errc::missing}));
    return true;
}
static_assert(test_equality());
TEST_CASE("result: a value never equals an error") { REQUIRE(test_equality()); }

constexpr bool test_outcome() {
    outcome const done = berth::ok;
    outcome const failed = make_error(errc::empty, "requirement.roles");
    STATIC_CHECK(done && !failed && !(done == failed));
    STATIC_CHECK(failed.error().code == errc::empty);
    return true;
}
static_assert(test_outcome());
TEST_CASE("result: an outcome says that it is done, or why not") { REQUIRE(test_outcome()); }

TEST_CASE("result: moves what it holds") {
    result<std::string, errc> r = std::string(100, 'x');
    std::string const taken = *std::move(r);
    REQUIRE(taken.size() == 100);
}

} // namespace
