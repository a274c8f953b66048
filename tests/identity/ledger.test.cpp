// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"

#include <berth/identity/ledger.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/identity/recycling_tables.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace {

using berth::errc;
using berth::evidence;
using berth::lowest_free_id;
using berth::node;
using berth::node_id;
using berth::node_state;
using berth::ruling;
using berth::task_state;
using ledger = berth::ledger<lowest_free_id>;

node launch(std::uint32_t id, std::uint32_t launches, std::string_view agent_id) {
    node out;
    out.id = {id};
    out.launches = {launches};
    out.last = {task_state::staging};
    out.task_id = "es." + std::to_string(id) + "." + std::to_string(launches);
    out.agent_id = agent_id;
    out.hostname = "host-" + std::string{agent_id};
    out.volumes = {"es-" + std::to_string(id) + "-data"};
    return out;
}

/// Gives the event that puts an id from `free` or `promised` into this state.
ledger in_state(node_state state) {
    ledger out{lowest_free_id{}};
    node there = launch(0, 1, "A");
    there.state = state;
    REQUIRE(out.restore(there));
    return out;
}

bool refused(berth::outcome const& done, errc code) { return !done && done.error().code == code; }

TEST_CASE("ledger: a promise takes the lowest id, and the index sees it") {
    ledger l{lowest_free_id{node_id{1}}};
    l.want(3);
    CHECK(l.ids().next() == node_id{1});
    CHECK(l.find(node_id{1}) == nullptr);
    REQUIRE(l.promise(launch(1, 1, "A")));
    REQUIRE(l.find(node_id{1}) != nullptr);
    CHECK(l.find(node_id{1})->state == node_state::promised);
    CHECK(l.ids().next() == node_id{2});
    CHECK(l.index().size() == 1);
    CHECK(l.index().wanted() == 3);
    CHECK(l.index().on_agent("A") == 1);
    CHECK(l.index().on_host("host-A") == 1);
    CHECK(l.find(node_id{0}) == nullptr);
    CHECK(l.find(node_id{2}) == nullptr);
}

TEST_CASE("ledger: an id that has an owner is not promised, and nothing is changed") {
    for (auto const state : {node_state::promised, node_state::starting, node_state::running,
                             node_state::killing, node_state::held}) {
        CAPTURE(name(state));
        ledger l = in_state(state);
        ledger const before = l;
        CHECK(refused(l.promise(launch(0, 2, "B")), errc::in_use));
        CHECK(l == before);
    }
    for (auto const state : {node_state::free, node_state::retired}) {
        CAPTURE(name(state));
        ledger l = in_state(state);
        CHECK(l.promise(launch(0, 2, "B")));
        CHECK(l.index().on_agent("A") == 0);
        CHECK(l.index().on_agent("B") == 1);
    }
}

TEST_CASE("ledger: ids below the first are refused, and nothing is changed") {
    ledger l{lowest_free_id{node_id{5}}};
    REQUIRE(l.promise(launch(6, 1, "A")));
    ledger const before = l;
    CHECK(refused(l.promise(launch(4, 1, "B")), errc::out_of_range));
    CHECK(refused(l.restore(launch(4, 1, "B")), errc::out_of_range));
    CHECK(refused(l.adopt(launch(4, 1, "B"), ruling::owned), errc::out_of_range));
    CHECK(refused(l.observe(node_id{4}, {task_state::running}, ruling::owned), errc::not_in_use));
    CHECK(refused(l.observe(node_id{5}, {task_state::running}, ruling::owned), errc::not_in_use));
    CHECK(refused(l.observe(node_id{7}, {task_state::running}, ruling::owned), errc::not_in_use));
    CHECK(refused(l.release_by_operator(node_id{4}), errc::not_in_use));
    CHECK(refused(l.release_by_operator(node_id{5}), errc::not_in_use));
    CHECK(l == before);
}

