// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/testing/laws/name_formatter.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace berth;

/// What the laws found, for a message.
std::string violation(std::optional<text<256>> const& found) {
    return std::string{found ? found->view() : std::string_view{}};
}

static_assert(name_formatter<dashed_name>);
static_assert(dashed_name::injective);
static_assert(std::is_empty_v<dashed_name>);

struct golden {
    volume_name_parts parts;
    std::string_view name;
};

// storage.md 2.5 and 11.3
constexpr golden goldens[]{
    {{"es", {7}, "data"}, "es-7-data"},
    {{"es", {7}, "config"}, "es-7-config"},
    {{"elasticsearch", {0}, "data"}, "elasticsearch-0-data"},
    {{"es", {11}, "data"}, "es-11-data"},
    {{"es1", {1}, "data"}, "es1-1-data"},
    {{"es-1", {1}, "data"}, "es-1-1-data"},
    {{"elasticsearch", {100}, "config"}, "elasticsearch-100-config"},
    {{"a", {4294967295U}, "z"}, "a-4294967295-z"},
    {{"my-framework-with-long-name", {10}, "data"}, "my-framework-with-long-name-10-data"},
};

constexpr bool test_golden() {
    for (auto const& [parts, name] : goldens) {
        STATIC_CHECK(format_name(dashed_name{}, parts) == volume_name{name});
        STATIC_CHECK(dashed_name{}.parse(name) == parts);
    }
    return true;
}
static_assert(test_golden());

constexpr name_fault fault_of(std::string_view framework, std::string_view purpose) {
    char out[255]{};
    return dashed_name{}.format({framework, {1}, purpose}, out).error();
}

constexpr bool test_refused_parts() {
    using enum name_part;
    STATIC_CHECK(fault_of("", "data") == name_fault{errc::empty, framework, 0});
    STATIC_CHECK(fault_of("es", "") == name_fault{errc::empty, purpose, 0});
    STATIC_CHECK(fault_of("1es", "data") == name_fault{errc::bad_first_character, framework, 0});
    STATIC_CHECK(fault_of("-es", "data") == name_fault{errc::bad_first_character, framework, 0});
    STATIC_CHECK(fault_of("es-", "data") == name_fault{errc::bad_last_character, framework, 2});
    STATIC_CHECK(fault_of("e--s", "data") == name_fault{errc::bad_character, framework, 2});
    STATIC_CHECK(fault_of("eS", "data") == name_fault{errc::bad_character, framework, 1});
    STATIC_CHECK(fault_of("e_s", "data") == name_fault{errc::bad_character, framework, 1});
    STATIC_CHECK(fault_of("e.s", "data") == name_fault{errc::bad_character, framework, 1});
    STATIC_CHECK(fault_of("es", "1data") == name_fault{errc::bad_character, purpose, 0});
    STATIC_CHECK(fault_of("es", "da-ta") == name_fault{errc::bad_character, purpose, 2});
    STATIC_CHECK(fault_of("es", "datA") == name_fault{errc::bad_character, purpose, 3});
    return true;
}
static_assert(test_refused_parts());

constexpr bool test_refused_names() {
    for (std::string_view const name : {"",           "-",          "--",
                                        "---",        "es",         "es-1",
                                        "es-data",    "-1-data",    "es-1-",
                                        "es--data",   "es-01-data", "es-1-data1",
                                        "es-1-1",     "es-x-data",  "es-4294967296-data",
                                        "es1data",    "ES-1-data",  "es-1-Data",
                                        "es--1-data", "1es-1-data", "es/1-1-data",
                                        "-data"}) {
        STATIC_CHECK(!dashed_name{}.parse(name));
    }
    STATIC_CHECK(parse_name(dashed_name{}, "foreign").error().message() ==
                 "volumeName is not known: \"foreign\"");
    STATIC_CHECK(*parse_name(dashed_name{}, "es-1-data") == volume_name_parts{"es", {1}, "data"});
    return true;
}
static_assert(test_refused_names());

constexpr bool test_buffer() {
    char out[9]{'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'};
    volume_name_parts const parts{"es", {7}, "data"};
    STATIC_CHECK(dashed_name{}.format(parts, std::span<char>{out}.first(8)).error() ==
                 name_fault{errc::too_long, name_part::whole, 8});
    STATIC_CHECK(out[0] == 'x' && out[8] == 'x');
    STATIC_CHECK(dashed_name{}.format(parts, out) == std::size_t{9});
    STATIC_CHECK(std::string_view{out, 9} == "es-7-data");
    return true;
}
static_assert(test_buffer());

/// All 189 framework names of the grammar with up to six characters `a`, `1`, `-`.
std::vector<std::string> frameworks() {
    std::vector<std::string> words{"a"};
    for (std::size_t i = 0; i != words.size(); ++i) {
        for (char const c : {'a', '1', '-'}) {
            if (words[i].size() < 6 && !(c == '-' && words[i].back() == '-')) {
                words.push_back(words[i] + c);
            }
        }
    }
    std::erase_if(words, [](std::string const& word) { return word.back() == '-'; });
    return words;
}

