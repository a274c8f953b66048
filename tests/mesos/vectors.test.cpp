// SPDX-License-Identifier: Apache-2.0
// What the functions of Mesos returned, against what the library itself reads, sums and takes.
// tests/testing/mesos_vectors.test.cpp has the same vectors against the model of the master.
#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_resources.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/offer.hpp>
#include <berth/model/quantity.hpp>
#include <berth/model/range_set.hpp>
#include <berth/model/requirement.hpp>
#include <berth/model/resource.hpp>
#include <berth/model/role.hpp>
#include <berth/model/validate_requirement.hpp>
#include <berth/model/volume_request.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/take.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::candidate;
using berth::disk_source;
using berth::errc;
using berth::offer;
using berth::quantity;
using berth::range_set;
using berth::requirement;
using berth::resource;
using berth::resource_kind;
using berth::role_name;
using berth::text;
using berth::volume_request;
using nlohmann::json;

constexpr quantity thousandth = quantity::thousandths(1);

/// An array with one element; braces would copy an array instead.
json only(json const& element) {
    json out = json::array();
    out.push_back(element);
    return out;
}
json joined(json a, json const& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}
/// Each element as a list of its own.
json apart(json const& list) {
    json out = json::array();
    for (json const& element : list) {
        out.push_back(only(element));
    }
    return out;
}
/// The expected side has each resource beside an optional count of copies.
json resources_of(json const& expected) {
    json out = json::array();
    for (json const& each : expected) {
        out.push_back(each.at("resource"));
    }
    return out;
}

std::string_view view(json const& value) { return value.get_ref<std::string const&>(); }

quantity rounded(json const& value) {
    auto const out = quantity::from_double(value.get<double>());
    REQUIRE(out);
    return *out;
}
quantity amount(json const& r) { return rounded(r.at("scalar").at("value")); }

quantity total(json const& list) {
    quantity out;
    for (json const& r : list) {
        out += amount(r);
    }
    return out;
}

/// The role that a resource is reserved for, or `*`.
std::string_view role(json const& r) {
    return r.contains("reservations") ? view(r["reservations"].back().at("role")) : "*";
}

template <class Names>
void add_once(Names& names, std::string_view name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.emplace_back(name);
    }
}

volume_request volume_for(json const& r, std::size_t index) {
    volume_request out;
    out.purpose = text<63>{std::to_string(index)};
    out.external = false;
    out.size = amount(r);
    out.shared = r.contains("shared");
    json const& disk = r["disk"];
    if (disk.contains("persistence")) {
        out.persistence_id = text<255>{view(disk["persistence"].at("id"))};
        out.container_path = text<255>{view(disk.at("volume").at("container_path"))};
    } else {
        bool const mount = disk.at("source").at("type") == "MOUNT";
        REQUIRE((mount || disk["source"]["type"] == "PATH"));
        out.disk = mount ? disk_source::mount : disk_source::path;
    }
    return out;
}

/// What a node asks for whose task is to get just these resources.
requirement requirement_for(json const& list) {
    requirement out;
    out.roles.clear();
    for (json const& r : list) {
        auto const name = view(r.at("name"));
        add_once(out.roles, role(r));
        if (r.contains("revocable")) {
            add_once(out.revocable, name);
        }
        if (r.contains("provider_id")) {
            add_once(out.providers, view(r["provider_id"].at("value")));
        }
        if (r.contains("disk")) {
            out.volumes.push_back(volume_for(r, out.volumes.size()));
        } else if (name == "ports") {
            for (json const& piece : r.at("ranges").at("range")) {
                auto const end = piece.at("end").get<std::uint32_t>();
                for (auto port = piece.at("begin").get<std::uint32_t>(); port <= end; ++port) {
                    out.ports.push_back(port);
                }
            }
        } else {
            REQUIRE((name == "cpus" || name == "mem" || name == "disk"));
            (name == "cpus" ? out.cpus : name == "mem" ? out.mem : out.disk) += amount(r);
        }
    }
    return out;
}

