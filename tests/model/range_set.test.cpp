// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/range_set.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <set>
#include <span>
#include <vector>

namespace {

using berth::errc;
using berth::range;
using berth::range_set;
using berth::range_view;

using ranges = std::vector<range>;

constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();

constexpr range_set set(std::initializer_list<range> list) {
    auto made = range_set::from(ranges(list));
    STATIC_CHECK(made);
    return *made;
}

constexpr bool is(range_set const& s, std::initializer_list<range> list) {
    return std::ranges::equal(s.view(), list);
}

constexpr bool refused(std::initializer_list<range> list, errc code) {
    auto const made = range_set::from(ranges(list));
    return !made && made.error() == code;
}

constexpr bool test_normal_form() {
    STATIC_CHECK(set({}).empty() && is(set({}), {}));
    STATIC_CHECK(is(set({{7, 9}, {1, 3}}), {{1, 3}, {7, 9}}));
    STATIC_CHECK(is(set({{4, 6}, {7, 7}, {8, 8}, {9, 9}}), {{4, 9}})); // P06
    STATIC_CHECK(is(set({{9, 9}, {7, 7}, {4, 6}, {8, 8}}), {{4, 9}}));
    STATIC_CHECK(is(set({{1, 4}, {5, 9}}), {{1, 9}})); // S04
    STATIC_CHECK(set({{1, 9}}) == set({{5, 9}, {1, 4}}) && !(set({{1, 9}}) == set({{1, 8}})));
    STATIC_CHECK(!(set({{1, 9}}) == set({})));
    return true;
}
static_assert(test_normal_form());
TEST_CASE("range_set: sorted, disjoint, not adjacent") { REQUIRE(test_normal_form()); }

constexpr bool test_refusals() {
    STATIC_CHECK(refused({{5, 4}}, errc::inverted_range)); // S04
    STATIC_CHECK(refused({{1, 10}, {5, 12}}, errc::overlapping_ranges));
    STATIC_CHECK(refused({{5, 12}, {1, 10}}, errc::overlapping_ranges)); // the master passes it
    STATIC_CHECK(refused({{1, 4}, {3, 5}, {7, 8}, {8, 10}}, errc::overlapping_ranges)); // P05
    STATIC_CHECK(refused({{3, 3}, {3, 3}}, errc::overlapping_ranges));
    STATIC_CHECK(refused({{1, 9}, {2, 3}}, errc::overlapping_ranges));
    STATIC_CHECK(refused({{1, 9}, {2, 3}, {5, 4}}, errc::inverted_range));
    return true;
}
static_assert(test_refusals());
TEST_CASE("range_set: refuses what is inverted or overlaps, in any order") {
    REQUIRE(test_refusals());
}

constexpr bool test_union_and_difference() {
    // P05, once with the overlaps taken out: the union is what the master makes of them.
    STATIC_CHECK(is(set({{1, 4}, {7, 8}}) + set({{3, 5}, {8, 10}}), {{1, 5}, {7, 10}}));
    // P07
    range_set const a = set({{1, 10}, {20, 30}, {40, 50}});
    range_set const b = set({{2, 9}, {15, 45}, {48, 50}});
    STATIC_CHECK(is(a + b, {{1, 10}, {15, 50}}) && a + b == b + a);
    STATIC_CHECK(is(a - b, {{1, 1}, {10, 10}, {46, 47}}));
    STATIC_CHECK(is(b - a, {{15, 19}, {31, 39}}));
    STATIC_CHECK(!contains(a, b) && !contains(b, a));
    // P08
    STATIC_CHECK(is(set({{1, 10}}) - set({{2, 2}, {4, 5}}), {{1, 1}, {3, 3}, {6, 10}}));
    STATIC_CHECK(contains(set({{1, 10}}), set({{2, 2}, {4, 5}})));
    // S03
    STATIC_CHECK(is(set({{1, 2}, {4, 6}}) - set({{2, 2}, {4, 5}}), {{1, 1}, {6, 6}}));
    STATIC_CHECK(contains(set({{1, 2}, {4, 6}}), set({{2, 2}, {4, 5}})));
    STATIC_CHECK(!contains(set({{1, 2}, {4, 6}}), set({{2, 4}})));
    // Empty sets, and the set itself.
    STATIC_CHECK(a + set({}) == a && set({}) + a == a && a + a == a);
    STATIC_CHECK(a - set({}) == a && (set({}) - a).empty() && (a - a).empty());
    STATIC_CHECK(contains(a, a) && contains(a, set({})) && !contains(set({}), a));
    return true;
}
static_assert(test_union_and_difference());
TEST_CASE("range_set: union, difference and inclusion as the master has them") {
    REQUIRE(test_union_and_difference());
}

constexpr bool test_extremes() {
    STATIC_CHECK(is(set({{last, last}, {0, 0}}), {{0, 0}, {last, last}}));
    STATIC_CHECK(is(set({{last, last}, {0, last - 1}}), {{0, last}}));
    STATIC_CHECK(refused({{last - 1, last}, {last, last}}, errc::overlapping_ranges));
    STATIC_CHECK(refused({{0, last}, {0, 0}}, errc::overlapping_ranges));
    range_set const all = set({{0, last}});
    STATIC_CHECK(is(all - set({{0, 0}, {last, last}}), {{1, last - 1}}));
    STATIC_CHECK((all - all).empty() && all + all == all);
    STATIC_CHECK(is(set({{0, 0}, {2, last}}) + set({{1, 1}}), {{0, last}}));
    STATIC_CHECK(is(all - set({{5, last}}), {{0, 4}}) && is(all - set({{0, 5}}), {{6, last}}));
    STATIC_CHECK(contains(all, last) && contains(all, 0) && !contains(set({{0, last - 1}}), last));
    // The count is one more than a 64-bit number can say: it stays at the largest.
    STATIC_CHECK(count(all) == last && count(set({{1, last}})) == last);
    STATIC_CHECK(count(set({{2, last}})) == last - 1 &&
                 count(set({{0, 0}, {3, last}})) == last - 1);
    STATIC_CHECK(count(set({{0, 0}, {4, last}})) == last - 2);
    STATIC_CHECK(count(set({})) == 0 && count(set({{7, 7}})) == 1 &&
                 count(set({{0, 1}, {5, 7}})) == 5);
    return true;
}
static_assert(test_extremes());
TEST_CASE("range_set: the largest number is a number like others") { REQUIRE(test_extremes()); }

constexpr bool test_width_is_free() {
    range_set wide = set({{1, std::uint64_t{1} << 31U}});
    STATIC_CHECK(wide.view().size() == 1);
    for (std::uint64_t port = 2; port <= 200; port += 2) {
        wide = wide - set({{port, port}});
    }
    STATIC_CHECK(wide.view().size() == 101);
    STATIC_CHECK(count(wide) == (std::uint64_t{1} << 31U) - 100);
    return true;
}
static_assert(test_width_is_free());
TEST_CASE("range_set: only pieces cost, not width") { REQUIRE(test_width_is_free()); }

constexpr std::uint64_t universe = 40;

std::set<std::uint64_t> numbers(range_view set) {
    std::set<std::uint64_t> out;
    for (range const r : set) {
        for (std::uint64_t n = r.begin; n <= r.end; ++n) {
            out.insert(n);
        }
    }
    return out;
}

// The fewest ranges in order: what normal form means.
bool normal(range_view set) {
    for (std::size_t i = 0; i != set.size(); ++i) {
        if (set[i].begin > set[i].end || (i != 0 && set[i].begin <= set[i - 1].end + 1)) {
            return false;
        }
    }
    return true;
}

// Short ranges in any order; apart from each other, as likely adjacent as not.
ranges random_ranges(berth_test::splitmix& random) {
    ranges out;
    for (std::uint64_t at = random.below(6); at < universe;) {
        std::uint64_t const end = std::min(at + random.below(4), universe - 1);
        out.push_back({at, end});
        at = end + 1 + (random.chance(1, 3) ? 0 : random.below(8));
    }
    random.shuffle(out);
    return out;
}

TEST_CASE("range_set: agrees with std::set") {
    std::uint64_t const seed = berth_test::seed_or(20160505);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    for (int turn = 0; turn != 20'000; ++turn) {
        ranges const raw_a = random_ranges(random);
        auto const a = range_set::from(raw_a);
        auto const b = range_set::from(random_ranges(random));
        REQUIRE((a && b));
        auto const in_a = numbers(*a);
        auto const in_b = numbers(*b);
        auto const joined = *a + *b;
        auto const left = *a - *b;
        auto all = in_a;
        all.insert(in_b.begin(), in_b.end());
        auto rest = in_a;
        std::erase_if(rest, [&](std::uint64_t n) { return in_b.contains(n); });
        bool const right = normal(*a) && normal(joined) && normal(left) && numbers(raw_a) == in_a &&
                           numbers(joined) == all && numbers(left) == rest &&
                           count(joined) == all.size() && count(left) == rest.size() &&
                           contains(*a, *b) == (all == in_a) && contains(*a, left) &&
                           contains(joined, *b) && same(*a, *b) == (in_a == in_b);
        CAPTURE(turn);
        REQUIRE(right);
        for (std::uint64_t n = 0; n != universe + 1; ++n) {
            REQUIRE(contains(*a, n) == in_a.contains(n));
        }
    }
}

TEST_CASE("range_set: finds every overlap and every inversion") {
    std::uint64_t const seed = berth_test::seed_or(20160506);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    for (int turn = 0; turn != 20'000; ++turn) {
        ranges raw(1 + random.below(5));
        std::size_t width = 0;
        bool inverted = false;
        for (range& r : raw) {
            r.begin = random.below(universe);
            r.end = random.chance(1, 20) ? random.below(universe) : r.begin + random.below(5);
            inverted = inverted || r.begin > r.end;
            width += r.begin > r.end ? 0 : r.end - r.begin + 1;
        }
        auto const made = range_set::from(raw);
        CAPTURE(turn);
        if (inverted) {
            REQUIRE((!made && made.error() == errc::inverted_range));
        } else if (numbers(raw).size() != width) {
            REQUIRE((!made && made.error() == errc::overlapping_ranges));
        } else {
            REQUIRE((made && numbers(*made) == numbers(raw)));
        }
    }
}

} // namespace
