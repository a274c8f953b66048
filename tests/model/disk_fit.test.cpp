// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/disk_fit.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace {

using berth::disk_fit;
using berth::disk_source;
using berth::quantity;
using berth::requirement;
using berth::resource;
using berth::resource_details;
using berth::volume_request;

/// Disks and the volumes that look for one.
struct scene {
    std::vector<resource> stock{};
    requirement needs{};

    constexpr resource& disk(disk_source source, std::int64_t mb,
                             resource_details const* details = nullptr) {
        resource entry;
        entry.name = "disk";
        entry.kind = berth::resource_kind::disk;
        entry.disk = source;
        entry.amount = quantity::whole(mb);
        entry.details = details;
        stock.push_back(entry);
        return stock.back();
    }
    constexpr volume_request& volume(disk_source source, std::int64_t mb) {
        volume_request request{};
        request.external = false;
        request.disk = source;
        request.size = quantity::whole(mb);
        needs.volumes.push_back(request);
        return needs.volumes.back();
    }
    constexpr disk_fit fit() const { return {stock, needs}; }

    /// Whether the volumes go to just these entries.
    constexpr bool goes_to(std::initializer_list<std::size_t> entries) const {
        disk_fit const found = fit();
        bool all = found.asked() == entries.size();
        for (std::size_t v = 0; all && v != entries.size(); ++v) {
            all = found.entry(v) == entries.begin()[v];
        }
        return all;
    }
};

constexpr resource_details disk_a{{}, {}, "/a", {}, {}, {}, {}};
constexpr resource_details disk_b{{}, {}, "/b", {}, {}, {}, {}};

constexpr bool test_nothing_asked() {
    scene s;
    s.disk(disk_source::mount, 10);
    s.volume(disk_source::root, 5); // a part of the root disk is summed up with the others
    s.needs.volumes.emplace_back(); // external
    STATIC_CHECK(s.fit().asked() == 0 && s.fit().placed() == 0);
    return true;
}
static_assert(test_nothing_asked());
TEST_CASE("disk_fit: external volumes and the root disk need no separate one") {
    REQUIRE(test_nothing_asked());
}

constexpr bool test_mount() {
    scene s;
    s.disk(disk_source::root, 1000);
    s.disk(disk_source::path, 1000, &disk_a);
    s.disk(disk_source::block, 1000);
    s.disk(disk_source::mount, 99);
    s.volume(disk_source::mount, 100);
    STATIC_CHECK(s.fit().placed() == 0);
    s.disk(disk_source::mount, 300);
    s.disk(disk_source::mount, 100);
    STATIC_CHECK(s.goes_to({5})); // the smallest that is large enough
    s.volume(disk_source::mount, 100);
    STATIC_CHECK(s.goes_to({5, 4}));
    s.volume(disk_source::mount, 0); // any
    STATIC_CHECK(s.goes_to({5, 4, 3}));
    s.volume(disk_source::mount, 1);
    STATIC_CHECK(s.fit().asked() == 4 && s.fit().placed() == 3);
    return true;
}
static_assert(test_mount());
TEST_CASE("disk_fit: a MOUNT disk goes to one volume, whole") { REQUIRE(test_mount()); }

constexpr bool test_taken_disk() {
    scene s;
    s.disk(disk_source::mount, 0); // what is left of one that another node has
    s.volume(disk_source::mount, 0);
    STATIC_CHECK(s.fit().placed() == 0);
    return true;
}
static_assert(test_taken_disk());
TEST_CASE("disk_fit: a disk that is taken is none") { REQUIRE(test_taken_disk()); }

constexpr bool test_matching() {
    constexpr resource_details slow{{}, {}, "/s", {}, "slow", {}, {}};
    constexpr resource_details fast{{}, {}, "/f", {}, "fast", {}, {}};
    scene s; // greedy gives the first volume the only disk that the second can have
    s.disk(disk_source::mount, 100, &fast);
    s.disk(disk_source::mount, 200, &slow);
    s.volume(disk_source::mount, 50);
    s.volume(disk_source::mount, 50).profile = berth::text<63>{"fast"};
    STATIC_CHECK(s.goes_to({1, 0}));
    scene chain; // and a chain of three that has to move
    chain.disk(disk_source::mount, 10);
    chain.disk(disk_source::mount, 20);
    chain.disk(disk_source::mount, 30, &fast);
    chain.volume(disk_source::mount, 15);
    chain.volume(disk_source::mount, 5);
    chain.volume(disk_source::mount, 1).profile = berth::text<63>{"fast"};
    STATIC_CHECK(chain.goes_to({1, 0, 2}));
    return true;
}
static_assert(test_matching());
TEST_CASE("disk_fit: volumes make room for one another") { REQUIRE(test_matching()); }

constexpr bool test_path() {
    scene s;
    s.disk(disk_source::path, 60, &disk_a);
    s.disk(disk_source::path, 60, &disk_b);
    s.volume(disk_source::path, 100);
    STATIC_CHECK(s.fit().placed() == 0); // one path per volume, though there are 120 MB
    s.disk(disk_source::path, 40, &disk_b).role = "es";
    STATIC_CHECK(s.fit().placed() == 0); // the reservation is another's
    s.needs.roles.push_back(berth::role_name{"es"});
    STATIC_CHECK(s.goes_to({1}));
    s.volume(disk_source::path, 40);
    s.volume(disk_source::path, 20);
    STATIC_CHECK(s.goes_to({1, 0, 0})); // divisible
    s.volume(disk_source::path, 1);
    STATIC_CHECK(s.fit().placed() == 3);
    return true;
}
static_assert(test_path());
TEST_CASE("disk_fit: PATH disks are divisible, volumes are not") { REQUIRE(test_path()); }

