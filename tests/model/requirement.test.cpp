// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/requirement.hpp>
#include <berth/model/validate_requirement.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using berth::disk_source;
using berth::errc;
using berth::named_quantity;
using berth::quantity;
using berth::requirement;
using berth::resource_kind;
using berth::role_name;
using berth::volume_request;
using namespace std::string_view_literals;

/// A requirement without fault, changed by `change`.
template <class Change>
constexpr requirement with(Change change) {
    requirement needs;
    needs.cpus = quantity::whole(1);
    needs.mem = quantity::whole(256);
    needs.ports = {0, 0};
    change(needs);
    return needs;
}

constexpr named_quantity scalar(std::string_view name, std::int64_t thousandths) {
    return {berth::text<63>{name}, quantity::thousandths(thousandths)};
}

constexpr volume_request volume(std::string_view purpose) {
    return {berth::text<63>{purpose}, berth::text<255>{"/data"}};
}

template <class Change>
constexpr bool valid(Change change) {
    return validate(with(change)).has_value();
}

template <class Change>
constexpr bool refused(std::string_view message, Change change) {
    auto const said = validate(with(change));
    return !said && said.error().message() == message;
}

constexpr bool test_valid() {
    STATIC_CHECK(valid([](requirement&) {}));
    STATIC_CHECK(valid([](requirement& r) { r.disk = quantity::thousandths(1); }));
    STATIC_CHECK(valid([](requirement& r) { r.ports = {9200, 0, 9300, 0, 65535, 1}; }));
    STATIC_CHECK(valid([](requirement& r) { r.roles = {role_name{"es"}, role_name{"*"}}; }));
    STATIC_CHECK(valid([](requirement& r) { r.volumes = {volume("data"), volume("config")}; }));
    STATIC_CHECK(valid([](requirement& r) {
        r.scalars = {scalar("gpus", 2000), scalar("licenses", 500), scalar("network", 0)};
    }));
    // One resource of any sort is enough for a task.
    STATIC_CHECK(valid([](requirement& r) { r = {}, r.ports = {0}; }));
    STATIC_CHECK(valid([](requirement& r) { r = {}, r.mem = quantity::thousandths(1); }));
    STATIC_CHECK(valid([](requirement& r) { r = {}, r.scalars = {scalar("licenses", 1)}; }));
    return true;
}
static_assert(test_valid());
TEST_CASE("requirement: what the master could accept is valid") { REQUIRE(test_valid()); }

constexpr bool test_refused_amounts() {
    quantity const less = quantity::thousandths(-1);
    STATIC_CHECK(refused("requirement.cpus is negative", [=](requirement& r) { r.cpus = less; }));
    STATIC_CHECK(refused("requirement.mem is negative", [=](requirement& r) { r.mem = less; }));
    STATIC_CHECK(refused("requirement.disk is negative", [=](requirement& r) { r.disk = less; }));
    STATIC_CHECK(refused("requirement.scalars is negative: licenses",
                         [](requirement& r) { r.scalars = {scalar("licenses", -1)}; }));
    STATIC_CHECK(refused("requirement.scalars is out of range: gpus come in whole numbers",
                         [](requirement& r) { r.scalars = {scalar("gpus", 1500)}; }));
    return true;
}
static_assert(test_refused_amounts());
TEST_CASE("requirement: amounts that no offer has are refused") { REQUIRE(test_refused_amounts()); }

