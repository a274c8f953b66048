// SPDX-License-Identifier: Apache-2.0
#include "support/counting_new.hpp"
#include "support/static_check.hpp"

#include <berth/model/offer_builder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace {

using berth::disk_source;
using berth::errc;
using berth::offer;
using berth::offer_builder;
using berth::offer_round;
using berth::quantity;
using berth::range;
using berth::resource;
using berth::resource_kind;
using berth::value_type;
using namespace std::string_view_literals;

// The numbers of Mesos' Value.Type.
constexpr int scalar = 0;
constexpr int ranges = 1;
constexpr int set = 2;
constexpr int text = 3;

constexpr bool holds(berth::range_view held, std::initializer_list<range> list) {
    return std::ranges::equal(held, list);
}

/// The offer that `describe` makes of a builder, the last of `round`.
template <class Describe>
constexpr offer const& built(offer_round& round, Describe describe) {
    offer_builder to{round};
    to.id("o1");
    to.agent_id("a1");
    describe(to);
    to.finish();
    return round.offers().back();
}

constexpr bool test_reads_an_offer() {
    offer_round round;
    offer_builder to{round};
    to.hostname("h1");
    to.resource("cpus", scalar);
    to.scalar(1.5011);
    to.id("o1"); // the offer's own fields come in any order
    to.resource("ports", ranges);
    to.range(31000, 32000);
    to.range(8080, 8081);
    to.agent_id("a1");
    to.attribute("rack", text);
    to.text("r1");
    to.attribute("slots", scalar);
    to.scalar(4);
    to.attribute("keys", ranges);
    to.range(6, 9);
    to.range(1, 5);
    to.allocation_role("es");
    to.fault_domain("eu", "eu-1");
    to.resource("mem", scalar);
    to.scalar(512);
    to.finish();

    STATIC_CHECK(round.offers().size() == 1);
    offer const& o = round.offers()[0];
    STATIC_CHECK(!o.fault && o.index == 0);
    STATIC_CHECK(o.id == "o1" && o.agent_id == "a1" && o.hostname == "h1");
    STATIC_CHECK(o.allocation_role == "es" && o.region == "eu" && o.zone == "eu-1");
    STATIC_CHECK(o.resources.size() == 3);
    STATIC_CHECK(o.resources[0].kind == resource_kind::cpus && o.resources[0].source == 0);
    STATIC_CHECK(o.resources[0].amount == quantity::thousandths(1501));
    STATIC_CHECK(o.resources[1].name == "ports" && o.resources[1].source == 1);
    STATIC_CHECK(holds(o.resources[1].ranges, {{8080, 8081}, {31000, 32000}}));
    STATIC_CHECK(o.resources[2].source == 2 && o.resources[2].amount == quantity::whole(512));
    STATIC_CHECK(o.attributes.size() == 3);
    STATIC_CHECK(o.attributes[0].name == "rack" && o.attributes[0].text == "r1");
    STATIC_CHECK(o.attributes[0].type == value_type::text);
    STATIC_CHECK(o.attributes[1].scalar == quantity::whole(4) && o.attributes[1].text == "4");
    STATIC_CHECK(holds(o.attributes[2].ranges, {{1, 9}}) && o.attributes[2].text == "[1-9]");
    return true;
}
static_assert(test_reads_an_offer());
TEST_CASE("offer_builder: reads an offer") { REQUIRE(test_reads_an_offer()); }

constexpr berth::attribute only_attribute(offer_round& round, auto say) {
    round.clear();
    offer_builder to{round};
    to.agent_id("a1");
    say(to);
    to.finish();
    return round.offers()[0].attributes[0];
}

