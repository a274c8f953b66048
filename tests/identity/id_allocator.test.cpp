// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/identity/id_allocator.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/testing/laws/id_allocator.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace {

using berth::lowest_free_id;
using berth::node_id;
namespace laws = berth::testing::laws;

/// The smallest legal model, as listed in the concept's documentation.
// [listed_ids]
struct listed_ids {
    std::vector<berth::node_id> taken{};

    constexpr berth::node_id first() const noexcept { return {}; }
    constexpr berth::node_id next() const noexcept {
        return contains(first()) ? next(first()) : first();
    }
    constexpr berth::node_id next(berth::node_id after) const noexcept {
        do {
            ++after.value;
        } while (contains(after));
        return after;
    }
    constexpr bool contains(berth::node_id id) const noexcept {
        return std::ranges::count(taken, id) != 0;
    }
    constexpr bool take(berth::node_id id) { return !contains(id) && (taken.push_back(id), true); }
    constexpr bool release(berth::node_id id) { return std::erase(taken, id) != 0; }
    bool operator==(listed_ids const&) const = default;
};
// [/listed_ids]

/// Legal too, so the laws must not ask for the lowest id: gives out the one above the highest.
struct ever_higher_ids : listed_ids {
    constexpr node_id next() const noexcept {
        auto const highest = std::ranges::max_element(taken);
        return highest == taken.end() ? first() : next(*highest);
    }
    constexpr node_id next(node_id after) const noexcept { return {after.value + 1}; }
};

template <class A>
constexpr auto fresh_of = [] { return A{}; };

template <std::uint32_t First>
constexpr auto from = [] { return lowest_free_id{node_id{First}}; };

constexpr bool test_models() {
    STATIC_CHECK(!laws::id_allocator<lowest_free_id>(fresh_of<lowest_free_id>, 1, 6));
    STATIC_CHECK(!laws::id_allocator<lowest_free_id>(from<5>, 2, 6));
    STATIC_CHECK(!laws::id_allocator<listed_ids>(fresh_of<listed_ids>, 3, 6));
    return true;
}
static_assert(test_models());

TEST_CASE("id_allocator: the laws hold for every model") {
    REQUIRE(test_models());
    std::uint64_t const seed = berth_test::seed_or(20160502);
    auto const holds = [](auto const& broken) {
        INFO((broken ? broken->view() : std::string_view{}));
        return !broken;
    };
    for (std::uint64_t run = seed; run != seed + 20; ++run) {
        CAPTURE(run);
        REQUIRE(holds(laws::id_allocator<lowest_free_id>(fresh_of<lowest_free_id>, run)));
        REQUIRE(holds(laws::id_allocator<lowest_free_id>(from<1>, run)));
        REQUIRE(holds(laws::id_allocator<lowest_free_id>(from<63>, run)));
        REQUIRE(holds(laws::id_allocator<lowest_free_id>(from<4095>, run)));
        REQUIRE(holds(laws::id_allocator<listed_ids>(fresh_of<listed_ids>, run)));
        REQUIRE(holds(laws::id_allocator<ever_higher_ids>(fresh_of<ever_higher_ids>, run)));
    }
}

/// A legal allocator, with first id 5, for the defects below to be built on.
struct sound : lowest_free_id {
    sound() : lowest_free_id{node_id{5}} {}
    bool operator==(sound const&) const = default;
};

constexpr node_id far_away{4000}; // never the next one in a walk

/// Is `law` the one that is found broken, whatever the seed?
template <class A>
bool breaks(std::string_view law) {
    std::uint64_t const seed = berth_test::seed_or(20160503);
    for (std::uint64_t run = seed; run != seed + 20; ++run) {
        auto const broken = laws::id_allocator<A>(fresh_of<A>, run);
        INFO((broken ? broken->view() : std::string_view{"none"}));
        CHECK(broken);
        if (!broken || broken->view().substr(0, broken->view().find(' ')) != law) {
            return false;
        }
    }
    return true;
}

TEST_CASE("broken: none") { REQUIRE_FALSE(laws::id_allocator<sound>(fresh_of<sound>, 1)); }

TEST_CASE("broken: copies_agree") {
    struct by_address : sound {
        bool operator==(by_address const& other) const { return this == &other; }
    };
    REQUIRE(breaks<by_address>("copies_agree"));

    struct forgetful : sound {
        forgetful() = default;
        forgetful(forgetful const& other) : sound{other}, copies{other.copies + 1} {}
        forgetful& operator=(forgetful const&) = default;
        bool take(node_id id) { return sound::take(id) && (weight += copies, true); }
        bool operator==(forgetful const& other) const {
            return sound::operator==(other) && weight == other.weight;
        }
        int copies = 0;
        int weight = 0;
    };
    REQUIRE(breaks<forgetful>("copies_agree"));
}