/// The offers of one agent, read and merged.
class agent {
public:
    /// `lists`: the resources of each offer.
    explicit agent(json const& lists) {
        for (json const& list : lists) {
            json next = json::parse(R"({"id": {"value": "O"}, "agent_id": {"value": "S"},
                                        "framework_id": {"value": "F"}, "hostname": "h"})");
            next["resources"] = list;
            documents_.push_back(next);
        }
        for (json const& document : documents_) {
            REQUIRE(read_offer(document, round_));
        }
        berth::merger merge;
        merge(round_, candidates_);
    }

    [[nodiscard]] std::vector<candidate> const& candidates() const { return candidates_; }
    [[nodiscard]] candidate const& only_candidate() const {
        REQUIRE(candidates_.size() == 1);
        return candidates_[0];
    }
    [[nodiscard]] offer const& only_offer() const {
        REQUIRE(round_.offers().size() == 1);
        return round_.offers()[0];
    }

    [[nodiscard]] quantity cpus(requirement const& needs) const {
        quantity const out = only_candidate().available(resource_kind::cpus, needs);
        CHECK(only_candidate().available("cpus", needs) == out);
        return out;
    }

    /// What `take` gives, as a launch names it; null if it refuses, and then nothing changes.
    json give(requirement const& needs, std::size_t from = 0) {
        REQUIRE(from < candidates_.size());
        REQUIRE(berth::validate(needs));
        std::span<resource const> const stock = candidates_[from].stock();
        std::vector<resource> const before{stock.begin(), stock.end()};
        quantity const cpus = candidates_[from].available(resource_kind::cpus, needs);
        berth::taking out;
        if (!berth::take(candidates_[from], needs, round_, out)) {
            auto const after = candidates_[from].stock();
            CHECK(std::equal(before.begin(), before.end(), after.begin(), after.end()));
            CHECK(candidates_[from].available(resource_kind::cpus, needs) == cpus);
            return nullptr;
        }
        return berth::write_resources(out.resources, documents_);
    }

    /// What is left of the only candidate, wherever it was offered.
    [[nodiscard]] std::vector<resource> left() const {
        std::vector<resource> out;
        for (resource r : only_candidate().stock()) {
            r.offer = 0;
            r.source = 0;
            if (r.amount != quantity{} || !r.ranges.empty()) {
                out.push_back(r);
            }
        }
        return out;
    }
    /// Whether these resources are left, in any order.
    [[nodiscard]] bool has_left(json const& list) const {
        agent const other{only(list)};
        auto const a = left();
        auto const b = other.left();
        return std::is_permutation(a.begin(), a.end(), b.begin(), b.end());
    }

private:
    json documents_ = json::array();
    berth::offer_round round_{};
    std::vector<candidate> candidates_{};
};

/// Whether two lists hold the same resources, as Mesos compares them: in any order, and whatever
/// is recorded of where a volume is mounted.
bool same(json a, json b) {
    for (json* const list : {&a, &b}) {
        for (json& r : *list) {
            if (r.contains("disk")) {
                r["disk"].erase("volume");
            }
        }
    }
    return std::is_permutation(a.begin(), a.end(), b.begin(), b.end());
}

/// Whether what an agent with `a` gives to a node that asks for `b` is `b`.
bool gives(json const& a, json const& b) {
    agent from{only(a)};
    json const given = from.give(requirement_for(b));
    return !given.is_null() && same(given, b);
}

bool refuses(json const& a, requirement const& needs) {
    return agent{only(a)}.give(needs).is_null();
}

// --- Parts of vectors that pin what the library does otherwise (reference, 2.10).

struct not_copied {
    std::string_view id;
    std::size_t part; ///< index into what is expected, or 0
    std::string_view instead;
};
constexpr not_copied quirks[] = {
    // Mesos finds this overlap in the other order only.
    {"S04", 2, "range_overlap"},
    // Mesos drops the entry in silence.
    {"S02", 0, "take refuses"},
};

not_copied const* quirk(json const& v, std::size_t part) {
    for (not_copied const& each : quirks) {
        if (each.id == view(v["id"]) && each.part == part) {
            return &each;
        }
    }
    return nullptr;
}

// --- Scalars.

json cpus_entry(json const& value) {
    json out = json::parse(R"({"name": "cpus", "type": "SCALAR"})");
    out["scalar"]["value"] = value;
    return out;
}

