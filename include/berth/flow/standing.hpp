// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_STANDING_HPP
#define BERTH_FLOW_STANDING_HPP

#include <berth/flow/note.hpp>
#include <berth/identity/recycling_policy.hpp>
#include <berth/model/node.hpp>
#include <berth/model/task_name.hpp>
#include <berth/model/task_status.hpp>

#include <cstdint>

namespace berth {

/// How a task stands to the record of its id.
enum class standing : std::uint8_t {
    owner,        ///< it is the one on record
    stranger,     ///< it is not on record and may live, and its id has no owner: to be adopted
    unknown,      ///< it is not on record, and nothing is to be kept of it
    late,         ///< it lives, but its id was given away
    late_ended,   ///< such a task has ended
    late_doubted, ///< nobody knows if such a task lives
    elsewhere,    ///< it is the one on record, but told of by another agent, where it does not live
    ahead,        ///< it is not of this record, which is stale then
};

/// Where a task that an update is about stands. `known` is the record of its id, null if the id
/// was never used; `says` is the ruling of the recycling policy.
///
/// The old owner of an id wins while the id was not given away; afterwards its task is late. A
/// record that names another task has already been given proof, or somebody's word, that this one
/// has ended; so doubt about it changes nothing, and only a sign of life brings it back. A launch
/// that lives on another agent than the one on record was made by who had a newer record.
[[nodiscard]] constexpr standing standing_of(node const* known, task_name_parts const& parts,
                                             task_status const& status, ruling says) noexcept {
    bool const lives = alive(status.said.state) && says != ruling::released;
    bool const somewhere = !status.agent_id.empty();
    if (known == nullptr) {
        bool const doubted =
            status.said.state == task_state::unreachable && says != ruling::released;
        return somewhere && (lives || doubted) ? standing::stranger : standing::unknown;
    }
    if (status.task_id == known->task_id) {
        bool const other = somewhere && status.agent_id != known->agent_id;
        return !other ? standing::owner : lives ? standing::ahead : standing::elsewhere;
    }
    if (known->launches < parts.launches) {
        return standing::ahead;
    }
    if (!lives) {
        return says == ruling::released ? standing::late_ended : standing::late_doubted;
    }
    return owned(known->state) ? standing::late
           : somewhere         ? standing::stranger
                               : standing::unknown;
}

/// Whether an operator should be told, and by which note.
struct due_note {
    bool due = false;
    effect::note_kind kind{};
};

/// What a change of the record of an owner is to be reported as.
[[nodiscard]] constexpr due_note note_of(node_state before, node_state now) noexcept {
    using effect::note_kind;
    if (now == before) {
        return {};
    }
    if (now == node_state::held) {
        return {true, note_kind::node_held};
    }
    if (!owned(now)) {
        return {true,
                now == node_state::retired ? note_kind::node_retired : note_kind::node_released};
    }
    return {before == node_state::held || !owned(before), note_kind::node_returned};
}

/// What the standing itself is to be reported as.
[[nodiscard]] constexpr due_note note_of(standing whose) noexcept {
    using effect::note_kind;
    switch (whose) {
    case standing::stranger: return {true, note_kind::node_adopted};
    case standing::late: return {true, note_kind::late_task};
    case standing::elsewhere: return {true, note_kind::other_agent};
    case standing::ahead: return {true, note_kind::record_stale};
    case standing::owner:
    case standing::unknown:
    case standing::late_ended:
    case standing::late_doubted: break;
    }
    return {};
}

} // namespace berth

#endif