TEST_CASE("ledger: only a held id is freed on an operator's word") {
    for (auto const state : {node_state::free, node_state::promised, node_state::starting,
                             node_state::running, node_state::killing, node_state::retired}) {
        CAPTURE(name(state));
        ledger l = in_state(state);
        ledger const before = l;
        CHECK(refused(l.release_by_operator(node_id{0}), errc::not_in_use));
        CHECK(l == before);
    }
    ledger l = in_state(node_state::held);
    CHECK(l.release_by_operator(node_id{0}));
    CHECK(l.find(node_id{0})->state == node_state::free);
    CHECK(l.find(node_id{0})->launches == berth::generation{1});
    CHECK(l.ids().next() == node_id{0});
    CHECK(l.index().size() == 0);
}

TEST_CASE("ledger: evidence that changes nothing is not kept, but why an id is held is") {
    ledger l = in_state(node_state::running);
    evidence const first{task_state::unreachable, berth::status_source::master};
    REQUIRE(l.observe(node_id{0}, first, ruling::held));
    CHECK(l.find(node_id{0})->last == first);
    evidence const second{task_state::unknown};
    REQUIRE(l.observe(node_id{0}, second, ruling::held));
    CHECK(l.find(node_id{0})->last == second);
    evidence const back{task_state::running, berth::status_source::master};
    REQUIRE(l.observe(node_id{0}, back, ruling::owned));
    REQUIRE(l.observe(node_id{0}, {task_state::running}, ruling::owned));
    CHECK(l.find(node_id{0})->last == back);
    CHECK(l.index().size() == 1);
}

TEST_CASE("ledger: adopts a stranger in the state that its evidence gives") {
    auto const adopted = [](task_state state, ruling says) {
        ledger l{lowest_free_id{}};
        node found = launch(2, 4, "A");
        found.last = {state};
        REQUIRE(l.adopt(found, says));
        CHECK(l.find(node_id{0}) == nullptr); // the ids below were never used
        CHECK(l.index().size() == (owned(l.find(node_id{2})->state) ? 1 : 0));
        CHECK(l.ids().contains(node_id{2}) == owned(l.find(node_id{2})->state));
        return l.find(node_id{2})->state;
    };
    CHECK(adopted(task_state::staging, ruling::owned) == node_state::starting);
    CHECK(adopted(task_state::running, ruling::owned) == node_state::running);
    CHECK(adopted(task_state::killing, ruling::owned) == node_state::killing);
    CHECK(adopted(task_state::unreachable, ruling::held) == node_state::held);
    CHECK(adopted(task_state::failed, ruling::released) == node_state::free);
}

TEST_CASE("ledger: adopts nothing under an id that has an owner") {
    for (auto const state : {node_state::promised, node_state::running, node_state::held}) {
        ledger l = in_state(state);
        ledger const before = l;
        CHECK(refused(l.adopt(launch(0, 2, "B"), ruling::owned), errc::in_use));
        CHECK(l == before);
    }
}

TEST_CASE("ledger: an older task that is adopted does not set the count of launches back") {
    ledger l{lowest_free_id{}};
    node ended = launch(0, 5, "A");
    ended.state = node_state::free;
    REQUIRE(l.restore(ended));
    node old = launch(0, 3, "B");
    old.last = {task_state::running};
    REQUIRE(l.adopt(old, ruling::owned));
    CHECK(l.find(node_id{0})->task_id == "es.0.3");
    CHECK(l.find(node_id{0})->launches == berth::generation{5});
    CHECK(l.index().on_agent("B") == 1);
}