void scalar(json const& v) {
    json const& args = v["args"];
    json const& expect = v["expect"];
    quantity const a = rounded(args["a"]);
    quantity const b = rounded(args["b"]);
    CHECK((a + b).to_double() == expect["add"].get<double>());
    CHECK((a - b).to_double() == expect["sub"].get<double>());
    CHECK((a == b) == expect["eq"].get<bool>());
    CHECK((a < b) == expect["lt"].get<bool>());
    CHECK((a <= b) == expect["le"].get<bool>());
    agent const both{only(json::array({cpus_entry(args["a"]), cpus_entry(args["b"])}))};
    CHECK(both.cpus({}).to_double() == expect["add"].get<double>());
}

void there_and_back(json const& v) {
    json const& expect = v["expect"];
    quantity const r = rounded(v["args"]["x"]);
    CHECK(r.to_double() == expect["cpus_of_r"].get<double>());
    CHECK((r + r + r - r - r).to_double() == expect["cpus"].get<double>());
    CHECK((r + r + r - r - r == r) == expect["equals_r"].get<bool>());

    json const entry = cpus_entry(v["args"]["x"]);
    agent from{json::array({only(entry), json::array({entry, entry})})};
    CHECK(from.cpus({}) == r + r + r);
    CHECK(from.give(requirement_for(only(entry))).is_array());
    CHECK(from.give(requirement_for(only(entry))).is_array());
    CHECK(from.cpus({}).to_double() == expect["cpus"].get<double>());
    requirement all;
    all.cpus = r;
    CHECK(from.give(all).is_array());
    CHECK(from.cpus({}) == quantity{});
}

/// What is left after `b` was taken of `a`.
void subtract(json const& v) {
    json const& a = v["args"]["a"];
    json const& b = v["args"]["b"];
    json const expected = resources_of(v["expect"]["resources"]);
    CHECK(v["expect"]["size"] == expected.size());
    agent from{only(a)};
    json const given = from.give(requirement_for(b));
    if (not_copied const* const other = quirk(v, 0); other != nullptr) {
        CHECK(other->instead == "take refuses");
        CHECK(total(a) - total(b) < quantity{}); // a difference is not clamped
        CHECK(given.is_null());
        CHECK(from.has_left(a));
        CHECK(from.give(requirement_for(a)).is_array());
        return;
    }
    REQUIRE(given.is_array());
    CHECK(same(given, b));
    CHECK(from.has_left(expected));
    REQUIRE((a.size() == expected.size() && b.size() == expected.size()));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE((a[i]["name"] == expected[i]["name"] && b[i]["name"] == expected[i]["name"]));
        CHECK((amount(a[i]) - amount(b[i])).to_double() ==
              expected[i]["scalar"]["value"].get<double>());
    }
    CHECK(from.give(requirement_for(expected)).is_array()); // all of the rest, to the last
    CHECK(from.has_left(json::array()));
}

// --- Validation.

struct meaning {
    std::string_view reason; ///< as the vectors name it
    errc code;
    std::string_view field; ///< as `offer_fault` names it; empty: the resource
};
constexpr meaning meanings[] = {
    {"scalar_not_positive", errc::rounds_to_zero, ""},
    {"scalar_negative", errc::negative, ""},
    {"range_inverted", errc::inverted_range, ""},
    {"range_overlap", errc::overlapping_ranges, ""},
    {"refinement_not_child", errc::misplaced, "reservation role"},
    {"refinement_static", errc::misplaced, "reservation type"},
    {"reserve_star", errc::bad_character, "reservation role"},
};

void check_fault(offer const& o, std::string_view reason, std::string_view name) {
    CAPTURE(reason);
    auto const* const found =
        std::find_if(std::begin(meanings), std::end(meanings),
                     [&](meaning const& each) { return each.reason == reason; });
    REQUIRE(found != std::end(meanings));
    REQUIRE(o.fault);
    CHECK(o.fault.code == found->code);
    CHECK(o.fault.in_resource);
    CHECK(o.fault.resource == 0);
    CHECK(o.fault.field == (found->field.empty() ? name : found->field));
}

