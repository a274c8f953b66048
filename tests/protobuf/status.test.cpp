// SPDX-License-Identifier: Apache-2.0
#include "support/protobuf_messages.hpp"

#include <berth/mesos/json_status.hpp>
#include <berth/mesos/protobuf_status.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace {

using berth::errc;
using berth::evidence;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth::task_status;
using berth_test::message_of;
using nlohmann::json;

json status_with(json const& more) {
    json out = json::parse(R"({"task_id": {"value": "es.0.1"}, "state": "TASK_RUNNING"})");
    out.merge_patch(more);
    return out;
}

TEST_CASE_TEMPLATE("read_status: reads what berth uses", Status, mesos::TaskStatus,
                   mesos::v1::TaskStatus) {
    auto const message = message_of<Status>(json::parse(R"({"task_id": {"value": "es.0.1"},
        "state": "TASK_LOST", "message": "gone", "source": "SOURCE_AGENT",
        "reason": "REASON_AGENT_REMOVED", "agent_id": {"value": "S1"}, "uuid": "AAH+/xA=",
        "timestamp": 1.5, "healthy": true})"));
    task_status s;
    REQUIRE(read_status(message, s));
    CHECK(s.task_id == "es.0.1");
    CHECK(s.agent_id == "S1");
    CHECK(s.uuid == std::string_view{"\x00\x01\xFE\xFF\x10", 5}); // raw
    CHECK(s.message == "gone");
    CHECK(s.said == evidence{task_state::lost, status_source::agent, status_reason::agent_removed});
    CHECK(s.uuid.data() == message.uuid().data()); // borrowed
}

TEST_CASE_TEMPLATE("read_status: what is absent is absent, never a default that means something",
                   Status, mesos::TaskStatus, mesos::v1::TaskStatus) {
    auto const message = message_of<Status>(status_with(json::object()));
    task_status s{
        "x", "x", "x", "x", {task_state::lost, status_source::agent, status_reason::gc_error}};
    REQUIRE(read_status(message, s));
    CHECK(s.agent_id.empty());
    CHECK(s.uuid.empty());
    CHECK(s.message.empty());
    CHECK(s.said == evidence{task_state::running});
}

TEST_CASE("read_status: without a task or a state there is no status") {
    mesos::v1::TaskStatus message;
    task_status s;
    CHECK(read_status(message, s).error().field == "task_id");
    message.mutable_task_id()->set_value("es.0.1");
    auto const done = read_status(message, s);
    REQUIRE_FALSE(done); // and not TASK_STAGING, as protobuf has it
    CHECK(done.error().code == errc::missing);
    CHECK(done.error().field == "state");
}

TEST_CASE_TEMPLATE("read_status: knows every enumerator of Mesos', as from JSON", Status,
                   mesos::TaskStatus, mesos::v1::TaskStatus) {
    auto const check = [](json const& document) {
        auto const message = message_of<Status>(document);
        CAPTURE(document.dump());
        task_status from_json;
        task_status from_protobuf;
        REQUIRE(read_status(document, from_json));
        REQUIRE(read_status(message, from_protobuf));
        CHECK(from_json.said == from_protobuf.said);
    };
    for (auto const known : berth::detail::task_state_names) {
        check(status_with({{"state", std::string{known}}}));
    }
    for (auto const known : berth::detail::status_source_names) {
        check(status_with({{"source", std::string{known}}}));
    }
    for (auto const known : berth::detail::status_reason_names) {
        check(status_with({{"reason", std::string{known}}}));
    }
}

/// A status of a Mesos of tomorrow, with enumerators that berth does not know.
struct tomorrow {
    mesos::v1::TaskStatus today{};
    int number_of_state = 0;
    int number_of_source = 0;
    int number_of_reason = 0;
    [[nodiscard]] bool has_task_id() const { return true; }
    [[nodiscard]] mesos::v1::TaskID const& task_id() const { return today.task_id(); }
    [[nodiscard]] mesos::v1::AgentID const& agent_id() const { return today.agent_id(); }
    [[nodiscard]] std::string const& message() const { return today.message(); }
    [[nodiscard]] bool has_state() const { return true; }
    [[nodiscard]] int state() const { return number_of_state; }
    [[nodiscard]] bool has_source() const { return true; }
    [[nodiscard]] int source() const { return number_of_source; }
    [[nodiscard]] bool has_reason() const { return true; }
    [[nodiscard]] int reason() const { return number_of_reason; }
};

TEST_CASE("read_status: an unknown state is an error, an unknown reason or source is absent") {
    tomorrow message;
    task_status s;
    for (int const state : {14, 100, -1}) {
        message.number_of_state = state;
        auto const done = read_status(message, s);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == errc::unknown);
        CHECK(done.error().field == std::string_view{"state"});
    }
    for (int const number : {35, 63, 256, -1}) {
        message.number_of_state = 13;
        message.number_of_source = message.number_of_reason = number;
        REQUIRE(read_status(message, s));
        CHECK(s.said == evidence{task_state::unknown});
    }
    message.number_of_source = 3;
    message.number_of_reason = 34;
    REQUIRE(read_status(message, s));
    CHECK(s.said.source == status_source::absent);
    CHECK(s.said.reason == status_reason::agent_draining);
}

} // namespace