// The text by which constraints compare an attribute, whatever its type.
constexpr bool test_attribute_text() {
    offer_round round;
    auto const of_scalar = [&](double value) {
        return only_attribute(round, [&](offer_builder& to) {
            to.attribute("x", scalar);
            to.scalar(value);
        });
    };
    STATIC_CHECK(of_scalar(4.5).text == "4.5" && of_scalar(1.0).text == "1");
    STATIC_CHECK(of_scalar(0.1 + 0.2).text == "0.3" && of_scalar(1.0004).text == "1");
    STATIC_CHECK(of_scalar(1.0006).text == "1.001" && of_scalar(0.0).text == "0");
    STATIC_CHECK(of_scalar(-2.25).text == "-2.25"); // no amount, and no fault
    STATIC_CHECK(of_scalar(-2.25).scalar == quantity{} - quantity::thousandths(2250));
    STATIC_CHECK(of_scalar(1e300).scalar == quantity::thousandths(INT64_MAX));
    STATIC_CHECK(of_scalar(1e-300).text == "0" && !round.offers()[0].fault);
    STATIC_CHECK(only_attribute(round, [](offer_builder& to) {
                     to.attribute("x", ranges);
                     to.range(7, 9);
                     to.range(1, 5);
                 }).text == "[1-5,7-9]");
    STATIC_CHECK(only_attribute(round, [](offer_builder& to) {
                     to.attribute("x", ranges);
                     to.ranges();
                 }).text == "[]");
    STATIC_CHECK(only_attribute(round, [](offer_builder& to) {
                     to.attribute("x", set);
                     to.item("ssd");
                     to.item("hdd");
                     to.item("ssd"); // only a resource may not say it twice
                 }).text == "{hdd,ssd,ssd}");
    STATIC_CHECK(only_attribute(round, [](offer_builder& to) {
                     to.attribute("x", set);
                     to.set();
                 }).text == "{}");
    return true;
}
static_assert(test_attribute_text());
TEST_CASE("offer_builder: an attribute of any type has a text") { REQUIRE(test_attribute_text()); }

constexpr bool test_maintenance() {
    offer_round round;
    offer_builder to{round};
    to.agent_id("a1");
    to.maintenance(berth::unavailability::from_nanoseconds(10e9, 5e9));
    to.finish();
    auto const& when = round.offers()[0].maintenance;
    STATIC_CHECK(when.start == berth::timestamp{10.0} && when.seconds == 5.0);
    STATIC_CHECK(!when.near({9.0}, 0.0) && when.near({9.0}, 1.0));
    STATIC_CHECK(when.near({10.0}, 0.0) && when.near({14.9}, 0.0) && !when.near({15.0}, 100.0));
    auto const endless = berth::unavailability::from_nanoseconds(10e9);
    STATIC_CHECK(endless.near({1e12}, 0.0) && !endless.near({9.0}, 0.5));
    STATIC_CHECK(!berth::unavailability{}.near({1e12}, 1e12));
    return true;
}
static_assert(test_maintenance());
TEST_CASE("offer_builder: maintenance of the agent") { REQUIRE(test_maintenance()); }

constexpr bool test_indices() {
    offer_round round;
    for (std::uint32_t i = 0; i != 3; ++i) {
        offer const& o = built(round, [](offer_builder& to) {
            to.resource("cpus", scalar);
            to.scalar(0);
            to.resource("mem", scalar);
            to.scalar(1);
        });
        STATIC_CHECK(o.index == i && o.resources.size() == 1);
        STATIC_CHECK(o.resources[0].offer == i && o.resources[0].source == 1);
    }
    round.clear();
    STATIC_CHECK(round.offers().empty());
    STATIC_CHECK(built(round, [](offer_builder&) {}).index == 0);
    return true;
}
static_assert(test_indices());
TEST_CASE("offer_builder: entries say which offer and which entry they are") {
    REQUIRE(test_indices());
}

constexpr bool test_nothing_is_dropped_but_nothing() {
    offer_round round;
    offer const& o = built(round, [](offer_builder& to) {
        to.resource("cpus", scalar);
        to.scalar(-0.0);
        to.resource("mem", scalar);
        to.scalar(0);
        to.resource("ports", ranges);
        to.ranges();
        to.resource("gp", set);
        to.set();
        to.resource("gpus", scalar);
        to.scalar(1);
        to.resource("licenses", set);
        to.item("b");
        to.item("a");
        to.resource("disk", scalar);
        to.scalar(0.0005);
    });
    STATIC_CHECK(!o.fault && o.resources.size() == 3);
    STATIC_CHECK(o.resources[0].kind == resource_kind::gpus && o.resources[0].source == 4);
    STATIC_CHECK(o.resources[1].type == value_type::set && o.resources[1].source == 5);
    STATIC_CHECK(o.resources[2].amount == quantity::thousandths(1) && o.resources[2].source == 6);
    return true;
}
static_assert(test_nothing_is_dropped_but_nothing());
TEST_CASE("offer_builder: drops entries that amount to nothing") {
    REQUIRE(test_nothing_is_dropped_but_nothing());
}

