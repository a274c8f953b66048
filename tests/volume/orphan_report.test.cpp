// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/orphan_report.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace berth;

using names = std::span<std::string_view const>;

/// The smallest legal model, as listed in the concept's documentation.
// [listed]
struct listed {
    std::vector<berth::volume_finding>* all;

    void operator()(berth::volume_finding const& one) const { all->push_back(one); }
};
// [/listed]

/// The report as text: a line of kind, name, id (or -) and count each; or the error's message.
template <name_formatter F = dashed_name>
constexpr text<600> report(std::span<expected_volume const> expected, names observed,
                           std::string_view framework = "es", name_limits const& limits = portable,
                           F const& f = {}) {
    text<600> out{};
    std::size_t lines = 0;
    auto const told =
        orphan_report(f, framework, limits, expected, observed, [&](volume_finding const& one) {
            out.append(name(one.kind));
            out.append(" ");
            out.append(one.name);
            out.append(" ");
            if (one.has_id) {
                out.append_decimal(one.id.value);
            } else {
                out.append("-");
            }
            out.append(" ");
            out.append_decimal(one.observed);
            out.append("\n");
            ++lines;
        });
    if (!told) {
        STATIC_CHECK(out.empty());
        out.append(told.error().message());
    } else {
        STATIC_CHECK(*told == lines);
    }
    return out;
}

constexpr expected_volume record[]{
    {"es-0-data", {0}, true},
    {"es-1-data", {1}, true},
    {"es-2-data", {2}, false},
    {"es-3-data", {3}, false},
};

constexpr bool test_kinds() {
    std::string_view const observed[]{"es-0-data",   "es-2-data", "es-9-data",
                                      "es-1-1-data", "pg-0-data", "scratch"};
    STATIC_CHECK(report(record, observed) == "foreign es-1-1-data - 1\n"
                                             "missing es-1-data 1 0\n"
                                             "orphaned es-2-data 2 1\n"
                                             "orphaned es-9-data 9 1\n"
                                             "foreign pg-0-data - 1\n"
                                             "foreign scratch - 1\n");
    std::string_view const all[]{"es-1-data", "es-0-data"};
    STATIC_CHECK(report(record, all) == "");
    STATIC_CHECK(report(record, names{}) == "missing es-0-data 0 0\nmissing es-1-data 1 0\n");
    return true;
}
static_assert(test_kinds());

constexpr bool test_never_on_nothing() {
    std::string_view const observed[]{"es-0-data"};
    STATIC_CHECK(report({}, observed) == "expected is empty: nothing is on record; lost state is "
                                         "not an empty cluster");
    STATIC_CHECK(report({}, {}) == report({}, observed));
    expected_volume const nameless[]{{"es-0-data", {0}, true}, {"", {1}, true}};
    STATIC_CHECK(report(nameless, observed) == "expected[1].name is empty");
    // all ids retired is a record, not nothing
    expected_volume const retired[]{{"es-0-data", {0}, false}};
    STATIC_CHECK(report(retired, observed) == "orphaned es-0-data 0 1\n");
    return true;
}
static_assert(test_never_on_nothing());

/// `es` and `es-1` side by side: each report calls the other's volumes foreign.
constexpr bool test_prefix_frameworks() {
    std::string_view const observed[]{"es-1-0-data", "es-1-data", "es-1-7-data", "es-7-data"};
    expected_volume const es[]{{"es-1-data", {1}, true}};
    expected_volume const es_1[]{{"es-1-0-data", {0}, true}};
    STATIC_CHECK(report(es, observed, "es") == "foreign es-1-0-data - 1\n"
                                               "foreign es-1-7-data - 1\n"
                                               "orphaned es-7-data 7 1\n");
    STATIC_CHECK(report(es_1, observed, "es-1") == "orphaned es-1-7-data 7 1\n"
                                                   "foreign es-1-data - 1\n"
                                                   "foreign es-7-data - 1\n");
    return true;
}
static_assert(test_prefix_frameworks());