TEST_CASE("broken: next_is_free") {
    struct always_first : sound {
        node_id next() const noexcept { return first(); }
        node_id next(node_id) const noexcept { return first(); }
    };
    REQUIRE(breaks<always_first>("next_is_free"));

    struct one_too_low : sound {
        node_id next() const noexcept { return {sound::next().value - 1}; }
        node_id next(node_id after) const noexcept { return {sound::next(after).value - 1}; }
    };
    REQUIRE(breaks<one_too_low>("next_is_free"));
}

TEST_CASE("broken: starts_at_first") {
    struct reserves : sound {
        bool contains(node_id id) const noexcept { return id < first() || sound::contains(id); }
    };
    REQUIRE(breaks<reserves>("starts_at_first"));
}

TEST_CASE("broken: looks_ahead") {
    struct counts_up : sound {
        using sound::next;
        node_id next(node_id after) const noexcept { return {after.value + 1}; }
    };
    REQUIRE(breaks<counts_up>("looks_ahead"));
}

TEST_CASE("broken: first_stays") {
    struct drifts : sound {
        node_id first() const noexcept { return {contains({5}) ? 6U : 5U}; }
    };
    REQUIRE(breaks<drifts>("first_stays"));
}

TEST_CASE("broken: take_answers") {
    struct takes_twice : sound {
        bool take(node_id id) { return sound::take(id) || id >= first(); }
    };
    REQUIRE(breaks<takes_twice>("take_answers"));

    struct limited : sound {
        bool take(node_id id) { return id < far_away && sound::take(id); }
    };
    REQUIRE(breaks<limited>("take_answers"));
}

TEST_CASE("broken: take_keeps") {
    struct loses : sound {
        bool take(node_id id) { return id < far_away ? sound::take(id) : !contains(id); }
    };
    REQUIRE(breaks<loses>("take_keeps"));
}

TEST_CASE("broken: release_answers") {
    struct always_glad : sound {
        bool release(node_id id) { return sound::release(id), true; }
    };
    REQUIRE(breaks<always_glad>("release_answers"));
}

TEST_CASE("broken: release_frees") {
    struct clings : sound {
        bool release(node_id id) { return contains(id); }
    };
    REQUIRE(breaks<clings>("release_frees"));
}

TEST_CASE("broken: others_stay") {
    struct crowds_out : sound {
        bool take(node_id id) { return sound::take(id) && (id < far_away || others_go()); }
        bool others_go() { return sound::release(first()), sound::take({first().value + 1}), true; }
    };
    REQUIRE(breaks<crowds_out>("others_stay"));
}

TEST_CASE("broken: refusal_changes_nothing") {
    struct toggles : sound {
        bool take(node_id id) { return sound::take(id) || (sound::release(id), false); }
    };
    REQUIRE(breaks<toggles>("refusal_changes_nothing"));

    struct takes_instead : sound {
        bool release(node_id id) { return sound::release(id) || (sound::take(id), false); }
    };
    REQUIRE(breaks<takes_instead>("refusal_changes_nothing"));
}

TEST_CASE("broken: change_shows") {
    struct all_alike : sound {
        bool operator==(all_alike const&) const { return true; }
    };
    REQUIRE(breaks<all_alike>("change_shows"));
}

// One near miss for each required expression.
// clang-format off
struct no_first : sound { void first() const = delete; };
struct no_next : sound { node_id next(node_id) const noexcept; };
struct no_look_ahead : sound { node_id next() const noexcept; };
struct no_contains : sound { void contains(node_id) const = delete; };
struct no_take : sound { void take(node_id) = delete; };
struct no_release : sound { void release(node_id) = delete; };
struct allocator_without_equality : sound { bool operator==(allocator_without_equality const&) const = delete; };
struct next_changes : sound { node_id next() noexcept; node_id next(node_id) const noexcept; };
struct next_throws : sound { node_id next() const; node_id next(node_id) const noexcept; };
struct take_says_nothing : sound { void take(node_id); };
// clang-format on

static_assert(berth::id_allocator<sound> && berth::id_allocator<listed_ids>);
static_assert(!berth::id_allocator<no_first>);
static_assert(!berth::id_allocator<no_next>);
static_assert(!berth::id_allocator<no_look_ahead>);
static_assert(!berth::id_allocator<no_contains>);
static_assert(!berth::id_allocator<no_take>);
static_assert(!berth::id_allocator<no_release>);
static_assert(!berth::id_allocator<allocator_without_equality>);
static_assert(!berth::id_allocator<next_changes>);
static_assert(!berth::id_allocator<next_throws>);
static_assert(!berth::id_allocator<take_says_nothing>);

} // namespace
