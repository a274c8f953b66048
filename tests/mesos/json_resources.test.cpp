// SPDX-License-Identifier: Apache-2.0
#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_resources.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/take.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace {

using berth::quantity;
using berth::taken;
using berth::value_type;
using nlohmann::json;

json const offers = json::parse(R"([
 {"id": {"value": "O1"}, "agent_id": {"value": "S1"}, "hostname": "h",
  "allocation_info": {"role": "es"}, "resources": [
   {"name": "cpus", "type": "SCALAR", "scalar": {"value": 4.0}, "allocation_info": {"role": "es"},
    "reservations": [{"type": "DYNAMIC", "role": "es", "principal": "p",
                      "labels": {"labels": [{"key": "k", "value": "v"}]}}]},
   {"name": "ports", "type": "RANGES", "allocation_info": {"role": "es"}, "future": [1, 2],
    "ranges": {"range": [{"begin": 31000, "end": 31010}, {"begin": 32000, "end": 32010}]}}]},
 {"id": {"value": "O2"}, "agent_id": {"value": "S1"}, "hostname": "h",
  "allocation_info": {"role": "es"}, "resources": [
   {"name": "disk", "type": "SCALAR", "scalar": {"value": 100}, "role": "*",
    "disk": {"source": {"type": "MOUNT", "mount": {"root": "/mnt"}}}},
   {"name": "cpus", "type": "SCALAR", "scalar": {"value": 1.0}, "role": "*"}]}])");

TEST_CASE("write_resources: copies the entry and sets the amount, nothing else") {
    std::vector<taken> const takes{{0, 0, value_type::scalar, quantity::thousandths(1500), {}},
                                   {1, 0, value_type::scalar, quantity::whole(100), {}}};
    json const written = berth::write_resources(takes, offers);
    json expected = json::array({offers[0]["resources"][0], offers[1]["resources"][0]});
    expected[0]["scalar"]["value"] = 1.5;
    CHECK(written == expected);
}

TEST_CASE("write_resources: a port is an entry of its own, with all that its entry had") {
    std::vector<taken> const takes{{0, 1, value_type::ranges, {}, {31003, 31003}},
                                   {0, 1, value_type::ranges, {}, {32010, 32010}}};
    json const written = berth::write_resources(takes, offers);
    REQUIRE(written.size() == 2);
    json expected = offers[0]["resources"][1];
    expected["ranges"] = json::parse(R"({"range": [{"begin": 31003, "end": 31003}]})");
    CHECK(written[0] == expected);
    expected["ranges"] = json::parse(R"({"range": [{"begin": 32010, "end": 32010}]})");
    CHECK(written[1] == expected);
    CHECK(written[0]["ranges"]["range"][0]["begin"].is_number_unsigned());
}

TEST_CASE("write_resources: nothing taken is an empty list, and the offers stay as they were") {
    json const before = offers;
    CHECK(berth::write_resources({}, offers) == json::array());
    CHECK(offers == before);
}

TEST_CASE("write_resources: amounts are the doubles that the master itself would store") {
    auto const written = [](std::int64_t thousandths) {
        std::vector<taken> const takes{
            {1, 1, value_type::scalar, quantity::thousandths(thousandths), {}}};
        return berth::write_resources(takes, offers)[0]["scalar"]["value"];
    };
    CHECK(written(100).dump() == "0.1");
    CHECK(written(300).dump() == "0.3"); // 0.1 + 0.2 in doubles is not
    CHECK(written(1).dump() == "0.001");
    CHECK(written(1000).dump() == "1.0");
    CHECK(written(2048'000).dump() == "2048.0");
    CHECK(written(8'999'999'999'999'999) == 8'999'999'999'999.999);
}

TEST_CASE("write_resources: what take chose is written from the offers it chose from") {
    berth::offer_round round;
    for (json const& o : offers) {
        REQUIRE(berth::read_offer(o, round));
    }
    std::vector<berth::candidate> candidates;
    berth::merger merge;
    merge(round, candidates);
    REQUIRE(candidates.size() == 1);
    berth::requirement needs;
    needs.cpus = quantity::thousandths(4250);
    needs.ports = {0, 32005};
    needs.roles = {berth::role_name{"es"}, berth::role_name{"*"}};
    berth::taking chosen;
    REQUIRE(berth::take(candidates[0], needs, round, chosen));
    json const written = berth::write_resources(chosen.resources, offers);
    REQUIRE(written.size() == 4);
    CHECK(written[0]["scalar"]["value"] == 4.0);
    CHECK(written[0]["reservations"] == offers[0]["resources"][0]["reservations"]);
    CHECK(written[1]["scalar"]["value"] == 0.25);
    CHECK(written[1]["role"] == "*");
    CHECK(written[2]["ranges"]["range"][0]["begin"] == 31000);
    CHECK(written[3]["ranges"]["range"][0]["end"] == 32005);
}

TEST_CASE("write_resources: keeps the order of fields where the value does") {
    using ordered = nlohmann::ordered_json;
    ordered const source = ordered::parse(R"([{"resources": [
        {"name": "mem", "type": "SCALAR", "scalar": {"value": 8.0}, "allocation_info": {}}]}])");
    std::vector<taken> const takes{{0, 0, value_type::scalar, quantity::whole(2), {}}};
    CHECK(berth::write_resources(takes, source).dump() ==
          R"([{"name":"mem","type":"SCALAR","scalar":{"value":2.0},"allocation_info":{}}])");
}

} // namespace