/// The verdict is that of v0, which the master applies. The reason of v1 is more exact where it has
/// one: v0 calls negative, too, what only is not positive.
void validity(json const& v) {
    for (std::size_t i = 0; i != v["expect"].size(); ++i) {
        CAPTURE(i);
        json const& expect = v["expect"][i];
        json const list = only(v["args"]["resources"][i]);
        auto const name = view(list[0]["name"]);
        agent from{only(list)};
        offer const& o = from.only_offer();
        bool const kept = expect["kept_in_v1_set"].get<bool>();
        if (not_copied const* const other = quirk(v, i); other != nullptr) {
            CHECK(expect["v0"].is_null());
            CHECK(kept);
            check_fault(o, other->instead, name);
            CHECK(from.candidates().empty());
            continue;
        }
        if (!expect["v0"].is_null()) {
            auto const reason = view(expect[expect["v1"].is_null() ? "v0" : "v1"]);
            CHECK((view(expect["v0"]) == reason || expect["v0"] == "scalar_not_positive"));
            CHECK_FALSE(kept);
            check_fault(o, reason, name);
            CHECK(from.candidates().empty()); // and nothing is taken from it
            continue;
        }
        CHECK_FALSE(o.fault);
        CHECK(o.resources.size() == (kept ? 1U : 0U));
        for (resource const& entry : o.resources) {
            CHECK(entry.name == name);
            CHECK(entry.role == (role(list[0]) == "*" ? std::string_view{} : role(list[0])));
            CHECK(from.give(requirement_for(list)).is_array());
            CHECK(from.left().empty());
        }
    }
}

// --- Ranges and sets.

std::vector<berth::range> ranges_of(json const& list) {
    std::vector<berth::range> out;
    for (json const& r : list) {
        out.push_back({r.at(0).get<std::uint64_t>(), r.at(1).get<std::uint64_t>()});
    }
    return out;
}
json list_of(berth::range_view ranges) {
    json out = json::array();
    for (berth::range const r : ranges) {
        out.push_back(json::array({r.begin, r.end}));
    }
    return out;
}
/// How many numbers the ranges name; one that two ranges name counts twice.
std::uint64_t width(json const& list) {
    std::uint64_t out = 0;
    for (auto const r : ranges_of(list)) {
        out += r.end - r.begin + 1;
    }
    return out;
}

/// The set of the numbers in a list, by `+`, since one of overlapping ranges has no set.
range_set united(json const& list) {
    range_set out;
    for (auto const r : ranges_of(list)) {
        auto const next = range_set::from({r});
        REQUIRE(next);
        out = out + *next;
    }
    return out;
}
/// And by `from`, for what does not overlap; that is a fault instead (reference, 2.10).
range_set normalized(json const& list) {
    range_set by_sum = united(list);
    auto const out = range_set::from(ranges_of(list));
    bool const overlap = width(list) != width(list_of(by_sum));
    REQUIRE(static_cast<bool>(out) == !overlap);
    if (overlap) {
        CHECK(out.error() == errc::overlapping_ranges);
        return by_sum;
    }
    CHECK(*out == by_sum);
    return *out;
}

json ports_entry(json const& list) {
    json out = json::parse(R"({"name": "ports", "type": "RANGES", "ranges": {"range": []}})");
    for (json const& r : list) {
        out["ranges"]["range"].push_back({{"begin", r[0]}, {"end", r[1]}});
    }
    return out;
}

/// Ports in entries of their own are the sum of them, each port once.
void check_ports_sum(json const& pieces, json const& expected) {
    json entries = json::array();
    for (json const& piece : pieces) {
        entries.push_back(ports_entry(only(piece)));
    }
    agent const from{only(entries)};
    CHECK(from.only_candidate().ports({}) == width(expected));
    for (auto const r : ranges_of(expected)) {
        for (auto port = r.begin; port <= r.end; ++port) {
            CHECK(from.only_candidate().has_port(port, {}));
        }
    }
}

