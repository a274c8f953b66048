// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/evidence.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string_view>
#include <type_traits>

namespace {

using berth::errc;
using berth::evidence;
using berth::name;
using berth::status_reason;
using berth::status_reason_named;
using berth::status_source;
using berth::status_source_named;
using berth::task_state;
using berth::task_state_named;

static_assert(std::is_trivially_copyable_v<evidence> && sizeof(evidence) == 3);

// Each enumerator against the number and the name of Mesos' v1 protocol, as far as they are the
// ones that the evidence table or the protocol depends on.
constexpr bool test_numbers_and_names() {
    STATIC_CHECK(static_cast<int>(task_state::staging) == 6 &&
                 name(task_state::staging) == "TASK_STAGING");
    STATIC_CHECK(static_cast<int>(task_state::starting) == 0 &&
                 name(task_state::starting) == "TASK_STARTING");
    STATIC_CHECK(static_cast<int>(task_state::running) == 1 &&
                 name(task_state::running) == "TASK_RUNNING");
    STATIC_CHECK(static_cast<int>(task_state::killing) == 8 &&
                 name(task_state::killing) == "TASK_KILLING");
    STATIC_CHECK(static_cast<int>(task_state::finished) == 2 &&
                 name(task_state::finished) == "TASK_FINISHED");
    STATIC_CHECK(static_cast<int>(task_state::failed) == 3 &&
                 name(task_state::failed) == "TASK_FAILED");
    STATIC_CHECK(static_cast<int>(task_state::killed) == 4 &&
                 name(task_state::killed) == "TASK_KILLED");
    STATIC_CHECK(static_cast<int>(task_state::error) == 7 &&
                 name(task_state::error) == "TASK_ERROR");
    STATIC_CHECK(static_cast<int>(task_state::lost) == 5 && name(task_state::lost) == "TASK_LOST");
    STATIC_CHECK(static_cast<int>(task_state::dropped) == 9 &&
                 name(task_state::dropped) == "TASK_DROPPED");
    STATIC_CHECK(static_cast<int>(task_state::unreachable) == 10 &&
                 name(task_state::unreachable) == "TASK_UNREACHABLE");
    STATIC_CHECK(static_cast<int>(task_state::gone) == 11 && name(task_state::gone) == "TASK_GONE");
    STATIC_CHECK(static_cast<int>(task_state::gone_by_operator) == 12 &&
                 name(task_state::gone_by_operator) == "TASK_GONE_BY_OPERATOR");
    STATIC_CHECK(static_cast<int>(task_state::unknown) == 13 &&
                 name(task_state::unknown) == "TASK_UNKNOWN");

    STATIC_CHECK(name(status_source::master) == "SOURCE_MASTER" &&
                 name(status_source::agent) == "SOURCE_AGENT");
    STATIC_CHECK(name(status_source::executor) == "SOURCE_EXECUTOR");

    STATIC_CHECK(name(status_reason{0}) == "REASON_COMMAND_EXECUTOR_FAILED");
    STATIC_CHECK(name(status_reason::executor_terminated) == "REASON_EXECUTOR_TERMINATED");
    STATIC_CHECK(name(status_reason::framework_removed) == "REASON_FRAMEWORK_REMOVED");
    STATIC_CHECK(name(status_reason::gc_error) == "REASON_GC_ERROR");
    STATIC_CHECK(name(status_reason::invalid_offers) == "REASON_INVALID_OFFERS");
    STATIC_CHECK(name(status_reason::master_disconnected) == "REASON_MASTER_DISCONNECTED");
    STATIC_CHECK(name(status_reason::reconciliation) == "REASON_RECONCILIATION");
    STATIC_CHECK(name(status_reason::agent_restarted) == "REASON_AGENT_RESTARTED");
    STATIC_CHECK(name(status_reason::container_preempted) == "REASON_CONTAINER_PREEMPTED");
    STATIC_CHECK(name(status_reason::resources_unknown) == "REASON_RESOURCES_UNKNOWN");
    STATIC_CHECK(name(status_reason::container_update_failed) == "REASON_CONTAINER_UPDATE_FAILED");
    STATIC_CHECK(name(status_reason::agent_draining) == "REASON_AGENT_DRAINING");
    STATIC_CHECK(static_cast<int>(status_reason::agent_draining) == 34);
    STATIC_CHECK(static_cast<int>(status_reason::container_update_failed) == 22);
    STATIC_CHECK(static_cast<int>(status_reason::agent_restarted) == 12);
    return true;
}
static_assert(test_numbers_and_names());
TEST_CASE("evidence: numbers and names are Mesos'") { REQUIRE(test_numbers_and_names()); }

constexpr bool test_names_come_back() {
    for (int i = 0; i != 14; ++i) {
        auto const state = static_cast<task_state>(i);
        STATIC_CHECK(*task_state_named(name(state)) == state);
    }
    for (int i = 0; i != 3; ++i) {
        auto const source = static_cast<status_source>(i);
        STATIC_CHECK(*status_source_named(name(source)) == source);
    }
    for (int i = 0; i != 35; ++i) {
        auto const reason = static_cast<status_reason>(i);
        STATIC_CHECK(*status_reason_named(name(reason)) == reason);
    }
    return true;
}
static_assert(test_names_come_back());
TEST_CASE("evidence: every name comes back") { REQUIRE(test_names_come_back()); }

constexpr bool test_absent() {
    STATIC_CHECK(evidence{}.source == status_source::absent);
    STATIC_CHECK(evidence{}.reason == status_reason::absent);
    STATIC_CHECK(name(status_source::absent).empty() && name(status_reason::absent).empty());
    STATIC_CHECK(!status_source_named("") && !status_reason_named("") && !task_state_named(""));
    STATIC_CHECK(status_reason_named("").error() == errc::unknown);
    return true;
}
static_assert(test_absent());
TEST_CASE("evidence: absent has no name, and no name is not absent") { REQUIRE(test_absent()); }

constexpr bool test_v0_spellings() {
    STATIC_CHECK(*status_source_named("SOURCE_SLAVE") == status_source::agent);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_DISCONNECTED") ==
                 status_reason::agent_disconnected);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_REMOVED") == status_reason::agent_removed);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_RESTARTED") == status_reason::agent_restarted);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_UNKNOWN") == status_reason::agent_unknown);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_REMOVED_BY_OPERATOR") ==
                 status_reason::agent_removed_by_operator);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_REREGISTERED") ==
                 status_reason::agent_reregistered);
    STATIC_CHECK(*status_reason_named("REASON_SLAVE_DRAINING") == status_reason::agent_draining);
    return true;
}
static_assert(test_v0_spellings());
TEST_CASE("evidence: the v0 spellings are read too") { REQUIRE(test_v0_spellings()); }

