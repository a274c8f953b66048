// SPDX-License-Identifier: Apache-2.0
#include "support/streams.hpp"

#include <berth/mesos/json_offer.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::disk_source;
using berth::errc;
using berth::offer;
using berth::offer_round;
using berth::outcome;
using berth::quantity;
using berth::resource;
using berth::resource_kind;
using berth::value_type;
using nlohmann::json;

/// An offer with nothing in it; `more` adds to it or replaces.
json offer_with(json const& more) {
    json out = json::parse(R"({"id": {"value": "O1"}, "framework_id": {"value": "F"},
                               "agent_id": {"value": "S1"}, "hostname": "agent1"})");
    out.merge_patch(more);
    return out;
}
json offer_of(char const* resource) {
    json out = offer_with(json::object());
    out["resources"] = json::array({json::parse(resource)});
    return out;
}

/// The only resource of an offer that has one; `keep` must outlive it.
struct reading {
    explicit reading(json document)
        : source(std::move(document)), done(read_offer(source, round)) {}

    [[nodiscard]] offer const& only() const {
        REQUIRE(done);
        REQUIRE(round.offers().size() == 1);
        return round.offers()[0];
    }
    [[nodiscard]] resource const& resource_at(std::size_t i) const {
        REQUIRE(i < only().resources.size());
        return only().resources[i];
    }

    json source;
    offer_round round{};
    outcome done;
};

void refuses(json const& document, errc code, std::string_view field) {
    CAPTURE(document.dump());
    reading const r{document};
    REQUIRE_FALSE(r.done);
    CHECK(r.done.error().code == code);
    CHECK(r.done.error().field == field);
    CHECK(r.round.offers().empty()); // bad input changes nothing
}

TEST_CASE("read_offer: reads ids, host, role and domain") {
    reading const r{offer_with(json::parse(R"({"allocation_info": {"role": "es"},
        "domain": {"fault_domain": {"region": {"name": "eu"}, "zone": {"name": "eu-1"}}}})"))};
    offer const& o = r.only();
    CHECK(o.id == "O1");
    CHECK(o.agent_id == "S1");
    CHECK(o.hostname == "agent1");
    CHECK(o.allocation_role == "es");
    CHECK(o.region == "eu");
    CHECK(o.zone == "eu-1");
    CHECK(o.resources.empty());
    CHECK_FALSE(o.fault);
}

TEST_CASE("read_offer: what is optional may be absent or null, what is unknown is ignored") {
    reading const r{offer_with(json::object())};
    CHECK(r.only().allocation_role.empty());
    CHECK(r.only().zone.empty());
    json nulls = offer_with(json::object());
    for (char const* const key : {"allocation_info", "domain", "resources", "attributes"}) {
        nulls[key] = nullptr;
    }
    nulls["allocationInfo"] = 7; // not a name of Mesos'
    nulls["url"] = {{"scheme", "http"}};
    CHECK(reading{nulls}.only().id == "O1");
    CHECK(reading{offer_with(json::parse(R"({"domain": {}})"))}.only().zone.empty());
}

TEST_CASE("read_offer: the three formats of a reservation mean the same") {
    auto const role_of = [](std::string const& more) {
        reading const r{
            offer_of((R"({"name": "cpus", "type": "SCALAR", "scalar": {"value": 1.0})" + more + "}")
                         .c_str())};
        return std::string{r.resource_at(0).role};
    };
    CHECK(role_of("") == "");
    CHECK(role_of(R"(, "role": "*")") == "");
    CHECK(role_of(R"(, "role": "*", "reservations": [])") == "");
    CHECK(role_of(R"(, "reservations": [])") == "");
    CHECK(role_of(R"(, "role": "eng")") == "eng");
    CHECK(role_of(R"(, "role": "eng", "reservation": {"principal": "p"})") == "eng");
    CHECK(role_of(R"(, "reservations": [{"type": "STATIC", "role": "eng"}])") == "eng");
    CHECK(role_of(R"(, "role": "eng", "reservations": [{"type": "STATIC", "role": "eng"}])") ==
          "eng");
    CHECK(role_of(R"(, "reservations": [{"type": "STATIC", "role": "eng"},
                                        {"type": "DYNAMIC", "role": "eng/web"}])") == "eng/web");
    CHECK(role_of(R"(, "allocation_info": {"role": "eng"})") == ""); // allocated is not reserved
}

TEST_CASE("read_offer: reads each type of resource, and says where each came from") {
    json document = offer_with(json::object());
    document["resources"] = json::parse(R"([
        {"name": "empty", "type": "SCALAR", "scalar": {"value": 0.0}},
        {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}},
        {"name": "ports", "type": "RANGES", "ranges": {"range": [
            {"begin": 31005, "end": 31009}, {"begin": 31000, "end": 31004}]}},
        {"name": "bundles", "type": "SET", "set": {"item": ["b", "a"]}},
        {"name": "disk", "type": "SCALAR", "scalar": {"value": 10},
         "disk": {"source": {"type": "MOUNT", "mount": {"root": "/mnt"}}}}])");
    reading const r{document};
    CHECK_FALSE(r.only().fault);
    REQUIRE(r.only().resources.size() == 4); // an entry that amounts to nothing is dropped
    CHECK(r.resource_at(0).kind == resource_kind::cpus);
    CHECK(r.resource_at(0).amount == quantity::thousandths(100));
    CHECK(r.resource_at(0).source == 1);
    CHECK(r.resource_at(1).type == value_type::ranges);
    REQUIRE(r.resource_at(1).ranges.size() == 1);
    CHECK(r.resource_at(1).ranges[0] == berth::range{31000, 31009});
    CHECK(r.resource_at(2).type == value_type::set);
    CHECK(r.resource_at(3).disk == disk_source::mount);
    CHECK(r.resource_at(3).source == 4);
}