void ranges(json const& v) {
    json const& expect = v["expect"];
    json const& list_a = v["args"]["a"];
    json const& list_b = v["args"]["b"];
    range_set const a = normalized(list_a);
    range_set const b = normalized(list_b);
    CHECK(list_of(a) == expect["a_coalesced"]);
    CHECK(list_of(a + b) == expect["add"]);
    CHECK(list_of(a - b) == expect["sub"]);
    CHECK(berth::contains(a.view(), b.view()) == expect["a_contains_b"].get<bool>());
    CHECK(berth::contains(b.view(), a.view()) == expect["b_contains_a"].get<bool>());
    CHECK((a == b) == expect["eq"].get<bool>());
    CHECK(berth::count(a) == width(expect["a_coalesced"]));
    CHECK(berth::count(a - b) == width(expect["sub"]));
    check_ports_sum(list_a, expect["a_coalesced"]);
    check_ports_sum(joined(list_a, list_b), expect["add"]);

    agent from{only(only(ports_entry(list_a)))};
    if (width(list_a) != width(expect["a_coalesced"])) {
        check_fault(from.only_offer(), "range_overlap", "ports");
        return;
    }
    CHECK_FALSE(from.only_offer().fault);
    CHECK(list_of(from.only_offer().resources[0].ranges) == expect["a_coalesced"]);
    requirement const needs = requirement_for(only(ports_entry(list_b)));
    if (!needs.ports.empty()) {
        CHECK(from.give(needs).is_array() == expect["a_contains_b"].get<bool>());
    }
    json const& expected = expect[expect["a_contains_b"].get<bool>() ? "sub" : "a_coalesced"];
    REQUIRE(from.left().size() == 1);
    CHECK(list_of(from.left()[0].ranges) == expected);
    CHECK(from.only_candidate().ports({}) == width(expected));
}

json items_of(offer const& o) {
    CHECK_FALSE(o.fault);
    REQUIRE(o.resources.size() == 1);
    json out = json::array();
    for (std::string_view const item : o.resources[0].detail().items) {
        out.push_back(std::string{item});
    }
    return out;
}
json set_entry(json const& items) {
    json out = json::parse(R"({"name": "devices", "type": "SET"})");
    out["set"]["item"] = items;
    return out;
}

/// Sets are read and compared, never consumed. The second is a part of the first, so their sum is
/// the first one, in whatever order.
void set(json const& v) {
    json const& a = v["args"]["a"];
    json const& b = v["args"]["b"];
    json const& expect = v["expect"];
    REQUIRE((expect["a_contains_b"].get<bool>() && !expect["b_contains_a"].get<bool>()));
    agent const whole{only(only(set_entry(a)))};
    agent const part{only(only(set_entry(b)))};
    agent const rebuilt{only(only(set_entry(joined(expect["sub"], b))))};
    CHECK(items_of(whole.only_offer()) == expect["add"]);
    CHECK(rebuilt.only_offer().resources[0] == whole.only_offer().resources[0]);
    CHECK_FALSE(part.only_offer().resources[0] == whole.only_offer().resources[0]);
    agent const twice{only(only(set_entry(joined(a, b))))};
    CHECK(twice.only_offer().fault.code == errc::duplicate);
    requirement needs;
    needs.scalars.push_back({text<63>{"devices"}, thousandth});
    CHECK(refuses(only(set_entry(a)), needs));
}

// --- Reservations and allocations.

/// Sums over roles, in one offer and in many.
void sum(json const& v) {
    json const& list = v["args"]["resources"];
    json const expected = resources_of(v["expect"]["resources"]);
    CHECK(v["expect"]["size"] == expected.size());
    requirement all = requirement_for(list);
    CHECK(all.roles.size() == expected.size());
    for (json const& lists : {only(list), apart(list)}) {
        agent from{lists};
        CHECK(from.cpus(all).to_double() == v["expect"]["cpus"].get<double>());
        CHECK(from.cpus({}) == quantity{}); // none of it is unreserved
        for (json const& each : expected) {
            requirement needs = requirement_for(only(each));
            CHECK(from.cpus(needs).to_double() == each["scalar"]["value"].get<double>());
            needs.cpus += thousandth;
            CHECK(from.give(needs).is_null());
        }
        json const given = from.give(all);
        REQUIRE(given.is_array());
        CHECK(same(given, list));
        CHECK(from.left().empty());
    }
    all.cpus += thousandth;
    CHECK(refuses(list, all));
}

/// `find`: the role's own reservations first, then what is unreserved.
void find(json const& v) {
    json const& a = v["args"]["a"];
    requirement needs = requirement_for(v["args"]["b"]);
    agent narrow{only(a)};
    CHECK(narrow.give(needs).is_null()); // of the reservations alone there is not enough
    add_once(needs.roles, "*");
    agent from{only(a)};
    json const given = from.give(needs);
    REQUIRE(given.is_array());
    CHECK(same(given, resources_of(v["expect"])));
    std::reverse(needs.roles.begin(), needs.roles.end()); // their order says nothing
    agent again{only(a)};
    CHECK(again.give(needs) == given);
    json reversed = a; // nor does that of the entries
    std::reverse(reversed.begin(), reversed.end());
    agent other{only(reversed)};
    CHECK(same(other.give(needs), given));
}