constexpr bool test_near_misses() {
    for (auto const other : {"task_lost", "TASK_LOST ", " TASK_LOST", "LOST", "TASK_", "5"}) {
        STATIC_CHECK(!task_state_named(other) && task_state_named(other).error() == errc::unknown);
    }
    for (auto const other :
         {"SLAVE", "SOURCE_SLAVES", "SOURCE_SLAV", "source_slave", "XSOURCE_SLAVE"}) {
        STATIC_CHECK(!status_source_named(other));
    }
    for (auto const other : {"REASON_SLAVE", "REASON_SLAVE_REMOVEDX", "REASON_SLAVE_",
                             "REASON_GC_SLAVE", "REASON_SLAVE_REMOVED_BY_SLAVES_"}) {
        STATIC_CHECK(!status_reason_named(other));
    }
    return true;
}
static_assert(test_near_misses());
TEST_CASE("evidence: a name that is almost one is none") { REQUIRE(test_near_misses()); }

TEST_CASE("evidence: names differ") {
    std::set<std::string_view> names;
    for (int i = 0; i != 14; ++i) {
        names.insert(name(static_cast<task_state>(i)));
    }
    for (int i = 0; i != 35; ++i) {
        names.insert(name(static_cast<status_reason>(i)));
    }
    REQUIRE(names.size() == 14 + 35);
}

} // namespace