TEST_CASE("ledger: a node that is retired ends as retired, whatever ends it") {
    for (auto const state : {node_state::promised, node_state::starting, node_state::running,
                             node_state::killing, node_state::held}) {
        CAPTURE(name(state));
        ledger l = in_state(state);
        REQUIRE(l.retire(node_id{0}));
        node const& n = *l.find(node_id{0});
        CHECK(n.state == (state == node_state::held ? state : node_state::killing));
        CHECK(n.retiring);
        CHECK(l.retiring() == 1);
        CHECK(l.held() == 0);          // not one that waits to be replaced
        REQUIRE(l.retire(node_id{0})); // counted once
        CHECK(l.retiring() == 1);
        ledger fenced = l;
        REQUIRE(l.observe(node_id{0}, {task_state::killed}, ruling::released));
        CHECK(n.state == node_state::retired);
        CHECK_FALSE(n.retiring);
        CHECK(n.volumes.size() == 1);
        CHECK(l.retiring() == 0);
        CHECK(l.ids().next() == node_id{0});
        if (state == node_state::held) {
            ledger vouched = fenced;
            REQUIRE(fenced.fence(node_id{0}));
            CHECK(fenced.find(node_id{0})->state == node_state::retired);
            REQUIRE(vouched.release_by_operator(node_id{0}));
            CHECK(vouched.find(node_id{0})->state == node_state::retired);
        }
    }
    for (auto const state : {node_state::free, node_state::retired}) {
        ledger l = in_state(state);
        ledger const before = l;
        CHECK(refused(l.retire(node_id{0}), errc::not_in_use));
        CHECK(refused(l.retire(node_id{7}), errc::not_in_use));
        CHECK(l == before);
    }
}

TEST_CASE("ledger: a retired id is launched again as any other") {
    ledger l = in_state(node_state::running);
    REQUIRE(l.retire(node_id{0}));
    REQUIRE(l.observe(node_id{0}, {task_state::killed}, ruling::released));
    node again = *l.find(node_id{0});
    ++again.launches.value;
    REQUIRE(l.promise(again));
    CHECK(l.find(node_id{0})->state == node_state::promised);
    CHECK_FALSE(l.find(node_id{0})->retiring);
    REQUIRE(l.observe(node_id{0}, {task_state::failed}, ruling::released));
    CHECK(l.find(node_id{0})->state == node_state::free);
}

TEST_CASE("ledger: only a held id is freed by a fence") {
    for (auto const state : {node_state::free, node_state::promised, node_state::starting,
                             node_state::running, node_state::killing, node_state::retired}) {
        CAPTURE(name(state));
        ledger l = in_state(state);
        ledger const before = l;
        CHECK(refused(l.fence(node_id{0}), errc::not_in_use));
        CHECK(l == before);
    }
    ledger l = in_state(node_state::held);
    CHECK(l.held() == 1);
    CHECK(l.fence(node_id{0}));
    CHECK(l.held() == 0);
    CHECK(l.find(node_id{0})->state == node_state::free);
}

TEST_CASE("ledger: what is restored is as it was, and undoes what came after it") {
    ledger l{lowest_free_id{}};
    node const never{};
    ledger const empty = l;
    REQUIRE(l.promise(launch(0, 1, "A")));
    ledger const promised = l;
    node const before = *l.find(node_id{0});
    REQUIRE(l.observe(node_id{0}, {task_state::failed}, ruling::released));
    REQUIRE(l.promise(launch(0, 2, "B")));
    REQUIRE(l.restore(before));
    CHECK(l == promised);
    CHECK(l.index().on_agent("B") == 0);
    REQUIRE(l.restore(never));
    CHECK(l.find(node_id{0}) == nullptr);
    CHECK(l.ids() == empty.ids());
    CHECK(l.index() == empty.index());
}

/// What the ledger must agree with: a state for each id, and who is where, counted anew.
struct books {
    std::map<std::uint32_t, node> nodes{};

    [[nodiscard]] bool agree(ledger const& l, std::uint32_t first, std::uint32_t last) const {
        std::map<std::string, std::uint32_t> on_agent;
        std::uint32_t size = 0;
        std::uint32_t retiring = 0;
        std::uint32_t held = 0;
        std::uint32_t lowest = last + 1;
        for (std::uint32_t id = last + 1; id-- > first;) {
            auto const at = nodes.find(id);
            bool const taken = at != nodes.end() && owned(at->second.state);
            node const* const found = l.find(node_id{id});
            bool const same = at == nodes.end()
                                  ? found == nullptr
                                  : found != nullptr && found->state == at->second.state &&
                                        found->launches == at->second.launches &&
                                        found->retiring == at->second.retiring &&
                                        found->task_id == at->second.task_id &&
                                        found->agent_id == at->second.agent_id;
            if (!same || l.ids().contains(node_id{id}) != taken) {
                return false;
            }
            lowest = taken ? lowest : id;
            if (taken) {
                ++size;
                retiring += at->second.retiring ? 1U : 0U;
                held += at->second.state == node_state::held && !at->second.retiring ? 1U : 0U;
                ++on_agent[at->second.agent_id];
            }
        }
        for (std::string const agent : {"A", "B", "C"}) {
            if (l.index().on_agent(agent) != on_agent[agent] ||
                l.index().on_host("host-" + agent) != on_agent[agent]) {
                return false;
            }
        }
        return l.index().size() == size && l.size() == size && l.retiring() == retiring &&
               l.held() == held && l.ids().next().value == lowest;
    }
};

