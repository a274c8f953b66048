// SPDX-License-Identifier: Apache-2.0
#include "support/protobuf_messages.hpp"

#include <berth/mesos/protobuf_offer.hpp>
#include <berth/mesos/protobuf_resources.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/take.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

#include <google/protobuf/util/message_differencer.h>

namespace {

using berth::quantity;
using berth::taken;
using berth::value_type;
using google::protobuf::RepeatedPtrField;
using google::protobuf::util::MessageDifferencer;
using nlohmann::json;

/// The messages of one of Mesos' interfaces.
struct v0 {
    using offer = mesos::Offer;
    using resource = mesos::Resource;
    using task = mesos::TaskInfo;
};
struct v1 {
    using offer = mesos::v1::Offer;
    using resource = mesos::v1::Resource;
    using task = mesos::v1::TaskInfo;
};

template <class V>
RepeatedPtrField<typename V::offer> offers_of() {
    RepeatedPtrField<typename V::offer> out;
    for (json const& document : json::parse(R"([
     {"id": {"value": "O1"}, "agent_id": {"value": "S1"}, "hostname": "h",
      "framework_id": {"value": "F"}, "resources": [
       {"name": "cpus", "type": "SCALAR", "scalar": {"value": 4.0},
        "allocation_info": {"role": "es"},
        "reservations": [{"type": "DYNAMIC", "role": "es", "principal": "p",
                          "labels": {"labels": [{"key": "k", "value": "v"}]}}]},
       {"name": "ports", "type": "RANGES", "allocation_info": {"role": "es"},
        "ranges": {"range": [{"begin": 31000, "end": 31010}, {"begin": 32000, "end": 32010}]}}]},
     {"id": {"value": "O2"}, "agent_id": {"value": "S1"}, "hostname": "h",
      "framework_id": {"value": "F"}, "allocation_info": {"role": "es"}, "resources": [
       {"name": "disk", "type": "SCALAR", "scalar": {"value": 100.0004}, "role": "*",
        "disk": {"source": {"type": "MOUNT", "mount": {"root": "/mnt"}, "id": "i",
                            "metadata": {"labels": [{"key": "m"}]}},
                 "persistence": {"id": "pv", "principal": "p"},
                 "volume": {"container_path": "data", "mode": "RW"}},
        "provider_id": {"value": "p"}, "shared": {}},
       {"name": "cpus", "type": "SCALAR", "scalar": {"value": 1.0}, "role": "*"}]}])")) {
        *out.Add() = berth_test::message_of<typename V::offer>(document);
    }
    return out;
}

TEST_CASE_TEMPLATE("write_resources: copies the entry and sets the amount, nothing else", V, v0,
                   v1) {
    auto const offers = offers_of<V>();
    std::vector<taken> const takes{{0, 0, value_type::scalar, quantity::thousandths(1500)},
                                   {1, 0, value_type::scalar, quantity::whole(50)}};
    typename V::task task;
    berth::write_resources(takes, offers, task.mutable_resources());
    REQUIRE(task.resources_size() == 2);
    auto expected = offers[0].resources(0);
    expected.mutable_scalar()->set_value(1.5);
    CHECK(MessageDifferencer::Equals(task.resources(0), expected));
    expected = offers[1].resources(0);
    expected.mutable_scalar()->set_value(50);
    CHECK(MessageDifferencer::Equals(task.resources(1), expected));
}

TEST_CASE_TEMPLATE("write_resources: what is taken whole stays as it was, also its amount", V, v0,
                   v1) {
    auto const offers = offers_of<V>();
    std::vector<taken> const takes{
        {1, 0, value_type::scalar, quantity::whole(100), {}, true, std::uint32_t{0}}};
    typename V::task task;
    berth::write_resources(takes, offers, task.mutable_resources());
    REQUIRE(task.resources_size() == 1);
    CHECK(task.resources(0).SerializeAsString() == offers[1].resources(0).SerializeAsString());
    CHECK(task.resources(0).scalar().value() == 100.0004); // not rounded either
}

