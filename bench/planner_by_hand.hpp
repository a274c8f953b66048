// SPDX-License-Identifier: Apache-2.0
// What on_update and recover are compared with: records kept by task id, judged by a switch. It
// says the same as a planner of one group, about tasks that are on record and are not retired.
#ifndef BENCH_PLANNER_BY_HAND_HPP
#define BENCH_PLANNER_BY_HAND_HPP

#include <berth/flow/effect.hpp>
#include <berth/group.hpp>
#include <berth/model/task_status.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth_bench {

/// Nodes in a map, by task id, and beside it the task ids that were not heard of yet.
class std_map_tasks {
public:
    void add(berth::node record) {
        std::string key = record.task_id;
        nodes_.insert_or_assign(std::move(key), std::move(record));
    }
    [[nodiscard]] berth::node* find(std::string_view task_id) {
        auto const found = nodes_.find(task_id);
        return found == nodes_.end() ? nullptr : &found->second;
    }
    /// \returns where a node that `find` gave is kept, after it was changed
    berth::node const* store(berth::node* changed) { return changed; }

    void ask(std::string const& task_id) { silent_.insert(task_id); }
    /// \returns whether it was the last one
    bool answer(std::string_view task_id) {
        auto const found = silent_.find(task_id);
        return found != silent_.end() && (silent_.erase(found), silent_.empty());
    }
    [[nodiscard]] bool silent() const { return !silent_.empty(); }

    template <class One>
    void for_each(One one) const {
        for (auto const& [key, n] : nodes_) {
            one(n);
        }
    }

private:
    std::map<std::string, berth::node, std::less<>> nodes_;
    std::set<std::string, std::less<>> silent_;
};

/// The original's way: the list of all tasks is read from the store, scanned for the task id, and
/// written back whole when one of them changed, which then is the last. (The original also turns
/// it into bytes and back; that part is left out.)
class reference_tasks {
public:
    void add(berth::node record) { stored_.push_back(std::move(record)); }
    [[nodiscard]] berth::node* find(std::string_view task_id) {
        read_ = std::vector<berth::node>(stored_);
        auto const found = std::find_if(read_.begin(), read_.end(),
                                        [&](berth::node const& n) { return n.task_id == task_id; });
        return found == read_.end() ? nullptr : &*found;
    }
    berth::node const* store(berth::node* changed) {
        berth::node last = std::move(*changed);
        read_.erase(read_.begin() + (changed - read_.data()));
        read_.push_back(std::move(last));
        stored_ = std::vector<berth::node>(read_);
        return &stored_.back();
    }

    void ask(std::string const& task_id) { silent_.push_back(task_id); }
    bool answer(std::string_view task_id) {
        auto const found = std::find(silent_.begin(), silent_.end(), task_id);
        return found != silent_.end() && (silent_.erase(found), silent_.empty());
    }
    [[nodiscard]] bool silent() const { return !silent_.empty(); }

    template <class One>
    void for_each(One one) const {
        std::for_each(stored_.begin(), stored_.end(), one);
    }

private:
    std::vector<berth::node> stored_;
    std::vector<berth::node> read_;
    std::vector<std::string> silent_;
};

/// The ruling of `proven_gone`, as one would write it.
inline berth::node_state state_after(berth::node_state now, berth::evidence const& said) {
    using berth::node_state;
    using berth::status_reason;
    using berth::status_source;
    using berth::task_state;
    node_state const held = owned(now) ? node_state::held : now;
    switch (said.state) {
    case task_state::staging:
    case task_state::starting:
        return now == node_state::running || now == node_state::killing ? now
                                                                        : node_state::starting;
    case task_state::running:
        return now == node_state::killing ? node_state::killing : node_state::running;
    case task_state::killing: return node_state::killing;
    case task_state::finished:
    case task_state::failed:
    case task_state::error:
    case task_state::dropped:
    case task_state::gone: return node_state::free;
    case task_state::killed:
        return said.source == status_source::master &&
                       said.reason == status_reason::framework_removed
                   ? held
                   : node_state::free;
    case task_state::gone_by_operator:
        return said.source == status_source::agent || said.reason == status_reason::agent_draining
                   ? node_state::free
                   : held;
    case task_state::lost:
        switch (said.reason) {
        case status_reason::invalid_offers:
        case status_reason::master_disconnected:
        case status_reason::agent_restarted:
        case status_reason::gc_error:
        case status_reason::resources_unknown:
        case status_reason::executor_terminated:
        case status_reason::container_preempted:
        case status_reason::container_update_failed: return node_state::free;
        default: return held;
        }
    case task_state::unreachable:
    case task_state::unknown: return held;
    }
    return held;
}