TEST_CASE("dashed names of the reference") { REQUIRE(test_golden()); }
TEST_CASE("parts outside the grammar are refused") { REQUIRE(test_refused_parts()); }
TEST_CASE("names outside the grammar are refused") { REQUIRE(test_refused_names()); }
TEST_CASE("a buffer too short gives a fault and is left alone") { REQUIRE(test_buffer()); }

TEST_CASE("3780 names: no clash, all read back") {
    REQUIRE(frameworks().size() == 189);
    std::set<std::string> names;
    for (auto const& framework : frameworks()) {
        for (std::uint32_t const id : {0U, 1U, 10U, 11U, 111U}) {
            for (std::string_view const purpose : {"a", "aa", "data", "config"}) {
                volume_name_parts const parts{framework, {id}, purpose};
                auto const name = format_name(dashed_name{}, parts);
                REQUIRE(name);
                CHECK(names.insert(std::string{name->view()}).second);
                CHECK(dashed_name{}.parse(*name) == parts);
            }
        }
    }
    CHECK(names.size() == 3780);
}

TEST_CASE("any 9-character word over a, 1, - is a name exactly when it formats back") {
    std::size_t read = 0;
    for (std::size_t n = 0; n != 19683; ++n) {
        std::string word;
        for (std::size_t i = 0, rest = n; i != 9; ++i, rest /= 3) {
            word += "a1-"[rest % 3];
        }
        if (auto const parts = dashed_name{}.parse(word)) {
            CHECK(format_name(dashed_name{}, *parts) == volume_name{word});
            ++read;
        }
    }
    CHECK(read == 107); // counted by a regular expression of the grammar, in Python
}

/// The grammar by single characters; `format` goes by words of eight, but not in constants.
bool is_framework(std::string_view name) {
    bool good = !name.empty() && name[0] >= 'a' && name[0] <= 'z' && name.back() != '-';
    for (std::size_t i = 0; i != name.size(); ++i) {
        bool const dash = name[i] == '-' && i != 0 && name[i - 1] != '-';
        good = good &&
               ((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') || dash);
    }
    return good;
}
bool is_purpose(std::string_view purpose) {
    return !purpose.empty() &&
           purpose.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
}

TEST_CASE("every byte at every place of every length, beside a dash, a digit or a letter") {
    char out[255];
    std::size_t wrong = 0;
    for (std::size_t size = 1; size != 27; ++size) {
        for (std::size_t at = 0; at != size; ++at) {
            for (int code = 0; code != 256; ++code) {
                for (char const neighbour : {'a', '-', '7', 'z'}) {
                    std::string word(size, 'b');
                    word[(at + 1) % size] = neighbour;
                    word[at] = static_cast<char>(code);
                    bool const as_framework{dashed_name{}.format({word, {1}, "data"}, out)};
                    bool const as_purpose{dashed_name{}.format({"es", {1}, word}, out)};
                    wrong += as_framework != is_framework(word) ? 1U : 0U;
                    wrong += as_purpose != is_purpose(word) ? 1U : 0U;
                }
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("parts of every length are copied whole, ids of every width written") {
    for (std::size_t size = 1; size != 60; ++size) {
        std::string framework;
        std::string purpose;
        for (std::size_t i = 0; i != size; ++i) {
            framework += static_cast<char>('a' + i % 26);
            purpose += static_cast<char>('z' - i % 26);
        }
        for (std::uint32_t const id :
             {0U, 9U, 10U, 42U, 99U, 100U, 507U, 999U, 1000U, 4294967295U}) {
            auto const name = format_name(dashed_name{}, {framework, {id}, purpose});
            REQUIRE(name);
            auto expected = framework;
            expected.append("-").append(std::to_string(id)).append("-").append(purpose);
            CHECK(std::string{name->view()} == expected);
        }
    }
}

static_assert(!testing::laws::name_formatter(dashed_name{}, 1, 6));

TEST_CASE("dashed_name obeys the laws of a name formatter") {
    auto const seed = berth_test::seed_or(2016);
    CAPTURE(seed);
    CHECK(violation(testing::laws::name_formatter(dashed_name{}, seed, 2000)) == "");
}

TEST_CASE("random legal parts are read back") {
    auto const seed = berth_test::seed_or(1);
    CAPTURE(seed);
    berth_test::splitmix draw{seed};
    for (int i = 0; i != 2000; ++i) {
        std::string framework(1, static_cast<char>('a' + draw.below(26)));
        while (draw.chance(9, 10)) {
            bool const dash = framework.back() != '-' && draw.chance(1, 4);
            framework += dash ? '-' : "abcxyz019"[draw.below(9)];
        }
        framework += 'a';
        std::string purpose(1 + draw.below(12), static_cast<char>('a' + draw.below(26)));
        volume_name_parts const parts{
            framework, {static_cast<std::uint32_t>(draw() >> draw.between(32, 63))}, purpose};
        auto const name = format_name(dashed_name{}, parts);
        CAPTURE(framework);
        REQUIRE(name);
        auto expected = framework;
        expected.append("-").append(std::to_string(parts.id.value)).append("-").append(purpose);
        CHECK(name->view() == expected);
        CHECK(dashed_name{}.parse(*name) == parts);
    }
}

} // namespace