TEST_CASE("read_offer: knows the sources of disks and what is special") {
    auto const entry = [](char const* more) {
        return reading{offer_of((std::string{R"({"name": "disk", "type": "SCALAR",
            "scalar": {"value": 1.0}, )"} +
                                 more + "}")
                                    .c_str())};
    };
    auto const disk = [&](char const* type) {
        return entry((R"("disk": {"source": {"type": ")" + std::string{type} + "\"}}").c_str());
    };
    CHECK(disk("PATH").resource_at(0).disk == disk_source::path);
    CHECK(disk("MOUNT").resource_at(0).disk == disk_source::mount);
    CHECK(disk("BLOCK").resource_at(0).disk == disk_source::block);
    CHECK(disk("RAW").resource_at(0).disk == disk_source::raw);
    CHECK(disk("TAPE").only().fault.to_error().code == errc::unknown);
    CHECK(entry(R"("disk": {})").resource_at(0).disk == disk_source::root);
    CHECK(plain(entry(R"("disk": {})").resource_at(0)));
    CHECK(plain(entry(R"("shared": null, "revocable": null)").resource_at(0)));
    for (char const* const more : {R"("disk": {"persistence": {"id": "pv"}})", R"("revocable": {})",
                                   R"("provider_id": {"value": "p"})"}) {
        CAPTURE(more);
        CHECK_FALSE(plain(entry(more).resource_at(0)));
    }
    reading const volume{entry(R"("disk": {"persistence": {"id": "pv"}, "source": {
        "type": "MOUNT", "mount": {"root": "/mnt"}, "id": "i", "profile": "fast", "vendor": "v"}},
        "shared": {}, "provider_id": {"value": "p"})")};
    berth::resource const& found = volume.resource_at(0);
    CHECK((found.persistent && found.shared && found.provided && !found.revocable));
    CHECK(found.detail() == berth::resource_details{"p", "pv", "/mnt", "i", "fast", "v", {}});
    CHECK(entry(R"("shared": {})").only().fault.to_error().message() ==
          std::string_view{"resources[0] shared is not allowed in this place"});
}

TEST_CASE("read_offer: reads attributes in their order, names repeated") {
    json document = offer_with(json::object());
    document["attributes"] = json::parse(R"([
        {"name": "rack", "type": "TEXT", "text": {"value": "r1"}},
        {"name": "rack", "type": "TEXT", "text": {"value": "r2"}},
        {"name": "level", "type": "SCALAR", "scalar": {"value": 1.5}},
        {"name": "slots", "type": "RANGES", "ranges": {"range": [{"begin": 1, "end": 3}]}}])");
    reading const r{document};
    auto const all = r.only().attributes;
    REQUIRE(all.size() == 4);
    CHECK((all[0].name == "rack" && all[0].type == value_type::text && all[0].text == "r1"));
    CHECK(all[1].text == "r2");
    CHECK(all[2].scalar == quantity::thousandths(1500));
    REQUIRE(all[3].ranges.size() == 1);
    CHECK(all[3].ranges[0] == berth::range{1, 3});
}

