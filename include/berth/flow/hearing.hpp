// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_HEARING_HPP
#define BERTH_FLOW_HEARING_HPP

#include <berth/flow/note.hpp>
#include <berth/identity/ledger.hpp>
#include <berth/identity/recycling_policy.hpp>
#include <berth/model/task_name.hpp>
#include <berth/model/task_status.hpp>

#include <cstdint>
#include <utility>

namespace berth {

/// What an update meant for the ids of a group.
enum class meaning : std::uint8_t {
    nothing,         ///< nothing that is not on record already
    held,            ///< the id is kept from everybody from now on
    released,        ///< the id is free from now on
    returned,        ///< a task that was doubted or believed gone lives
    moved,           ///< the task goes its way: it starts, runs, is being killed
    adopted,         ///< a task of ours that was not on record is on it now
    late,            ///< the task lives, but its id was given away
    late_ended,      ///< such a task has ended
    late_doubted,    ///< nobody knows if such a task lives
    other_agent,     ///< it comes from an agent that is not the one on record
    record_is_stale, ///< the launch is newer than the record
};

/// The meaning, and the record as it was before, if it changed.
struct heard {
    meaning what = meaning::nothing;
    bool changed = false;
    node before{};

    /// Whether it was about the very launch that is on record, and so answers questions about it.
    [[nodiscard]] bool answers() const noexcept {
        return what != meaning::late && what != meaning::late_ended &&
               what != meaning::late_doubted && what != meaning::other_agent &&
               what != meaning::record_is_stale;
    }
};

/// Whether an operator should be told, and by which note.
struct report {
    bool due = false;
    effect::note_kind kind{};
};

[[nodiscard]] constexpr report report_of(meaning what) noexcept {
    using effect::note_kind;
    switch (what) {
    case meaning::nothing:
    case meaning::moved:
    case meaning::late_ended:
    case meaning::late_doubted: return {};
    case meaning::held: return {true, note_kind::node_held};
    case meaning::released: return {true, note_kind::node_released};
    case meaning::returned: return {true, note_kind::node_returned};
    case meaning::adopted: return {true, note_kind::node_adopted};
    case meaning::late: return {true, note_kind::late_task};
    case meaning::other_agent: return {true, note_kind::other_agent};
    case meaning::record_is_stale: return {true, note_kind::record_stale};
    }
    return {};
}

namespace detail {

// An update about the launch that is on record.
template <class Ledger>
[[nodiscard]] heard hear_of_record(Ledger& nodes, node_id id, evidence const& said, ruling says) {
    heard out;
    out.before = *nodes.find(id);
    static_cast<void>(nodes.observe(id, said, says));
    node const& now = *nodes.find(id);
    node_state const was = out.before.state;
    out.changed = now.state != was || now.last != out.before.last;
    if (now.state == was) {
        out.what = meaning::nothing;
    } else if (now.state == node_state::held) {
        out.what = meaning::held;
    } else if (!owned(now.state)) {
        out.what = meaning::released;
    } else {
        out.what = was == node_state::held || !owned(was) ? meaning::returned : meaning::moved;
    }
    return out;
}

// A task of ours that is not on record: adopted while it may live and its id was never used.
template <class Ledger>
[[nodiscard]] heard hear_of_stranger(Ledger& nodes, task_name_parts const& parts,
                                     task_status const& status, ruling says) {
    bool const may_live = alive(status.said.state) || status.said.state == task_state::unreachable;
    if (!may_live || says == ruling::released || status.agent_id.empty()) {
        return {};
    }
    heard out{meaning::adopted, true, {}};
    out.before.id = parts.id;
    node found;
    found.id = parts.id;
    found.launches = parts.launches;
    found.last = status.said;
    found.task_id = status.task_id;
    found.agent_id = status.agent_id;
    static_cast<void>(nodes.adopt(std::move(found), says));
    return out;
}

} // namespace detail

/// Moves the ledger by what was heard of one of its tasks, and says what that meant.
///
/// The old owner of an id wins while the id was not given away; afterwards its task is late.
/// An update from an agent that is not on record changes nothing, and neither does one about a
/// launch that the record does not know of: the record is stale then.
///
/// \pre the id is one that the group may have
template <class Ledger, recycling_policy Recycling>
[[nodiscard]] heard hear(Ledger& nodes, Recycling const& recycling, task_name_parts const& parts,
                         task_status const& status) {
    ruling const says = recycling.judge(status.said);
    node const* const known = nodes.find(parts.id);
    if (known == nullptr) {
        return detail::hear_of_stranger(nodes, parts, status, says);
    }
    if (known->launches < parts.launches) {
        return {meaning::record_is_stale, false, {}};
    }
    if (parts.launches < known->launches) {
        meaning const what = says == ruling::owned      ? meaning::late
                             : says == ruling::released ? meaning::late_ended
                                                        : meaning::late_doubted;
        return {what, false, {}};
    }
    if (!status.agent_id.empty() && status.agent_id != known->agent_id) {
        return {meaning::other_agent, false, {}};
    }
    return detail::hear_of_record(nodes, parts.id, status.said, says);
}

} // namespace berth

#endif
