// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/attached_volume.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

namespace {

using namespace berth;

static_assert(std::is_trivially_copyable_v<attached_volume>);

constexpr bool test_same_path() {
    STATIC_CHECK(detail::same_path("/a/b", "/a/b"));
    STATIC_CHECK(detail::same_path("/a/b", "/a//b/"));
    STATIC_CHECK(detail::same_path("/a/b", "/./a/./b/."));
    STATIC_CHECK(detail::same_path("/", "//"));
    STATIC_CHECK(!detail::same_path("/a/b", "/a"));
    STATIC_CHECK(!detail::same_path("/a", "/a/b"));
    STATIC_CHECK(!detail::same_path("/a/b", "/ab"));
    STATIC_CHECK(!detail::same_path("/a", "/A"));
    STATIC_CHECK(!detail::same_path("/a", "/.a"));
    return true;
}
static_assert(test_same_path());

/// Exactly `[A-Za-z0-9._/-]` may stand in a container path.
constexpr bool test_characters() {
    constexpr std::string_view known{
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-"};
    for (int code = 0; code != 256; ++code) {
        char const path[]{'/', 'x', static_cast<char>(code), 'y'};
        auto const legal = detail::check_container_path({path, sizeof path}, 3);
        STATIC_CHECK(legal.has_value() == (known.find(path[2]) != std::string_view::npos));
        STATIC_CHECK(legal || (legal.error().code == errc::bad_character &&
                               legal.error().field == "volumes[3].container_path"));
    }
    return true;
}
static_assert(test_characters());

TEST_CASE("paths that differ in slashes and dots are one") { REQUIRE(test_same_path()); }
TEST_CASE("the characters of a container path") { REQUIRE(test_characters()); }

TEST_CASE("a container path is as long as the system's longest path") {
    std::string path = "/" + std::string(max_container_path - 1, 'p');
    CHECK(detail::check_container_path(path, 0));
    path += 'p';
    CHECK(detail::check_container_path(path, 0).error().code == errc::too_long);
}

} // namespace