constexpr bool test_case() {
    std::string_view const observed[]{"ES-0-data", "es-1-data", "es-1-DATA", "Es-9-Data"};
    STATIC_CHECK(report(record, observed) == "duplicated es-1-DATA - 2\n"
                                             "orphaned Es-9-Data 9 1\n");
    // where a driver keeps case, a name in another case is another volume; still worth a line
    STATIC_CHECK(report(record, observed, "es", docker_local) == "foreign ES-0-data - 1\n"
                                                                 "missing es-0-data 0 0\n"
                                                                 "foreign es-1-DATA - 1\n"
                                                                 "duplicated es-1-DATA - 2\n"
                                                                 "foreign Es-9-Data - 1\n");
    std::string_view const twice[]{"x", "es-9-data", "x", "es-9-data", "es-1-data", "es-0-data"};
    STATIC_CHECK(report(record, twice) == "orphaned es-9-data 9 2\n"
                                          "duplicated es-9-data - 2\n"
                                          "foreign x - 2\n"
                                          "duplicated x - 2\n");
    return true;
}
static_assert(test_case());

/// Names on record count as they are, whatever the framework and its formatter are called now.
constexpr bool test_renamed() {
    expected_volume const old[]{
        {"Old Name/0:data", {0}, true}, {"oldes1data", {1}, false}, {"es-2-data", {2}, true}};
    std::string_view const observed[]{"Old Name/0:data", "oldes1data", "es-2-data"};
    STATIC_CHECK(report(old, observed) == "orphaned oldes1data 1 1\n");
    STATIC_CHECK(report(old, names{observed}.subspan(1)) ==
                 "missing Old Name/0:data 0 0\norphaned oldes1data 1 1\n");
    return true;
}
static_assert(test_renamed());

constexpr bool test_several_records() {
    expected_volume const both[]{{"es-0-data", {7}, false},
                                 {"es-0-data", {0}, true},
                                 {"es-0-data", {0}, true},
                                 {"es-1-data", {4}, true},
                                 {"ES-1-data", {1}, true}};
    std::string_view const observed[]{"es-0-data"};
    STATIC_CHECK(report(both, observed) == "missing ES-1-data 1 0\ncontested ES-1-data 1 0\n");
    STATIC_CHECK(report(both, observed, "es", docker_local) ==
                 "missing ES-1-data 1 0\nmissing es-1-data 4 0\n");
    expected_volume const past[]{{"es-0-data", {7}, false}, {"es-0-data", {0}, false}};
    STATIC_CHECK(report(past, observed) == "orphaned es-0-data 0 1\n");
    return true;
}
static_assert(test_several_records());

constexpr bool test_other_formatters() {
    expected_volume const old[]{{"es0data", {0}, true}};
    std::string_view const observed[]{"es0data", "es11data", "es-1-data", "Es2data"};
    STATIC_CHECK(report(old, observed, "es", portable, concatenated_name{}) ==
                 "foreign es-1-data - 1\norphaned es11data 11 1\norphaned Es2data 2 1\n");
    STATIC_CHECK(report(old, observed, "Es", portable, concatenated_name{}) ==
                 "foreign es-1-data - 1\norphaned es11data 11 1\norphaned Es2data 2 1\n");
    STATIC_CHECK(report(old, observed, "es", docker_local, concatenated_name{}) ==
                 "foreign es-1-data - 1\norphaned es11data 11 1\nforeign Es2data - 1\n");
    // es + 11 or es1 + 1: nobody can tell
    STATIC_CHECK(report(old, observed, "es", portable, concatenated_name{true}) ==
                 "foreign es-1-data - 1\nforeign es11data - 1\norphaned Es2data 2 1\n");
    return true;
}
static_assert(test_other_formatters());

