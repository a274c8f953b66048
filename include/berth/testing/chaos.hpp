// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CHAOS_HPP
#define BERTH_TESTING_CHAOS_HPP

#include <berth/testing/cluster_move.hpp>
#include <berth/testing/splitmix.hpp>
#include <berth/testing/world.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace berth::testing {

/// Everything that can go wrong, in an order that a number decides: the same seed, the same
/// events on every platform. It moves a `world`.
class chaos {
public:
    constexpr explicit chaos(std::uint64_t seed) noexcept : random_(seed) {}

    /// \effects makes one move that is possible now.
    template <class World>
    void step(World& in) {
        while (!try_step(in)) {
        }
    }

    constexpr bool once_in(std::size_t n) noexcept { return random_.below(n) == 0; }

private:
    struct weighted {
        cluster_move move{};
        std::uint32_t weight{};
    };
    // In thousandths or so: how often each is tried. Calls are never overtaken, since one
    // connection carries them, but they are lost; of events, updates are.
    static constexpr std::array<weighted, cluster_moves> weights{{
        {cluster_move::deliver_call, 400},
        {cluster_move::lose_call, 6},
        {cluster_move::lose_event, 6},
        {cluster_move::duplicate_event, 10},
        {cluster_move::disconnect, 3},
        {cluster_move::offer, 120},
        {cluster_move::offer_from, 120},
        {cluster_move::rescind, 10},
        {cluster_move::start, 60},
        {cluster_move::fail_to_start, 12},
        {cluster_move::run, 120},
        {cluster_move::finish, 12},
        {cluster_move::fail, 40},
        {cluster_move::die, 10},
        {cluster_move::send_update, 200},
        {cluster_move::cut_off, 4},
        {cluster_move::crash, 3},
        {cluster_move::reboot, 2},
        {cluster_move::notice, 6},
        {cluster_move::declare_unreachable, 16},
        {cluster_move::reregister, 150},
        {cluster_move::replace, 60},
        {cluster_move::replace_and_orphan, 4},
        {cluster_move::shut_down, 1},
        {cluster_move::mark_gone, 1},
        {cluster_move::forget, 6},
        {cluster_move::drain, 1},
        {cluster_move::drain_and_mark_gone, 1},
        {cluster_move::reactivate, 80},
        {cluster_move::fail_over, 2},
    }};
    static constexpr std::uint32_t total() noexcept {
        std::uint32_t sum = 0;
        for (weighted const& each : weights) {
            sum += each.weight;
        }
        return sum;
    }

    template <class World>
    bool try_step(World& in) {
        if (once_in(800)) {
            in.restart(); // wherever the process is
            return true;
        }
        if (in.can_perform() && random_.below(10) < 7) {
            in.store.fail_next = once_in(40);
            in.perform();
            return true;
        }
        switch (random_.below(12)) {
        case 0: return once_in(3) && tick(in);
        case 1: return once_in(20) && meddle(in);
        case 2:
        case 3:
        case 4: return hear(in);
        default: return move(in);
        }
    }

    template <class World>
    bool tick(World& in) {
        if (!in.can_hear()) {
            return false;
        }
        in.tick(static_cast<double>(once_in(8) ? random_.below(900) : random_.below(30)));
        return true;
    }

    // One connection carries the events, in order; but updates of different origin may cross.
    template <class World>
    bool hear(World& in) {
        if (in.can_resubscribe()) {
            in.resubscribe();
            return true;
        }
        std::size_t updates = 0;
        while (updates != in.cluster.events.size() &&
               std::holds_alternative<cluster_update>(in.cluster.events[updates])) {
            ++updates;
        }
        std::size_t const at = once_in(3) ? random_.below(updates) : 0;
        bool const can = in.can_hear() && in.cluster.can_deliver_event(at);
        if (can) {
            in.hear(at);
        }
        return can;
    }

    template <class World>
    bool move(World& in) {
        auto left = static_cast<std::uint32_t>(random_.below(total()));
        std::size_t which = 0;
        while (left >= weights[which].weight) {
            left -= weights[which++].weight;
        }
        cluster_move const chosen = weights[which].move;
        std::size_t const at =
            chosen == cluster_move::deliver_call ? 0 : random_.below(choices(in.cluster, chosen));
        bool const possible = can(in.cluster, chosen, at) &&
                              (chosen != cluster_move::lose_event ||
                               std::holds_alternative<cluster_update>(in.cluster.events[at]));
        if (possible) {
            make(in.cluster, chosen, at);
            in.look();
        }
        return possible;
    }

    // People, broken stores, and nonsense.
    template <class World>
    bool meddle(World& in) {
        if (!in.process().runs()) {
            in.store.unreadable = false;
            in.restart();
            return true;
        }
        switch (random_.below(8)) {
        case 0:
            in.store.unreadable = true;
            in.restart();
            return true;
        case 1:
        case 2: return release(in);
        case 3:
        case 4: return want(in);
        case 5: return in.spoil_launch();
        default: return mislead(in);
        }
    }

    template <class World>
    bool release(World& in) {
        if (!in.can_hear()) {
            return false;
        }
        bool found = false;
        std::size_t which = 0;
        node_id id{};
        in.planner().groups().for_each([&](auto const& group, std::size_t index) {
            for (node const& n : group.nodes()) {
                if (!found && n.state == node_state::held && once_in(2)) {
                    found = true;
                    which = index;
                    id = n.id;
                }
            }
        });
        if (found) {
            in.release(id, which);
        }
        return found;
    }

    template <class World>
    bool want(World& in) {
        if (in.can_hear()) {
            auto const count = 1 + static_cast<std::uint32_t>(random_.below(4));
            constexpr std::size_t groups = World::group_count;
            in.want(count, groups == 1 ? 0 : random_.below(groups));
        }
        return in.can_hear();
    }

    template <class World>
    bool mislead(World& in) {
        if (!in.can_hear()) {
            return false;
        }
        static constexpr std::string_view ids[]{"",
                                                "x",
                                                "es",
                                                "es.0",
                                                "es.00.1",
                                                "es.0.0",
                                                "es.4294967296.1",
                                                "es.999999.1",
                                                "kv.0.1",
                                                "es.-1.1",
                                                "es.0.1.",
                                                ".0.1"};
        std::string_view const id = ids[random_.below(std::size(ids))];
        auto const said = static_cast<task_state>(random_.below(14));
        switch (random_.below(4)) {
        case 0:
            in.mislead([&](auto& to, effect::list& out) {
                to.on_update({id, "S1", {}, {}, {said}}, out);
            });
            break;
        case 1:
            in.mislead([&](auto& to, effect::list& out) { to.on_persist_failed(0, out); });
            break;
        case 2:
            in.mislead([&](auto& to, effect::list& out) {
                static_cast<void>(to.on_operator_release({77}, "", out));
            });
            break;
        default:
            in.mislead([&](auto& to, effect::list& out) {
                static_cast<void>(to.set_wanted(4'000'000'000, out));
            });
        }
        return true;
    }

    splitmix random_;
};

} // namespace berth::testing

#endif
