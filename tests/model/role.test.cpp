// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/role.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace {

using namespace std::string_view_literals;

constexpr bool test_names() {
    for (auto const name : {"*"sv, "a"sv, "a/b"sv, "a/b/c"sv, "eng-1/x.y"sv, "a\\b"sv, "..."sv,
                            "a-"sv, "_"sv, "a*"sv, "a/b*"sv}) {
        STATIC_CHECK(berth::is_role(name));
    }
    for (auto const name : {""sv,    "/"sv,    "/a"sv,  "a/"sv,  "a//b"sv, "."sv,    ".."sv,
                            "a/."sv, "../a"sv, "*/a"sv, "a/*"sv, "-a"sv,   "a/-b"sv, "a b"sv,
                            " "sv,   "a\t"sv,  "a\n"sv, "\va"sv, "a\f"sv,  "a\r"sv,  "a\x7f"sv}) {
        STATIC_CHECK(!berth::is_role(name));
    }
    return true;
}
static_assert(test_names());
TEST_CASE("is_role: what Mesos takes for a role") { REQUIRE(test_names()); }

constexpr bool test_kinship() {
    STATIC_CHECK(berth::is_below("a/b", "a") && berth::is_below("a/b/c", "a"));
    STATIC_CHECK(!berth::is_below("a", "a") && !berth::is_below("a", "a/b"));
    STATIC_CHECK(!berth::is_below("a/bx", "a/b") && !berth::is_below("b/a", "a"));
    STATIC_CHECK(berth::role_depth("") == 0 && berth::role_depth("a") == 1);
    STATIC_CHECK(berth::role_depth("a/b/c") == 3);
    return true;
}
static_assert(test_kinship());
TEST_CASE("is_below: a common beginning is no kinship") { REQUIRE(test_kinship()); }

} // namespace
