// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/identity/id_allocator.hpp>
#include <berth/identity/lowest_free_id.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <type_traits>
#include <utility>

namespace {

using berth::lowest_free_id;
using berth::node_id;

static_assert(berth::id_allocator<lowest_free_id>);
static_assert(std::is_nothrow_move_constructible_v<lowest_free_id>);
static_assert(std::is_nothrow_move_assignable_v<lowest_free_id>);
static_assert(noexcept(std::declval<lowest_free_id&>().release(node_id{})));
static_assert(!std::is_convertible_v<node_id, lowest_free_id>);

constexpr lowest_free_id taken(std::initializer_list<std::uint32_t> ids, node_id first = {}) {
    lowest_free_id a{first};
    for (std::uint32_t const id : ids) {
        a.take({id});
    }
    return a;
}

/// Takes `count` ids, each of which must be the next one up.
constexpr bool fills(lowest_free_id& a, std::uint32_t count) {
    std::uint32_t const from = a.next().value;
    for (std::uint32_t id = from; id != from + count; ++id) {
        if (a.next().value != id || !a.take({id})) {
            return false;
        }
    }
    return a.next().value == from + count;
}

constexpr bool test_lowest_free() {
    STATIC_CHECK(taken({}).next() == node_id{0});
    STATIC_CHECK(taken({0}).next() == node_id{1});
    STATIC_CHECK(taken({1}).next() == node_id{0});
    STATIC_CHECK(taken({0, 1}).next() == node_id{2});
    STATIC_CHECK(taken({0, 1, 3}).next() == node_id{2});
    return true;
}
static_assert(test_lowest_free());
TEST_CASE("lowest_free_id: gives the lowest free id") { REQUIRE(test_lowest_free()); }

constexpr bool test_any_first_id() {
    for (std::uint32_t const first : std::array<std::uint32_t, 7>{0, 1, 5, 63, 64, 65, 4095}) {
        lowest_free_id a{node_id{first}};
        STATIC_CHECK(a.first().value == first);
        STATIC_CHECK(fills(a, 130));
        if (first > 0) {
            STATIC_CHECK(!a.take({first - 1}));
            STATIC_CHECK(!a.release({first - 1}));
            STATIC_CHECK(!a.contains({first - 1}));
            STATIC_CHECK(a.next(node_id{first - 1}) == a.next());
        }
        STATIC_CHECK(a.release({first + 65}) && a.next().value == first + 65);
        STATIC_CHECK(a.release({first}) && a.next().value == first);
        STATIC_CHECK(a.next(a.next()).value == first + 65);
    }
    return true;
}
static_assert(test_any_first_id());
TEST_CASE("lowest_free_id: starts at any first id") { REQUIRE(test_any_first_id()); }

constexpr bool test_refused_ids() {
    lowest_free_id a = taken({3});
    STATIC_CHECK(!a.take({3}) && a == taken({3}));
    STATIC_CHECK(!a.release({2}) && a == taken({3}));
    STATIC_CHECK(!a.release({100'000}) && a == taken({3}));
    STATIC_CHECK(a.release({3}) && !a.release({3}) && a == taken({}));
    return true;
}
static_assert(test_refused_ids());
TEST_CASE("lowest_free_id: refuses without a change") { REQUIRE(test_refused_ids()); }

constexpr bool test_looks_ahead() {
    lowest_free_id const a = taken({0, 2, 3, 64, 200});
    STATIC_CHECK(a.next() == node_id{1});
    STATIC_CHECK(a.next(node_id{1}) == node_id{4});
    STATIC_CHECK(a.next(node_id{63}) == node_id{65});
    STATIC_CHECK(a.next(node_id{199}) == node_id{201});
    STATIC_CHECK(a.next(node_id{4094}) == node_id{4095});
    STATIC_CHECK(a.next(node_id{4095}) == node_id{4096}); // where the tree of `a` ends
    STATIC_CHECK(a.next(node_id{1'000'000}) == node_id{1'000'001});
    STATIC_CHECK(a.next(node_id{8191}) == node_id{8192}); // two trees of that size
    return true;
}
static_assert(test_looks_ahead());
TEST_CASE("lowest_free_id: looks past the next id") { REQUIRE(test_looks_ahead()); }

constexpr bool test_equality() {
    lowest_free_id a = taken({1, 70});
    STATIC_CHECK(a == taken({70, 1}));
    STATIC_CHECK(a != taken({1}));
    STATIC_CHECK(a != taken({1, 71}));
    STATIC_CHECK(taken({5}) != taken({5}, node_id{1}));
    STATIC_CHECK(taken({}) != taken({}, node_id{1}));
    STATIC_CHECK(a.take({9000}) && a != taken({1, 70}) && taken({1, 70}) != a);
    STATIC_CHECK(a.release({9000}) && a == taken({1, 70}) && taken({1, 70}) == a);
    return true;
}
static_assert(test_equality());
TEST_CASE("lowest_free_id: is equal by its taken ids, not by its capacity") {
    REQUIRE(test_equality());
}

constexpr bool test_values() {
    lowest_free_id a = taken({0, 1, 200});
    lowest_free_id const copy = a;
    STATIC_CHECK(a.release({0}) && a != copy && copy.contains({0}));
    a = lowest_free_id{std::move(a)};
    STATIC_CHECK(a == taken({1, 200}));
    lowest_free_id moved = std::move(a);
    a = copy; // a moved-from allocator can be given a value again
    STATIC_CHECK(a == copy && moved == taken({1, 200}));
    return true;
}
static_assert(test_values());
TEST_CASE("lowest_free_id: is a value") { REQUIRE(test_values()); }

constexpr bool test_more_than_64() {
    lowest_free_id a;
    STATIC_CHECK(fills(a, 64) && fills(a, 1) && fills(a, 65));
    STATIC_CHECK(a.release({63}) && a.release({64}) && a.next() == node_id{63});
    STATIC_CHECK(a.next(node_id{63}) == node_id{64} && a.next(node_id{64}) == node_id{130});
    return true;
}
static_assert(test_more_than_64());
TEST_CASE("lowest_free_id: more than 64 ids") { REQUIRE(test_more_than_64()); }

constexpr bool test_more_than_4096() {
    lowest_free_id a;
    STATIC_CHECK(fills(a, 4096) && fills(a, 66));
    STATIC_CHECK(a.release({4096}) && a.next() == node_id{4096});
    STATIC_CHECK(a.release({7}) && a.next() == node_id{7});
    STATIC_CHECK(a.next(node_id{7}) == node_id{4096} && a.next(node_id{4096}) == node_id{4162});
    return true;
}
static_assert(test_more_than_4096());
TEST_CASE("lowest_free_id: more than 4096 ids") { REQUIRE(test_more_than_4096()); }

TEST_CASE("lowest_free_id: a million ids") {
    constexpr std::uint32_t million = 1'000'000;
    lowest_free_id a;
    REQUIRE(fills(a, million));
    berth_test::splitmix random{1};
    std::set<std::uint32_t> free;
    while (free.size() != 1000) {
        auto const id = static_cast<std::uint32_t>(random.below(million));
        REQUIRE(a.release({id}) == free.insert(id).second);
    }
    node_id ahead = a.next();
    for (std::uint32_t const id : free) {
        REQUIRE(ahead.value == id);
        REQUIRE(a.next().value == id);
        ahead = a.next(ahead);
        REQUIRE(a.take({id}));
    }
    REQUIRE(ahead.value == million);
    REQUIRE(a.next().value == million);
}

TEST_CASE("lowest_free_id: the highest ids there are") {
    constexpr std::uint32_t last = 0xffff'ffff;
    lowest_free_id a{node_id{last - 1}};
    REQUIRE(a.take({last}));
    REQUIRE(a.next().value == last - 1);
    REQUIRE(a.release({last}));
    REQUIRE(a.next(a.next()).value == last);
    REQUIRE(lowest_free_id{}.next(node_id{last - 1}).value == last);
    REQUIRE_FALSE(lowest_free_id{}.contains({last}));
}

template <class Call>
constexpr bool is_constant = requires {
    typename std::bool_constant<(Call{}(), true)>;
};

template <std::uint32_t First>
constexpr auto next_after_one = [] {
    lowest_free_id a{node_id{First}};
    a.take({First});
    return a.next();
};
static_assert(is_constant<decltype(next_after_one<0xffff'fffe>)>);
static_assert(!is_constant<decltype(next_after_one<0xffff'ffff>)>, "the precondition is checked");

/// What the tree must agree with.
struct listed {
    std::uint32_t first;
    std::set<std::uint32_t> ids{};

    std::uint32_t next(std::uint32_t from) const {
        while (ids.count(from) != 0) {
            ++from;
        }
        return from;
    }
};

TEST_CASE("lowest_free_id: agrees with a set at random") {
    std::uint64_t const seed = berth_test::seed_or(20160501);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    for (int run = 0; run != 60; ++run) {
        auto const first = static_cast<std::uint32_t>(random.below(130));
        std::uint64_t const width = std::array<std::uint64_t, 3>{20, 300, 6000}[random.below(3)];
        CAPTURE(run);
        lowest_free_id a{node_id{first}};
        listed model{first};
        for (int step = 0; step != 2000; ++step) {
            CAPTURE(step);
            auto const any = static_cast<std::uint32_t>(random.below(first + width));
            bool const filling = step % 1000 < 700;
            if (random.chance(filling ? 4 : 1, 5)) {
                std::uint32_t const id = random.chance(1, 2) ? a.next().value : any;
                REQUIRE(a.take({id}) == (id >= first && model.ids.insert(id).second));
            } else {
                REQUIRE(a.release({any}) == (model.ids.erase(any) == 1));
            }
            REQUIRE(a.next().value == model.next(first));
            REQUIRE(a.next(node_id{any}).value == model.next(any < first ? first : any + 1));
            REQUIRE(a.contains({any}) == (model.ids.count(any) == 1));
        }
        lowest_free_id rebuilt{node_id{first}};
        for (std::uint32_t const id : model.ids) {
            REQUIRE(rebuilt.take({id}));
        }
        REQUIRE(a == rebuilt);
    }
}

} // namespace