TEST_CASE("read_offer: a document of the wrong shape names the exact path") {
    refuses(json::array(), errc::wrong_type, "");
    refuses(offer_with({{"id", nullptr}}), errc::missing, "id");
    refuses(offer_with({{"agent_id", {{"value", nullptr}}}}), errc::missing, "agent_id.value");
    refuses(offer_with({{"hostname", nullptr}}), errc::missing, "hostname");
    refuses(offer_with({{"hostname", 7}}), errc::wrong_type, "hostname");
    refuses(offer_with({{"id", "O1"}}), errc::wrong_type, "id");
    refuses(offer_with({{"allocation_info", {{"role", 1}}}}), errc::wrong_type,
            "allocation_info.role");
    refuses(offer_with({{"resources", json::object()}}), errc::wrong_type, "resources");
    refuses(offer_with({{"attributes", 1}}), errc::wrong_type, "attributes");
    refuses(offer_with({{"domain", {{"fault_domain", {{"region", {{"name", "r"}}}}}}}}),
            errc::missing, "domain.fault_domain.zone");
    refuses(offer_with({{"resources", {1}}}), errc::wrong_type, "resources[0]");
    refuses(offer_with({{"resources", {nullptr}}}), errc::wrong_type, "resources[0]");

    refuses(offer_of(R"({"type": "SCALAR"})"), errc::missing, "resources[0].name");
    refuses(offer_of(R"({"name": "cpus"})"), errc::missing, "resources[0].type");
    refuses(offer_of(R"({"name": "cpus", "type": 0})"), errc::wrong_type, "resources[0].type");
    refuses(offer_of(R"({"name": "cpus", "type": "SCALAR", "scalar": {}})"), errc::missing,
            "resources[0].scalar.value");
    refuses(offer_of(R"({"name": "cpus", "type": "SCALAR", "scalar": {"value": "1"}})"),
            errc::wrong_type, "resources[0].scalar.value");
    refuses(offer_of(R"({"name": "p", "type": "RANGES", "ranges": {"range": [
                            {"begin": 1, "end": 2}, {"begin": 3}]}})"),
            errc::missing, "resources[0].ranges.range[1].end");
    refuses(offer_of(R"({"name": "p", "type": "RANGES", "ranges": {"range": [
                            {"begin": -1, "end": 2}]}})"),
            errc::wrong_type, "resources[0].ranges.range[0].begin");
    refuses(offer_of(R"({"name": "s", "type": "SET", "set": {"item": ["a", 1]}})"),
            errc::wrong_type, "resources[0].set.item[1]");
    refuses(offer_of(R"({"name": "disk", "type": "SCALAR", "scalar": {"value": 1},
                         "disk": {"source": {}}})"),
            errc::missing, "resources[0].disk.source.type");
    refuses(offer_of(R"({"name": "cpus", "type": "SCALAR", "scalar": {"value": 1},
                         "reservations": [{"type": "STATIC", "role": 1}]})"),
            errc::wrong_type, "resources[0].reservations[0].role");
}

TEST_CASE("read_offer: a type that Mesos does not know fails the message") {
    refuses(offer_of(R"({"name": "cpus", "type": "scalar", "scalar": {"value": 1}})"),
            errc::unknown, "resources[0].type");
    refuses(offer_of(R"({"name": "cpus", "type": "", "scalar": {"value": 1}})"), errc::unknown,
            "resources[0].type");
}

TEST_CASE("read_offer: a value that the master refuses makes the offer faulty, not unreadable") {
    reading const negative{
        offer_of(R"({"name": "mem", "type": "SCALAR", "scalar": {"value": -1}})")};
    CHECK(negative.only().fault.to_error().message() ==
          std::string_view{"resources[0] mem is negative"});
    reading const inverted{offer_of(R"({"name": "ports", "type": "RANGES",
                                        "ranges": {"range": [{"begin": 2, "end": 1}]}})")};
    CHECK(inverted.only().fault.to_error().code == errc::inverted_range);
}

TEST_CASE("read_offer: an unreadable offer leaves the others of its round alone") {
    offer_round round;
    json const good = offer_of(R"({"name": "cpus", "type": "SCALAR", "scalar": {"value": 2}})");
    json const bad = offer_of(R"({"name": "cpus", "type": "SCALAR", "scalar": {}})");
    CHECK(read_offer(good, round));
    CHECK_FALSE(read_offer(bad, round));
    CHECK(read_offer(good, round));
    REQUIRE(round.offers().size() == 2);
    for (std::uint32_t i = 0; i < 2; ++i) {
        CHECK(round.offers()[i].index == i);
        REQUIRE(round.offers()[i].resources.size() == 1);
        CHECK(round.offers()[i].resources[0].offer == i);
    }
}

TEST_CASE("read_offer: reads every offer that a real master sent") {
    std::size_t offers = 0;
    std::size_t reserved = 0;
    for (auto const& entry :
         std::filesystem::directory_iterator{std::string{BERTH_TESTS_DIR} + "/data/streams"}) {
        if (entry.path().extension() != ".recordio") {
            continue;
        }
        CAPTURE(entry.path().filename().string());
        for (json const& event : berth_test::records_of(entry.path())) {
            if (event["type"] != "OFFERS") {
                continue;
            }
            offer_round round;
            for (json const& o : event["offers"]["offers"]) {
                REQUIRE(read_offer(o, round));
                offer const& made = round.offers().back();
                CHECK_FALSE(made.fault);
                CHECK(made.resources.size() == o["resources"].size());
                CHECK(made.attributes.size() == o["attributes"].size());
                for (resource const& r : made.resources) {
                    json const& source = o["resources"][r.source];
                    CHECK(r.name == source["name"].get<std::string>());
                    if (r.type == value_type::scalar) {
                        CHECK(r.amount.to_double() == source["scalar"]["value"].get<double>());
                    }
                    CHECK(r.role == (source.contains("reservations")
                                         ? source["reservations"][0]["role"].get<std::string>()
                                         : ""));
                    reserved += r.role.empty() ? 0U : 1U;
                }
                ++offers;
            }
        }
    }
    CHECK(offers >= 20);
    CHECK(reserved >= 2);
}

} // namespace
