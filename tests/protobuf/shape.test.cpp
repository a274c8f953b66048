// SPDX-License-Identifier: Apache-2.0
#include "support/protobuf_messages.hpp"

#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_resources.hpp>
#include <berth/mesos/json_status.hpp>
#include <berth/mesos/protobuf_offer.hpp>
#include <berth/mesos/protobuf_resources.hpp>
#include <berth/mesos/protobuf_status.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::protobuf_offer;
using berth::protobuf_status;

// Both interfaces, both kinds of document, each found by its own adapter only.
static_assert(protobuf_offer<mesos::v1::Offer> && protobuf_offer<mesos::Offer>);
static_assert(protobuf_status<mesos::v1::TaskStatus> && protobuf_status<mesos::TaskStatus>);
static_assert(!protobuf_offer<nlohmann::json> && !protobuf_status<nlohmann::json>);
static_assert(!berth::json_value<mesos::v1::Offer> && !berth::json_value<mesos::v1::TaskStatus>);
static_assert(!protobuf_offer<mesos::v1::TaskStatus> && !protobuf_status<mesos::v1::Offer>);
static_assert(!protobuf_offer<mesos::v1::Resource> && !protobuf_offer<int>);

/// Messages of a Mesos before any optional field, written by hand; `Text` is what accessors
/// of text return.
template <class Text>
struct old_mesos {
    struct id_message {
        std::string text{};
        [[nodiscard]] Text value() const { return text; }
    };
    struct scalar_value {
        double number = 0;
        [[nodiscard]] double value() const { return number; }
    };
    struct range_value {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        [[nodiscard]] std::uint64_t begin() const { return first; }
        [[nodiscard]] std::uint64_t end() const { return last; }
    };
    struct ranges_value {
        std::vector<range_value> list{};
        [[nodiscard]] std::vector<range_value> const& range() const { return list; }
    };
    struct set_value {
        std::vector<std::string> list{};
        [[nodiscard]] std::vector<std::string> const& item() const { return list; }
    };
    struct entry {
        std::string called{};
        int kind = 0;
        scalar_value number{};
        ranges_value numbers{};
        set_value names{};
        id_message words{};
        [[nodiscard]] Text name() const { return called; }
        [[nodiscard]] int type() const { return kind; }
        [[nodiscard]] bool has_scalar() const { return kind == 0; }
        [[nodiscard]] scalar_value const& scalar() const { return number; }
        [[nodiscard]] bool has_ranges() const { return kind == 1; }
        [[nodiscard]] ranges_value const& ranges() const { return numbers; }
        [[nodiscard]] bool has_set() const { return kind == 2; }
        [[nodiscard]] set_value const& set() const { return names; }
        [[nodiscard]] id_message const& text() const { return words; }
    };
    // [offer]
    struct offer {
        id_message own{};
        id_message agent{};
        std::string host{};
        std::vector<entry> list{};
        std::vector<entry> more{};
        [[nodiscard]] id_message const& id() const { return own; }
        [[nodiscard]] id_message const& slave_id() const { return agent; }
        [[nodiscard]] Text hostname() const { return host; }
        [[nodiscard]] std::vector<entry> const& resources() const { return list; }
        [[nodiscard]] std::vector<entry> const& attributes() const { return more; }
    };
    // [/offer]
    // [status]
    struct status {
        id_message task{};
        id_message agent{};
        std::string said{};
        [[nodiscard]] bool has_task_id() const { return true; }
        [[nodiscard]] id_message const& task_id() const { return task; }
        [[nodiscard]] id_message const& slave_id() const { return agent; }
        [[nodiscard]] bool has_state() const { return true; }
        [[nodiscard]] int state() const { return 5; }
        [[nodiscard]] Text message() const { return said; }
    };
    // [/status]
};

static_assert(protobuf_offer<old_mesos<std::string const&>::offer>);
static_assert(protobuf_offer<old_mesos<std::string_view>::offer>);
static_assert(protobuf_status<old_mesos<std::string_view>::status>);

// Text that is handed out as a copy would be gone before the offer is judged.
static_assert(!protobuf_offer<old_mesos<std::string>::offer>);
static_assert(!protobuf_status<old_mesos<std::string>::status>);

using old_offer = old_mesos<std::string const&>::offer;
struct copied_id : old_offer {
    [[nodiscard]] old_mesos<std::string const&>::id_message id() const { return own; }
};
struct copied_resources : old_offer {
    [[nodiscard]] std::vector<old_mesos<std::string const&>::entry> resources() const { return {}; }
};
struct no_text : old_offer {
    [[nodiscard]] int hostname() const { return 0; }
};
static_assert(!protobuf_offer<copied_id>);
static_assert(!protobuf_offer<copied_resources>);
static_assert(!protobuf_offer<no_text>);

TEST_CASE_TEMPLATE("read_offer: fields that an old Mesos lacks are absent", Text,
                   std::string const&, std::string_view) {
    using old = old_mesos<Text>;
    typename old::offer message{{"O1"}, {"S1"}, "h", {}, {}};
    message.list.push_back({"cpus", 0, {2.5}, {}, {}, {}});
    message.list.push_back({"ports", 1, {}, {{{31000, 31001}}}, {}, {}});
    message.list.push_back({"bundles", 2, {}, {}, {{"b", "a"}}, {}});
    message.more.push_back({"rack", 3, {}, {}, {}, {"r1"}});
    berth::offer_round round;
    read_offer(message, round);
    berth::offer const& o = round.offers()[0];
    CHECK_FALSE(o.fault);
    CHECK((o.id == "O1" && o.agent_id == "S1" && o.hostname == "h" && o.allocation_role.empty()));
    REQUIRE(o.resources.size() == 3);
    CHECK(o.resources[0].amount == berth::quantity::thousandths(2500));
    CHECK(plain(o.resources[0]));
    CHECK(o.resources[1].ranges[0] == berth::range{31000, 31001});
    CHECK(o.resources[2].detail().items[0] == "a");
    REQUIRE(o.attributes.size() == 1);
    CHECK(o.attributes[0].text == "r1");

    typename old::status const lost{{"es.0.1"}, {"S1"}, "gone"};
    berth::task_status read;
    REQUIRE(read_status(lost, read));
    CHECK((read.task_id == "es.0.1" && read.agent_id == "S1" && read.message == "gone"));
    CHECK(read.uuid.empty());
    CHECK(read.said == berth::evidence{berth::task_state::lost});
}

TEST_CASE("read_offer: both adapters can be included together") {
    auto const document = nlohmann::json::parse(R"({"id": {"value": "O1"}, "hostname": "h",
        "framework_id": {"value": "F"}, "agent_id": {"value": "S1"}})");
    auto const message = berth_test::message_of<mesos::Offer>(document);
    berth::offer_round round;
    CHECK(read_offer(document, round));
    read_offer(message, round);
    CHECK(round.offers()[0].agent_id == round.offers()[1].agent_id);
}

} // namespace
