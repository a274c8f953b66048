// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/node.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <type_traits>

namespace {

using berth::errc;
using berth::name;
using berth::node;
using berth::node_state;
using berth::node_state_named;
using berth::owned;

static_assert(std::regular<node> && std::is_nothrow_move_constructible_v<node>);

// The names are on record: a change of one makes every stored file unreadable.
constexpr bool test_state_names() {
    STATIC_CHECK(name(node_state::free) == "free" && name(node_state::promised) == "promised");
    STATIC_CHECK(name(node_state::starting) == "starting" &&
                 name(node_state::running) == "running");
    STATIC_CHECK(name(node_state::killing) == "killing" && name(node_state::held) == "held");
    STATIC_CHECK(name(node_state::retired) == "retired");
    for (int i = 0; i != 7; ++i) {
        auto const state = static_cast<node_state>(i);
        STATIC_CHECK(*node_state_named(name(state)) == state);
    }
    for (auto const other : {"", "Free", "hold", "running ", "TASK_RUNNING"}) {
        STATIC_CHECK(!node_state_named(other) && node_state_named(other).error() == errc::unknown);
    }
    return true;
}
static_assert(test_state_names());
TEST_CASE("node: the names of states are fixed and come back") { REQUIRE(test_state_names()); }

constexpr bool test_owned() {
    STATIC_CHECK(!owned(node_state::free) && !owned(node_state::retired));
    for (auto const state : {node_state::promised, node_state::starting, node_state::running,
                             node_state::killing, node_state::held}) {
        STATIC_CHECK(owned(state));
    }
    return true;
}
static_assert(test_owned());
TEST_CASE("node: an id is owned unless it is free or retired") { REQUIRE(test_owned()); }

TEST_CASE("node: a regular value") {
    node const fresh;
    REQUIRE(fresh.state == node_state::free);
    REQUIRE(fresh.launches == berth::generation{0});
    node changed = fresh;
    REQUIRE(changed == fresh);
    changed.volumes.emplace_back("es-1-data");
    REQUIRE_FALSE(changed == fresh);
    changed = fresh;
    changed.last.reason = berth::status_reason::agent_removed;
    REQUIRE_FALSE(changed == fresh);
}

} // namespace
