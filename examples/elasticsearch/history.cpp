// SPDX-License-Identifier: Apache-2.0
#include "history.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace {

constexpr std::size_t most_text = 300; // bytes; a master may say more

// Short words for a column; what they mean in full is the text beside them.
std::string_view word(berth::effect::note_kind kind) {
    using berth::effect::note_kind;
    switch (kind) {
    case note_kind::node_held: return "held";
    case note_kind::node_released: return "freed";
    case note_kind::node_returned: return "back";
    case note_kind::node_adopted: return "adopted";
    case note_kind::late_task: return "late";
    case note_kind::operator_released: return "released";
    case note_kind::fence_released: return "fenced";
    case note_kind::node_retiring: return "retiring";
    case note_kind::node_retired: return "retired";
    case note_kind::relaunch_waits: return "waits";
    case note_kind::recovery_complete: return "recovered";
    case note_kind::foreign_task:
    case note_kind::other_agent: return "ignored";
    case note_kind::record_stale:
    case note_kind::framework_stopped:
    case note_kind::other_framework: return "stopped";
    case note_kind::persist_failed:
    case note_kind::call_failed: return "failed";
    }
    return "";
}

std::optional<berth::node_id> node_of(std::string_view task_id) {
    auto const parts = berth::parse_task_name(task_id);
    return parts ? std::optional{parts->id} : std::nullopt;
}

} // namespace

void history::add(double now, std::string_view what, std::optional<berth::node_id> node,
                  std::string text) {
    if (text.size() > most_text) {
        text.resize(most_text);
        text += "...";
    }
    latest_.push_front({now, std::string{what}, node, std::move(text)});
    if (latest_.size() > most) {
        latest_.pop_back();
    }
}

void history::add(double now, berth::effect::list::any const& what) {
    namespace effect = berth::effect;
    if (auto const* const accept = std::get_if<effect::accept>(&what)) {
        for (effect::launch const& one : accept->launches) {
            add(now, "launch", one.what.id,
                std::string{one.what.task_id} + " on " + std::string{one.what.hostname});
        }
    } else if (auto const* const kill = std::get_if<effect::kill>(&what)) {
        add(now, "kill", node_of(kill->task_id), std::string{kill->task_id});
    } else if (auto const* const persist = std::get_if<effect::persist>(&what)) {
        for (effect::changed_node const& one : persist->nodes) { // notes tell of the other states
            if (one.record->state == berth::node_state::running && !one.record->retiring) {
                add(now, "running", one.record->id,
                    one.record->task_id + " on " + one.record->hostname);
            }
        }
    } else if (auto const* const note = std::get_if<effect::note>(&what)) {
        std::string text{effect::describe(note->kind)};
        if (!note->task_id.empty()) {
            text.append(": ").append(note->task_id).append(", ");
            text.append(name(note->because.state));
        }
        if (!note->text.empty()) {
            text.append(": ").append(note->text);
        }
        add(now, word(note->kind),
            note->about_node ? std::optional{note->id} : node_of(note->task_id), std::move(text));
    }
}

json history::document() const {
    json out = json::array();
    for (decision const& one : latest_) {
        json entry{{"time", one.at}, {"what", one.what}};
        if (one.node) {
            entry["id"] = one.node->value;
        }
        entry["text"] = one.text;
        out.push_back(std::move(entry));
    }
    return out;
}
