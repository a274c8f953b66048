// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/core/text.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace {

using berth::text;
using namespace std::string_view_literals;

static_assert(std::is_trivially_copyable_v<text<8>>);
static_assert(!std::is_convertible_v<std::string_view, text<8>>, "it may cut, so it is said");
static_assert(std::is_convertible_v<text<8>, std::string_view>);

constexpr bool test_starts_empty() {
    text<4> const t;
    STATIC_CHECK(t.empty() && t.size() == 0 && t.view() == "");
    STATIC_CHECK(text<4>::capacity() == 4);
    return true;
}
static_assert(test_starts_empty());
TEST_CASE("text: starts empty") { REQUIRE(test_starts_empty()); }

constexpr bool test_append_is_all_or_nothing() {
    text<4> t{"ab"};
    STATIC_CHECK(t.append("cd") && t == "abcd"sv);
    STATIC_CHECK(t.append("") && t == "abcd"sv);
    STATIC_CHECK(!t.append('e') && t == "abcd"sv);
    t.clear();
    STATIC_CHECK(t.empty());
    STATIC_CHECK(!t.append("abcde") && t.empty());
    STATIC_CHECK(t.append("a\0b"sv) && t.size() == 3);
    return true;
}
static_assert(test_append_is_all_or_nothing());
TEST_CASE("text: what does not fit is refused whole") { REQUIRE(test_append_is_all_or_nothing()); }

constexpr bool test_clipping_is_asked_for() {
    STATIC_CHECK(text<4>{"abcdef"} == "abcd"sv);
    text<4> t{"abc"};
    t.append_clipped("de");
    STATIC_CHECK(t == "abcd"sv);
    t.append_clipped("f");
    STATIC_CHECK(t == "abcd"sv);
    return true;
}
static_assert(test_clipping_is_asked_for());
TEST_CASE("text: cuts only on request") { REQUIRE(test_clipping_is_asked_for()); }

constexpr text<20> decimal(std::uint64_t number) {
    text<20> t;
    STATIC_CHECK(t.append_decimal(number));
    return t;
}

constexpr bool test_decimals() {
    STATIC_CHECK(decimal(0) == "0"sv);
    STATIC_CHECK(decimal(9) == "9"sv && decimal(10) == "10"sv && decimal(100) == "100"sv);
    STATIC_CHECK(decimal(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615"sv);
    text<3> t{"a"};
    STATIC_CHECK(!t.append_decimal(123) && t == "a"sv);
    STATIC_CHECK(t.append_decimal(12) && t == "a12"sv);
    return true;
}
static_assert(test_decimals());
TEST_CASE("text: decimals are canonical") { REQUIRE(test_decimals()); }

constexpr bool test_equality_is_of_the_text() {
    text<8> t{"abcdef"};
    t.clear();
    t.append("ab");
    STATIC_CHECK(t == text<8>{"ab"}); // what was there before does not count
    STATIC_CHECK(!(t == text<8>{"abc"}) && !(t == "a"sv) && !(t == "ac"sv));
    return true;
}
static_assert(test_equality_is_of_the_text());
TEST_CASE("text: equal if the text is") { REQUIRE(test_equality_is_of_the_text()); }

} // namespace
