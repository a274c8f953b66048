// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/volume/volume_name.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace {

using namespace berth;

static_assert(std::is_trivially_copyable_v<volume_name_parts>);
static_assert(std::is_trivially_copyable_v<volume_name>);
static_assert(sizeof(name_fault) == 4);
static_assert(volume_name::capacity() == 255);

constexpr bool test_read_id() {
    STATIC_CHECK(detail::read_id("0") == node_id{0});
    STATIC_CHECK(detail::read_id("10") == node_id{10});
    STATIC_CHECK(detail::read_id("4294967295") == node_id{4294967295U});
    for (std::string_view const wrong : {"", "00", "01", "-1", "+1", " 1", "1 ", "1a", "0x1",
                                         "4294967296", "9999999999", "42949672950"}) {
        STATIC_CHECK(!detail::read_id(wrong));
    }
    return true;
}
static_assert(test_read_id());

constexpr bool test_write_decimal() {
    for (std::uint32_t const number : {0U, 1U, 9U, 10U, 99U, 100U, 4294967295U}) {
        char digits[10]{};
        auto const width = detail::decimal_width(number);
        char const* const end = detail::write_decimal(digits, number, width);
        STATIC_CHECK(end == digits + width);
        STATIC_CHECK(detail::read_id({digits, width}) == node_id{number});
    }
    return true;
}
static_assert(test_write_decimal());

constexpr bool test_same_folded() {
    STATIC_CHECK(detail::same_folded("", ""));
    STATIC_CHECK(detail::same_folded("Es-1_[", "eS-1_["));
    STATIC_CHECK(!detail::same_folded("es", "es1"));
    STATIC_CHECK(!detail::same_folded("a@[", "a`{")); // one bit apart, but no letters
    return true;
}
static_assert(test_same_folded());

constexpr bool test_to_error() {
    STATIC_CHECK(to_error({errc::bad_character, name_part::framework, 2}, "es_1").message() ==
                 "frameworkName has a character that is not allowed: position 2 of \"es_1\"");
    STATIC_CHECK(to_error({errc::empty, name_part::purpose, 0}, "").message() ==
                 "purpose is empty");
    STATIC_CHECK(to_error({errc::too_long, name_part::whole, 0}, "x").field == "volumeName");
    STATIC_CHECK(to_error({errc::unknown, name_part::id, 0}, "x").field == "nodeId");
    return true;
}
static_assert(test_to_error());

TEST_CASE("ids are read in canonical decimal only") { REQUIRE(test_read_id()); }
TEST_CASE("ids are written in canonical decimal") { REQUIRE(test_write_decimal()); }
TEST_CASE("names compare without the case of letters") { REQUIRE(test_same_folded()); }
TEST_CASE("a fault is explained with the operator's field") { REQUIRE(test_to_error()); }

} // namespace