TEST_CASE("missing, orphaned, foreign") { REQUIRE(test_kinds()); }
TEST_CASE("an empty expectation is an error, not a verdict") { REQUIRE(test_never_on_nothing()); }
TEST_CASE("a framework whose name begins with another's") { REQUIRE(test_prefix_frameworks()); }
TEST_CASE("the case of letters, and names observed twice") { REQUIRE(test_case()); }
TEST_CASE("names on record count although they cannot be read") { REQUIRE(test_renamed()); }
TEST_CASE("one name on record several times") { REQUIRE(test_several_records()); }
TEST_CASE("reports by other formatters") { REQUIRE(test_other_formatters()); }

TEST_CASE("names longer than any that could be read are foreign") {
    std::string const longest(300, 'A');
    std::string_view const observed[]{longest, "es-0-data", "es-1-data", ""};
    CHECK(report(record, observed).view() == "foreign  - 1\nforeign " + longest + " - 1\n");
}

/// The report by sets, for names whose case is folded, with a line for each finding.
std::multiset<std::string> by_sets(std::span<expected_volume const> expected, names observed) {
    auto const lower = [](std::string_view name) {
        std::string out{name};
        std::ranges::transform(out, out.begin(), detail::to_lower);
        return out;
    };
    std::map<std::string, std::set<std::uint32_t>> owners;
    std::set<std::string> past;
    std::map<std::string, std::size_t> seen;
    for (auto const& one : expected) {
        if (one.owned) {
            owners[lower(one.name)].insert(one.id.value);
        } else {
            past.insert(lower(one.name));
        }
    }
    for (auto const& one : observed) {
        ++seen[lower(one)];
    }
    std::multiset<std::string> out;
    for (auto const& [name, ids] : owners) {
        if (!seen.contains(name)) {
            out.insert("missing " + name);
        }
        if (ids.size() > 1) {
            out.insert("contested " + name);
        }
    }
    for (auto const& [name, count] : seen) {
        if (!owners.contains(name)) {
            bool const ours = past.contains(name) || name.starts_with("es-");
            out.insert((ours ? "orphaned " : "foreign ") + name);
        }
        if (count > 1) {
            out.insert("duplicated " + name);
        }
    }
    return out;
}

TEST_CASE("a report says what sets say, in whatever order the lists come") {
    auto const seed = berth_test::seed_or(7);
    CAPTURE(seed);
    berth_test::splitmix draw{seed};
    for (int round = 0; round != 300; ++round) {
        std::vector<std::string> words;
        for (std::size_t i = 0; i != 40; ++i) {
            words.push_back((draw.chance(1, 4)   ? "Es-"
                             : draw.chance(1, 4) ? "pg-"
                                                 : "es-") +
                            std::to_string(draw.below(12)) +
                            (draw.chance(1, 4) ? "-Data" : "-data"));
        }
        std::vector<expected_volume> expected{
            {words[0], {static_cast<std::uint32_t>(draw.below(12))}, true}};
        std::vector<std::string_view> observed;
        for (auto const& word : words) {
            if (draw.chance(1, 2)) {
                observed.push_back(word);
            } else {
                expected.push_back(
                    {word, {static_cast<std::uint32_t>(draw.below(12))}, draw.chance(1, 2)});
            }
        }
        std::multiset<std::string> lines;
        std::string previous;
        auto const told = orphan_report(
            dashed_name{}, "es", portable, expected, observed, [&](volume_finding const& one) {
                std::string folded{one.name};
                std::ranges::transform(folded, folded.begin(), detail::to_lower);
                CHECK(previous <= folded);
                previous = folded;
                lines.insert(std::string{name(one.kind)} + " " + folded);
            });
        REQUIRE(told);
        CHECK(lines == by_sets(expected, observed));
        auto const before = report(expected, observed);
        draw.shuffle(expected);
        draw.shuffle(observed);
        CHECK(report(expected, observed) == before);
    }
}

} // namespace
