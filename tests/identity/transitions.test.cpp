// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/identity/transitions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace {

using berth::event_of;
using berth::id_event;
using berth::next_state;
using berth::node_state;
using berth::ruling;
using berth::task_state;
using berth::transition;

constexpr std::array states{node_state::free,    node_state::promised, node_state::starting,
                            node_state::running, node_state::killing,  node_state::held,
                            node_state::retired};
constexpr std::array events{id_event::launched,
                            id_event::starting,
                            id_event::running,
                            id_event::killing,
                            id_event::doubted,
                            id_event::released,
                            id_event::released_by_operator,
                            id_event::fenced,
                            id_event::retiring,
                            id_event::retired};

/// The whole machine, a row for each state and a column for each event, in the order above; a
/// dot is refused. Written by hand from what the events mean.
constexpr std::string_view machine[]{
    // lau  sta  run  kil  dou  rel  ope  fen  ing  ret
    "P S R K F F . . . .", // free
    ". S R K H F . . K T", // promised
    ". S R K H F . . K T", // starting
    ". R R K H F . . K T", // running
    ". K K K H F . . K T", // killing
    ". S R K H F F F H T", // held
    "P S R K T T . . . .", // retired
};

constexpr char letter(node_state s) {
    constexpr std::string_view letters = "FPSRKHT";
    return letters[static_cast<std::size_t>(s)];
}

constexpr bool test_every_pair() {
    for (std::size_t s = 0; s < states.size(); ++s) {
        for (std::size_t e = 0; e < events.size(); ++e) {
            auto const to = next_state(states[s], events[e]);
            STATIC_CHECK((to ? letter(*to) : '.') == machine[s][2 * e]);
            STATIC_CHECK(to || to.error() == berth::errc::unsupported);
        }
    }
    return true;
}
static_assert(test_every_pair());
TEST_CASE("transitions: every pair of state and event is listed, or refused") {
    REQUIRE(test_every_pair());
}

constexpr bool test_no_pair_twice() {
    for (std::size_t i = 0; i < berth::transitions.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            transition const& a = berth::transitions[i];
            transition const& b = berth::transitions[k];
            STATIC_CHECK(a.from != b.from || a.on != b.on);
        }
    }
    return true;
}
static_assert(test_no_pair_twice());
TEST_CASE("transitions: no pair is listed twice") { REQUIRE(test_no_pair_twice()); }

constexpr bool test_ownership() {
    for (transition const& t : berth::transitions) {
        if (owned(t.from) && !owned(t.to)) {
            STATIC_CHECK(t.on == id_event::released || t.on == id_event::released_by_operator ||
                         t.on == id_event::fenced || t.on == id_event::retired);
        }
        if (t.on == id_event::launched) {
            STATIC_CHECK(!owned(t.from) && t.to == node_state::promised);
        }
        if (t.on == id_event::released_by_operator || t.on == id_event::fenced) {
            STATIC_CHECK(t.from == node_state::held);
        }
        if (t.to == node_state::held && t.from != node_state::held) {
            STATIC_CHECK(owned(t.from) && t.on == id_event::doubted);
        }
        if (t.on == id_event::retired) {
            STATIC_CHECK(owned(t.from) && t.to == node_state::retired);
        }
    }
    return true;
}
static_assert(test_ownership());
TEST_CASE("transitions: only proof, an operator or a fence ends an ownership, only doubt holds") {
    REQUIRE(test_ownership());
}

constexpr bool test_released_or_retired() {
    // Whatever frees an id retires it instead if it was retiring.
    for (transition const& t : berth::transitions) {
        if (owned(t.from) && t.to == node_state::free) {
            STATIC_CHECK(next_state(t.from, id_event::retired) == node_state::retired);
        }
    }
    return true;
}
static_assert(test_released_or_retired());
TEST_CASE("transitions: what can be freed can be retired") { REQUIRE(test_released_or_retired()); }

constexpr bool test_events() {
    for (std::size_t i = 0; i < berth::detail::task_state_names.size(); ++i) {
        auto const state = static_cast<task_state>(i);
        STATIC_CHECK(event_of({state}, ruling::released) == id_event::released);
        STATIC_CHECK(event_of({state}, ruling::held) == id_event::doubted);
    }
    STATIC_CHECK(event_of({task_state::running}, ruling::owned) == id_event::running);
    STATIC_CHECK(event_of({task_state::killing}, ruling::owned) == id_event::killing);
    STATIC_CHECK(event_of({task_state::staging}, ruling::owned) == id_event::starting);
    STATIC_CHECK(event_of({task_state::starting}, ruling::owned) == id_event::starting);
    return true;
}
static_assert(test_events());
TEST_CASE("event_of: the ruling comes before the state of the task") { REQUIRE(test_events()); }

} // namespace
