// SPDX-License-Identifier: Apache-2.0
#include <berth/flow/standing.hpp>
#include <berth/identity/recycling_tables.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using berth::node;
using berth::node_state;
using berth::standing;
using berth::standing_of;
using berth::task_state;
using berth::effect::note_kind;

node record(std::uint32_t launches, node_state state, std::string_view task_id) {
    node out;
    out.id = {1};
    out.launches = {launches};
    out.state = state;
    out.task_id = task_id;
    out.agent_id = "A";
    return out;
}

standing told(node const* known, std::string_view task_id, task_state state,
              std::string_view agent_id = "A") {
    berth::task_status status;
    status.task_id = task_id;
    status.agent_id = agent_id;
    status.said = {state};
    return standing_of(known, *berth::parse_task_name(task_id), status,
                       berth::proven_gone.judge(status.said));
}

TEST_CASE("standing_of: a task on record is its owner, whatever is said of it") {
    for (auto const state : {node_state::free, node_state::running, node_state::held}) {
        node const known = record(2, state, "es.1.2");
        for (int said = 0; said < 14; ++said) {
            CHECK(told(&known, "es.1.2", static_cast<task_state>(said)) == standing::owner);
        }
        CHECK(told(&known, "es.1.2", task_state::gone, "") == standing::owner);
        CHECK(told(&known, "es.1.2", task_state::gone, "B") == standing::elsewhere);
        CHECK(told(&known, "es.1.2", task_state::unreachable, "B") == standing::elsewhere);
        CHECK(told(&known, "es.1.2", task_state::running, "B") == standing::ahead);
    }
}

TEST_CASE("standing_of: an id that was never used takes in who may live") {
    CHECK(told(nullptr, "es.1.1", task_state::running) == standing::stranger);
    CHECK(told(nullptr, "es.1.1", task_state::staging) == standing::stranger);
    CHECK(told(nullptr, "es.1.1", task_state::unreachable) == standing::stranger);
    CHECK(told(nullptr, "es.1.1", task_state::running, "") == standing::unknown);
    CHECK(told(nullptr, "es.1.1", task_state::unknown) == standing::unknown);
    CHECK(told(nullptr, "es.1.1", task_state::failed) == standing::unknown);
}

TEST_CASE(
    "standing_of: an older task is late while its id has an owner, and comes back while not") {
    node const owner = record(2, node_state::running, "es.1.2");
    CHECK(told(&owner, "es.1.1", task_state::running, "B") == standing::late);
    CHECK(told(&owner, "es.1.1", task_state::running, "") == standing::late);
    CHECK(told(&owner, "es.1.1", task_state::failed, "B") == standing::late_ended);
    CHECK(told(&owner, "es.1.1", task_state::unreachable, "B") == standing::late_doubted);
    node const none = record(2, node_state::free, "es.1.2");
    CHECK(told(&none, "es.1.1", task_state::running, "B") == standing::stranger);
    CHECK(told(&none, "es.1.1", task_state::running, "") == standing::unknown);
    CHECK(told(&none, "es.1.1", task_state::unreachable, "B") == standing::late_doubted);
    CHECK(told(&none, "es.1.1", task_state::gone, "B") == standing::late_ended);
}

TEST_CASE("standing_of: a task that inherited its id makes the newer one late") {
    node const heir = record(2, node_state::killing, "es.1.1");
    CHECK(told(&heir, "es.1.1", task_state::running) == standing::owner);
    CHECK(told(&heir, "es.1.2", task_state::running, "B") == standing::late);
    CHECK(told(&heir, "es.1.3", task_state::running, "B") == standing::ahead);
}

TEST_CASE("standing_of: a launch that the record does not know of proves it stale") {
    node const known = record(2, node_state::free, "es.1.2");
    for (int said = 0; said < 14; ++said) {
        CHECK(told(&known, "es.1.3", static_cast<task_state>(said)) == standing::ahead);
    }
}

TEST_CASE("note_of: a change of hands is reported, the way of a task is not") {
    using enum node_state;
    auto const kind = [](node_state from, node_state to) {
        auto const r = berth::note_of(from, to);
        return r.due ? static_cast<int>(r.kind) : -1;
    };
    CHECK(kind(running, running) == -1);
    CHECK(kind(promised, starting) == -1);
    CHECK(kind(running, killing) == -1);
    CHECK(kind(running, held) == static_cast<int>(note_kind::node_held));
    CHECK(kind(held, held) == -1);
    CHECK(kind(held, running) == static_cast<int>(note_kind::node_returned));
    CHECK(kind(free, running) == static_cast<int>(note_kind::node_returned));
    CHECK(kind(retired, running) == static_cast<int>(note_kind::node_returned));
    CHECK(kind(running, free) == static_cast<int>(note_kind::node_released));
    CHECK(kind(killing, retired) == static_cast<int>(note_kind::node_retired));
}

} // namespace
