// SPDX-License-Identifier: Apache-2.0
#include "support/counting_new.hpp"
#include "support/protobuf_messages.hpp"
#include "support/streams.hpp"

#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/protobuf_offer.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::disk_source;
using berth::errc;
using berth::offer;
using berth::offer_round;
using berth::quantity;
using berth::value_type;
using berth_test::message_of;
using nlohmann::json;

bool same(berth::attribute const& a, berth::attribute const& b) {
    return a.name == b.name && a.type == b.type && a.text == b.text && a.scalar == b.scalar &&
           berth::same(a.ranges, b.ranges);
}

bool same(berth::offer_fault const& a, berth::offer_fault const& b) {
    return a.found == b.found && a.in_resource == b.in_resource && a.code == b.code &&
           a.resource == b.resource && a.field == b.field;
}

/// Both say the same, whatever they were read from.
void check_same(offer const& a, offer const& b) {
    CHECK(a.id == b.id);
    CHECK(a.agent_id == b.agent_id);
    CHECK(a.hostname == b.hostname);
    CHECK(a.allocation_role == b.allocation_role);
    CHECK(a.region == b.region);
    CHECK(a.zone == b.zone);
    CHECK(a.index == b.index);
    CHECK(same(a.fault, b.fault));
    REQUIRE(a.resources.size() == b.resources.size());
    for (std::size_t i = 0; i != a.resources.size(); ++i) {
        CAPTURE(i);
        CHECK(a.resources[i] == b.resources[i]);
    }
    REQUIRE(a.attributes.size() == b.attributes.size());
    for (std::size_t i = 0; i != a.attributes.size(); ++i) {
        CAPTURE(i);
        CHECK(same(a.attributes[i], b.attributes[i]));
    }
}

template <class Offer>
void check_reads_as_json(json const& document) {
    CAPTURE(document.dump());
    offer_round expected;
    REQUIRE(read_offer(document, expected));
    auto const message = message_of<Offer>(document);
    offer_round round;
    read_offer(message, round);
    REQUIRE(round.offers().size() == 1);
    check_same(round.offers()[0], expected.offers()[0]);
}

/// An offer with nothing in it; `more` adds to it or replaces.
json offer_with(json const& more) {
    json out = json::parse(R"({"id": {"value": "O1"}, "framework_id": {"value": "F"},
                               "agent_id": {"value": "S1"}, "hostname": "agent1"})");
    out.merge_patch(more);
    return out;
}

json offer_of(std::string const& resources) {
    return offer_with({{"resources", json::parse("[" + resources + "]")}});
}

std::string disk_with(std::string const& more) {
    return R"({"name": "disk", "type": "SCALAR", "scalar": {"value": 1.0}, )" + more + "}";
}

