// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_RECONCILER_HPP
#define BERTH_FLOW_RECONCILER_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/backoff.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace berth {

/// Which nodes of a group the master is to be asked about, and when.
///
/// A watch that *blocks* stands for a node whose task must be heard of before anything is
/// launched: recovery. The others are asked about while they last: a launch that stays silent,
/// an id that is held. Nodes are named by their slot, the distance of their id from the first.
class reconciler {
public:
    static constexpr double answer_seconds = 5.0;   ///< first repeat of an open question
    static constexpr double silence_seconds = 60.0; ///< a launch may take this long to report
    static constexpr double most_seconds = 600.0;

    /// \effects watches a node; it is asked about `first` seconds from now, then ever more
    /// rarely. A watch that blocks goes on blocking.
    void watch(std::size_t slot, bool blocks, timestamp now, double first) {
        if (watches_.size() <= slot) {
            watches_.resize(slot + 1);
        }
        entry& e = watches_[slot];
        blocking_ += blocks && !e.blocks ? 1U : 0U;
        e.blocks = e.blocks || blocks;
        e.next = backoff::from(now, first, most_seconds);
        due_ = detail::smaller(due_, e.next.due);
    }

    /// \effects ends the watch. \returns whether it was the last one that blocked.
    bool forget(std::size_t slot) noexcept {
        if (slot >= watches_.size()) {
            return false;
        }
        bool const blocked = watches_[slot].blocks;
        blocking_ -= blocked ? 1U : 0U;
        watches_[slot] = {};
        return blocked && blocking_ == 0;
    }

    /// Whether a node on record has not been heard of since the process started.
    [[nodiscard]] bool blocking() const noexcept { return blocking_ != 0; }

    /// \effects calls `ask(slot)` for every node whose time has come, and puts it off.
    /// \complexity O(1) until something is due
    template <class Ask>
    void ask_due(timestamp now, Ask ask) {
        if (now < due_) {
            return;
        }
        due_ = never;
        for (std::size_t slot = 0; slot < watches_.size(); ++slot) {
            backoff& next = watches_[slot].next;
            if (!next.waiting()) {
                continue;
            }
            if (next.due <= now) {
                ask(slot);
                next.tried(now);
            }
            due_ = detail::smaller(due_, next.due);
        }
    }

    /// \effects shifts all times from zero to `now`: the first time that the planner hears.
    void start_clock(timestamp now) noexcept {
        due_ = never;
        for (entry& e : watches_) {
            if (e.next.waiting()) {
                e.next.due.value += now.value;
                due_ = detail::smaller(due_, e.next.due);
            }
        }
    }

    /// When `ask_due` has something to do, at the earliest.
    [[nodiscard]] timestamp wake_at() const noexcept { return due_; }

    static constexpr timestamp never{std::numeric_limits<double>::infinity()};

    friend bool operator==(reconciler const&, reconciler const&) = default;

private:
    struct entry {
        backoff next{};
        bool blocks = false;

        friend bool operator==(entry const&, entry const&) = default;
    };

    detail::buffer<entry> watches_{};
    std::uint32_t blocking_ = 0;
    timestamp due_ = never;
};

} // namespace berth

#endif
