// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_LEDGER_HPP
#define BERTH_IDENTITY_LEDGER_HPP

#include <berth/core/result.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/identity/id_allocator.hpp>
#include <berth/identity/transitions.hpp>
#include <berth/model/node.hpp>
#include <berth/model/node_index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace berth {

/// Who owns which node id: a state machine per id, the allocator of the free ones, and the index
/// that rules look into, always in step. An id is taken in the allocator exactly while it is
/// owned.
///
/// Every change goes through `move`, by a line of `transitions`; what has no line comes back as
/// an error and changes nothing. The ledger decides nothing about evidence: that is the
/// recycling policy's part.
///
/// Nodes lie in the order of their ids from the first id on, so that looking one up costs O(1);
/// an id that was never used has `launches` zero.
template <detail::asserted_id_allocator Allocator>
class ledger {
public:
    ledger() = default;
    /// `watched`: constraints for which the index counts values.
    explicit ledger(Allocator ids, constraints const& watched = {}) : ids_(std::move(ids)) {
        index_.watch(watched);
    }

    [[nodiscard]] Allocator const& ids() const noexcept { return ids_; }
    [[nodiscard]] node_index const& index() const noexcept { return index_; }
    template <class Node = node> // costs who includes this nothing until it is called
    [[nodiscard]] std::span<Node const> nodes() const noexcept {
        return {nodes_.data(), nodes_.size()};
    }

    /// How many ids have an owner; how many of those are being retired; how many of the others are
    /// held.
    [[nodiscard]] std::uint32_t size() const noexcept { return index_.size(); }
    [[nodiscard]] std::uint32_t retiring() const noexcept { return retiring_; }
    [[nodiscard]] std::uint32_t held() const noexcept { return held_; }
    /// How many nodes run and are not being retired.
    [[nodiscard]] std::uint32_t running() const noexcept { return running_; }

    /// \effects sets how many nodes rules are told are wanted.
    void want(std::uint32_t count) noexcept { index_.want(count); }

    /// \returns the node on record under `id`, or null if the id was never used.
    [[nodiscard]] node const* find(node_id id) const noexcept {
        if (id < ids_.first() || slot(id) >= nodes_.size()) {
            return nullptr;
        }
        node const& found = nodes_[slot(id)];
        return found.launches.value == 0 ? nullptr : &found;
    }

    /// \effects puts a launch on record: `launch` says everything but the state.
    /// Errors: `in_use` if the id has an owner, `out_of_range` below the first id.
    outcome promise(node launch) {
        launch.state = node_state::free;
        launch.retiring = false;
        return enter(std::move(launch), id_event::launched);
    }

    /// \effects puts a task on record that is not the one there, in the state that the evidence
    /// gives it. Launches are counted on: the record never forgets that an id was used.
    /// Errors: `in_use` if the id has an owner, `out_of_range` below the first id.
    outcome adopt(node found, ruling says) {
        if (node const* const known = find(found.id); known != nullptr) {
            found.launches = detail::larger(found.launches, known->launches);
        }
        auto const on = event_of(found.last, says);
        // Nothing is known of it but this evidence, so doubt makes it held, not free.
        found.state = on == id_event::doubted ? node_state::promised : node_state::free;
        return enter(std::move(found), on);
    }

    /// \effects moves the id by what is known of its task.
    /// Errors: `not_in_use` if the id was never used.
    outcome observe(node_id id, evidence const& last, ruling says) {
        return move(id, event_of(last, says), last);
    }

    /// \effects frees a held id on an operator's word.
    /// Errors: `not_in_use` if the id is not held.
    outcome release_by_operator(node_id id) { return move(id, id_event::released_by_operator); }

    /// \effects frees a held id because its volumes were taken from its task.
    /// Errors: `not_in_use` if the id is not held.
    outcome fence(node_id id) { return move(id, id_event::fenced); }

    /// \effects the task of `id` is to end, and not to be replaced: once it is released, the id
    /// is `retired`. Errors: `not_in_use` if the id has no owner.
    outcome retire(node_id id) {
        if (auto const done = move(id, id_event::retiring); !done) {
            return done;
        }
        node& n = nodes_[slot(id)];
        disown(n);
        n.retiring = true;
        own(n);
        return ok;
    }

    /// \effects puts a node back as it was on record: at a start, or to undo a change that could
    /// not be stored. Errors: `out_of_range` below the first id.
    outcome restore(node record) {
        if (record.id < ids_.first()) {
            return make_error(errc::out_of_range, "id", "below the first id");
        }
        node& there = at(record.id);
        disown(there);
        there = std::move(record);
        own(there);
        return ok;
    }

    friend bool operator==(ledger const&, ledger const&) = default;

private:
    [[nodiscard]] std::size_t slot(node_id id) const noexcept {
        return id.value - ids_.first().value;
    }

    [[nodiscard]] node& at(node_id id) {
        std::size_t const known = nodes_.size();
        if (slot(id) >= known) {
            nodes_.resize(slot(id) + 1);
            for (std::size_t i = known; i < nodes_.size(); ++i) {
                nodes_[i].id = node_id{ids_.first().value + static_cast<std::uint32_t>(i)};
            }
        }
        return nodes_[slot(id)];
    }

    outcome enter(node launch, id_event on) {
        if (launch.id < ids_.first()) {
            return make_error(errc::out_of_range, "id", "below the first id");
        }
        node& there = at(launch.id);
        if (owned(there.state)) {
            return make_error(errc::in_use, "id");
        }
        evidence const last = launch.last;
        there = std::move(launch);
        return move(there.id, on, last);
    }

    outcome move(node_id id, id_event on) {
        node const* const found = find(id);
        return move(id, on, found != nullptr ? found->last : evidence{});
    }

    outcome move(node_id id, id_event on, evidence const& last) {
        if (find(id) == nullptr) {
            return make_error(errc::not_in_use, "id");
        }
        node& n = nodes_[slot(id)];
        auto to = next_state(n.state, on);
        if (to && n.retiring && *to == node_state::free) {
            to = next_state(n.state, id_event::retired);
        }
        if (!to) {
            return make_error(errc::not_in_use, "id", name(n.state));
        }
        // An update that changes nothing keeps the evidence that put the id where it is, but
        // why it is held may change while it is.
        if (*to != n.state || *to == node_state::held) {
            disown(n);
            n.state = *to;
            n.retiring = n.retiring && owned(*to);
            n.last = last;
            own(n);
        }
        return ok;
    }

    void own(node const& n) {
        if (owned(n.state) && ids_.take(n.id)) {
            index_.add(n);
            count(n, 1);
        }
    }

    void disown(node const& n) {
        if (owned(n.state) && ids_.release(n.id)) {
            index_.remove(n);
            count(n, static_cast<std::uint32_t>(-1));
        }
    }

    void count(node const& n, std::uint32_t one) noexcept {
        retiring_ += n.retiring ? one : 0U;
        held_ += !n.retiring && n.state == node_state::held ? one : 0U;
        running_ += !n.retiring && n.state == node_state::running ? one : 0U;
    }

    Allocator ids_{};
    node_index index_{};
    detail::buffer<node> nodes_{};
    std::uint32_t held_ = 0;
    std::uint32_t retiring_ = 0;
    std::uint32_t running_ = 0;
};

} // namespace berth

#endif
