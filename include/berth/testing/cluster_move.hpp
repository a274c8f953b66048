// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_MOVE_HPP
#define BERTH_TESTING_CLUSTER_MOVE_HPP

#include <berth/testing/cluster.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth::testing {

/// A move of a simulated cluster by its name, so that a program can choose among them. Delivering
/// an event is not among them: it takes a framework that hears it.
enum class cluster_move : std::uint8_t {
    deliver_call,
    lose_call,
    lose_event,
    duplicate_event,
    disconnect,
    offer,
    offer_from,
    rescind,
    start,
    fail_to_start,
    run,
    finish,
    fail,
    die,
    send_update,
    cut_off,
    crash,
    reboot,
    notice,
    declare_unreachable,
    reregister,
    replace,
    replace_and_orphan,
    shut_down,
    mark_gone,
    forget,
    drain,
    drain_and_mark_gone,
    reactivate,
    fail_over,
};

inline constexpr std::size_t cluster_moves = 30;

[[nodiscard]] constexpr std::string_view name(cluster_move move) noexcept {
    constexpr std::string_view names[cluster_moves]{"deliver_call",
                                                    "lose_call",
                                                    "lose_event",
                                                    "duplicate_event",
                                                    "disconnect",
                                                    "offer",
                                                    "offer_from",
                                                    "rescind",
                                                    "start",
                                                    "fail_to_start",
                                                    "run",
                                                    "finish",
                                                    "fail",
                                                    "die",
                                                    "send_update",
                                                    "cut_off",
                                                    "crash",
                                                    "reboot",
                                                    "notice",
                                                    "declare_unreachable",
                                                    "reregister",
                                                    "replace",
                                                    "replace_and_orphan",
                                                    "shut_down",
                                                    "mark_gone",
                                                    "forget",
                                                    "drain",
                                                    "drain_and_mark_gone",
                                                    "reactivate",
                                                    "fail_over"};
    return names[static_cast<std::size_t>(move)];
}

/// How many things a move can be made with now, possible or not: indexes are below it.
[[nodiscard]] inline std::size_t choices(cluster const& of, cluster_move move) noexcept {
    switch (move) {
    case cluster_move::deliver_call:
    case cluster_move::lose_call: return of.calls.size();
    case cluster_move::lose_event:
    case cluster_move::duplicate_event: return of.events.size();
    case cluster_move::disconnect:
    case cluster_move::offer:
    case cluster_move::fail_over: return 1;
    case cluster_move::rescind: return of.offers.size();
    case cluster_move::start:
    case cluster_move::fail_to_start:
    case cluster_move::run:
    case cluster_move::finish:
    case cluster_move::fail:
    case cluster_move::die:
    case cluster_move::send_update: return of.tasks.size();
    default: return of.agents.size();
    }
}

/// Whether a move can be made with the thing of this index.
[[nodiscard]] inline bool can(cluster const& of, cluster_move move, std::size_t i) {
    if (i >= choices(of, move)) {
        return false;
    }
    switch (move) {
    case cluster_move::deliver_call:
    case cluster_move::lose_call:
    case cluster_move::lose_event:
    case cluster_move::rescind:
    case cluster_move::fail_over: return true;
    case cluster_move::duplicate_event: return of.can_duplicate_event(i);
    case cluster_move::disconnect: return of.attached || of.subscribed;
    case cluster_move::offer: return of.subscribed && !of.suppressed;
    case cluster_move::offer_from: return of.can_offer_from(i);
    case cluster_move::start:
    case cluster_move::fail_to_start: return of.can_start(i);
    case cluster_move::run: return of.can_run(i);
    case cluster_move::finish:
    case cluster_move::fail: return of.can_end(i);
    case cluster_move::die: return of.can_die(i);
    case cluster_move::send_update: return of.can_send_update(i);
    case cluster_move::cut_off: return of.can_cut_off(i);
    case cluster_move::crash: return of.can_crash(i);
    case cluster_move::reboot: return of.can_reboot(i);
    case cluster_move::notice: return of.can_notice(i);
    case cluster_move::declare_unreachable: return of.can_declare_unreachable(i);
    case cluster_move::reregister: return of.can_reregister(i);
    case cluster_move::replace:
    case cluster_move::replace_and_orphan: return of.can_replace(i);
    case cluster_move::shut_down: return of.can_shut_down(i);
    case cluster_move::mark_gone: return of.can_mark_gone(i);
    case cluster_move::forget: return of.can_forget(i);
    case cluster_move::drain:
    case cluster_move::drain_and_mark_gone: return of.can_drain(i);
    case cluster_move::reactivate: return of.agents[i].draining;
    }
    return false;
}

/// \effects makes a move. \pre `can(to, move, i)`
inline void make(cluster& to, cluster_move move, std::size_t i) {
    switch (move) {
    case cluster_move::deliver_call: return to.deliver_call(i);
    case cluster_move::lose_call: return to.lose_call(i);
    case cluster_move::lose_event: return to.lose_event(i);
    case cluster_move::duplicate_event: return to.duplicate_event(i);
    case cluster_move::disconnect: return to.disconnect();
    case cluster_move::offer: static_cast<void>(to.offer()); return;
    case cluster_move::offer_from: return to.offer_from(i);
    case cluster_move::rescind: return to.rescind(i);
    case cluster_move::start: return to.start(i);
    case cluster_move::fail_to_start: return to.fail_to_start(i);
    case cluster_move::run: return to.run(i);
    case cluster_move::finish: return to.finish(i);
    case cluster_move::fail: return to.fail(i);
    case cluster_move::die: return to.die(i);
    case cluster_move::send_update: return to.send_update(i);
    case cluster_move::cut_off: return to.cut_off(i);
    case cluster_move::crash: return to.crash(i);
    case cluster_move::reboot: return to.reboot(i);
    case cluster_move::notice: return to.notice(i);
    case cluster_move::declare_unreachable: return to.declare_unreachable(i);
    case cluster_move::reregister: return to.reregister(i);
    case cluster_move::replace: static_cast<void>(to.replace(i, false)); return;
    case cluster_move::replace_and_orphan: static_cast<void>(to.replace(i, true)); return;
    case cluster_move::shut_down: return to.shut_down(i);
    case cluster_move::mark_gone: return to.mark_gone(i);
    case cluster_move::forget: return to.forget(i);
    case cluster_move::drain: return to.drain(i, false);
    case cluster_move::drain_and_mark_gone: return to.drain(i, true);
    case cluster_move::reactivate: return to.reactivate(i);
    case cluster_move::fail_over: return to.fail_over();
    }
}

} // namespace berth::testing

#endif