/// A requirement that names a role and its ancestors has what is allocatable to the role.
void allocatable_to(json const& v) {
    json const& a = v["args"]["a"];
    auto const to = view(v["args"]["role"]);
    json const expected = resources_of(v["expect"]);
    requirement needs;
    json others = json::array();
    for (json const& r : a) {
        if (role(r) == "*" || role(r) == to || berth::is_below(to, role(r))) {
            add_once(needs.roles, role(r));
        } else {
            others.push_back(r);
        }
    }
    CHECK(a.size() == expected.size() + others.size());
    needs.cpus = total(expected);
    agent from{only(a)};
    CHECK(from.cpus(needs) == needs.cpus);
    json const given = from.give(needs);
    REQUIRE(given.is_array());
    CHECK(same(given, expected));
    CHECK(from.has_left(others));
    needs.cpus += thousandth;
    CHECK(refuses(a, needs));
}

/// Resources that are allocated to two roles are of two candidates, and of no offer.
void check_apart(json const& list) {
    agent from{apart(list)};
    REQUIRE(from.candidates().size() == list.size());
    for (std::size_t i = 0; i != list.size(); ++i) {
        CHECK(from.candidates()[i].allocation_role() == view(list[i]["allocation_info"]["role"]));
        CHECK(from.give(requirement_for(list), i).is_null());
    }
    for (std::size_t i = 0; i != list.size(); ++i) {
        CHECK(from.give(requirement_for(only(list[i])), i) == only(list[i]));
    }
    agent const mixed{only(list)};
    CHECK(mixed.only_offer().fault.code == errc::contradictory);
    CHECK(mixed.only_offer().fault.field == "allocation_info.role");
    CHECK(mixed.candidates().empty());
}

// --- What `take` gives of one list to who asks for another.

/// What contains another list gives it, and what does not, does not: it refuses or gives something
/// else, such as the whole of a disk.
void contains(json const& v) {
    json const& a = v["args"]["a"];
    json const& b = v["args"]["b"];
    json const& expect = v["expect"];
    CHECK(gives(a, b) == expect["a_contains_b"].get<bool>());
    CHECK(gives(b, a) == expect["b_contains_a"].get<bool>());
    CHECK((gives(a, b) && gives(b, a)) == expect["equal"].get<bool>());
    for (auto const& [list, size] : {std::pair{a, expect["a_size"]}, {b, expect["b_size"]}}) {
        CHECK(agent{only(list)}.only_offer().resources.size() == size.get<std::size_t>());
        for (json const& r : list) {
            CHECK(gives(list, only(r))); // each of its own
        }
    }
}

void allocation(json const& v) {
    contains(v);
    check_apart(joined(v["args"]["a"], v["args"]["b"]));
}

/// A MOUNT disk or a persistent volume is given to who asks for less, but all of it.
void whole(json const& v) {
    contains(v);
    json const& a = v["args"]["a"];
    json const& b = v["args"]["b"];
    requirement const needs = requirement_for(b);
    CHECK(needs.volumes[0].size < amount(a[0]));
    agent from{only(a)};
    CHECK(from.give(needs) == a);
    CHECK(from.left().empty());
    CHECK(from.give(needs).is_null());
    CHECK(refuses(b, requirement_for(a)));
    requirement part; // and it is no space on the root disk
    part.disk = total(b);
    part.roles = needs.roles;
    CHECK(refuses(a, part));
}

/// A part of a PATH disk, of one disk only.
void divisible(json const& v) {
    subtract(v);
    json const& a = v["args"]["a"];
    requirement more = requirement_for(a);
    more.volumes[0].size += thousandth;
    CHECK(refuses(a, more));
    requirement part;
    part.disk = total(v["args"]["b"]);
    part.roles = more.roles;
    CHECK(refuses(a, part));
    requirement other = requirement_for(v["args"]["b"]);
    other.volumes[0].disk = disk_source::mount;
    CHECK(refuses(a, other));
}