constexpr bool test_refused_names() {
    STATIC_CHECK(refused("requirement.scalars is empty: a resource needs a name",
                         [](requirement& r) { r.scalars = {scalar("", 1)}; }));
    for (auto const name : {"cpus"sv, "mem"sv, "disk"sv, "ports"sv}) {
        berth::text<64> message{"requirement.scalars is not supported: "};
        message.append(name);
        STATIC_CHECK(refused(message, [=](requirement& r) { r.scalars = {scalar(name, 1)}; }));
    }
    STATIC_CHECK(refused("requirement.scalars is given twice: a", [](requirement& r) {
        r.scalars = {scalar("a", 1), scalar("b", 1), scalar("a", 2)};
    }));
    STATIC_CHECK(refused("requirement.volumes is given twice: data", [](requirement& r) {
        r.volumes = {volume("data"), volume("config"), volume("data")};
    }));
    STATIC_CHECK(refused("requirement.roles is empty", [](requirement& r) { r.roles.clear(); }));
    return true;
}
static_assert(test_refused_names());
TEST_CASE("requirement: names are there, once, and not a field's") {
    REQUIRE(test_refused_names());
}

constexpr bool test_refused_ports() {
    STATIC_CHECK(
        refused("requirement.ports is out of range: a port is at most 65535", [](requirement& r) {
            r.ports = {0, 65536};
        }));
    STATIC_CHECK(refused("requirement.ports is given twice: 9200", [](requirement& r) {
        r.ports = {9200, 0, 9300, 0, 9200};
    }));
    return true;
}
static_assert(test_refused_ports());
TEST_CASE("requirement: a fixed port is a port, asked for once") { REQUIRE(test_refused_ports()); }

constexpr bool test_placement() {
    STATIC_CHECK(valid([](requirement& r) {
        r.volumes = {volume("data"), volume("config")};
        r.zonal_volumes = true;
        r.zone_attribute = berth::text<63>{"az"};
        r.attach_limit = 2;
    }));
    STATIC_CHECK(valid([](requirement& r) { r.attach_limit = 1; }));
    STATIC_CHECK(
        refused("requirement.attach_limit is out of range: one node has more external volumes",
                [](requirement& r) {
                    r.volumes = {volume("data"), volume("config")};
                    r.attach_limit = 1;
                }));
    STATIC_CHECK(
        refused("requirement.zone_attribute contradicts another field: volumes are not zonal",
                [](requirement& r) { r.zone_attribute = berth::text<63>{"az"}; }));
    STATIC_CHECK(
        refused("requirement.zonal_volumes contradicts another field: no volume is external",
                [](requirement& r) { r.zonal_volumes = true; }));
    return true;
}
static_assert(test_placement());
TEST_CASE("requirement: zones and limits are those of external volumes") {
    REQUIRE(test_placement());
}

/// Whether a requirement with one local volume, made of a sound one by `change`, is refused.
template <class Change>
constexpr bool refused_volume(std::string_view message, Change change) {
    return refused(message, [&](requirement& r) {
        r.volumes = {volume("config"), volume("data")};
        r.volumes[1].external = false;
        r.volumes[1].disk = disk_source::path;
        r.volumes[1].size = quantity::whole(10);
        change(r.volumes[1]);
    });
}

constexpr bool test_refused_volumes() {
    STATIC_CHECK(refused_volume("", [](volume_request&) {}) == false);
    STATIC_CHECK(refused_volume("requirement.volumes[1].purpose is empty",
                                [](volume_request& v) { v.purpose = {}; }));
    STATIC_CHECK(refused_volume("requirement.volumes[1].size is negative",
                                [](volume_request& v) { v.size = quantity::whole(-1); }));
    auto const no_size = "requirement.volumes[1].size is missing: a part of a disk has one"sv;
    for (auto const disk : {disk_source::path, disk_source::root}) {
        STATIC_CHECK(refused_volume(no_size, [=](volume_request& v) {
            v.size = {};
            v.disk = disk;
        }));
    }
    STATIC_CHECK(refused_volume("requirement.volumes[1].disk is not supported: "
                                "a RAW disk must be made into another kind before it is used",
                                [](volume_request& v) { v.disk = disk_source::raw; }));
    STATIC_CHECK(refused_volume(
        "requirement.volumes[1].profile contradicts another field: the root disk has none",
        [](volume_request& v) {
            v.disk = disk_source::root;
            v.profile = berth::text<63>{"fast"};
        }));
    STATIC_CHECK(refused_volume("requirement.volumes[1].shared is not supported: "
                                "only an existing persistent volume can be shared",
                                [](volume_request& v) { v.shared = true; }));
    STATIC_CHECK(
        refused("requirement.volumes[1].persistence_id is given twice: pv", [](requirement& r) {
            for (auto const purpose : {"a"sv, "b"sv}) {
                r.volumes.push_back(volume(purpose));
                r.volumes.back().external = false;
                r.volumes.back().persistence_id = berth::text<255>{"pv"};
            }
        }));
    auto const separate = [](std::size_t count) {
        return [=](requirement& r) {
            for (std::size_t i = 0; i != count; ++i) {
                berth::text<63> purpose{"v"};
                purpose.append_decimal(i);
                r.volumes.push_back(volume(purpose));
                r.volumes.back().external = false;
                r.volumes.back().disk = disk_source::mount;
            }
        };
    };
    STATIC_CHECK(valid(separate(10)));
    STATIC_CHECK(refused("requirement.volumes is too large: "
                         "a node has at most 10 volumes on separate disks",
                         separate(11)));
    return true;
}
static_assert(test_refused_volumes());
TEST_CASE("requirement: a local volume is one that a disk can hold") {
    REQUIRE(test_refused_volumes());
}