TEST_CASE_TEMPLATE("write_resources: a port is an entry of its own, with all that its entry had", V,
                   v0, v1) {
    auto const offers = offers_of<V>();
    std::vector<taken> const takes{{0, 1, value_type::ranges, {}, {31003, 31003}},
                                   {0, 1, value_type::ranges, {}, {32010, 32010}}};
    typename V::task task;
    berth::write_resources(takes, offers, task.mutable_resources());
    REQUIRE(task.resources_size() == 2);
    auto expected = offers[0].resources(1);
    for (int i = 0; i != 2; ++i) {
        std::uint64_t const port = i == 0 ? 31003 : 32010;
        expected.mutable_ranges()->Clear();
        auto& range = *expected.mutable_ranges()->add_range();
        range.set_begin(port);
        range.set_end(port);
        CHECK(MessageDifferencer::Equals(task.resources(i), expected));
    }
}

TEST_CASE("write_resources: keeps fields that this program does not know") {
    auto offers = offers_of<v1>();
    auto& source = *offers.Mutable(1)->mutable_resources(1);
    source.GetReflection()->MutableUnknownFields(&source)->AddVarint(1000, 7);
    std::vector<taken> const takes{{1, 1, value_type::scalar, quantity::thousandths(250)}};
    RepeatedPtrField<mesos::v1::Resource> out;
    berth::write_resources(takes, offers, &out);
    REQUIRE(out.size() == 1);
    auto const& kept = out[0].GetReflection()->GetUnknownFields(out[0]);
    REQUIRE(kept.field_count() == 1);
    CHECK(kept.field(0).varint() == 7);
    CHECK(out[0].scalar().value() == 0.25);
}

TEST_CASE("write_resources: adds to what is there, and leaves the offers as they were") {
    auto const field = offers_of<v1>();
    std::vector<mesos::v1::Offer> const offers(field.begin(), field.end());
    std::vector<taken> const takes{{1, 1, value_type::scalar, quantity::whole(1)}};
    mesos::v1::TaskInfo task;
    berth::write_resources({}, offers, task.mutable_resources());
    CHECK(task.resources_size() == 0);
    berth::write_resources(takes, offers, task.mutable_resources());
    berth::write_resources(takes, offers, task.mutable_resources());
    CHECK(task.resources_size() == 2);
    for (int i = 0; i != 2; ++i) {
        CHECK(MessageDifferencer::Equals(field[i], offers[static_cast<std::size_t>(i)]));
    }
}

/// The smallest legal model of offers in a row, as listed in the concept's documentation.
// [in_a_row]
template <class Offer>
using in_a_row = std::vector<Offer>;
// [/in_a_row]

TEST_CASE_TEMPLATE("write_resources: what take chose is written from the offers it chose from", V,
                   v0, v1) {
    auto const offers = offers_of<V>();
    berth::offer_round round;
    for (auto const& o : offers) {
        read_offer(o, round);
    }
    std::vector<berth::candidate> candidates;
    berth::merger{}(round, candidates);
    REQUIRE(candidates.size() == 1);
    berth::requirement needs;
    needs.cpus = quantity::thousandths(4250);
    needs.ports = {0, 32005};
    needs.roles = {berth::role_name{"es"}, berth::role_name{"*"}};
    berth::taking chosen;
    REQUIRE(berth::take(candidates[0], needs, round, chosen));
    typename V::task task;
    berth::write_resources(chosen.resources, offers, task.mutable_resources());
    REQUIRE(task.resources_size() == 4);
    CHECK(task.resources(0).scalar().value() == 4.0);
    CHECK(task.resources(0).reservations(0).labels().labels(0).value() == "v");
    CHECK(task.resources(1).scalar().value() == 0.25);
    CHECK(task.resources(1).role() == "*");
    CHECK(task.resources(2).ranges().range(0).begin() == 31000);
    CHECK(task.resources(3).ranges().range(0).end() == 32005);

    in_a_row<typename V::offer> const again(offers.begin(), offers.end());
    typename V::task other;
    berth::write_resources(chosen.resources, again, other.mutable_resources());
    CHECK(MessageDifferencer::Equals(other, task));
}

} // namespace
