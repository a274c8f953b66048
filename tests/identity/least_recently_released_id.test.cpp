// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/identity/id_allocator.hpp>
#include <berth/identity/least_recently_released_id.hpp>
#include <berth/testing/laws/id_allocator.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <set>
#include <string_view>

namespace {

using berth::least_recently_released_id;
using berth::node_id;
namespace laws = berth::testing::laws;

static_assert(berth::id_allocator<least_recently_released_id>);

/// Whether the ids to be given out next, were they taken one after the other, are these.
constexpr bool waits(least_recently_released_id const& ids,
                     std::initializer_list<std::uint32_t> expected) {
    node_id id = ids.next();
    bool all = true;
    for (std::uint32_t const value : expected) {
        all = all && id == node_id{value};
        id = ids.next(id);
    }
    return all;
}

constexpr bool test_order() {
    least_recently_released_id ids;
    STATIC_CHECK(waits(ids, {0, 1, 2}));
    for (std::uint32_t id = 0; id != 5; ++id) {
        STATIC_CHECK(ids.take(node_id{id}));
    }
    STATIC_CHECK(waits(ids, {5, 6})); // a new one only while none is free
    for (std::uint32_t const id : {3U, 0U, 4U, 1U}) {
        STATIC_CHECK(ids.release(node_id{id}));
    }
    STATIC_CHECK(waits(ids, {3, 0, 4, 1, 5, 6}));
    STATIC_CHECK(ids.take(node_id{0})); // out of turn
    STATIC_CHECK(waits(ids, {3, 4, 1, 5}));
    STATIC_CHECK(ids.take(node_id{3}) && ids.take(node_id{1}));
    STATIC_CHECK(waits(ids, {4, 5}));
    STATIC_CHECK(ids.release(node_id{0}) && waits(ids, {4, 0, 5}));
    STATIC_CHECK(ids.take(node_id{4}) && ids.take(node_id{0}) && waits(ids, {5, 6}));
    return true;
}
static_assert(test_order());
TEST_CASE("least_recently_released_id: the one that waits the longest goes first") {
    REQUIRE(test_order());
}

constexpr bool test_gaps() {
    least_recently_released_id ids{node_id{10}};
    STATIC_CHECK(ids.first() == node_id{10} && ids.take(node_id{14}) && ids.take(node_id{12}));
    STATIC_CHECK(waits(ids, {10, 11, 13, 15, 16}));
    STATIC_CHECK(!ids.contains(node_id{9}) && !ids.take(node_id{9}) && !ids.release(node_id{9}));
    STATIC_CHECK(!ids.take(node_id{14}) && !ids.release(node_id{11}) && !ids.release(node_id{99}));
    STATIC_CHECK(ids.release(node_id{14}) && waits(ids, {10, 11, 13, 14, 15}));
    return true;
}
static_assert(test_gaps());
TEST_CASE("least_recently_released_id: what was passed over waits in the order of ids") {
    REQUIRE(test_gaps());
}

constexpr bool test_equality_with_rest() {
    least_recently_released_id a;
    STATIC_CHECK(a.take(node_id{0}) && a.take(node_id{1}));
    least_recently_released_id b = a;
    STATIC_CHECK(a == b && a.release(node_id{0}) && a.release(node_id{1}) && a != b);
    STATIC_CHECK(b.release(node_id{1}) && b.release(node_id{0}));
    STATIC_CHECK(a != b); // they wait in another order
    STATIC_CHECK(a != least_recently_released_id{node_id{1}});
    return true;
}
static_assert(test_equality_with_rest());
TEST_CASE("least_recently_released_id: the order is part of the value") {
    REQUIRE(test_equality_with_rest());
}

constexpr auto fresh_allocator = [] { return least_recently_released_id{}; };
constexpr auto from_5 = [] { return least_recently_released_id{node_id{5}}; };
static_assert(!laws::id_allocator<least_recently_released_id>(fresh_allocator, 1, 6));

TEST_CASE("least_recently_released_id: the laws hold") {
    auto const seed = berth_test::seed_or(20160515);
    CAPTURE(seed);
    for (std::uint64_t turn = 0; turn != 50; ++turn) {
        auto const broken =
            laws::id_allocator<least_recently_released_id>(fresh_allocator, seed + turn, 200);
        INFO((broken ? broken->view() : std::string_view{}));
        REQUIRE_FALSE(broken);
        REQUIRE_FALSE(laws::id_allocator<least_recently_released_id>(from_5, seed + turn, 200));
    }
}

TEST_CASE("least_recently_released_id: does as a queue and a set do") {
    auto const seed = berth_test::seed_or(20160516);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    least_recently_released_id ids;
    std::deque<std::uint32_t> waiting;
    std::set<std::uint32_t> in_use;
    std::uint32_t end = 0;
    for (int turn = 0; turn != 200'000; ++turn) {
        CAPTURE(turn);
        auto const expected = waiting.empty() ? end : waiting.front();
        REQUIRE(ids.next() == node_id{expected});
        auto const id = static_cast<std::uint32_t>(
            random.chance(1, 2) ? expected : random.below(std::uint64_t{end} + 3) % 300);
        if (random.chance(1, 2)) {
            REQUIRE(ids.take(node_id{id}) == in_use.insert(id).second);
            std::erase(waiting, id);
            for (; end <= id; ++end) {
                if (end != id) {
                    waiting.push_back(end);
                }
            }
        } else {
            bool const was_taken = in_use.erase(id) != 0;
            REQUIRE(ids.release(node_id{id}) == was_taken);
            if (was_taken) {
                waiting.push_back(id);
            }
        }
    }
}

} // namespace
