// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/requirement.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace {

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
TEST_CASE("requirement: amounts by kind") { REQUIRE(test_amounts()); }

} // namespace
