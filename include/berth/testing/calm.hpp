// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CALM_HPP
#define BERTH_TESTING_CALM_HPP

#include <berth/testing/proof_of_end.hpp>
#include <berth/testing/world.hpp>

#include <cstddef>
#include <optional>

namespace berth::testing {

namespace detail {

// Everything works again, and everybody returns.
template <class World>
void end_trouble(World& in) {
    in.store.fail_next = in.store.unreadable = false;
    if (!in.process().runs()) {
        in.restart();
    }
    cluster& all = in.cluster;
    while (!all.offers.empty()) {
        all.rescind(0); // their answers may be lost: a master with an offer timeout
    }
    for (std::size_t i = 0; i != all.agents.size(); ++i) {
        all.reactivate(i);
        if (all.can_reregister(i)) {
            all.reregister(i);
        } else if (all.agents[i].ended && all.can_declare_unreachable(i)) {
            all.declare_unreachable(i); // the master does not wait for it for ever
        }
    }
    for (std::size_t i = 0; i < all.agents.size();) {
        bool const replaced = all.agents[i].ended && all.can_replace(i);
        if (replaced) {
            static_cast<void>(all.replace(i, false));
        }
        i = replaced ? 0 : i + 1; // replacing renumbers
    }
}

template <class World>
void rest(World& in, int rounds) {
    for (int i = 0; i != rounds; ++i) {
        in.flow();
        in.tick(700.0);
        in.flow();
        static_cast<void>(in.cluster.offer());
        in.flow();
    }
}

// What must be true of a group once there is no trouble.
template <class World, class Group>
void check_group(World& in, Group const& group) {
    in.require(group.keeper().scale().surplus() == 0, "a node too many is not retired");
    std::size_t awaited = 0; // ids that are wanted again, once their hold has ended
    for (node const& n : group.nodes()) {
        if (!owned(n.state)) {
            continue;
        }
        if (n.state == node_state::held) {
            awaited += n.retiring ? 1U : 0U;
            in.require(!group.why_held(n.id).text().empty(), "a hold without a reason");
            in.require(!proves_the_end(n.last), "an id is held whose task has ended: " + n.task_id);
            continue;
        }
        cluster_task const* const real = in.cluster.find_task(n.task_id);
        in.require(real != nullptr && real->alive, "a node is believed to run: " + n.task_id);
        in.require(n.state == node_state::running, "a node does not run: " + n.task_id);
    }
    // It may wait for a group of which a node is held.
    in.require(group.missing() <= awaited || !in.planner().groups().may_begin(group).passed,
               "a wanted node does not run");
}

// What must be true once there is no trouble.
template <class World>
void check_rest(World& in) {
    in.require(!in.planner().recovering(), "recovery never ends");
    in.require(!in.planner().stale(), "a record is thought stale");
    in.planner().groups().for_each([&](auto const& group, std::size_t) { check_group(in, group); });
    for (cluster_task const& task : in.cluster.tasks) {
        in.require(!task.alive || in.promises().record_of(task.id) != nullptr ||
                       !in.cluster.agents[task.agent].hears(),
                   "a task without an id goes on: " + task.id);
    }
}

struct held_node {
    std::size_t group{};
    node_id id{};
};

template <class World>
[[nodiscard]] std::optional<held_node> first_held(World const& in) {
    std::optional<held_node> out;
    in.planner().groups().for_each([&](auto const& group, std::size_t index) {
        for (node const& n : group.nodes()) {
            if (!out && n.state == node_state::held) {
                out = held_node{index, n.id};
            }
        }
    });
    return out;
}

} // namespace detail

/// \effects no more trouble: everything works again and everybody returns, for so many rounds of
/// offers, 700 seconds apart. Then, whatever happened before, every wanted node runs, or its id is
/// held by a rule that has a name, and no node runs that is not wanted. An operator frees what is
/// held, and after as many rounds again all that are wanted run. `in.broken()` says what is not so.
template <class World>
void calm_down(World& in, int rounds) {
    detail::end_trouble(in);
    detail::rest(in, rounds);
    detail::check_rest(in);
    while (in.broken().empty()) {
        auto const held = detail::first_held(in);
        if (!held) {
            break;
        }
        in.release(held->id, held->group);
        in.flow();
    }
    if (in.broken().empty()) {
        detail::rest(in, rounds);
        detail::check_rest(in);
        in.require(!detail::first_held(in), "an operator frees nothing");
        in.require(!in.planner().groups().waiting(), "a group waits although all others run");
    }
}

} // namespace berth::testing

#endif