constexpr std::string_view role_of(offer_round& round, auto describe) {
    offer const& o = built(round, [&](offer_builder& to) {
        to.resource("cpus", scalar);
        describe(to);
        to.scalar(1);
    });
    STATIC_CHECK(!o.fault && o.resources.size() == 1);
    return o.resources[0].role;
}

constexpr bool test_reservations() {
    offer_round round;
    STATIC_CHECK(role_of(round, [](offer_builder&) {}) == "");
    STATIC_CHECK(role_of(round, [](offer_builder& to) { to.role("*"); }) == "");
    STATIC_CHECK(role_of(round, [](offer_builder& to) { to.role("es"); }) == "es");
    STATIC_CHECK(role_of(round, [](offer_builder& to) { to.reservation(1, "es"); }) == "es");
    STATIC_CHECK(role_of(round, [](offer_builder& to) {
                     to.reservation(1, "es");
                     to.reservation(2, "es/data"); // refined: the innermost counts
                 }) == "es/data");
    STATIC_CHECK(role_of(round, [](offer_builder& to) { // the format of the HTTP endpoints
                     to.role("es");
                     to.reservation(1, "es");
                 }) == "es");
    STATIC_CHECK(role_of(round, [](offer_builder& to) {
                     to.role("es");
                     to.old_reservation(false, false); // dynamic
                 }) == "es");
    STATIC_CHECK(role_of(round, [](offer_builder& to) { // the endpoints again, dynamic
                     to.reservation(2, "es");
                     to.old_reservation(true, true);
                     to.role("es");
                 }) == "es");
    // The next entry starts afresh.
    offer const& o = built(round, [](offer_builder& to) {
        to.resource("disk", scalar);
        to.role("es");
        to.disk();
        to.disk_source(2);
        to.persistence("pv");
        to.shared();
        to.provider("p");
        to.revocable();
        to.scalar(1);
        to.resource("cpus", scalar);
        to.scalar(2);
    });
    STATIC_CHECK(o.resources[0].role == "es" && !divisible(o.resources[0]) &&
                 !plain(o.resources[0]));
    STATIC_CHECK(o.resources[0].disk == disk_source::mount);
    STATIC_CHECK(o.resources[1].role.empty() && o.resources[1].details == nullptr &&
                 plain(o.resources[1]));
    STATIC_CHECK(o.resources[1].disk == disk_source::root);
    return true;
}
static_assert(test_reservations());
TEST_CASE("offer_builder: one role from every reservation format") { REQUIRE(test_reservations()); }

constexpr bool test_kinds() {
    offer_round round;
    offer const& o = built(round, [](offer_builder& to) {
        for (auto const name : {"cpus"sv, "mem"sv, "disk"sv, "gpus"sv, "licenses"sv, "ports"sv}) {
            to.resource(name, scalar);
            to.scalar(1);
        }
        to.resource("ports", ranges);
        to.range(1, 2);
        to.resource("cpus", ranges);
        to.range(1, 2);
        to.resource("disk", scalar);
        to.disk_source(1);
        to.scalar(1);
    });
    std::array const kinds{resource_kind::cpus,  resource_kind::mem,    resource_kind::disk,
                           resource_kind::gpus,  resource_kind::custom, resource_kind::ports,
                           resource_kind::ports, resource_kind::cpus,   resource_kind::disk};
    std::array const are_plain{true, true, true, true, true, false, true, false, false};
    for (std::size_t i = 0; i != kinds.size(); ++i) {
        STATIC_CHECK(o.resources[i].kind == kinds[i] && plain(o.resources[i]) == are_plain[i]);
    }
    return true;
}
static_assert(test_kinds());
TEST_CASE("offer_builder: a name with another type is not the resource of that name") {
    REQUIRE(test_kinds());
}

