// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/candidate.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <vector>

namespace {

using berth::candidate;
using berth::disk_source;
using berth::offer;
using berth::quantity;
using berth::range;
using berth::requirement;
using berth::resource;
using berth::resource_kind;
using berth::role_name;
using berth::value_type;
using namespace std::string_view_literals;

constexpr resource scalar(std::string_view name, std::int64_t units, std::string_view role = {}) {
    resource out;
    out.name = name;
    out.role = role;
    out.kind = berth::kind_of(name);
    out.amount = quantity::whole(units);
    return out;
}

constexpr resource ports(berth::range_view ranges, std::string_view role = {}) {
    resource out;
    out.name = "ports";
    out.role = role;
    out.kind = resource_kind::ports;
    out.type = value_type::ranges;
    out.ranges = ranges;
    return out;
}

constexpr requirement for_roles(std::initializer_list<std::string_view> roles) {
    requirement out;
    out.roles.clear();
    for (auto const role : roles) {
        out.roles.push_back(role_name{role});
    }
    return out;
}

/// What the roles may consume of `kind`, in whole units.
constexpr std::int64_t units(candidate const& c, resource_kind kind,
                             std::initializer_list<std::string_view> roles) {
    return c.available(kind, for_roles(roles)).thousandths() / 1000;
}

constexpr bool test_sums_over_roles() {
    offer o;
    std::array const entries{scalar("cpus", 2, "es"), scalar("mem", 100),      scalar("cpus", 3),
                             scalar("cpus", 1, "es"), scalar("mem", 28, "es"), scalar("cpus", 4)};
    o.resources = entries;
    candidate const c{o};
    STATIC_CHECK(units(c, resource_kind::cpus, {"es", "*"}) == 10);
    STATIC_CHECK(units(c, resource_kind::cpus, {"*"}) == 7);
    STATIC_CHECK(units(c, resource_kind::cpus, {"es"}) == 3);
    STATIC_CHECK(units(c, resource_kind::cpus, {"other"}) == 0);
    STATIC_CHECK(units(c, resource_kind::cpus, {"other", "*"}) == 7);
    STATIC_CHECK(units(c, resource_kind::mem, {"es", "*"}) == 128);
    STATIC_CHECK(units(c, resource_kind::disk, {"es", "*"}) == 0);
    return true;
}
static_assert(test_sums_over_roles());
TEST_CASE("candidate: sums the entries of a name over the roles that may be consumed") {
    REQUIRE(test_sums_over_roles());
}

constexpr bool test_reserved_and_unreserved() {
    offer o;
    std::array const entries{scalar("cpus", 2, "es"), scalar("cpus", 3)};
    o.resources = entries;
    candidate const c{o};
    STATIC_CHECK(units(c, resource_kind::cpus, {"es", "*"}) == 5);
    STATIC_CHECK(units(c, resource_kind::cpus, {"kafka", "*"}) == 3);
    return true;
}
static_assert(test_reserved_and_unreserved());
TEST_CASE("candidate: 2 reserved and 3 unreserved are 5 for their role, 3 for another") {
    REQUIRE(test_reserved_and_unreserved());
}

constexpr bool test_several_roles() {
    offer o;
    constexpr std::array few{range{1, 10}};
    constexpr std::array more{range{100, 119}};
    std::array const entries{scalar("cpus", 1, "a"), scalar("cpus", 2, "a/b"), scalar("cpus", 4),
                             scalar("cpus", 8, "c"), scalar("mem", 16, "c"),   ports(few, "a"),
                             ports(more, "c"),       scalar("x", 32, "a"),     scalar("x", 64)};
    o.resources = entries;
    candidate const c{o};
    STATIC_CHECK(units(c, resource_kind::cpus, {"a", "a/b", "*"}) == 7);
    STATIC_CHECK(units(c, resource_kind::cpus, {"a/b"}) == 2);
    STATIC_CHECK(units(c, resource_kind::cpus, {"c", "*"}) == 12);
    STATIC_CHECK(units(c, resource_kind::cpus, {"*"}) == 4);
    STATIC_CHECK(units(c, resource_kind::mem, {"a", "*"}) == 0);
    STATIC_CHECK(c.ports(for_roles({"a"})) == 10 && c.ports(for_roles({"c"})) == 20);
    STATIC_CHECK(c.ports(for_roles({"a", "c"})) == 30 && c.ports(for_roles({"*"})) == 0);
    STATIC_CHECK(c.available("x", for_roles({"a", "*"})) == quantity::whole(96));
    STATIC_CHECK(c.available("x", for_roles({"*"})) == quantity::whole(64));
    STATIC_CHECK(c.available("y", for_roles({"*"})) == quantity{});
    return true;
}
static_assert(test_several_roles());
TEST_CASE("candidate: reservations of several roles") { REQUIRE(test_several_roles()); }

constexpr bool test_ports() {
    offer o;
    constexpr std::array low{range{9200, 9201}, range{9300, 9300}};
    constexpr std::array high{range{31000, 32000}};
    std::array const entries{ports(low, "es"), ports(high)};
    o.resources = entries;
    candidate const c{o};
    STATIC_CHECK(c.ports(for_roles({"es", "*"})) == 1004);
    STATIC_CHECK(c.ports(for_roles({"*"})) == 1001 && c.ports(for_roles({"es"})) == 3);
    STATIC_CHECK(c.has_port(9201, for_roles({"es"})) && !c.has_port(9201, for_roles({"*"})));
    STATIC_CHECK(!c.has_port(9202, for_roles({"es", "*"})));
    STATIC_CHECK(c.has_port(31000, for_roles({"es", "*"})) &&
                 !c.has_port(31000, for_roles({"es"})));
    return true;
}
static_assert(test_ports());
TEST_CASE("candidate: ports by number and by role") { REQUIRE(test_ports()); }

// `take` gives out neither 0, which means "any", nor what no socket can have.
constexpr bool test_ports_are_16_bit() {
    constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    offer o;
    constexpr std::array all{range{0, last}};
    constexpr std::array none{range{0, 0}, range{65536, last}};
    constexpr std::array edges{range{0, 1}, range{65535, 70000}};
    std::array const wide{ports(all)};
    o.resources = wide;
    STATIC_CHECK(candidate{o}.ports(for_roles({"*"})) == 65535);
    std::array const useless{ports(none), ports(none, "es")};
    o.resources = useless;
    STATIC_CHECK(candidate{o}.ports(for_roles({"es", "*"})) == 0);
    std::array const some{ports(edges), ports(none, "a"), ports(none, "b")};
    o.resources = some;
    STATIC_CHECK(candidate{o}.ports(for_roles({"a", "*"})) == 2);
    return true;
}
static_assert(test_ports_are_16_bit());
TEST_CASE("candidate: only what a port can be is a port") { REQUIRE(test_ports_are_16_bit()); }

constexpr bool test_only_plain_entries_count() {
    offer o;
    std::vector<resource> entries{scalar("disk", 1)};
    for (auto const source :
         {disk_source::path, disk_source::mount, disk_source::block, disk_source::raw}) {
        entries.push_back(scalar("disk", 100));
        entries.back().disk = source;
    }
    for (auto const name : {"cpus"sv, "mem"sv, "disk"sv, "x"sv}) {
        entries.push_back(scalar(name, 1000));
        entries.back().persistent = true;
        entries.push_back(scalar(name, 1000));
        entries.back().revocable = true;
        entries.push_back(scalar(name, 1000));
        entries.back().provided = true;
    }
    constexpr std::array some{range{1, 10}};
    entries.push_back(ports(some));
    entries.back().revocable = true;
    entries.push_back(scalar("ports", 5)); // of the wrong type
    entries.push_back(ports(some));
    entries.back().name = "cpus";
    entries.back().kind = resource_kind::cpus;
    o.resources = entries;
    candidate const c{o};
    requirement const needs = for_roles({"*"});
    STATIC_CHECK(c.available(resource_kind::disk, needs) == quantity::whole(1));
    STATIC_CHECK(c.available(resource_kind::cpus, needs) == quantity{});
    STATIC_CHECK(c.available(resource_kind::mem, needs) == quantity{});
    STATIC_CHECK(c.available("x", needs) == quantity{});
    STATIC_CHECK(c.ports(needs) == 0 && !c.has_port(5, needs));
    // Of a special entry not even the role is looked at.
    entries.push_back(scalar("cpus", 1, "a"));
    entries.push_back(scalar("cpus", 1, "b"));
    entries.back().revocable = true;
    o.resources = entries;
    STATIC_CHECK(units(candidate{o}, resource_kind::cpus, {"a", "b", "*"}) == 1);
    return true;
}
static_assert(test_only_plain_entries_count());
TEST_CASE("candidate: volumes, separate disks and revocable entries are not plain resources") {
    REQUIRE(test_only_plain_entries_count());
}

constexpr bool test_restock() {
    offer o;
    o.agent_id = "a1";
    o.hostname = "h1";
    o.allocation_role = "es";
    std::array const before{scalar("cpus", 5, "es"), scalar("cpus", 5, "b"), scalar("mem", 5)};
    std::array const after{scalar("cpus", 2, "b")};
    o.resources = before;
    candidate c{o};
    candidate const copy = c;
    STATIC_CHECK(c.stock().size() == 3 && units(c, resource_kind::cpus, {"es", "b"}) == 10);
    c.restock(after);
    STATIC_CHECK(c.stock().size() == 1 && units(c, resource_kind::cpus, {"es", "b"}) == 2);
    STATIC_CHECK(units(c, resource_kind::mem, {"*"}) == 0);
    STATIC_CHECK(units(copy, resource_kind::cpus, {"es", "b"}) == 10);
    c.restock({});
    STATIC_CHECK(units(c, resource_kind::cpus, {"es", "b"}) == 0);
    STATIC_CHECK(c.agent_id() == "a1" && c.hostname() == "h1" && c.allocation_role() == "es");
    STATIC_CHECK(&c.first_offer() == &o);
    return true;
}
static_assert(test_restock());
TEST_CASE("candidate: what is left replaces what was there") { REQUIRE(test_restock()); }

} // namespace