/// A persistent volume is found by its id and given as it was offered.
void by_id(json const& v) {
    contains(v);
    json const& a = v["args"]["a"];
    json const& b = v["args"]["b"];
    CHECK(a != b); // where it is mounted is not the same
    CHECK(agent{only(a)}.give(requirement_for(b)) == a);
    CHECK(agent{only(b)}.give(requirement_for(a)) == b);
    requirement other = requirement_for(b);
    other.volumes[0].persistence_id = text<255>{"other"};
    CHECK(refuses(a, other));
}

/// A provider's resources are for who names it.
void provider(json const& v) {
    contains(v);
    json const& a = v["args"]["a"];
    requirement const own = requirement_for(a);
    requirement unnamed = own;
    unnamed.providers.clear();
    requirement other = own;
    other.providers = requirement_for(v["args"]["b"]).providers;
    CHECK(own.providers != other.providers);
    agent const from{only(a)};
    candidate const& all = from.only_candidate();
    CHECK(all.available(resource_kind::disk, own) == total(a));
    for (json const& r : a) {
        if (!r.contains("provider_id")) {
            CHECK(all.available(resource_kind::disk, unnamed) == amount(r));
            CHECK(all.available(resource_kind::disk, other) == amount(r));
        }
    }
    CHECK(refuses(a, unnamed));
    CHECK(refuses(a, other));
    CHECK(gives(a, a));
}

/// A shared volume stays for others, an exclusive one does not.
void shared(json const& v) {
    contains(v);
    json const& a = v["args"]["a"];
    json const& b = v["args"]["b"];
    CHECK(refuses(a, requirement_for(b)));
    CHECK(refuses(b, requirement_for(a)));
    agent lends{only(a)};
    CHECK(lends.give(requirement_for(a)) == a);
    CHECK(lends.has_left(a));
    agent spends{only(b)};
    CHECK(spends.give(requirement_for(b)) == b);
    CHECK(spends.left().empty());
}

/// Copies of a shared volume are not added up: as many tasks as there are copies, and more, have
/// it, and none has more than its size.
void shared_copies(json const& v) {
    json const& list = v["args"]["resources"];
    json const& expect = v["expect"];
    CHECK(expect["size"] == expect["resources"].size());
    agent from{only(list)};
    requirement reserved_too;
    quantity size;
    for (json const& each : expect["resources"]) {
        json const wanted = only(each["resource"]);
        requirement const needs = requirement_for(wanted);
        add_once(reserved_too.roles, needs.roles[0]);
        CHECK(std::count(list.begin(), list.end(), each["resource"]) == each.value("count", 1));
        for (int copy = 0; copy != each.value("count", 1); ++copy) {
            CHECK(from.give(needs) == wanted);
        }
        if (!needs.volumes.empty()) {
            size += needs.volumes[0].size;
            CHECK(from.give(needs) == wanted); // it stays
            requirement more = needs;
            more.volumes[0].size += thousandth;
            CHECK(from.give(more).is_null());
        }
    }
    CHECK(size.to_double() == expect["disk_mb"].get<double>());
    agent const fresh{only(list)};
    CHECK(fresh.cpus(reserved_too).to_double() == expect["cpus"].get<double>());
    CHECK(fresh.only_candidate().available(resource_kind::disk, reserved_too) == quantity{});
}

/// Of one name all that is given is revocable, or nothing, whatever is asked for.
void check_unmixed(json const& list) {
    constexpr std::int64_t steps = 8;
    requirement needs = requirement_for(list);
    auto const revocable = needs.revocable;
    for (bool const asks : {false, true}) {
        CAPTURE(asks);
        needs.revocable.clear();
        if (asks) {
            needs.revocable = revocable;
        }
        quantity of_kind;
        for (json const& r : list) {
            of_kind += r.contains("revocable") == asks ? amount(r) : quantity{};
        }
        CHECK(of_kind > quantity{});
        CHECK(of_kind < total(list));
        CHECK(agent{only(list)}.cpus(needs) == of_kind);
        for (std::int64_t i = 1; i <= steps; ++i) {
            needs.cpus = quantity::thousandths(total(list).thousandths() * i / steps);
            json const given = agent{only(list)}.give(needs);
            CHECK(given.is_array() == (needs.cpus <= of_kind));
            for (json const& r : given) { // null has none
                CHECK(r.contains("revocable") == asks);
            }
        }
    }
}