/// The part of a planner that answers updates.
template <class Tasks>
class planner_by_hand {
public:
    explicit planner_by_hand(berth::group<> const& wants) : wanted_(wants.chosen().wanted) {}

    bool restore(berth::stored_state const& kept) {
        framework_id_ = kept.framework_id;
        for (auto const& [group, record] : kept.nodes) {
            if (owned(record.state)) {
                ++owned_;
                tasks_.ask(record.task_id);
            }
            tasks_.add(record);
        }
        return true;
    }
    [[nodiscard]] bool recovering() const { return tasks_.silent(); }

    void start(berth::effect::list& out) { out.add(berth::effect::subscribe{framework_id_}); }

    void on_subscribed(std::string_view framework_id, berth::effect::list& out) {
        framework_id_ = framework_id;
        suppressed_ = false;
        out.add(berth::effect::reconcile{});
        berth::effect::reconcile ask;
        tasks_.for_each([&](berth::node const& n) {
            if (owned(n.state)) {
                ask.tasks.push_back({n.task_id, n.agent_id});
            }
        });
        if (!ask.tasks.empty()) {
            out.add(std::move(ask));
        }
        settle(out);
    }

    void on_update(berth::task_status const& status, berth::effect::list& out) {
        using berth::effect::note_kind;
        berth::node* const n = tasks_.find(status.task_id);
        if (n == nullptr || (!status.agent_id.empty() && status.agent_id != n->agent_id)) {
            acknowledge(status, out);
            note(n == nullptr ? note_kind::foreign_task : note_kind::other_agent, n, status, out);
            return;
        }
        berth::node_state const was = n->state;
        berth::node_state const now = state_after(was, status.said);
        bool const last = tasks_.answer(status.task_id);
        berth::node const* record = n;
        if (now != was || (now == berth::node_state::held && n->last != status.said)) {
            n->state = now;
            n->last = status.said;
            owned_ +=
                static_cast<std::uint32_t>(owned(now)) - static_cast<std::uint32_t>(owned(was));
            record = tasks_.store(n);
            out.add(berth::effect::persist{++sequence_, framework_id_, {{0, record}}});
        }
        acknowledge(status, out);
        if (now != was) {
            if (now == berth::node_state::held) {
                note(note_kind::node_held, record, status, out);
            } else if (!owned(now)) {
                note(note_kind::node_released, record, status, out);
            } else if (was == berth::node_state::held || !owned(was)) {
                note(note_kind::node_returned, record, status, out);
            }
        }
        if (last) {
            out.add(berth::effect::make_note(note_kind::recovery_complete));
        }
        settle(out);
    }

private:
    static void acknowledge(berth::task_status const& status, berth::effect::list& out) {
        if (!status.uuid.empty()) {
            out.add(berth::effect::acknowledge{status.agent_id, status.task_id, status.uuid});
        }
    }
    static void note(berth::effect::note_kind kind, berth::node const* about,
                     berth::task_status const& status, berth::effect::list& out) {
        out.add(because_of(status, about == nullptr
                                       ? berth::effect::make_note(kind)
                                       : berth::effect::make_note(kind, 0, about->id)));
    }

    void settle(berth::effect::list& out) {
        bool const missing = owned_ < wanted_;
        if (missing && suppressed_) {
            out.add(berth::effect::revive{});
        } else if (!missing && !suppressed_) {
            out.add(berth::effect::suppress{});
        }
        suppressed_ = !missing;
    }

    Tasks tasks_{};
    std::string framework_id_{};
    std::uint64_t sequence_ = 0;
    std::uint32_t wanted_ = 0;
    std::uint32_t owned_ = 0;
    bool suppressed_ = false;
};

using std_map_planner = planner_by_hand<std_map_tasks>;
using reference_planner = planner_by_hand<reference_tasks>;

} // namespace berth_bench

#endif