constexpr bool test_packing() {
    scene s; // the largest first on the fullest disk would fail: 6+4 and 5+3+2
    s.disk(disk_source::path, 10, &disk_a);
    s.disk(disk_source::path, 10, &disk_b);
    for (std::int64_t const mb : {2, 3, 4, 5, 6}) {
        s.volume(disk_source::path, mb);
    }
    STATIC_CHECK(s.fit().placed() == 5);
    return true;
}
static_assert(test_packing());
TEST_CASE("disk_fit: volumes are packed exactly") { REQUIRE(test_packing()); }

constexpr bool test_persistent() {
    constexpr resource_details pv{{}, "pv", "/a", {}, {}, {}, {}};
    scene s;
    s.disk(disk_source::mount, 100, &pv).persistent = true;
    s.volume(disk_source::mount, 10);
    STATIC_CHECK(s.fit().placed() == 0); // left alone unless it is named
    s.needs.volumes[0].persistence_id = berth::text<255>{"other"};
    STATIC_CHECK(s.fit().placed() == 0);
    s.needs.volumes[0].persistence_id = berth::text<255>{"pv"};
    STATIC_CHECK(s.goes_to({0}) && s.fit().takes_all(0));
    s.needs.volumes[0].disk = disk_source::root; // of whatever disk
    STATIC_CHECK(s.goes_to({0}));
    s.needs.volumes[0].size = quantity::whole(101);
    STATIC_CHECK(s.fit().placed() == 0);
    s.needs.volumes[0].size = {};
    s.stock[0].shared = true;
    STATIC_CHECK(s.fit().placed() == 0); // shared with others only if that is meant
    s.needs.volumes[0].shared = true;
    STATIC_CHECK(s.goes_to({0}));
    s.stock[0].shared = false;
    STATIC_CHECK(s.fit().placed() == 0);
    return true;
}
static_assert(test_persistent());
TEST_CASE("disk_fit: a persistent volume goes to who names it") { REQUIRE(test_persistent()); }

/// The largest number of volumes that any assignment serves, by trying all of them.
std::size_t best_by_trying(scene const& s, std::vector<quantity>& left, std::vector<bool>& used,
                           std::size_t v) {
    if (v == s.needs.volumes.size()) {
        return 0;
    }
    volume_request const& request = s.needs.volumes[v];
    std::size_t best = best_by_trying(s, left, used, v + 1); // without
    for (std::size_t i = 0; i != s.stock.size(); ++i) {
        resource const& entry = s.stock[i];
        bool const profile = request.profile.empty() || entry.detail().profile == request.profile;
        bool const role = entry.role.empty();
        if (entry.disk != request.disk || !profile || !role || entry.persistent) {
            continue;
        }
        if (entry.disk == disk_source::path) {
            if (left[i] >= request.size) {
                left[i] -= request.size;
                best = std::max(best, 1 + best_by_trying(s, left, used, v + 1));
                left[i] += request.size;
            }
        } else if (!used[i] && entry.amount >= request.size) {
            used[i] = true;
            best = std::max(best, 1 + best_by_trying(s, left, used, v + 1));
            used[i] = false;
        }
    }
    return best;
}

TEST_CASE("disk_fit: finds as much as trying everything does") {
    constexpr std::array<resource_details, 5> all{{{{}, {}, "/0", {}, "x", {}, {}},
                                                   {{}, {}, "/1", {}, "y", {}, {}},
                                                   {{}, {}, "/2", {}, "x", {}, {}},
                                                   {{}, {}, "/3", {}, "y", {}, {}},
                                                   {{}, {}, "/4", {}, {}, {}, {}}}};
    auto const seed = berth_test::seed_or(20160513);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    std::size_t complete = 0;
    std::size_t partial = 0;
    for (int round = 0; round != 20000; ++round) {
        scene s;
        for (resource_details const& d : all) {
            if (random.chance(3, 4)) {
                auto& entry = s.disk(random.chance(1, 2) ? disk_source::path : disk_source::mount,
                                     random.between(1, 10), &d);
                entry.role = random.chance(1, 8) ? "other" : "";
                entry.persistent = random.chance(1, 8);
            }
        }
        for (std::uint64_t left = random.below(6); left != 0; --left) {
            auto& v = s.volume(random.chance(1, 2) ? disk_source::path : disk_source::mount,
                               random.between(1, 7));
            if (random.chance(1, 3)) {
                v.profile = berth::text<63>{random.chance(1, 2) ? "x" : "y"};
            }
        }
        std::vector<quantity> left;
        for (resource const& entry : s.stock) {
            left.push_back(entry.amount);
        }
        std::vector<bool> used(s.stock.size());
        disk_fit const fit = s.fit();
        CAPTURE(round);
        REQUIRE(fit.placed() == best_by_trying(s, left, used, 0));
        (fit.placed() == fit.asked() ? complete : partial) += 1;
        // And what it says is possible.
        for (std::size_t v = 0; v != fit.asked(); ++v) {
            if (fit.entry(v) == disk_fit::none) {
                continue;
            }
            left[fit.entry(v)] -= s.needs.volumes[v].size;
            REQUIRE(left[fit.entry(v)] >= quantity{});
            REQUIRE(s.stock[fit.entry(v)].disk == s.needs.volumes[v].disk);
            if (fit.takes_all(v)) {
                REQUIRE(!used[fit.entry(v)]);
                used[fit.entry(v)] = true;
            }
        }
    }
    REQUIRE(complete > 1000);
    REQUIRE(partial > 1000);
}

} // namespace