/// Whether `describe` makes a third entry with this fault, and its message is `message`.
template <class Describe>
constexpr bool faulty(errc code, std::string_view message, Describe describe) {
    offer_round round;
    offer const& o = built(round, [&](offer_builder& to) {
        for (int i = 0; i != 2; ++i) {
            to.resource("cpus", scalar);
            to.scalar(1);
        }
        describe(to);
        to.resource("mem", scalar); // a later fault does not hide the first
        to.scalar(-7);
    });
    return o.fault && o.fault.code == code && o.fault.to_error().message() == message;
}

constexpr bool faulty_scalar(errc code, std::string_view message, double value) {
    return faulty(code, message, [&](offer_builder& to) {
        to.resource("cpus", scalar);
        to.scalar(value);
    });
}

constexpr bool faulty_ports(errc code, std::string_view message, range a, range b) {
    return faulty(code, message, [&](offer_builder& to) {
        to.resource("ports", ranges);
        to.range(a.begin, a.end);
        to.range(b.begin, b.end);
    });
}

constexpr bool test_faults() {
    using limits = std::numeric_limits<double>;
    STATIC_CHECK(faulty_scalar(errc::not_finite, "resources[2] cpus is not a finite number",
                               limits::quiet_NaN()));
    STATIC_CHECK(faulty_scalar(errc::not_finite, "resources[2] cpus is not a finite number",
                               limits::infinity()));
    STATIC_CHECK(faulty_scalar(errc::negative, "resources[2] cpus is negative", -1));
    STATIC_CHECK(faulty_scalar(errc::too_large, "resources[2] cpus is too large", 9.3e15));
    STATIC_CHECK(faulty_scalar(errc::rounds_to_zero,
                               "resources[2] cpus is not zero but rounds to zero thousandths",
                               0.0004));
    auto const overlap = "resources[2] ports has ranges that overlap"sv;
    STATIC_CHECK(faulty_ports(errc::overlapping_ranges, overlap, {1, 10}, {5, 12}));
    STATIC_CHECK(faulty_ports(errc::overlapping_ranges, overlap, {5, 12}, {1, 10}));
    STATIC_CHECK(faulty_ports(errc::inverted_range,
                              "resources[2] ports has a range whose begin is above its end", {1, 4},
                              {9, 8}));
    STATIC_CHECK(
        faulty(errc::duplicate, "resources[2] licenses is given twice", [](offer_builder& to) {
            to.resource("licenses", set);
            to.item("a");
            to.item("b");
            to.item("a");
        }));
    for (int const type : {text, 4, -1, 1 << 30}) {
        STATIC_CHECK(faulty(errc::unknown, "resources[2] type is not known",
                            [=](offer_builder& to) { to.resource("motd", type); }));
    }
    for (int const source : {0, 5, -1}) {
        STATIC_CHECK(faulty(errc::unknown, "resources[2] disk.source.type is not known",
                            [=](offer_builder& to) {
                                to.resource("disk", scalar);
                                to.disk_source(source);
                                to.scalar(1);
                            }));
    }
    STATIC_CHECK(faulty(errc::empty, "resources[2] name is empty",
                        [](offer_builder& to) { to.resource("", scalar); }));
    STATIC_CHECK(faulty(errc::unknown, "type is not known",
                        [](offer_builder& to) { to.attribute("rack", 4); }));
    return true;
}
static_assert(test_faults());
TEST_CASE("offer_builder: a fault names entry and field") { REQUIRE(test_faults()); }

/// Whether a third entry, of a MB of disk beside what `describe` adds, has this fault.
template <class Describe>
constexpr bool faulty_disk(errc code, std::string_view message, Describe describe) {
    return faulty(code, message, [&](offer_builder& to) {
        to.resource("disk", scalar);
        to.scalar(1);
        describe(to);
    });
}

