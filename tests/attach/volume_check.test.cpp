// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/volume_check.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

namespace {

using namespace berth;

static_assert(std::is_trivially_copyable_v<attached_volume>);

using detail::compare_paths;
using detail::relation;

constexpr bool test_paths() {
    for (std::string_view const same : {"/a/b", "/a//b/", "/./a/./b/.", "//a/b"}) {
        STATIC_CHECK(compare_paths("/a/b", same) == relation::same);
        STATIC_CHECK(compare_paths(same, "/a/b") == relation::same);
    }
    for (std::string_view const inside : {"/a/b/c", "/a/b/c/d", "//a/./b//c"}) {
        STATIC_CHECK(compare_paths("/a/b", inside) == relation::nested);
        STATIC_CHECK(compare_paths(inside, "/a/b") == relation::nested);
    }
    for (std::string_view const apart : {"/ab", "/a/bc", "/A/b", "/b", "/.a/b", "a/b", "a"}) {
        STATIC_CHECK(compare_paths("/a/b", apart) == relation::apart);
        STATIC_CHECK(compare_paths(apart, "/a/b") == relation::apart);
    }
    STATIC_CHECK(compare_paths("a", "a/") == relation::same);
    STATIC_CHECK(compare_paths("a", "a/b") == relation::nested);
    return true;
}
static_assert(test_paths());

constexpr error wrong_path(std::string_view path) {
    auto const checked = detail::check_path(path, make_error({}, "path"));
    return checked ? error{} : checked.error();
}

constexpr bool test_relative() {
    for (std::string_view const good : {"a", "a/b", "./a", "a/", ".a", "a-b_c.d"}) {
        STATIC_CHECK(wrong_path(good) == error{});
    }
    STATIC_CHECK(wrong_path("").message() == "path is empty");
    for (std::string_view const itself : {".", "./", "./."}) {
        STATIC_CHECK(wrong_path(itself).message() ==
                     "path is not supported: the directory it is in");
    }
    STATIC_CHECK(wrong_path("a/..").message() == "path has a character that is not allowed: .. at "
                                                 "position 2 of \"a/..\"");
    STATIC_CHECK(detail::check_absolute_path("a", make_error({}, "path")).error().message() ==
                 "path starts with a character that is not allowed there: not absolute: \"a\"");
    return true;
}
static_assert(test_relative());

constexpr bool test_driver() {
    STATIC_CHECK(detail::check_driver("rexray/ebs:0.11", 0));
    STATIC_CHECK(detail::check_driver("a,b\"", 0));
    STATIC_CHECK(detail::check_driver("", 1).error().message() == "volumes[1].driver is empty");
    STATIC_CHECK(detail::check_driver("a\nb", 1).error().detail ==
                 "not printable, at position 1 of \"a\nb\"");
    STATIC_CHECK(detail::check_driver("a,b", 1, ",\"").error().detail ==
                 "not legal here, at position 1 of \"a,b\"");
    STATIC_CHECK(!detail::check_driver("caf\xc3\xa9", 0));
    return true;
}
static_assert(test_driver());

constexpr error wrong_options(std::string_view options, detail::equals_signs count) {
    auto const checked = detail::check_options(options, 2, count);
    return checked ? error{} : checked.error();
}

constexpr bool test_options() {
    using detail::equals_signs;
    for (auto const count : {equals_signs::one, equals_signs::any}) {
        for (std::string_view const good : {"", "size=1", "size=1,iops=100", "a=b,c=d,e=f"}) {
            STATIC_CHECK(wrong_options(good, count) == error{});
        }
        for (std::string_view const bad :
             {"size", "size=", "=1", "=", ",", "a=b,", ",a=b", "a=b,,c=d", "a=b,c", "a=b,=d"}) {
            auto const error = wrong_options(bad, count);
            STATIC_CHECK(error.code == errc::wrong_type && error.field == "volumes[2].options");
        }
        STATIC_CHECK(wrong_options("size=1,iops=2,Size=3", count).message() ==
                     "volumes[2].options is given twice: Size");
    }
    for (std::string_view const two : {"a=b=c", "a==b", "x=y,a=b=c", "a=b="}) {
        STATIC_CHECK(wrong_options(two, equals_signs::one).code == errc::wrong_type);
        STATIC_CHECK(wrong_options(two, equals_signs::any) == error{});
    }
    STATIC_CHECK(wrong_options("size=1,iops", equals_signs::one).detail ==
                 "no key=value with one '=' at position 7 of \"size=1,iops\"");
    STATIC_CHECK(wrong_options("size=1,iops", equals_signs::any).detail ==
                 "no key=value at position 7 of \"size=1,iops\"");
    return true;
}
static_assert(test_options());

constexpr bool test_launches() {
    STATIC_CHECK(detail::check_launches(generation{1}) && detail::check_launches(generation{9}));
    STATIC_CHECK(detail::check_launches({}).error().message() ==
                 "launches is out of range: they are counted from 1");
    return true;
}
static_assert(test_launches());

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

TEST_CASE("paths that differ in slashes and dots are one; some lie in others") {
    REQUIRE(test_paths());
}
TEST_CASE("a relative path stays below its directory") { REQUIRE(test_relative()); }
TEST_CASE("a driver is printable") { REQUIRE(test_driver()); }
TEST_CASE("options are key=value items, no key twice") { REQUIRE(test_options()); }
TEST_CASE("a launch is counted from 1") { REQUIRE(test_launches()); }
TEST_CASE("the characters of a container path") { REQUIRE(test_characters()); }

TEST_CASE("a container path is as long as the system's longest path") {
    std::string path = "/" + std::string(max_container_path - 1, 'p');
    CHECK(detail::check_container_path(path, 0));
    path += 'p';
    CHECK(detail::check_container_path(path, 0).error().code == errc::too_long);
}

TEST_CASE("a driver's name is as long as a file's") {
    std::string driver(max_driver_name, 'd');
    CHECK(detail::check_driver(driver, 0));
    driver += 'd';
    CHECK(detail::check_driver(driver, 0).error().code == errc::too_long);
}

} // namespace
