// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_KILL_LIST_HPP
#define BERTH_FLOW_KILL_LIST_HPP

#include <berth/core/strong.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/reconciler.hpp>
#include <berth/model/evidence.hpp>
#include <berth/model/task_status.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

/// A task that lives although its id was given away.
struct late_task {
    std::size_t group{};
    node_id id{};
    std::string task_id{};
    std::string agent_id{};
    evidence last{};

    friend bool operator==(late_task const&, late_task const&) = default;
};

/// Late tasks, which must end: KILL is sent, and sent again with back-off until a terminal
/// update, because a call may be lost. Usually empty, so a plain list.
class kill_list {
public:
    static constexpr double most_seconds = 600.0;

    /// \effects puts a task on the list, to be killed now and from time to time.
    /// \returns whether it is new there.
    bool add(late_task late, timestamp now) {
        if (entry* const known = find(late.task_id); known != nullptr) {
            known->late.last = late.last;
            if (known->late.agent_id.empty()) {
                known->late.agent_id = std::move(late.agent_id);
            }
            return false;
        }
        entries_.push_back({std::move(late), backoff::from(now, reconciler::kill_seconds)});
        return true;
    }

    /// \effects keeps the last thing heard of a task that is on the list.
    void hear(std::string_view task_id, evidence const& last) noexcept {
        if (entry* const known = find(task_id); known != nullptr) {
            known->late.last = last;
        }
    }

    void remove(std::string_view task_id) {
        if (entry* const known = find(task_id); known != nullptr) {
            erase(static_cast<std::size_t>(known - entries_.data()));
        }
    }

    /// \effects takes a late task of this id off the list. \returns whether there was one
    bool take(std::size_t group, node_id id, late_task& out) {
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            if (entries_[i].late.group == group && entries_[i].late.id == id) {
                out = std::move(entries_[i].late);
                erase(i);
                return true;
            }
        }
        return false;
    }

    /// \effects calls `kill(task_id, agent_id)` for every task whose time has come.
    template <class Kill>
    void repeat_due(timestamp now, Kill kill) {
        for (entry& e : entries_) {
            if (e.next.due <= now) {
                kill(e.late.task_id, e.late.agent_id);
                e.next.tried(now, most_seconds);
            }
        }
    }

    void start_clock(timestamp now) noexcept {
        for (entry& e : entries_) {
            e.next.due.value += now.value;
        }
    }

    [[nodiscard]] timestamp wake_at() const noexcept {
        timestamp due = never;
        for (entry const& e : entries_) {
            due = detail::smaller(due, e.next.due);
        }
        return due;
    }

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] late_task const& operator[](std::size_t i) const noexcept {
        return entries_[i].late;
    }

    friend bool operator==(kill_list const&, kill_list const&) = default;

private:
    struct entry {
        late_task late{};
        backoff next{};

        friend bool operator==(entry const&, entry const&) = default;
    };

    [[nodiscard]] entry* find(std::string_view task_id) noexcept {
        for (entry& e : entries_) {
            if (e.late.task_id == task_id) {
                return &e;
            }
        }
        return nullptr;
    }

    void erase(std::size_t at) {
        for (std::size_t i = at + 1; i < entries_.size(); ++i) {
            entries_[i - 1] = std::move(entries_[i]);
        }
        entries_.resize(entries_.size() - 1);
    }

    detail::buffer<entry> entries_{};
};

} // namespace berth

#endif
