// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_RECONCILER_HPP
#define BERTH_FLOW_RECONCILER_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/backoff.hpp>

#include <cstddef>
#include <cstdint>

namespace berth {

/// Why a node is come back to.
enum class watch_reason : std::uint8_t {
    none,
    question, ///< nothing was heard of it: since the start, or since its launch
    hold,     ///< its id is held
    kill,     ///< its task is to end
};

/// Which nodes of a group the master is to be asked or told about again, and when: ever more
/// rarely while the reason lasts.
///
/// A question that *blocks* stands for a node whose task must be heard of before anything is
/// launched: recovery. Any watch may have a deadline, at which a fence ends a hold. Nodes are named
/// by their slot, the distance of their id from the first.
class reconciler {
public:
    static constexpr double answer_seconds = 5.0;   ///< first repeat of an open question
    static constexpr double kill_seconds = 10.0;    ///< first repeat of a KILL
    static constexpr double silence_seconds = 60.0; ///< a launch may take this long to report
    static constexpr double most_seconds = 600.0;

    /// \effects asks about a node `first` seconds from now. One that blocks goes on blocking.
    void ask(std::size_t slot, bool blocks, timestamp now, double first) {
        entry& e = at(slot);
        blocking_ += blocks && !e.blocks ? 1U : 0U;
        e = {backoff::from(now, first), never, watch_reason::question, e.blocks || blocks};
        due_ = detail::smaller(due_, e.next.due);
    }

    /// \effects comes back to a node for this reason, which ends by itself at `deadline`. If that
    /// is the reason already, its back-off and its deadline go on.
    void keep(std::size_t slot, watch_reason why, timestamp now, timestamp deadline = never) {
        entry& e = at(slot);
        if (e.why != why) {
            e.next = backoff::from(now, why == watch_reason::kill ? kill_seconds : silence_seconds);
            e.why = why;
        }
        e.deadline = deadline == never ? never : detail::smaller(e.deadline, deadline);
        due_ = detail::smaller(due_, e.soonest());
    }

    /// \effects the node was heard of: it blocks no more.
    void answer(std::size_t slot) noexcept {
        if (blocks(slot)) {
            watches_[slot].blocks = false;
            --blocking_;
        }
    }

    /// \effects ends the watch. \pre it does not block
    void forget(std::size_t slot) noexcept {
        if (slot < watches_.size()) {
            watches_[slot] = {};
        }
    }

    /// Whether a node on record has not been heard of since the process started.
    [[nodiscard]] bool blocking() const noexcept { return blocking_ != 0; }

    [[nodiscard]] watch_reason why(std::size_t slot) const noexcept {
        return slot < watches_.size() ? watches_[slot].why : watch_reason::none;
    }
    [[nodiscard]] bool blocks(std::size_t slot) const noexcept {
        return slot < watches_.size() && watches_[slot].blocks;
    }
    [[nodiscard]] timestamp deadline(std::size_t slot) const noexcept {
        return slot < watches_.size() ? watches_[slot].deadline : never;
    }

    /// \effects calls `again(slot)` for every node whose time has come, and puts it off; calls
    /// `expired(slot)` instead where the deadline has come, which stays due until the watch ends.
    /// \complexity O(1) until something is due
    template <class Again, class Expired>
    void repeat_due(timestamp now, Again again, Expired expired) {
        if (now < due_) {
            return;
        }
        due_ = never;
        for (std::size_t slot = 0; slot < watches_.size(); ++slot) {
            entry& e = watches_[slot];
            if (e.why == watch_reason::none) {
                continue;
            }
            if (e.deadline <= now) {
                expired(slot);
            } else if (e.next.due <= now) {
                again(slot);
                e.next.tried(now, most_seconds);
            }
            due_ = detail::smaller(due_, e.soonest());
        }
    }

    /// \effects shifts all times from zero to `now`: the first time that the planner hears.
    void start_clock(timestamp now) noexcept {
        due_ = never;
        for (entry& e : watches_) {
            e.next.due.value += now.value;
            e.deadline.value += now.value;
            due_ = e.why == watch_reason::none ? due_ : detail::smaller(due_, e.soonest());
        }
    }

    /// When `repeat_due` has something to do, at the earliest.
    [[nodiscard]] timestamp wake_at() const noexcept { return due_; }

    friend bool operator==(reconciler const&, reconciler const&) = default;

private:
    struct entry {
        backoff next{};
        timestamp deadline = never;
        watch_reason why = watch_reason::none;
        bool blocks = false;

        [[nodiscard]] timestamp soonest() const noexcept {
            return detail::smaller(next.due, deadline);
        }
        friend bool operator==(entry const&, entry const&) = default;
    };

    [[nodiscard]] entry& at(std::size_t slot) {
        if (watches_.size() <= slot) {
            watches_.resize(slot + 1);
        }
        return watches_[slot];
    }

    detail::buffer<entry> watches_{};
    std::uint32_t blocking_ = 0;
    timestamp due_ = never;
};

} // namespace berth

#endif