/// Everything that `read_offer` knows, in every form: each is an offer.
std::vector<json> all_forms() {
    std::vector<json> out{offer_with(json::object())};
    auto const cpus = [&](std::string const& more) {
        out.push_back(offer_of(R"({"name": "cpus", "type": "SCALAR", "scalar": {"value": 1.5})" +
                               more + "}"));
    };
    // The three formats of a reservation, and what the master refuses of each.
    cpus("");
    cpus(R"(, "role": "*")");
    cpus(R"(, "role": "")");
    cpus(R"(, "role": "eng")");
    cpus(R"(, "role": "a//b")");
    cpus(R"(, "role": "*", "reservations": [])");
    cpus(R"(, "role": "eng", "reservation": {"principal": "p"})");
    cpus(R"(, "role": "*", "reservation": {})");
    cpus(R"(, "reservation": {})");
    cpus(R"(, "role": "eng", "reservation": {"type": "DYNAMIC"})");
    cpus(R"(, "role": "eng", "reservation": {"role": "eng"})");
    cpus(R"(, "reservations": [{"type": "STATIC", "role": "eng"}])");
    cpus(R"(, "reservations": [{"type": "DYNAMIC", "role": "eng", "principal": "p"}])");
    cpus(R"(, "reservations": [{"type": "UNKNOWN", "role": "eng"}])");
    cpus(R"(, "reservations": [{"role": "eng"}])");
    cpus(R"(, "reservations": [{"type": "STATIC"}])");
    cpus(R"(, "reservations": [{"type": "STATIC", "role": "*"}])");
    cpus(R"(, "reservations": [{"type": "STATIC", "role": "eng"},
                               {"type": "DYNAMIC", "role": "eng/web"}])");
    cpus(R"(, "reservations": [{"type": "DYNAMIC", "role": "eng"},
                               {"type": "STATIC", "role": "eng/web"}])");
    cpus(R"(, "reservations": [{"type": "DYNAMIC", "role": "eng"},
                               {"type": "DYNAMIC", "role": "engine"}])");
    cpus(R"(, "role": "eng", "reservations": [{"type": "STATIC", "role": "eng"}])");
    cpus(R"(, "role": "eng", "reservation": {"principal": "p"},
            "reservations": [{"type": "DYNAMIC", "role": "eng"}])");
    cpus(R"(, "role": "web", "reservations": [{"type": "STATIC", "role": "eng"}])");
    // Allocation of the entry, of the offer, of both.
    cpus(R"(, "allocation_info": {})");
    cpus(R"(, "allocation_info": {"role": ""})");
    cpus(R"(, "allocation_info": {"role": "eng"})");
    for (char const* const role : {"eng", "web"}) {
        out.push_back(out.back());
        out.back()["allocation_info"] = {{"role", role}};
    }
    out.push_back(offer_with({{"allocation_info", {{"role", "eng"}}}}));
    for (char const* const second : {"{}", R"({"role": ""})", R"({"role": "web"})"}) {
        out.push_back(offer_of(std::string{R"({"name": "cpus", "type": "SCALAR",
            "scalar": {"value": 1}, "allocation_info": {"role": "eng"}}, {"name": "mem",
            "type": "SCALAR", "scalar": {"value": 1}, "allocation_info": )"} +
                               second + "}"));
    }
    // What makes an entry special.
    cpus(R"(, "revocable": {})");
    cpus(R"(, "shared": {})");
    cpus(R"(, "provider_id": {"value": "p"})");
    cpus(R"(, "disk": {})");
    // Values that are none, wrong or of another type.
    for (char const* const entry :
         {R"({"name": "", "type": "SCALAR", "scalar": {"value": 1}})",
          R"({"name": "mem", "type": "SCALAR"})",
          R"({"name": "mem", "type": "SCALAR", "scalar": {"value": 0}})",
          R"({"name": "mem", "type": "SCALAR", "scalar": {"value": -1}})",
          R"({"name": "mem", "type": "SCALAR", "scalar": {"value": 0.0001}})",
          R"({"name": "mem", "type": "SCALAR", "scalar": {"value": 1e13}})",
          R"({"name": "mem", "type": "SCALAR", "scalar": {"value": 1}, "set": {}})",
          R"({"name": "mem", "type": "SET", "scalar": {"value": 1}})",
          R"({"name": "mem", "type": "TEXT", "scalar": {"value": 1}})",
          R"({"name": "ports", "type": "RANGES", "ranges": {"range": []}})",
          R"({"name": "ports", "type": "RANGES", "ranges": {"range": [
              {"begin": 31005, "end": 31009}, {"begin": 31000, "end": 31004}]}})",
          R"({"name": "ports", "type": "RANGES", "ranges": {"range": [{"begin": 2, "end": 1}]}})",
          R"({"name": "ports", "type": "RANGES", "ranges": {"range": [
              {"begin": 0, "end": 18446744073709551615}]}})",
          R"({"name": "ports", "type": "SCALAR", "ranges": {"range": [{"begin": 1, "end": 2}]}})",
          R"({"name": "s", "type": "SET", "set": {"item": ["b", "a"]}})",
          R"({"name": "s", "type": "SET", "set": {"item": ["a", "b", "a"]}})",
          R"({"name": "s", "type": "SET", "set": {}})"}) {
        out.push_back(offer_of(entry));
    }
    // Disks.
    for (char const* const more :
         {R"("disk": {})", R"("disk": {"persistence": {"id": "pv", "principal": "p"}})",
          R"("disk": {"persistence": {"id": "pv"}}, "shared": {})", R"("shared": {})",
          R"("disk": {"source": {"type": "UNKNOWN"}})", R"("disk": {"source": {"type": "PATH"}})",
          R"("disk": {"source": {"type": "PATH", "path": {"root": "/p"}}})",
          R"("disk": {"source": {"type": "PATH", "path": {}}})",
          R"("disk": {"source": {"type": "MOUNT", "mount": {"root": "/m"}}})",
          R"("disk": {"source": {"type": "MOUNT", "path": {"root": "/p"}, "mount": {}}})",
          R"("disk": {"source": {"type": "BLOCK", "id": "i"}})",
          R"("disk": {"source": {"type": "RAW", "profile": "fast", "vendor": "v"}})",
          R"("disk": {"persistence": {"id": "pv"}, "source": {"type": "MOUNT",
              "mount": {"root": "/m"}, "id": "i", "profile": "fast", "vendor": "v"}},
              "shared": {}, "revocable": {}, "provider_id": {"value": "p"})"}) {
        out.push_back(offer_of(disk_with(more)));
    }
    out.push_back(offer_with(json::parse(R"({"attributes": [
        {"name": "rack", "type": "TEXT", "text": {"value": "r1"}},
        {"name": "rack", "type": "TEXT", "text": {"value": "r2"}},
        {"name": "none", "type": "TEXT"},
        {"name": "level", "type": "SCALAR", "scalar": {"value": 1.5}},
        {"name": "below", "type": "SCALAR", "scalar": {"value": -1.5}},
        {"name": "items", "type": "SET", "set": {"item": ["a"]}},
        {"name": "slots", "type": "RANGES", "ranges": {"range": [{"begin": 1, "end": 3}]}},
        {"name": "bad", "type": "RANGES", "ranges": {"range": [{"begin": 3, "end": 1}]}}]})")));
    out.push_back(offer_with(json::parse(R"({"domain": {}})")));
    out.push_back(offer_with(json::parse(
        R"({"domain": {"fault_domain": {"region": {"name": "eu"}, "zone": {"name": "eu-1"}}}})")));
    out.push_back(offer_with({{"agent_id", {{"value", ""}}}}));
    return out;
}

