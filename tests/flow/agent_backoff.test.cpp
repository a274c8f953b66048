// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/flow/agent_backoff.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace {

using berth::agent_backoff;
using berth::blames_agent;
using berth::evidence;
using berth::node_state;
using berth::status_reason;
using berth::task_state;
using berth::timestamp;

constexpr evidence no_container{task_state::failed, berth::status_source::agent,
                                status_reason::container_launch_failed};

void fails(agent_backoff& all, std::string_view agent, double at) {
    all.on_change(agent, node_state::promised, node_state::free, no_container, timestamp{at});
}

double left(agent_backoff const& all, std::string_view agent, double at) {
    return all.seconds_left(agent, timestamp{at});
}

constexpr bool test_blame() {
    auto const blames = [](task_state state, status_reason reason) {
        return blames_agent({state, berth::status_source::agent, reason});
    };
    using enum status_reason;
    STATIC_CHECK(blames_agent(no_container));
    STATIC_CHECK(blames(task_state::failed, absent));
    STATIC_CHECK(blames(task_state::failed, executor_registration_timeout));
    STATIC_CHECK(!blames(task_state::failed, container_limitation));
    STATIC_CHECK(!blames(task_state::failed, container_limitation_memory));
    STATIC_CHECK(!blames(task_state::failed, container_limitation_disk));
    STATIC_CHECK(!blames(task_state::failed, max_completion_time_reached));
    for (task_state const state : {task_state::dropped, task_state::lost}) {
        STATIC_CHECK(blames(state, agent_disconnected) && blames(state, agent_restarted));
        STATIC_CHECK(blames(state, reconciliation));
        STATIC_CHECK(!blames(state, invalid_offers) && !blames(state, master_disconnected));
        STATIC_CHECK(!blames(state, framework_removed) && !blames(state, invalid_frameworkid));
    }
    for (task_state const state :
         {task_state::error, task_state::killed, task_state::finished, task_state::unreachable,
          task_state::gone, task_state::unknown, task_state::running}) {
        STATIC_CHECK(!blames(state, absent));
    }
    return true;
}
static_assert(test_blame());
TEST_CASE("agent_backoff: not every failed launch is the agent's fault") { REQUIRE(test_blame()); }

TEST_CASE("agent_backoff: from the second failure in a row on, twice as long each time") {
    agent_backoff all;
    fails(all, "A", 100.0);
    CHECK(left(all, "A", 100.0) == 0.0); // one may be chance
    double at = 200.0;
    for (double const wait : {30.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 1800.0}) {
        CAPTURE(wait);
        fails(all, "A", at);
        CHECK(left(all, "A", at) == wait);
        CHECK(left(all, "A", at + wait - 0.5) == 0.5);
        CHECK(left(all, "A", at + wait) == 0.0);
        CHECK(left(all, "B", at) == 0.0);
        at += 10'000.0;
    }
    CHECK(all.size() == 1);
    all.on_change("A", node_state::starting, node_state::running, {task_state::running},
                  timestamp{at});
    CHECK(all == agent_backoff{});
    fails(all, "A", at);
    CHECK(left(all, "A", at) == 0.0);
}

TEST_CASE("agent_backoff: what is no failed launch does not count") {
    agent_backoff all;
    auto const hear = [&](node_state before, node_state now, task_state said) {
        all.on_change("A", before, now, {said}, timestamp{1.0});
    };
    hear(node_state::running, node_state::free, task_state::failed); // it ran
    hear(node_state::held, node_state::free, task_state::failed);
    hear(node_state::killing, node_state::retired, task_state::failed);
    hear(node_state::promised, node_state::starting, task_state::starting);
    hear(node_state::promised, node_state::held, task_state::unreachable);
    hear(node_state::promised, node_state::free, task_state::error);
    hear(node_state::free, node_state::free, task_state::failed);
    CHECK(all == agent_backoff{});
    hear(node_state::starting, node_state::held, task_state::lost); // nothing came of it
    CHECK(all.size() == 1);
}

TEST_CASE("agent_backoff: remembers no more than so many agents, the worst longest") {
    agent_backoff all;
    fails(all, "bad", 0.0);
    fails(all, "bad", 0.0);
    for (std::size_t i = 0; i != 3 * agent_backoff::most_agents; ++i) {
        fails(all, "agent-" + std::to_string(i), 1.0);
        CHECK(all.size() <= agent_backoff::most_agents);
    }
    CHECK(left(all, "bad", 1.0) == 29.0);
    all.on_change("bad", node_state::promised, node_state::running, {task_state::running},
                  timestamp{2.0});
    CHECK(all.size() == agent_backoff::most_agents - 1);
    CHECK(left(all, "bad", 2.0) == 0.0);
}

TEST_CASE("agent_backoff: what is avoided is shifted when the clock starts") {
    agent_backoff all;
    fails(all, "A", 0.0);
    fails(all, "A", 0.0);
    all.start_clock(timestamp{1000.0});
    CHECK(left(all, "A", 1029.0) == 1.0);
    CHECK(left(all, "A", 1030.0) == 0.0);
}

} // namespace