constexpr bool test_reservation_faults() {
    constexpr int is_static = 1;
    constexpr int is_dynamic = 2;
    auto const no_role = "resources[2] reservation role has a character that is not allowed"sv;
    for (auto const role : {"*"sv, "/a"sv, "a/"sv, "a//b"sv, "a/./b"sv, ".."sv, "a/*"sv, "-a"sv,
                            "a b"sv, "a\tb"sv, "a\x7f"sv}) {
        STATIC_CHECK(faulty_disk(errc::bad_character, no_role,
                                 [=](offer_builder& to) { to.reservation(is_static, role); }));
    }
    STATIC_CHECK(faulty_disk(errc::missing, "resources[2] reservation role is missing",
                             [](offer_builder& to) { to.reservation(is_static, ""); }));
    for (int const type : {0, 3, -1}) {
        STATIC_CHECK(faulty_disk(errc::missing, "resources[2] reservation type is missing",
                                 [=](offer_builder& to) { to.reservation(type, "a"); }));
    }
    STATIC_CHECK(faulty_disk(errc::misplaced,
                             "resources[2] reservation type is not allowed in this place",
                             [](offer_builder& to) {
                                 to.reservation(is_dynamic, "a");
                                 to.reservation(is_static, "a/b");
                             }));
    for (auto const role : {"b"sv, "a"sv, "ab"sv, "ab/c"sv}) {
        STATIC_CHECK(faulty_disk(errc::misplaced,
                                 "resources[2] reservation role is not allowed in this place",
                                 [=](offer_builder& to) {
                                     to.reservation(is_static, "a");
                                     to.reservation(is_dynamic, role);
                                 }));
    }
    STATIC_CHECK(faulty_disk(errc::misplaced, "resources[2] role is not allowed in this place",
                             [](offer_builder& to) {
                                 to.reservation(is_static, "a");
                                 to.reservation(is_dynamic, "a/b");
                                 to.role("a/b");
                             }));
    STATIC_CHECK(faulty_disk(errc::contradictory, "resources[2] role contradicts another field",
                             [](offer_builder& to) {
                                 to.role("b");
                                 to.reservation(is_static, "a");
                             }));
    auto const contradiction = "resources[2] reservation contradicts another field"sv;
    STATIC_CHECK(faulty_disk(errc::contradictory, contradiction, [](offer_builder& to) {
        to.role("a");
        to.reservation(is_dynamic, "a"); // then both are set, or neither
    }));
    STATIC_CHECK(faulty_disk(errc::contradictory, contradiction, [](offer_builder& to) {
        to.old_reservation(false, false);
        to.reservation(is_dynamic, "a");
    }));
    STATIC_CHECK(faulty_disk(errc::contradictory, contradiction, [](offer_builder& to) {
        to.role("a");
        to.old_reservation(false, false);
        to.reservation(is_static, "a");
    }));
    auto const place = "resources[2] reservation is not allowed in this place"sv;
    for (auto const role : {"*"sv, ""sv}) {
        STATIC_CHECK(faulty_disk(errc::misplaced, place, [=](offer_builder& to) {
            to.role(role);
            to.old_reservation(false, false);
        }));
    }
    for (bool const has_type : {true, false}) {
        STATIC_CHECK(faulty_disk(errc::misplaced, place, [=](offer_builder& to) {
            to.role("a");
            to.old_reservation(has_type, !has_type);
        }));
    }
    STATIC_CHECK(faulty_disk(errc::bad_character,
                             "resources[2] role has a character that is not allowed",
                             [](offer_builder& to) { to.role("a b"); }));
    return true;
}
static_assert(test_reservation_faults());
TEST_CASE("offer_builder: reservations as the master would have them") {
    REQUIRE(test_reservation_faults());
}