TEST_CASE_TEMPLATE("read_offer: reads from a message what it reads from JSON", Offer, mesos::Offer,
                   mesos::v1::Offer) {
    json together = offer_with(json::object());
    together["resources"] = json::array();
    for (json const& document : all_forms()) {
        check_reads_as_json<Offer>(document);
        for (json const& entry : document.value("resources", json::array())) {
            together["resources"].push_back(entry);
        }
    }
    check_reads_as_json<Offer>(together);
}

TEST_CASE("read_offer: that comparison would see a difference") {
    // Not by JSON, so that a fault of both is seen: each field of a message shows somewhere.
    mesos::v1::Offer message;
    message.mutable_id()->set_value("O1");
    message.mutable_agent_id()->set_value("S1");
    message.set_hostname("h");
    message.mutable_allocation_info()->set_role("eng");
    auto& domain = *message.mutable_domain()->mutable_fault_domain();
    domain.mutable_region()->set_name("eu");
    domain.mutable_zone()->set_name("eu-1");
    auto& disk = *message.add_resources();
    disk.set_name("disk");
    disk.set_type(mesos::v1::Value::SCALAR);
    disk.mutable_scalar()->set_value(10.5);
    auto& level = *disk.add_reservations();
    level.set_type(mesos::v1::Resource::ReservationInfo::STATIC);
    level.set_role("eng");
    auto& source = *disk.mutable_disk()->mutable_source();
    source.set_type(mesos::v1::Resource::DiskInfo::Source::MOUNT);
    source.mutable_mount()->set_root("/m");
    source.set_id("i");
    source.set_profile("fast");
    source.set_vendor("v");
    disk.mutable_disk()->mutable_persistence()->set_id("pv");
    disk.mutable_shared();
    disk.mutable_revocable();
    disk.mutable_provider_id()->set_value("p");
    disk.mutable_allocation_info()->set_role("eng");
    auto& ports = *message.add_resources();
    ports.set_name("ports");
    ports.set_type(mesos::v1::Value::RANGES);
    auto& range = *ports.mutable_ranges()->add_range();
    range.set_begin(31000);
    range.set_end(31009);
    auto& bundles = *message.add_resources();
    bundles.set_name("bundles");
    bundles.set_type(mesos::v1::Value::SET);
    bundles.mutable_set()->add_item("a");
    auto& rack = *message.add_attributes();
    rack.set_name("rack");
    rack.set_type(mesos::v1::Value::TEXT);
    rack.mutable_text()->set_value("r1");

    offer_round round;
    read_offer(message, round);
    REQUIRE(round.offers().size() == 1);
    offer const& o = round.offers()[0];
    CHECK_FALSE(o.fault);
    CHECK((o.id == "O1" && o.agent_id == "S1" && o.hostname == "h" && o.allocation_role == "eng"));
    CHECK((o.region == "eu" && o.zone == "eu-1"));
    REQUIRE(o.resources.size() == 3);
    berth::resource const& r = o.resources[0];
    CHECK((r.kind == berth::resource_kind::disk && r.type == value_type::scalar));
    CHECK(r.amount == quantity::thousandths(10'500));
    CHECK((r.role == "eng" && r.rank != 0 && r.disk == disk_source::mount));
    CHECK((r.persistent && r.shared && r.revocable && r.provided));
    CHECK(r.detail() == berth::resource_details{"p", "pv", "/m", "i", "fast", "v", {}});
    REQUIRE(o.resources[1].ranges.size() == 1);
    CHECK(o.resources[1].ranges[0] == berth::range{31000, 31009});
    CHECK(o.resources[1].source == 1);
    REQUIRE(o.resources[2].detail().items.size() == 1);
    CHECK(o.resources[2].detail().items[0] == "a");
    REQUIRE(o.attributes.size() == 1);
    CHECK((o.attributes[0].name == "rack" && o.attributes[0].text == "r1"));
    CHECK(o.hostname.data() == message.hostname().data()); // borrowed
    CHECK(r.role.data() == level.role().data());
}

TEST_CASE("read_offer: what an incomplete message lacks is a fault, never a value") {
    mesos::v1::Offer message; // as no master sends it
    auto& disk = *message.add_resources();
    disk.set_name("disk");
    disk.mutable_scalar()->set_value(1);
    disk.mutable_disk()->mutable_source();
    offer_round round;
    read_offer(message, round);
    CHECK(round.offers()[0].fault.to_error().message() ==
          std::string_view{"resources[0] disk.source.type is not known"});
    message.clear_resources();
    read_offer(message, round);
    CHECK(round.offers()[1].fault.code == errc::missing);
    CHECK(round.offers()[1].fault.field == "agent_id");
}

std::vector<json> recorded_offers() {
    std::vector<json> out;
    for (auto const& entry :
         std::filesystem::directory_iterator{std::string{BERTH_TESTS_DIR} + "/data/streams"}) {
        if (entry.path().extension() != ".recordio") {
            continue;
        }
        for (json const& event : berth_test::records_of(entry.path())) {
            if (event["type"] == "OFFERS") {
                for (json const& o : event["offers"]["offers"]) {
                    out.push_back(o);
                }
            }
        }
    }
    return out;
}

TEST_CASE_TEMPLATE("read_offer: reads what a real master sent as it does from JSON", Offer,
                   mesos::Offer, mesos::v1::Offer) {
    auto const all = recorded_offers();
    CHECK(all.size() >= 20);
    for (json const& document : all) {
        check_reads_as_json<Offer>(document);
    }
}

TEST_CASE("read_offer: allocates nothing once the round is warm, and copies no text") {
    std::vector<mesos::v1::Offer> offers;
    for (json const& document : all_forms()) {
        offers.push_back(message_of<mesos::v1::Offer>(document));
    }
    offer_round round;
    for (int turn = 0; turn != 3; ++turn) {
        round.clear();
        std::size_t const before = berth_test::allocations;
        for (auto const& o : offers) {
            read_offer(o, round);
        }
        CHECK((turn == 0 || berth_test::allocations == before));
    }
    CHECK(round.offers().size() == offers.size());
}

} // namespace
