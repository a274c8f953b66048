// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_LINKS_HPP
#define BERTH_TESTING_CLUSTER_LINKS_HPP

#include <berth/core/contract.hpp>
#include <berth/testing/cluster_agents.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace berth::testing {

/// What is on its way between the framework and the master of a simulated cluster, as moves. Part
/// of `cluster`.
///
/// Calls and events are sent at most once, in order; a caller that only ever delivers the first of
/// each keeps the order.
class cluster_links : public cluster_agents {
public:
    /// \effects the framework sends a call. SUBSCRIBE opens a new connection, and so closes the one
    /// before; every other call needs one on which SUBSCRIBED was heard.
    /// \returns whether there is one; else the call fails at once.
    bool send(cluster_call call) {
        if (std::holds_alternative<cluster_subscribe>(call)) {
            close();
        } else if (!attached) {
            return false;
        }
        if (auto const* const accept = std::get_if<cluster_accept>(&call)) {
            mark_answered(accept->offer_ids);
        } else if (auto const* const decline = std::get_if<cluster_decline>(&call)) {
            mark_answered(decline->offer_ids);
        }
        calls.push_back(std::move(call));
        return true;
    }

    /// \effects the connection breaks, and both sides notice: all that is on its way is lost, and
    /// offers are invalid.
    void disconnect() { close(); }

    /// Whether a call is on its way, to be delivered or lost.
    [[nodiscard]] bool can_deliver_call(std::size_t i) const noexcept { return i < calls.size(); }

    /// \effects the master handles a call. \pre `can_deliver_call(i)`
    void deliver_call(std::size_t i) {
        expects(can_deliver_call(i), "no such call is on its way");
        cluster_call const call = std::move(calls[i]);
        erase_at(calls, i);
        if (subscribed || std::holds_alternative<cluster_subscribe>(call)) {
            std::visit([this](auto const& it) { handle(it); }, call);
        }
    }
    /// \pre `can_deliver_call(i)`
    void lose_call(std::size_t i) {
        expects(can_deliver_call(i), "no such call is on its way");
        erase_at(calls, i);
    }

    /// Whether an event is on its way, and no earlier update of an agent's about the same task: the
    /// updates of one task keep their order.
    [[nodiscard]] bool can_deliver_event(std::size_t i) const noexcept {
        if (i >= events.size()) {
            return false;
        }
        cluster_update const* const update = agent_update(i);
        for (std::size_t k = 0; update != nullptr && k != i; ++k) {
            cluster_update const* const other = agent_update(k);
            if (other != nullptr && other->task_id == update->task_id) {
                return false;
            }
        }
        return true;
    }

    /// \returns an event, for the framework. \pre `can_deliver_event(i)`
    [[nodiscard]] cluster_event deliver_event(std::size_t i) {
        expects(can_deliver_event(i), "no such event can be delivered now");
        cluster_event out = std::move(events[i]);
        erase_at(events, i);
        if (std::holds_alternative<cluster_subscribed>(out)) {
            attached = true;
        } else if (auto const* const made = std::get_if<cluster_offers>(&out)) {
            mark_heard(*made);
        }
        return out;
    }
    /// \pre an event of that index is on its way
    void lose_event(std::size_t i) {
        expects(i < events.size(), "no such event is on its way");
        erase_at(events, i);
    }

    /// Whether an event may come twice: only what agents send again until it is acknowledged.
    [[nodiscard]] bool can_duplicate_event(std::size_t i) const noexcept {
        return i < events.size() && agent_update(i) != nullptr;
    }
    /// \effects a copy of an event stands behind it. \pre `can_duplicate_event(i)`
    void duplicate_event(std::size_t i) {
        expects(can_duplicate_event(i), "no such event can come twice");
        cluster_event copy = events[i];
        events.insert(events.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(copy));
    }

protected:
    /// \returns an event that is an agent's update; null for all others.
    [[nodiscard]] cluster_update const* agent_update(std::size_t event) const noexcept {
        auto const* const update = std::get_if<cluster_update>(&events[event]);
        return update == nullptr || update->uuid.empty() ? nullptr : update;
    }

private:
    void mark_answered(std::vector<std::string> const& ids) noexcept {
        for (std::string const& id : ids) {
            for (cluster_open_offer& offer : offers) {
                offer.answered = offer.answered || offer.what.id == id;
            }
        }
    }
    void mark_heard(cluster_offers const& event) noexcept {
        for (cluster_offer const& made : event.offers) {
            for (cluster_open_offer& offer : offers) {
                offer.heard = offer.heard || offer.what.id == made.id;
            }
        }
    }
};

} // namespace berth::testing

#endif