// What becomes of an id with an owner, or without one, by its ruling; not by the machine's lines.
node_state after(node_state was, task_state said, ruling says) {
    if (says == ruling::released) {
        return was == node_state::retired ? was : node_state::free;
    }
    if (says == ruling::held) {
        return owned(was) ? node_state::held : was;
    }
    if (said == task_state::killing || was == node_state::killing) {
        return node_state::killing;
    }
    return said == task_state::running || was == node_state::running ? node_state::running
                                                                     : node_state::starting;
}

TEST_CASE("ledger: record, allocator and index stay in step through any history") {
    std::uint64_t const seed = berth_test::seed_or(20160504);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    constexpr std::array<std::string_view, 3> agents{"A", "B", "C"};
    for (int run = 0; run != 200; ++run) {
        CAPTURE(run);
        auto const first = static_cast<std::uint32_t>(random.below(3));
        std::uint32_t const last = first + 5;
        ledger l{lowest_free_id{node_id{first}}};
        books b;
        for (int step = 0; step != 200; ++step) {
            CAPTURE(step);
            auto const id = first + static_cast<std::uint32_t>(random.below(6));
            auto const at = b.nodes.find(id);
            bool const known = at != b.nodes.end();
            std::uint32_t const next = known ? at->second.launches.value + 1 : 1;
            node fresh = launch(id, next, random.pick(agents));
            evidence const said{static_cast<task_state>(random.below(14))};
            ruling const says = berth::proven_gone.judge(said);
            switch (random.below(8)) {
            case 0:
            case 1:
                REQUIRE(static_cast<bool>(l.promise(fresh)) == !(known && owned(at->second.state)));
                if (!known || !owned(at->second.state)) {
                    fresh.state = node_state::promised;
                    b.nodes[id] = fresh;
                }
                break;
            case 2:
                fresh.last = said;
                REQUIRE(static_cast<bool>(l.adopt(fresh, says)) ==
                        !(known && owned(at->second.state)));
                if (!known || !owned(at->second.state)) {
                    fresh.state = says == ruling::held ? node_state::held
                                                       : after(node_state::free, said.state, says);
                    b.nodes[id] = fresh;
                }
                break;
            case 3:
                REQUIRE(static_cast<bool>(random.chance(1, 2) ? l.release_by_operator(node_id{id})
                                                              : l.fence(node_id{id})) ==
                        (known && at->second.state == node_state::held));
                if (known && at->second.state == node_state::held) {
                    at->second.state = at->second.retiring ? node_state::retired : node_state::free;
                    at->second.retiring = false;
                }
                break;
            case 5:
                REQUIRE(static_cast<bool>(l.retire(node_id{id})) ==
                        (known && owned(at->second.state)));
                if (known && owned(at->second.state)) {
                    at->second.retiring = true;
                    at->second.state = at->second.state == node_state::held ? node_state::held
                                                                            : node_state::killing;
                }
                break;
            case 4: // as a failed store write does
                fresh.state = static_cast<node_state>(random.below(7));
                REQUIRE(l.restore(fresh));
                b.nodes[id] = fresh;
                break;
            default:
                REQUIRE(static_cast<bool>(l.observe(node_id{id}, said, says)) == known);
                if (known) {
                    bool const retiring = at->second.retiring;
                    at->second.state = after(at->second.state, said.state, says);
                    at->second.retiring = retiring && owned(at->second.state);
                    if (retiring && at->second.state == node_state::free) {
                        at->second.state = node_state::retired;
                    }
                }
            }
            REQUIRE(b.agree(l, first, last));
        }
    }
}

} // namespace
