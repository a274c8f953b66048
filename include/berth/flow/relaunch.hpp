// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_RELAUNCH_HPP
#define BERTH_FLOW_RELAUNCH_HPP

#include <berth/detail/buffer.hpp>
#include <berth/flow/backoff.hpp>
#include <berth/model/node.hpp>

#include <cstddef>

namespace berth {

/// When a recycled id may be launched again after launches that failed.
///
/// A terminal update comes before its volume is unmounted, so the next launch may find it still
/// attached and fail (Mesos, `src/launcher/executor.cpp`: the update is sent, then the executor
/// ends). The first launch of an id has no predecessor: its failure puts nothing off. Nodes are
/// named by their slot.
class relaunch {
public:
    static constexpr double first_seconds = 5.0;
    static constexpr double most_seconds = 600.0;

    /// \effects takes note of what became of a launch: one that ran is forgotten, one that failed
    /// before it ran is waited for, each time twice as long.
    /// \returns whether the next launch has to wait
    bool on_change(std::size_t slot, node_state before, node const& now, timestamp at) {
        if (now.state == node_state::running) {
            ran(slot);
            return false;
        }
        bool const began = before != node_state::promised && before != node_state::starting;
        bool const failed =
            now.last.state == task_state::failed || now.last.state == task_state::error;
        if (began || owned(now.state) || !failed || now.launches.value < 2) {
            return false;
        }
        if (waits_.size() <= slot) {
            waits_.resize(slot + 1);
        }
        backoff& wait = waits_[slot];
        if (wait.waiting()) {
            wait.tried(at, most_seconds);
        } else {
            wait = backoff::from(at, first_seconds);
        }
        return true;
    }

    /// \effects forgets the failures of a node that ran.
    void ran(std::size_t slot) noexcept {
        if (slot < waits_.size()) {
            waits_[slot] = {};
        }
    }

    [[nodiscard]] bool waits(std::size_t slot, timestamp now) const noexcept {
        return slot < waits_.size() && waits_[slot].waiting() && now < waits_[slot].due;
    }

    /// \effects shifts all times from zero to `now`: the first time that the planner hears.
    void start_clock(timestamp now) noexcept {
        for (backoff& wait : waits_) {
            wait.due.value += wait.waiting() ? now.value : 0.0;
        }
    }

    friend bool operator==(relaunch const&, relaunch const&) = default;

private:
    detail::buffer<backoff> waits_{}; // as long as the highest slot that ever waited
};

} // namespace berth

#endif
