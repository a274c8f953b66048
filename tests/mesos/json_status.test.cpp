// SPDX-License-Identifier: Apache-2.0
#include <berth/mesos/json_status.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace {

using berth::errc;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth::task_status;
using nlohmann::json;

json status_with(json const& more) {
    json out = json::parse(R"({"task_id": {"value": "es.0.1"}, "state": "TASK_RUNNING"})");
    out.merge_patch(more);
    return out;
}

TEST_CASE("read_status: reads what berth uses") {
    json const j = json::parse(R"({"task_id": {"value": "es.0.1"}, "state": "TASK_LOST",
        "message": "gone", "source": "SOURCE_MASTER", "reason": "REASON_AGENT_REMOVED",
        "agent_id": {"value": "S1"}, "uuid": "AAH+/xA=", "timestamp": 1.5, "healthy": true})");
    task_status s;
    REQUIRE(read_status(j, s));
    CHECK(s.task_id == "es.0.1");
    CHECK(s.agent_id == "S1");
    CHECK(s.uuid == "AAH+/xA=");
    CHECK(s.message == "gone");
    CHECK(s.said ==
          berth::evidence{task_state::lost, status_source::master, status_reason::agent_removed});
    CHECK(s.uuid.data() == j["uuid"].get_ref<std::string const&>().data()); // borrowed
}

TEST_CASE("read_status: what is absent or null is absent, never a default that means something") {
    json nulls = status_with(json::object());
    for (char const* const key : {"agent_id", "uuid", "message", "source", "reason"}) {
        nulls[key] = nullptr;
    }
    for (json const& j : {status_with(json::object()), nulls}) {
        task_status s{
            "x", "x", "x", "x", {task_state::lost, status_source::agent, status_reason::gc_error}};
        REQUIRE(read_status(j, s));
        CHECK(s.agent_id.empty());
        CHECK(s.uuid.empty());
        CHECK(s.message.empty());
        CHECK(s.said.state == task_state::running);
        CHECK(s.said.source == status_source::absent);
        CHECK(s.said.reason == status_reason::absent);
    }
}

TEST_CASE("read_status: an unknown state is an error, an unknown reason or source is absent") {
    task_status s;
    for (char const* const state : {"TASK_ASLEEP", "task_running", "RUNNING", ""}) {
        CAPTURE(state);
        auto const done = read_status(status_with({{"state", state}}), s);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == errc::unknown);
        CHECK(done.error().field == std::string_view{"state"});
    }
    json const j = status_with({{"reason", "REASON_OF_TOMORROW"}, {"source", "SOURCE_MOON"}});
    REQUIRE(read_status(j, s));
    CHECK(s.said.reason == status_reason::absent);
    CHECK(s.said.source == status_source::absent);
}

TEST_CASE("read_status: knows every name of Mesos', in both versions") {
    task_status s;
    for (auto const known : berth::detail::task_state_names) {
        json const j = status_with({{"state", std::string{known}}});
        REQUIRE(read_status(j, s));
        CHECK(name(s.said.state) == known);
    }
    for (auto const known : berth::detail::status_reason_names) {
        json const j = status_with({{"reason", std::string{known}}});
        REQUIRE(read_status(j, s));
        CHECK(name(s.said.reason) == known);
    }
    json const old = status_with({{"reason", "REASON_SLAVE_REMOVED"}, {"source", "SOURCE_SLAVE"}});
    REQUIRE(read_status(old, s));
    CHECK(s.said.reason == status_reason::agent_removed);
    CHECK(s.said.source == status_source::agent);
}

TEST_CASE("read_status: a document of the wrong shape names the exact path") {
    auto const refuses = [](json const& j, errc code, std::string_view field) {
        CAPTURE(j.dump());
        task_status s;
        auto const done = read_status(j, s);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == code);
        CHECK(done.error().field == field);
    };
    refuses(json::array(), errc::wrong_type, "");
    refuses(status_with({{"task_id", nullptr}}), errc::missing, "task_id");
    refuses(status_with({{"task_id", "es.0.1"}}), errc::wrong_type, "task_id");
    refuses(status_with({{"task_id", {{"value", 1}}}}), errc::wrong_type, "task_id.value");
    refuses(status_with({{"state", nullptr}}), errc::missing, "state");
    refuses(status_with({{"state", 1}}), errc::wrong_type, "state");
    refuses(status_with({{"reason", 1}}), errc::wrong_type, "reason");
    refuses(status_with({{"source", false}}), errc::wrong_type, "source");
    refuses(status_with({{"uuid", 1}}), errc::wrong_type, "uuid");
    refuses(status_with({{"agent_id", json::object()}}), errc::missing, "agent_id.value");
    refuses(status_with({{"agent_id", "S1"}}), errc::wrong_type, "agent_id");
}

} // namespace
