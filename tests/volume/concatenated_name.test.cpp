// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/testing/laws/name_formatter.hpp>
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace berth;

/// What the laws found, for a message.
std::string violation(std::optional<text<256>> const& found) {
    return std::string{found ? found->view() : std::string_view{}};
}

static_assert(name_formatter<concatenated_name>);
static_assert(concatenated_name::injective);
static_assert(!accepts_ambiguity(concatenated_name{}));
static_assert(accepts_ambiguity(concatenated_name{.accept_ambiguous = true}));
static_assert(!accepts_ambiguity(dashed_name{}));

constexpr concatenated_name strict{};
constexpr concatenated_name waived{.accept_ambiguous = true};

constexpr name_fault fault_of(concatenated_name f, std::string_view framework,
                              std::string_view purpose) {
    char out[255]{};
    return f.format({framework, {1}, purpose}, out).error();
}

constexpr bool test_golden() {
    STATIC_CHECK(format_name(strict, {"elasticsearch", {0}, "data"}) ==
                 volume_name{"elasticsearch0data"});
    STATIC_CHECK(format_name(strict, {"es", {11}, "data"}) == volume_name{"es11data"});
    STATIC_CHECK(format_name(strict, {"elasticsearch", {21}, "config"}) ==
                 volume_name{"elasticsearch21config"});
    STATIC_CHECK(strict.parse("es11data") == volume_name_parts{"es", {11}, "data"});
    STATIC_CHECK(strict.parse("a1b22Data") == volume_name_parts{"a1b", {22}, "Data"});
    return true;
}
static_assert(test_golden());

constexpr bool test_refused_parts() {
    using enum name_part;
    STATIC_CHECK(fault_of(strict, "es1", "data") == name_fault{errc::not_decodable, framework, 2});
    STATIC_CHECK(fault_of(strict, "es0", "data") == name_fault{errc::not_decodable, framework, 2});
    STATIC_CHECK(fault_of(strict, "es", "1data") == name_fault{errc::not_decodable, purpose, 0});
    STATIC_CHECK(fault_of(strict, "es", "data1") == name_fault{errc::not_decodable, purpose, 4});
    for (auto const f : {strict, waived}) {
        STATIC_CHECK(fault_of(f, "", "data") == name_fault{errc::empty, framework, 0});
        STATIC_CHECK(fault_of(f, "es", "") == name_fault{errc::empty, purpose, 0});
        STATIC_CHECK(fault_of(f, "es", "-data") == name_fault{errc::bad_character, purpose, 0});
    }
    return true;
}
static_assert(test_refused_parts());

constexpr bool test_refused_names() {
    for (std::string_view const name : {"", "1data", "esdata", "es1", "es01data", "es00data",
                                        "es1da-ta", "es4294967296data", "es-1-data"}) {
        STATIC_CHECK(!strict.parse(name));
    }
    return true;
}
static_assert(test_refused_names());

/// 11.1: both triples give one name when the operator accepts it.
constexpr bool test_collisions() {
    struct pair {
        volume_name_parts a, b;
        std::string_view name;
    };
    for (auto const& [a, b, name] : {
             pair{{"es", {11}, "data"}, {"es1", {1}, "data"}, "es11data"},
             pair{{"es", {10}, "data"}, {"es1", {0}, "data"}, "es10data"},
             pair{{"elasticsearch", {21}, "config"},
                  {"elasticsearch2", {1}, "config"},
                  "elasticsearch21config"},
             pair{{"es", {1}, "1data"}, {"es", {11}, "data"}, "es11data"},
         }) {
        STATIC_CHECK(format_name(waived, a) == volume_name{name});
        STATIC_CHECK(format_name(waived, b) == volume_name{name});
        STATIC_CHECK(format_name(strict, a).has_value() != format_name(strict, b).has_value());
        STATIC_CHECK(waived.parse(name).error().code == errc::not_decodable);
    }
    STATIC_CHECK(waived.parse("es1data") == volume_name_parts{"es", {1}, "data"});
    STATIC_CHECK(waived.parse("esdata").error().code == errc::unknown);
    return true;
}
static_assert(test_collisions());

