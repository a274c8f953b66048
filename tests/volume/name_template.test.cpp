// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/testing/laws/name_formatter.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_template.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

using namespace berth;

using as_dashed = name_template<"{framework}-{id}-{purpose}">;
using fixed_everywhere = name_template<"blue-{framework}-n{id}-{purpose}-x1">;
using id_first = name_template<"{id}_{purpose}.{framework}">;
using digit_before_purpose = name_template<"{framework}-{id}0{purpose}">;
using turned = name_template<"{purpose}.{framework}/{id}">;

static_assert(name_formatter<as_dashed> && as_dashed::injective && std::is_empty_v<as_dashed>);
static_assert(name_formatter<fixed_everywhere> && name_formatter<id_first>);
static_assert(name_formatter<digit_before_purpose> && name_formatter<turned>);
static_assert(!std::is_same_v<as_dashed, id_first>);

template <class Template>
constexpr bool gives(volume_name_parts const& parts, std::string_view name) {
    return format_name(Template{}, parts) == volume_name{name} && Template{}.parse(name) == parts;
}

constexpr bool test_golden() {
    STATIC_CHECK(gives<as_dashed>({"es", {11}, "data"}, "es-11-data"));
    STATIC_CHECK(gives<as_dashed>({"es-1", {1}, "data"}, "es-1-1-data"));
    STATIC_CHECK(gives<fixed_everywhere>({"es", {7}, "data"}, "blue-es-n7-data-x1"));
    STATIC_CHECK(gives<fixed_everywhere>({"es-n7", {0}, "x"}, "blue-es-n7-n0-x-x1"));
    STATIC_CHECK(gives<id_first>({"es-1", {4294967295U}, "data"}, "4294967295_data.es-1"));
    STATIC_CHECK(gives<digit_before_purpose>({"es", {10}, "data"}, "es-100data"));
    STATIC_CHECK(gives<digit_before_purpose>({"es", {0}, "data"}, "es-00data"));
    STATIC_CHECK(gives<turned>({"es-1", {3}, "data"}, "data.es-1/3"));
    return true;
}
static_assert(test_golden());

template <class Template>
constexpr bool reads_none(std::initializer_list<std::string_view> names) {
    bool none = true;
    for (std::string_view const name : names) {
        none = none && !Template{}.parse(name);
    }
    return none;
}

constexpr bool test_refused_names() {
    STATIC_CHECK(reads_none<as_dashed>({"", "-", "--", "es-1-", "-1-data", "es--data", "es-01-data",
                                        "es-1-data1", "1es-1-data", "es-4294967296-data", "es1data",
                                        "ES-1-data", "es--1-data", "data"}));
    STATIC_CHECK(reads_none<fixed_everywhere>(
        {"blue-es-n7-data", "es-n7-data-x1", "green-es-n7-data-x1", "blue-es-7-data-x1",
         "blue--n7-data-x1", "blue-es-n7--x1", "-x1", "x1", "blue-x1", "blue-n7-data-x1",
         "blue-es-n7-data-x1x", "blue-es-n7-data-x1-x1", "bluf-es-n7-data-x1"}));
    STATIC_CHECK(reads_none<id_first>({"_data.es", "1_.es", "1_data.", "01_data.es", "1_data.es-",
                                       "1_data.e--s", "x1_data.es", "1_data_es", "1.data.es"}));
    STATIC_CHECK(reads_none<digit_before_purpose>({"es-0data", "es-1data", "es-010data"}));
    STATIC_CHECK(as_dashed{}.parse("es-01-data").error() ==
                 name_fault{errc::unknown, name_part::id, 3});
    STATIC_CHECK(id_first{}.parse("01_data.es").error() ==
                 name_fault{errc::unknown, name_part::id, 0});
    STATIC_CHECK(fixed_everywhere{}.parse("es").error() == name_fault{errc::unknown});
    return true;
}
static_assert(test_refused_names());

constexpr bool test_parts_and_buffer() {
    char out[20]{};
    STATIC_CHECK(id_first{}.format({"es-", {1}, "data"}, out).error() ==
                 name_fault{errc::bad_last_character, name_part::framework, 2});
    STATIC_CHECK(id_first{}.format({"es", {1}, "da-ta"}, out).error() ==
                 name_fault{errc::bad_character, name_part::purpose, 2});
    std::string_view const name{"blue-es-n7-data-x1"};
    volume_name_parts const parts{"es", {7}, "data"};
    STATIC_CHECK(fixed_everywhere{}.format(parts, std::span<char>{out}.first(17)).error() ==
                 name_fault{errc::too_long, name_part::whole, 17});
    STATIC_CHECK(out[0] == '\0');
    STATIC_CHECK(fixed_everywhere{}.format(parts, std::span<char>{out}.first(18)) == name.size());
    STATIC_CHECK(std::string_view{out, 18} == name && out[18] == '\0');
    return true;
}
static_assert(test_parts_and_buffer());

using detail::template_fault;
using detail::template_layout;

constexpr template_fault wrong_with(std::string_view text) {
    return template_layout::of(text).wrong;
}

