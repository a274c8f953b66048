// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_NOTE_HPP
#define BERTH_FLOW_NOTE_HPP

#include <berth/core/strong.hpp>
#include <berth/model/task_status.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace berth::effect {

/// What a note reports.
enum class note_kind : std::uint8_t {
    node_held,         ///< nobody knows if the task lives; its id is kept from everybody
    node_released,     ///< the id is free again
    node_returned,     ///< a task that was doubted or believed gone lives
    node_adopted,      ///< a task of ours that was not on record
    late_task,         ///< a task whose id was given away reports; it is killed
    foreign_task,      ///< a task id that is not one of ours; it is left alone
    other_agent,       ///< an update from an agent that is not the one on record
    record_stale,      ///< a launch is newer than the record: everything is held
    operator_released, ///< a held id was freed on an operator's word
    fence_released,    ///< a held id was freed because its volumes were taken from its task
    node_retiring,     ///< the node is one too many: its task is to end
    node_retired,      ///< its task has ended; the names of its volumes stay on record
    relaunch_waits,    ///< a launch failed on a recycled id: the next one waits
    persist_failed,    ///< a record could not be stored; what it promised is rolled back
    call_failed,       ///< a call did not reach the master
    recovery_complete, ///< every node on record has been heard of
    framework_stopped, ///< the master sent ERROR; nothing is called any more
    other_framework,   ///< the master subscribed us under another framework id
};

/// A structured report: for logs, a status page, an operator. Nothing has to be done about it.
struct note {
    note_kind kind{};
    std::size_t group{};
    bool about_node = false;
    node_id id{};               ///< if it is about a node
    std::string_view task_id{}; ///< empty if it is not about a task
    std::string_view agent_id{};
    evidence because{}; ///< if it is about a task
    std::string text{}; ///< what the master, or the operator, said
};

/// A note about the framework as a whole.
[[nodiscard]] inline note make_note(note_kind kind, std::string text = {}) {
    note out;
    out.kind = kind;
    out.text = std::move(text);
    return out;
}

/// A note about a node of a group.
[[nodiscard]] inline note make_note(note_kind kind, std::size_t group, node_id id,
                                    std::string text = {}) {
    note out = make_note(kind, std::move(text));
    out.group = group;
    out.about_node = true;
    out.id = id;
    return out;
}

/// \returns `about`, with what was heard of the task that it is about.
[[nodiscard]] inline note because_of(task_status const& status, note about) {
    about.task_id = status.task_id;
    about.agent_id = status.agent_id;
    about.because = status.said;
    about.text = status.message;
    return about;
}

[[nodiscard]] constexpr std::string_view describe(note_kind kind) noexcept {
    switch (kind) {
    case note_kind::node_held: return "id is held: its task may still run";
    case note_kind::node_released: return "id is free again";
    case note_kind::node_returned: return "task is back and keeps its id";
    case note_kind::node_adopted: return "task was not on record and is adopted";
    case note_kind::late_task: return "late task: its id has another owner, it is killed";
    case note_kind::foreign_task: return "not a task of ours, left alone";
    case note_kind::other_agent: return "update from an agent that is not on record, ignored";
    case note_kind::record_stale: return "record is older than the cluster: everything is held";
    case note_kind::operator_released: return "id is freed on the operator's word";
    case note_kind::fence_released: return "id is freed: its volumes were taken from its task";
    case note_kind::node_retiring: return "one node too many: its task is to end";
    case note_kind::node_retired: return "node is retired, its volumes stay on record";
    case note_kind::relaunch_waits: return "launch failed on a recycled id: the next one waits";
    case note_kind::persist_failed: return "record could not be stored, promises rolled back";
    case note_kind::call_failed: return "call did not reach the master";
    case note_kind::recovery_complete: return "every node on record has been heard of";
    case note_kind::framework_stopped: return "the master ended this framework";
    case note_kind::other_framework: return "subscribed under another framework id, stopped";
    }
    return "";
}

} // namespace berth::effect

#endif
