// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_ID_KEEPER_HPP
#define BERTH_FLOW_ID_KEEPER_HPP

#include <berth/flow/kill_list.hpp>
#include <berth/flow/reconciler.hpp>
#include <berth/flow/relaunch.hpp>
#include <berth/flow/scale.hpp>
#include <berth/identity/ledger.hpp>
#include <berth/identity/recycling_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace berth {

/// The ids of a group through time: their ledger, what is to be asked or told about their nodes
/// and when, and how many there are to be. It knows nothing of offers, names and requirements.
///
/// What changes records says so, so that a record can be stored before anything is done about it,
/// and undone if it cannot be stored.
template <detail::asserted_id_allocator Allocator>
class id_keeper {
public:
    id_keeper() = default;

    id_keeper(Allocator ids, constraints const& watched, node_id largest, std::uint32_t wanted,
              std::uint32_t spare)
        : ledger_(std::move(ids), watched), largest_(largest), wanted_(wanted), spare_(spare) {
        recount();
    }

    [[nodiscard]] ledger<Allocator> const& records() const noexcept { return ledger_; }
    [[nodiscard]] reconciler const& questions() const noexcept { return reconciler_; }
    [[nodiscard]] relaunch const& failures() const noexcept { return relaunch_; }

    [[nodiscard]] berth::scale scale() const noexcept {
        return {wanted_, spare_, ledger_.size(), ledger_.held(), ledger_.retiring()};
    }

    [[nodiscard]] bool has_room_for(node_id id) const noexcept {
        return id >= ledger_.ids().first() && id <= largest_;
    }

    /// What the machines call the id. \pre `has_room_for(id)`
    [[nodiscard]] std::size_t slot(node_id id) const noexcept {
        return id.value - ledger_.ids().first().value;
    }

    /// The record of an id, or an empty one if it was never used.
    [[nodiscard]] node record_of(node_id id) const {
        node const* const known = ledger_.find(id);
        return known == nullptr ? node{.id = id} : *known;
    }

    void want(std::uint32_t count) noexcept {
        wanted_ = count;
        recount();
    }

    /// \effects puts a launch on record, to be asked about if it stays silent.
    /// \pre its id is one of those of `missing_ids.hpp`
    void launch(node record, timestamp now) {
        node_id const id = record.id;
        static_cast<void>(ledger_.promise(std::move(record)));
        reconciler_.ask(slot(id), false, now, reconciler::silence_seconds);
        recount();
    }

    /// \effects asks soon about a launch whose call may not have reached the master.
    void doubt_launch(node_id id, timestamp now) {
        node const* const n = ledger_.find(id);
        if (n != nullptr && n->state == node_state::promised) {
            reconciler_.ask(slot(id), false, now, reconciler::answer_seconds);
        }
    }

    /// \effects puts a node on record back; one with an owner blocks until it is heard of.
    /// Errors: `out_of_range` for an id that the group cannot have.
    outcome restore(node record, timestamp now) {
        if (!has_room_for(record.id)) {
            text<160> range{"the group has ids from "};
            range.append_decimal(ledger_.ids().first().value);
            range.append(" to ");
            range.append_decimal(largest_.value);
            return make_error(errc::out_of_range, "record.id", range);
        }
        node_id const id = record.id;
        bool const live = owned(record.state);
        auto const done = ledger_.restore(std::move(record));
        if (live) {
            reconciler_.ask(slot(id), true, now, reconciler::answer_seconds);
        }
        recount();
        return done;
    }

    /// \effects moves the record of the owner by what was heard of its task.
    /// \pre the id has a record
    /// \returns whether the launch failed, so that the next one has to wait
    bool observe(node_id id, evidence const& said, ruling says, timestamp now) {
        node_state const was = ledger_.find(id)->state;
        static_cast<void>(ledger_.observe(id, said, says));
        recount();
        return relaunch_.on_change(slot(id), was, *ledger_.find(id), now);
    }

    /// \effects puts a task on record that may live and is not the one there.
    void adopt(node found, ruling says) {
        node_id const id = found.id;
        static_cast<void>(ledger_.adopt(std::move(found), says));
        if (ledger_.find(id)->state == node_state::running) {
            relaunch_.ran(slot(id));
        }
        recount();
    }

    /// Errors: `not_in_use` if the id is not held.
    outcome release_by_operator(node_id id) {
        auto const done = ledger_.release_by_operator(id);
        recount();
        return done;
    }
    outcome fence(node_id id) {
        auto const done = ledger_.fence(id);
        recount();
        return done;
    }

