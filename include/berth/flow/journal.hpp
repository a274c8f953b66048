// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_JOURNAL_HPP
#define BERTH_FLOW_JOURNAL_HPP

#include <berth/detail/buffer.hpp>
#include <berth/flow/agent_backoff.hpp>
#include <berth/flow/appetite.hpp>
#include <berth/flow/kill_list.hpp>
#include <berth/model/node.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

/// What one input changed on record, so that it can be stored ahead of the effects that need it,
/// and undone if it cannot be stored.
class journal {
public:
    /// A record as it was before the input.
    struct change {
        std::size_t group{};
        node before{};
        bool heard = false; ///< a task said so, as opposed to what the planner decided
    };

    /// \effects knows what a store kept.
    void restored(std::string_view framework_id) { stored_framework_id_ = framework_id; }

    /// \effects begins the next input: what the last one changed is settled, and these are what a
    /// failure leads back to.
    void begin(kill_list const& kills, agent_backoff const& agents) {
        changes_.clear();
        accepted_.clear();
        kills_before_ = kills;
        agents_before_ = agents;
        open_ = false;
    }

    /// \effects remembers a record as it was before this input. What an input heard comes first,
    /// and may be followed by decisions on the same record; all the others are decided on once.
    void remember(std::size_t group, node before, bool heard) {
        bool const known =
            !changes_.empty() && changes_[0].group == group && changes_[0].before.id == before.id;
        if (!known) {
            changes_.push_back({group, std::move(before), heard});
        }
    }

    /// \effects remembers an offer whose ACCEPT waits for the store.
    void remember_offer(std::string_view id) { accepted_.push_back(std::string{id}); }

    [[nodiscard]] detail::buffer<change> const& changes() const noexcept { return changes_; }

    /// Whether there is something to store.
    [[nodiscard]] bool dirty(std::string_view framework_id) const noexcept {
        return !changes_.empty() || stored_framework_id_ != framework_id;
    }

    /// \effects begins a store write, behind which effects wait. \returns its sequence number
    std::uint64_t store(std::string_view framework_id, appetite const& before) {
        stored_before_ = std::exchange(stored_framework_id_, std::string{framework_id});
        appetite_before_ = before;
        open_ = true;
        return ++sequence_;
    }

    /// What a store write that failed leaves to undo.
    struct failure {
        detail::buffer<change> changes{};       ///< newest last
        detail::buffer<std::string> accepted{}; ///< offers whose ACCEPT was dropped
        appetite wants{};
        kill_list kills{};
        agent_backoff agents{};
    };

    /// \returns whether `sequence` is the store write of this input.
    [[nodiscard]] bool is_open(std::uint64_t sequence) const noexcept {
        return open_ && sequence == sequence_;
    }

    /// \effects forgets the write that failed. \pre `is_open` said so
    [[nodiscard]] failure take_back() {
        open_ = false;
        stored_framework_id_ = stored_before_;
        return {std::move(changes_), std::move(accepted_), appetite_before_,
                std::move(kills_before_), std::move(agents_before_)};
    }

    /// The journal is settled between inputs, so only what later inputs see is compared.
    friend bool operator==(journal const& a, journal const& b) noexcept {
        return a.sequence_ == b.sequence_ && a.stored_framework_id_ == b.stored_framework_id_;
    }

private:
    detail::buffer<change> changes_{};
    detail::buffer<std::string> accepted_{};
    appetite appetite_before_{};
    kill_list kills_before_{};
    agent_backoff agents_before_{};
    std::string stored_framework_id_{};
    std::string stored_before_{};
    std::uint64_t sequence_ = 0;
    bool open_ = false;
};

} // namespace berth

#endif