constexpr bool test_refused_roles() {
    for (auto const role : {""sv, "a b"sv, "a//b"sv, "*/a"sv}) {
        berth::text<300> message{"requirement.roles has a character that is not allowed"};
        message.append(role.empty() ? "" : ": ");
        message.append(role);
        STATIC_CHECK(refused(message, [=](requirement& r) { r.roles = {role_name{role}}; }));
    }
    STATIC_CHECK(refused("requirement.roles is given twice: a", [](requirement& r) {
        r.roles = {role_name{"a"}, role_name{"*"}, role_name{"a"}};
    }));
    return true;
}
static_assert(test_refused_roles());
TEST_CASE("requirement: roles are roles, each once") { REQUIRE(test_refused_roles()); }

constexpr bool test_refused_nothing() {
    STATIC_CHECK(refused("requirement is empty: a task needs at least one resource",
                         [](requirement& r) { r = {}; }));
    STATIC_CHECK(refused("requirement is empty: a task needs at least one resource",
                         [](requirement& r) { r = {}, r.scalars = {scalar("licenses", 0)}; }));
    return true;
}
static_assert(test_refused_nothing());
TEST_CASE("requirement: a task without resources is refused") { REQUIRE(test_refused_nothing()); }

constexpr bool test_codes() {
    auto const code = [](auto change) { return validate(with(change)).error().code; };
    STATIC_CHECK(code([](requirement& r) { r.ports = {1, 1}; }) == errc::duplicate);
    STATIC_CHECK(code([](requirement& r) { r.ports = {70000}; }) == errc::out_of_range);
    STATIC_CHECK(code([](requirement& r) { r = {}; }) == errc::empty);
    STATIC_CHECK(code([](requirement& r) { r.cpus = quantity::whole(-1); }) == errc::negative);
    return true;
}
static_assert(test_codes());
TEST_CASE("requirement: an error can be told by its code") { REQUIRE(test_codes()); }

constexpr bool test_roles() {
    requirement needs;
    STATIC_CHECK(needs.allows({}) && needs.allows("*") && !needs.allows("es"));
    needs.roles = {role_name{"es"}};
    STATIC_CHECK(!needs.allows({}) && needs.allows("es"));
    // An ancestor must be named itself, and a common beginning is no kinship.
    STATIC_CHECK(!needs.allows("es/data") && !needs.allows("e") && !needs.allows("es2"));
    needs.roles = {role_name{"es/data"}, role_name{"*"}};
    STATIC_CHECK(needs.allows({}) && needs.allows("es/data") && !needs.allows("es"));
    return true;
}
static_assert(test_roles());
TEST_CASE("requirement: only the roles that it names may be consumed") { REQUIRE(test_roles()); }