/// Accepted and refused texts side by side; what refuses a program is in tests/compile_fail.
constexpr bool test_rule() {
    using enum template_fault;
    for (std::string_view const good : {
             "{framework}-{id}-{purpose}",
             "{framework}a{id}-{purpose}",
             "{framework}-{id}0{purpose}",
             "{framework}.{purpose}-{id}",
             "{purpose}-{id}.{framework}",
             "{purpose}_{framework}_{id}",
             "a{framework}-{id}-{purpose}z",
         }) {
        STATIC_CHECK(wrong_with(good) == none);
    }
    STATIC_CHECK(wrong_with("") == field_missing);
    STATIC_CHECK(wrong_with("{framework}-{id}") == field_missing);
    STATIC_CHECK(wrong_with("{framework}-{id}-{purpose}-{id}") == field_twice);
    STATIC_CHECK(wrong_with("{framework}-{id}-{volume}") == unknown_field);
    STATIC_CHECK(wrong_with("{framework}-{id}-{}") == unknown_field);
    STATIC_CHECK(wrong_with("{framework}-{ID}-{purpose}") == unknown_field);
    STATIC_CHECK(wrong_with("{framework}-{id}-{purpose") == open_brace);
    STATIC_CHECK(wrong_with("{framework}-{id-{purpose}") == open_brace);
    STATIC_CHECK(wrong_with("{framework}-{{id}}-{purpose}") == open_brace);
    STATIC_CHECK(wrong_with("{framework}-id}-{purpose}") == open_brace);
    STATIC_CHECK(wrong_with("{framework}A{id}-{purpose}") == bad_character);
    STATIC_CHECK(wrong_with("{framework} {id}-{purpose}") == bad_character);
    STATIC_CHECK(wrong_with("{framework}-{id}-{purpose}\n") == bad_character);
    STATIC_CHECK(wrong_with("{framework}\xc3{id}-{purpose}") == bad_character);
    // each field against its own alphabet, and fields side by side
    STATIC_CHECK(wrong_with("{framework}{id}{purpose}") == unbounded);
    STATIC_CHECK(wrong_with("{framework}-{id}{purpose}") == unbounded); // although it could be read
    STATIC_CHECK(wrong_with("{framework}-0{id}-{purpose}") == unbounded);
    STATIC_CHECK(wrong_with("{framework}-{id}-v{purpose}") == unbounded);
    STATIC_CHECK(wrong_with("{id}-{framework}.{purpose}") == unbounded);
    STATIC_CHECK(wrong_with("{id}a{framework}.{purpose}") == unbounded);
    STATIC_CHECK(wrong_with("{id}7{framework}.{purpose}") == unbounded);
    STATIC_CHECK(wrong_with("{id}.{framework}{purpose}") == unbounded);
    return true;
}
static_assert(test_rule());

constexpr bool test_limits() {
    std::string_view const purposes[]{"data"};
    STATIC_CHECK(validate_names(fixed_everywhere{}, "es", purposes, {99}, portable)->longest ==
                 "blue-es-n99-data-x1");
    STATIC_CHECK(validate_names(id_first{}, "es", purposes, {99}, portable).error().message() ==
                 "volumeName starts with a character that is not allowed there: portable does not "
                 "allow the first character of \"99_data.es\"");
    STATIC_CHECK(validate_names(id_first{}, "es", purposes, {99}, docker_local));
    STATIC_CHECK(!validate_names(turned{}, "es", purposes, {99}, docker_local));
    // an id that S3 reserves, although neither the smallest nor the largest id is one
    using reserved = name_template<"{framework}_{purpose}-s{id}alias">;
    auto no_underscore = portable;
    no_underscore.allowed = no_underscore.allowed | char_set{"_"};
    STATIC_CHECK(validate_names(reserved{}, "es", purposes, {9}, no_underscore).error().detail ==
                 "portable reserves names that end in \"-s3alias\", such as \"es_data-s3alias\"");
    return true;
}
static_assert(test_limits());

static_assert(!testing::laws::name_formatter(as_dashed{}, 1, 4));
static_assert(!testing::laws::name_formatter(id_first{}, 1, 4));

TEST_CASE("names of templates") { REQUIRE(test_golden()); }
TEST_CASE("names outside a template are refused") { REQUIRE(test_refused_names()); }
TEST_CASE("parts outside the grammar are refused, and buffers too short") {
    REQUIRE(test_parts_and_buffer());
}
TEST_CASE("the rule that a template has to keep") { REQUIRE(test_rule()); }
TEST_CASE("names of templates are held to the limits") { REQUIRE(test_limits()); }

TEST_CASE_TEMPLATE("name_template obeys the laws of a name formatter", T, as_dashed,
                   fixed_everywhere, id_first, digit_before_purpose, turned) {
    auto const seed = berth_test::seed_or(2016);
    CAPTURE(seed);
    auto const broken = testing::laws::name_formatter(T{}, seed, 1000);
    CHECK(std::string{broken ? broken->view() : std::string_view{}} == "");
}

TEST_CASE("the template of dashed_name reads and refuses what dashed_name does") {
    std::size_t read = 0;
    for (std::size_t n = 0; n != 19683; ++n) {
        std::string word;
        for (std::size_t i = 0, rest = n; i != 9; ++i, rest /= 3) {
            word += "a1-"[rest % 3];
        }
        auto const parts = as_dashed{}.parse(word);
        auto const expected = dashed_name{}.parse(word);
        CAPTURE(word);
        REQUIRE(parts.has_value() == expected.has_value());
        if (parts) {
            CHECK(*parts == *expected);
            ++read;
        }
    }
    CHECK(read == 107);
}

} // namespace