constexpr bool test_examples() {
    node_id const largest{999};
    STATIC_CHECK(strict.collision("es", "data", largest).empty());
    STATIC_CHECK(strict.collision("es1", "data", largest) ==
                 "\"es1\" + 1 + \"data\" and \"es\" + 11 + \"data\" both give es11data");
    STATIC_CHECK(waived.collision("es1", "data", largest) ==
                 strict.collision("es1", "data", largest));
    STATIC_CHECK(strict.collision("es1", "data", {0}) ==
                 "\"es1\" + 0 + \"data\" and \"es\" + 10 + \"data\" both give es10data");
    STATIC_CHECK(strict.collision("es", "1data", largest) ==
                 "\"es\" + 1 + \"1data\" and \"es\" + 11 + \"data\" both give es11data");
    STATIC_CHECK(strict.collision("es10", "data", largest) ==
                 "\"es10\" + 1 + \"data\" and \"es\" + 101 + \"data\" both give es101data");
    STATIC_CHECK(strict.collision("es", "data1", largest) ==
                 "\"es\" + 10 + \"data1\" and \"es1\" + 0 + \"data1\" both give es10data1");
    return true;
}
static_assert(test_examples());

TEST_CASE("concatenated names of the original") { REQUIRE(test_golden()); }
TEST_CASE("parts that make a name ambiguous are refused") { REQUIRE(test_refused_parts()); }
TEST_CASE("names outside the grammar are refused") { REQUIRE(test_refused_names()); }
TEST_CASE("the collisions of the reference") { REQUIRE(test_collisions()); }
TEST_CASE("a collision is shown by an example") { REQUIRE(test_examples()); }

TEST_CASE("448 triples: 368 names, 80 of them claimed twice") {
    std::map<std::string, int> claims;
    std::size_t triples = 0;
    for (std::string_view const framework :
         {"es", "es1", "es2", "es10", "es11", "elasticsearch", "elasticsearch2"}) {
        for (std::uint32_t id = 0; id != 32; ++id) {
            for (std::string_view const purpose : {"data", "config"}) {
                auto const name = format_name(waived, {framework, {id}, purpose});
                REQUIRE(name);
                ++claims[std::string{name->view()}];
                ++triples;
                bool const safe = framework == "es" || framework == "elasticsearch";
                CHECK(format_name(strict, {framework, {id}, purpose}).has_value() == safe);
            }
        }
    }
    std::size_t twice = 0;
    for (auto const& [name, count] : claims) {
        CHECK(count <= 2);
        twice += count == 2 ? 1 : 0;
    }
    CHECK(triples == 448);
    CHECK(claims.size() == 368);
    CHECK(twice == 80);
}

/// The framework names of the dashed grammar with up to six characters `a`, `1`, `-`.
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

TEST_CASE("1425 names under the three conditions: no clash, all read back, none dashed") {
    std::set<std::string> names;
    for (auto const& framework : frameworks()) {
        for (std::uint32_t const id : {0U, 1U, 10U, 11U, 111U}) {
            for (std::string_view const purpose : {"a", "data", "config", "1data"}) {
                volume_name_parts const parts{framework, {id}, purpose};
                auto const name = format_name(strict, parts);
                REQUIRE(name.has_value() == (framework.back() == 'a' && purpose != "1data"));
                if (name) {
                    CHECK(names.insert(std::string{name->view()}).second);
                    CHECK(strict.parse(*name) == parts);
                    CHECK_FALSE(dashed_name{}.parse(*name));
                }
                if (auto const dashed = format_name(dashed_name{}, parts)) {
                    CHECK_FALSE(strict.parse(*dashed));
                }
            }
        }
    }
    CHECK(names.size() == 1425);
}

static_assert(!testing::laws::name_formatter(strict, 1, 6));
static_assert(!testing::laws::name_formatter(waived, 1, 3));

TEST_CASE("concatenated_name obeys the laws of a name formatter, waived or not") {
    auto const seed = berth_test::seed_or(2016);
    CAPTURE(seed);
    CHECK(violation(testing::laws::name_formatter(strict, seed, 2000)) == "");
    CHECK(violation(testing::laws::name_formatter(waived, seed, 2000)) == "");
}

} // namespace