constexpr bool test_amounts() {
    requirement const needs = with([](requirement& r) { r.disk = quantity::whole(7); });
    STATIC_CHECK(needs.amount(resource_kind::cpus) == quantity::whole(1));
    STATIC_CHECK(needs.amount(resource_kind::mem) == quantity::whole(256));
    STATIC_CHECK(needs.amount(resource_kind::disk) == quantity::whole(7));
    STATIC_CHECK(needs.amount(resource_kind::ports) == quantity{});
    STATIC_CHECK(needs == with([](requirement& r) { r.disk = quantity::whole(7); }));
    STATIC_CHECK(!(needs == with([](requirement&) {})));
    return true;
}
static_assert(test_amounts());

constexpr bool test_admits() {
    berth::resource_details const details{"p", {}, {}, {}, {}, {}, {}};
    berth::resource entry;
    entry.name = "cpus";
    requirement needs;
    STATIC_CHECK(needs.admits(entry));
    entry.revocable = true;
    STATIC_CHECK(!needs.admits(entry));
    needs.revocable = {berth::text<255>{"mem"}};
    STATIC_CHECK(!needs.admits(entry));
    needs.revocable.push_back(berth::text<255>{"cpus"});
    STATIC_CHECK(needs.admits(entry));
    entry.revocable = false;
    STATIC_CHECK(!needs.admits(entry)); // never both under one name
    entry.name = "disk";
    STATIC_CHECK(needs.admits(entry));
    entry.provided = true;
    entry.details = &details;
    STATIC_CHECK(!needs.admits(entry));
    needs.providers = {berth::text<255>{"q"}, berth::text<255>{"p"}};
    STATIC_CHECK(needs.admits(entry));
    entry.role = "es";
    STATIC_CHECK(!needs.admits(entry));
    return true;
}
static_assert(test_admits());
TEST_CASE("requirement: revocable and provided entries are for those who ask") {
    REQUIRE(test_admits());
}

constexpr bool test_local_volumes() {
    requirement const needs = with([](requirement& r) {
        r.disk = quantity::whole(7);
        r.volumes = {volume("a"), volume("b"), volume("c"), volume("d")};
        for (volume_request& v : r.volumes) {
            v.size = quantity::whole(10);
        }
        r.volumes[1].external = r.volumes[2].external = r.volumes[3].external = false;
        r.volumes[2].disk = disk_source::mount;
        r.volumes[3].persistence_id = berth::text<255>{"pv"};
    });
    STATIC_CHECK(needs.amount(resource_kind::disk) == quantity::whole(17));
    STATIC_CHECK(needs.external_volumes() == 1);
    auto const purposes = needs.external_purposes();
    STATIC_CHECK(purposes.size() == 1 && purposes[0] == needs.volumes[0].purpose.view());
    STATIC_CHECK(!needs.volumes[0].needs_separate_disk());
    STATIC_CHECK(!needs.volumes[1].needs_separate_disk());
    STATIC_CHECK(needs.volumes[2].needs_separate_disk());
    STATIC_CHECK(needs.volumes[3].needs_separate_disk());
    return true;
}
static_assert(test_local_volumes());
TEST_CASE("requirement: a volume on the root disk is disk") { REQUIRE(test_local_volumes()); }

constexpr bool test_gpus() {
    STATIC_CHECK(!with([](requirement&) {}).wants_gpus());
    STATIC_CHECK(!with([](requirement& r) { r.scalars = {scalar("gpus", 0)}; }).wants_gpus());
    STATIC_CHECK(!with([](requirement& r) { r.scalars = {scalar("gpu", 1000)}; }).wants_gpus());
    STATIC_CHECK(with([](requirement& r) { r.scalars = {scalar("gpus", 1000)}; }).wants_gpus());
    return true;
}
static_assert(test_gpus());
TEST_CASE("requirement: no GPUs are none asked for") { REQUIRE(test_gpus()); }
TEST_CASE("requirement: amounts by kind") { REQUIRE(test_amounts()); }

} // namespace