    /// \effects the task of the id is to end, and not to be replaced. \pre the id has an owner
    void retire(node_id id) {
        static_cast<void>(ledger_.retire(id));
        recount();
    }

    /// \effects an id that has come free while a late task of it lives goes to that task, until it
    /// ends. \pre the id has no owner
    void inherit(late_task late, ruling says) {
        node heir = record_of(late.id);
        heir.task_id = std::move(late.task_id);
        heir.agent_id = std::move(late.agent_id);
        heir.hostname.clear();
        heir.attributes.clear();
        heir.ports.clear();
        heir.last = late.last;
        adopt(std::move(heir), says);
        retire(late.id);
    }

    /// \effects calls `one(node)` for each node that is one too many, the highest ids first.
    /// \complexity linear in the ids above the lowest of them; O(1) if there is none
    template <class One>
    void for_each_surplus(One one) const {
        std::uint32_t left = scale().surplus();
        for (std::size_t at = ledger_.nodes().size(); left > 0 && at-- > 0;) {
            node const& n = ledger_.nodes()[at];
            if (owned(n.state) && !n.retiring) {
                --left;
                one(n);
            }
        }
    }

    /// \effects settles what is to be asked about an id, after any word about it or decision on it;
    /// `was` is the state that it had before. Doubt about a held id ends `fence` seconds from now.
    void revisit(node_id id, node_state was, double fence, timestamp now) {
        std::size_t const at = slot(id);
        reconciler_.answer(at);
        node const* const n = ledger_.find(id);
        bool const live = n != nullptr && owned(n->state);
        bool const held = live && n->state == node_state::held;
        timestamp const deadline = held ? timestamp{now.value + fence} : never;
        if (live && n->retiring) {
            reconciler_.keep(at, watch_reason::kill, now, deadline);
        } else if (held) {
            reconciler_.keep(at, watch_reason::hold, now, deadline);
        } else if (live && !owned(was)) {
            // Believed gone, and back; that word may have been an old one.
            reconciler_.ask(at, false, now, reconciler::silence_seconds);
        } else {
            reconciler_.forget(at);
        }
    }

    /// \effects puts a record back that could not be stored as it is now; what was heard is asked
    /// again. An id whose task was `heard` of is not free, stored or not: it is held then.
    void undo(node before, bool heard, timestamp now) {
        node_id const id = before.id;
        if (node const* const known = ledger_.find(id);
            heard && !owned(before.state) && known != nullptr) {
            before = *known;
            before.state = node_state::held;
        }
        bool const live = owned(before.state);
        static_cast<void>(ledger_.restore(std::move(before)));
        reconciler_.answer(slot(id));
        reconciler_.forget(slot(id));
        if (live) {
            reconciler_.ask(slot(id), false, now, reconciler::answer_seconds);
        }
        recount();
    }

    /// \effects calls `one(node)` for each node with an owner. If all are asked `anew`, each that is
    /// not come back to for another reason is asked again until it is heard of.
    template <class One>
    void ask_all(bool anew, timestamp now, One one) {
        for (node const& n : ledger_.nodes()) {
            if (!owned(n.state)) {
                continue;
            }
            if (anew && reconciler_.why(slot(n.id)) <= watch_reason::question) {
                reconciler_.ask(slot(n.id), false, now, reconciler::answer_seconds);
            }
            one(n);
        }
    }

    /// \effects calls `again(node)` for each whose time has come, to be asked about or killed, and
    /// `expired(node)` for each held one whose fence has come.
    template <class Again, class Expired>
    void repeat_due(timestamp now, Again again, Expired expired) {
        reconciler_.repeat_due(
            now, [&](std::size_t at) { again(ledger_.nodes()[at]); },
            [&](std::size_t at) { expired(ledger_.nodes()[at]); });
    }

    void start_clock(timestamp now) noexcept {
        reconciler_.start_clock(now);
        relaunch_.start_clock(now);
    }

    friend bool operator==(id_keeper const&, id_keeper const&) = default;

private:
    // Rules let a node in while there are fewer than wanted; one that goes does not stand in the
    // way of its successor.
    void recount() noexcept { ledger_.want(scale().allowed() + ledger_.retiring()); }

    ledger<Allocator> ledger_{};
    reconciler reconciler_{};
    relaunch relaunch_{};
    node_id largest_{};
    std::uint32_t wanted_ = 0;
    std::uint32_t spare_ = 0;
};

} // namespace berth

#endif
