// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_KILL_LIST_HPP
#define BERTH_FLOW_KILL_LIST_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/backoff.hpp>
#include <berth/flow/reconciler.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

/// Tasks that must end: KILL is sent, and sent again with back-off until a terminal update,
/// because a call may be lost. Usually empty, so a plain list.
class kill_list {
public:
    static constexpr double repeat_seconds = 10.0;
    static constexpr double most_seconds = 600.0;

    /// \effects puts a task on the list, to be killed now and from time to time.
    /// \returns whether it is new there.
    bool add(std::string_view task_id, std::string_view agent_id, timestamp now) {
        if (find(task_id) != entries_.size()) {
            return false;
        }
        entries_.push_back({std::string{task_id}, std::string{agent_id},
                            backoff::from(now, repeat_seconds, most_seconds)});
        return true;
    }

    void remove(std::string_view task_id) {
        if (auto const at = find(task_id); at != entries_.size()) {
            for (std::size_t i = at + 1; i < entries_.size(); ++i) {
                entries_[i - 1] = std::move(entries_[i]);
            }
            entries_.resize(entries_.size() - 1);
        }
    }

    /// \effects calls `kill(task_id, agent_id)` for every task whose time has come.
    template <class Kill>
    void repeat_due(timestamp now, Kill kill) {
        for (entry& e : entries_) {
            if (e.next.due <= now) {
                kill(e.task_id, e.agent_id);
                e.next.tried(now);
            }
        }
    }

    void start_clock(timestamp now) noexcept {
        for (entry& e : entries_) {
            e.next.due.value += now.value;
        }
    }

    [[nodiscard]] timestamp wake_at() const noexcept {
        timestamp due = reconciler::never;
        for (entry const& e : entries_) {
            due = detail::smaller(due, e.next.due);
        }
        return due;
    }

    friend bool operator==(kill_list const&, kill_list const&) = default;

private:
    struct entry {
        std::string task_id{};
        std::string agent_id{};
        backoff next{};

        friend bool operator==(entry const&, entry const&) = default;
    };

    [[nodiscard]] std::size_t find(std::string_view task_id) const noexcept {
        std::size_t at = 0;
        while (at < entries_.size() && entries_[at].task_id != task_id) {
            ++at;
        }
        return at;
    }

    detail::buffer<entry> entries_{};
};

} // namespace berth

#endif