constexpr bool test_value_faults() {
    auto const missing = "resources[2] value is missing"sv;
    for (int const type : {scalar, ranges, set}) {
        STATIC_CHECK(
            faulty(errc::missing, missing, [=](offer_builder& to) { to.resource("x", type); }));
    }
    STATIC_CHECK(faulty(errc::missing, missing, [](offer_builder& to) {
        to.resource("x", ranges);
        to.scalar(1);
    }));
    auto const both = "resources[2] value contradicts another field"sv;
    STATIC_CHECK(faulty(errc::contradictory, both, [](offer_builder& to) {
        to.resource("x", scalar);
        to.scalar(1);
        to.set();
    }));
    STATIC_CHECK(faulty(errc::contradictory, both, [](offer_builder& to) {
        to.resource("x", set);
        to.item("a");
        to.ranges();
    }));
    STATIC_CHECK(faulty(errc::misplaced, "resources[2] disk is not allowed in this place",
                        [](offer_builder& to) {
                            to.resource("cpus", scalar);
                            to.scalar(1);
                            to.disk();
                        }));
    STATIC_CHECK(faulty_disk(errc::misplaced, "resources[2] shared is not allowed in this place",
                             [](offer_builder& to) { to.shared(); }));
    return true;
}
static_assert(test_value_faults());
TEST_CASE("offer_builder: one value, of the type that the entry has") {
    REQUIRE(test_value_faults());
}

/// The round of an offer allocated to `whole` with two entries allocated to these roles.
constexpr offer_round allocated(std::string_view whole, std::string_view first,
                                std::string_view second) {
    offer_round round;
    built(round, [&](offer_builder& to) {
        for (auto const role : {first, second}) {
            to.resource("cpus", scalar);
            to.scalar(1);
            if (!role.empty()) {
                to.allocation(role);
            }
        }
        to.allocation_role(whole);
    });
    return round;
}

constexpr bool test_allocation() {
    STATIC_CHECK(!allocated("", "", "").offers()[0].fault);
    STATIC_CHECK(!allocated("a", "", "").offers()[0].fault);
    STATIC_CHECK(!allocated("a", "a", "a").offers()[0].fault);
    STATIC_CHECK(allocated("", "a", "a").offers()[0].allocation_role == "a");
    STATIC_CHECK(allocated("", "a", "b").offers()[0].fault.to_error().message() ==
                 "resources[1] allocation_info.role contradicts another field"sv);
    STATIC_CHECK(allocated("b", "a", "a").offers()[0].fault.to_error().message() ==
                 "allocation_info.role contradicts another field"sv);
    return true;
}
static_assert(test_allocation());
TEST_CASE("offer_builder: an offer is allocated to one role") { REQUIRE(test_allocation()); }

constexpr bool test_details() {
    offer_round round;
    offer const& o = built(round, [](offer_builder& to) {
        to.resource("disk", scalar);
        to.disk();
        to.disk_source(2);
        to.disk_root("/mnt");
        to.disk_id("i");
        to.disk_profile("fast");
        to.disk_vendor("v");
        to.provider("p");
        to.scalar(10);
        to.resource("licenses", set);
        to.item("b");
        to.item("a");
        to.resource("disk", scalar);
        to.scalar(5);
    });
    STATIC_CHECK(!o.fault && o.resources.size() == 3);
    STATIC_CHECK(o.resources[0].detail() ==
                 berth::resource_details{"p", {}, "/mnt", "i", "fast", "v", {}});
    STATIC_CHECK(o.resources[0].provided && o.resources[0].disk == disk_source::mount);
    auto const& items = o.resources[1].detail().items;
    STATIC_CHECK(items.size() == 2 && items[0] == "a" && items[1] == "b");
    STATIC_CHECK(o.resources[1].detail().root.empty() && !o.resources[1].provided);
    STATIC_CHECK(o.resources[2].details == nullptr);
    return true;
}
static_assert(test_details());
TEST_CASE("offer_builder: keeps what a disk is apart from how much of it there is") {
    REQUIRE(test_details());
}

constexpr std::uint8_t rank_of(std::initializer_list<std::string_view> stack) {
    offer_round round;
    return built(round,
                 [&](offer_builder& to) {
                     to.resource("cpus", scalar);
                     to.scalar(1);
                     int type = 1;
                     for (auto const role : stack) {
                         to.reservation(type, role);
                         type = 2;
                     }
                 })
        .resources[0]
        .rank;
}