void revocable(json const& v) {
    contains(v);
    check_unmixed(v["args"]["a"]);
}

// --- Tasks that `take` does not make.

void unmixed_task(json const& v) {
    json const& list = v["args"]["task"]["resources"];
    CHECK(v["expect"]["error"] == "mixed_revocable");
    check_unmixed(list);
    CHECK(refuses(list, requirement_for(list)));
}

void one_allocation_role(json const& v) {
    CHECK(v["expect"]["error"] == "multiple_allocation_roles");
    check_apart(v["args"]["task"]["resources"]);
}

// --- Which vector is what.

struct checked {
    std::string_view id;
    std::string_view op; ///< as the file says
    void (*check)(json const&);
};
constexpr checked checks[] = {
    {"P01", "scalar", scalar},
    {"P02", "scalar", scalar},
    {"P03", "validate", validity},
    {"P04", "r+r+r-r-r", there_and_back},
    {"S01", "sub", subtract},
    {"S02", "sub", subtract},
    {"P05", "ranges", ranges},
    {"P06", "ranges", ranges},
    {"P07", "ranges", ranges},
    {"P08", "ranges", ranges},
    {"S03", "ranges", ranges},
    {"S04", "validate", validity},
    {"P09", "set", set},
    {"P10", "sum", sum},
    {"P11", "find", find},
    {"P13", "allocatable_to", allocatable_to},
    {"P14", "contains", allocation},
    {"S05", "validate", validity},
    {"P15", "contains", whole},
    {"P16", "sub", divisible},
    {"P18", "contains", by_id},
    {"S06", "contains", whole},
    {"S07", "contains", provider},
    {"P19", "sum", shared_copies},
    {"S08", "contains", shared},
    {"S09", "contains", revocable},
    {"P20", "task", unmixed_task},
    {"S10", "task", one_allocation_role},
};

/// Vectors that say nothing about the library.
struct left_out {
    std::string_view id;
    std::string_view why;
};
constexpr left_out others[] = {
    {"P12", "a requirement names roles, not whether their reservation is static or dynamic"},
    {"P17", "berth launches only: it creates no volumes, and takes those that exist"},
    {"S11", "berth adds cpus, mem and disk for an executor, never ports"},
    {"S12", "of docker parameters berth writes those of volumes; all others are the framework's"},
    {"S13", "a task's volumes are the framework's to write; berth names and attaches them"},
};

json const& vectors() {
    static json const all = [] {
        std::ifstream file{std::string{BERTH_TESTS_DIR} + "/data/mesos-vectors.json"};
        REQUIRE(file);
        return json::parse(file);
    }();
    return all;
}

TEST_CASE("mesos vectors: the library reads, sums and takes as Mesos does") {
    for (checked const& each : checks) {
        CAPTURE(each.id);
        std::size_t found = 0;
        for (json const& v : vectors()) {
            if (view(v.at("id")) == each.id) {
                ++found;
                CAPTURE(v.at("title").get<std::string>());
                CHECK(view(v.at("op")) == each.op);
                each.check(v);
            }
        }
        CHECK(found == 1);
    }
}

TEST_CASE("mesos vectors: each of the file is tested or left out, and only once") {
    std::vector<std::string_view> here;
    for (checked const& each : checks) {
        here.push_back(each.id);
    }
    for (left_out const& each : others) {
        CHECK_FALSE(each.why.empty());
        here.push_back(each.id);
    }
    std::vector<std::string_view> there;
    for (json const& v : vectors()) {
        there.push_back(view(v.at("id")));
    }
    std::sort(here.begin(), here.end());
    std::sort(there.begin(), there.end());
    CHECK(there.size() == 33);
    CHECK(std::adjacent_find(there.begin(), there.end()) == there.end());
    CHECK(here == there);
}

TEST_CASE("mesos vectors: what is not copied is a part of a vector that is tested") {
    for (not_copied const& other : quirks) {
        CAPTURE(other.id);
        CHECK(std::any_of(std::begin(checks), std::end(checks),
                          [&](checked const& each) { return each.id == other.id; }));
    }
}

} // namespace
