// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_TURN_HPP
#define BERTH_FLOW_TURN_HPP

#include <berth/detail/buffer.hpp>
#include <berth/flow/agent_backoff.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/journal.hpp>
#include <berth/flow/kill_list.hpp>
#include <berth/flow/standing.hpp>
#include <berth/identity/recycling_policy.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

/// A group's turn in one input: every decision about its ids is journalled, so that it can be
/// stored and undone, and what has to be done about it is collected, to be done once it is stored.
///
/// What is collected borrows from the records, so nothing is adopted after something was decided.
template <class Group, class Keeper>
class turn {
public:
    turn(Group const& group, Keeper& ids, std::size_t index, journal& changes, kill_list& kills,
         agent_backoff& agents, timestamp now, effect::list& later) noexcept
        : group_(group), keeper_(ids), index_(index), changes_(changes), kills_(kills),
          agents_(agents), now_(now), later_(later) {}

    /// \effects takes in what was heard of a task of this group, which is acknowledged first.
    /// \returns how the task stands to the record
    standing hear(task_name_parts const& parts, task_status const& status) {
        ruling const says = judge(status.said);
        standing const whose = standing_of(group_.find(parts.id), parts, status, says);
        due_note due = note_of(whose);
        switch (whose) {
        case standing::owner: due = observe(parts.id, status.said, says); break;
        case standing::stranger: adopt(parts, status, says); break;
        case standing::late: due.due = kill_late(parts.id, status); break;
        case standing::late_ended: kills_.remove(status.task_id); break;
        case standing::late_doubted: kills_.hear(status.task_id, status.said); break;
        case standing::unknown:
        case standing::elsewhere:
        case standing::ahead: break;
        }
        if (due.due) {
            later_.add(because_of(status, effect::make_note(due.kind, index_, parts.id)));
        }
        return whose;
    }

    /// \effects frees a held id on an operator's word. Errors: `not_in_use` if it is not held.
    outcome release(node_id id, std::string_view reason) {
        node before = keeper_.record_of(id);
        node_state const was = before.state;
        auto const done = keeper_.release_by_operator(id);
        if (done) {
            changes_.remember(index_, std::move(before), false);
            note(effect::note_kind::operator_released, id, std::string{reason});
            freed(id, was);
        }
        return done;
    }

    /// \effects frees a held id whose fence has come. \pre it is held
    void fence(node_id id) {
        node before = keeper_.record_of(id);
        node_state const was = before.state;
        static_cast<void>(keeper_.fence(id));
        changes_.remember(index_, std::move(before), false);
        note(effect::note_kind::fence_released, id);
        freed(id, was);
    }

    /// \effects retires the nodes that are too many, the highest ids first.
    void retire_surplus() {
        detail::buffer<node_id> victims;
        keeper_.for_each_surplus([&](node const& n) { victims.push_back(n.id); });
        for (node_id const id : victims) {
            node before = keeper_.record_of(id);
            node_state const was = before.state;
            changes_.remember(index_, std::move(before), false);
            keeper_.retire(id);
            revisit(id, was);
            note(effect::note_kind::node_retiring, id);
            kill(*group_.find(id));
        }
    }

    /// \effects the task of a node that is being retired is to be killed, once more.
    void kill(node const& n) { later_.add(effect::kill{n.task_id, n.agent_id}); }

private:
    [[nodiscard]] ruling judge(evidence const& said) const {
        return group_.chosen().recycling.judge(said);
    }

    due_note observe(node_id id, evidence const& said, ruling says) {
        node before = keeper_.record_of(id);
        node_state const was = before.state;
        bool const waits = keeper_.observe(id, said, says, now_);
        node const& after = *group_.find(id);
        auto const due =
            waits ? due_note{true, effect::note_kind::relaunch_waits} : note_of(was, after.state);
        agents_.on_change(after.agent_id, was, after.state, said, now_);
        if (after.state != was || after.last != before.last) {
            changes_.remember(index_, std::move(before), true);
        }
        freed(id, was);
        return due;
    }

    void adopt(task_name_parts const& parts, task_status const& status, ruling says) {
        node before = keeper_.record_of(parts.id);
        node_state const was = before.state;
        changes_.remember(index_, std::move(before), true);
        keeper_.adopt(group_.stranger(parts, status), says);
        agents_.on_change(status.agent_id, was, group_.find(parts.id)->state, status.said, now_);
        revisit(parts.id, was);
    }

    // Whether it was not known to be late before.
    bool kill_late(node_id id, task_status const& status) {
        bool const fresh = kills_.add(
            {index_, id, std::string{status.task_id}, std::string{status.agent_id}, status.said},
            now_);
        if (fresh) {
            later_.add(effect::kill{status.task_id, status.agent_id});
        }
        return fresh;
    }

    // An id that has come free goes to a late task of it, if one lives; it is being killed already.
    void freed(node_id id, node_state was) {
        late_task heir;
        if (!owned(group_.find(id)->state) && kills_.take(index_, id, heir)) {
            ruling const says = judge(heir.last);
            keeper_.inherit(std::move(heir), says);
        }
        revisit(id, was);
    }

    void revisit(node_id id, node_state was) {
        keeper_.revisit(id, was, fence_seconds(group_.chosen().recycling), now_);
    }

    void note(effect::note_kind kind, node_id id, std::string text = {}) {
        later_.add(effect::make_note(kind, index_, id, std::move(text)));
    }

    Group const& group_;
    Keeper& keeper_;
    std::size_t index_;
    journal& changes_;
    kill_list& kills_;
    agent_backoff& agents_;
    timestamp now_;
    effect::list& later_;
};

} // namespace berth

#endif