constexpr bool test_ranks() {
    STATIC_CHECK(rank_of({}) == 0);
    STATIC_CHECK(rank_of({}) < rank_of({"a"}));
    STATIC_CHECK(rank_of({"a"}) == rank_of({"b"}));
    STATIC_CHECK(rank_of({"a"}) < rank_of({"a/b"}));
    STATIC_CHECK(rank_of({"a/b"}) < rank_of({"a", "a/b"}));
    STATIC_CHECK(rank_of({"a", "a/b"}) < rank_of({"a/b/c"}));
    STATIC_CHECK(rank_of({"a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t"}) == 15 * 16 + 1);
    return true;
}
static_assert(test_ranks());
TEST_CASE("offer_builder: the more refined a reservation, the higher its rank") {
    REQUIRE(test_ranks());
}

constexpr bool test_no_agent() {
    offer_round round;
    offer_builder to{round};
    to.id("o1");
    to.resource("cpus", scalar);
    to.scalar(1);
    to.finish();
    offer const& o = round.offers()[0];
    STATIC_CHECK(o.fault && o.fault.code == errc::missing && !o.fault.in_resource);
    STATIC_CHECK(o.fault.to_error().message() == "agent_id is missing"sv);
    STATIC_CHECK(o.id == "o1"); // it can still be declined
    return true;
}
static_assert(test_no_agent());
TEST_CASE("offer_builder: an offer needs an agent") { REQUIRE(test_no_agent()); }

constexpr bool test_fault_does_not_spread() {
    offer_round round;
    built(round, [](offer_builder& to) {
        to.resource("ports", ranges);
        to.range(5, 4);
    });
    offer const& next = built(round, [](offer_builder& to) {
        to.resource("ports", ranges);
        to.range(7, 9);
    });
    STATIC_CHECK(round.offers()[0].fault && !next.fault);
    STATIC_CHECK(holds(next.resources[0].ranges, {{7, 9}}));
    // A builder that is dropped halfway leaves nothing to the next.
    {
        offer_builder dropped{round};
        dropped.resource("ports", ranges);
        dropped.range(1, 2);
    }
    offer const& third = built(round, [](offer_builder& to) {
        to.resource("ports", ranges);
        to.range(2, 3);
    });
    STATIC_CHECK(round.offers().size() == 3 && holds(third.resources[0].ranges, {{2, 3}}));
    return true;
}
static_assert(test_fault_does_not_spread());
TEST_CASE("offer_builder: a fault stays with its offer") { REQUIRE(test_fault_does_not_spread()); }

void fill(offer_round& round, int offers) {
    for (int i = 0; i != offers; ++i) {
        built(round, [](offer_builder& to) {
            for (auto const name : {"cpus"sv, "mem"sv, "disk"sv}) {
                to.resource(name, scalar);
                to.reservation(1, "es");
                to.scalar(8);
            }
            to.resource("ports", ranges);
            for (std::uint64_t port = 40; port != 0; --port) {
                to.range(1000 * port, 1000 * port + 10);
            }
            to.resource("licenses", set);
            to.item("b");
            to.item("a");
            to.attribute("rack", text);
            to.text("r1");
        });
    }
}

TEST_CASE("offer_builder: no allocation once the round is warm") {
    offer_round round;
    for (int i = 0; i != 2; ++i) {
        round.clear();
        fill(round, 50);
    }
    std::size_t const before = berth_test::allocations;
    for (int i = 0; i != 10; ++i) {
        round.clear();
        fill(round, 50);
    }
    std::size_t const after = berth_test::allocations;
    REQUIRE(before > 0);
    REQUIRE(after == before);
    REQUIRE(round.offers().size() == 50);
}

TEST_CASE("offer_round: spans stay valid while it grows and when it moves") {
    offer_round first;
    fill(first, 1);
    auto const entries = first.offers()[0].resources;
    fill(first, 200);
    offer_round round{std::move(first)};
    REQUIRE(round.offers()[0].resources.data() == entries.data());
    REQUIRE(entries[3].ranges.size() == 40);
    REQUIRE(entries[3].ranges[0] == range{1000, 1010});
    offer_round other;
    fill(other, 1);
    other = std::move(round);
    REQUIRE(other.offers().size() == 201);
    REQUIRE(other.offers()[200].resources[3].ranges[39] == range{40000, 40010});
}

} // namespace
