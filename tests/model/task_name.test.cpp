// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/task_name.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using berth::errc;
using berth::generation;
using berth::node_id;
using berth::parse_task_name;
using berth::task_name;
using berth::task_name_parts;
using berth::validate_task_name;
using namespace std::string_view_literals;

constexpr std::uint32_t largest = 0xffff'ffff;

constexpr bool reads(std::string_view task_id, task_name_parts const& parts) {
    auto const read = parse_task_name(task_id);
    return read && *read == parts;
}

constexpr bool test_reads() {
    STATIC_CHECK(reads("es.0.1", {"es", node_id{0}, generation{1}}));
    STATIC_CHECK(reads("es.11.203", {"es", node_id{11}, generation{203}}));
    STATIC_CHECK(reads("es.4294967295.4294967295", {"es", node_id{largest}, generation{largest}}));
    // The name may be like numbers, or like the whole.
    STATIC_CHECK(reads("1.2.3.4", {"1.2", node_id{3}, generation{4}}));
    STATIC_CHECK(reads("es.1.1.2.2", {"es.1.1", node_id{2}, generation{2}}));
    STATIC_CHECK(reads("..1.1", {".", node_id{1}, generation{1}}));
    STATIC_CHECK(reads("e s.1.1", {"e s", node_id{1}, generation{1}}));
    return true;
}
static_assert(test_reads());
TEST_CASE("task_name: is read from the right") { REQUIRE(test_reads()); }

constexpr bool test_refuses() {
    for (auto const other : {""sv,
                             "."sv,
                             ".."sv,
                             "es"sv,
                             "es."sv,
                             "es.1"sv,
                             "es.1."sv,
                             "es..1"sv,
                             ".1.1"sv,
                             "1.1"sv,
                             "es.1.0"sv, // never launched
                             "es.01.1"sv,
                             "es.1.01"sv, // not canonical: another text for the same task
                             "es.+1.1"sv,
                             "es.-1.1"sv,
                             "es.1.1 "sv,
                             "es. 1.1"sv,
                             "es.1.1x"sv,
                             "es.0x1.1"sv,
                             "es.4294967296.1"sv,
                             "es.1.4294967296"sv,
                             "es.18446744073709551617.1"sv,
                             "elasticsearch_host_20160502T120000.123Z"sv}) { // the original's
        auto const read = parse_task_name(other);
        STATIC_CHECK(!read && read.error() == errc::not_decodable);
    }
    return true;
}
static_assert(test_refuses());
TEST_CASE("task_name: what was not written here is not read") { REQUIRE(test_refuses()); }

constexpr bool refused(std::string_view name, errc code) {
    auto const said = validate_task_name(name);
    return !said && said.error().code == code && said.error().field == "frameworkName"sv;
}

constexpr bool test_validates_names() {
    for (auto const fine : {"es"sv, "e"sv, "es.1"sv, "a b"sv, "\xc3\xa9s"sv, "*"sv, "~"sv}) {
        STATIC_CHECK(validate_task_name(fine));
    }
    STATIC_CHECK(refused("", errc::empty));
    for (auto const bad :
         {"a/b"sv, "/"sv, "a\\b"sv, "a\nb"sv, "a\tb"sv, "\x7f"sv, "a\0b"sv, "\x1f"sv}) {
        STATIC_CHECK(refused(bad, errc::bad_character));
    }
    return true;
}
static_assert(test_validates_names());
TEST_CASE("task_name: names that the master refuses are refused first") {
    REQUIRE(test_validates_names());
}

TEST_CASE("task_name: the longest name leaves room for the largest numbers") {
    std::string const longest(233, 'x');
    REQUIRE(validate_task_name(longest));
    REQUIRE(task_name(longest, node_id{largest}, generation{largest}).size() == 255);
    REQUIRE(refused(longest + "x", errc::too_long));
}

TEST_CASE("task_name: what is written is read") {
    REQUIRE(task_name("es", node_id{0}, generation{1}) == "es.0.1");
    std::uint64_t const seed = berth_test::seed_or(20160508);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    constexpr std::string_view alphabet = "e0.1s-";
    for (int turn = 0; turn != 20'000; ++turn) {
        std::string name(1 + random.below(8), ' ');
        for (char& c : name) {
            c = alphabet[static_cast<std::size_t>(random.below(alphabet.size()))];
        }
        node_id const id{static_cast<std::uint32_t>(random() >> (32 + random.below(32)))};
        generation const launches{1 +
                                  static_cast<std::uint32_t>(random() >> (33 + random.below(31)))};
        auto const task_id = task_name(name, id, launches);
        auto const read = parse_task_name(task_id);
        CAPTURE(task_id);
        REQUIRE((read && *read == task_name_parts{name, id, launches}));
    }
}

} // namespace
