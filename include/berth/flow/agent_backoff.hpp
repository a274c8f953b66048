// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_AGENT_BACKOFF_HPP
#define BERTH_FLOW_AGENT_BACKOFF_HPP

#include <berth/core/strong.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/backoff.hpp>
#include <berth/model/evidence.hpp>
#include <berth/model/node.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

/// Whether a launch that ended this way before it ran speaks against the agent that it was sent to,
/// and not against the task, or nobody at all.
///
/// FAILED does: a volume does not attach there, an image cannot be fetched, an executor does not
/// come up. It does not where the task outgrew its limits, which it would do anywhere. DROPPED and
/// LOST do where the agent was away or lost the task on the way, but not where the offer had become
/// invalid or the framework was away. ERROR never does: the task is invalid, or not allowed.
[[nodiscard]] constexpr bool blames_agent(evidence const& said) noexcept {
    using enum status_reason;
    switch (said.state) {
    case task_state::failed:
        return said.reason != container_limitation && said.reason != container_limitation_memory &&
               said.reason != container_limitation_disk &&
               said.reason != max_completion_time_reached;
    case task_state::dropped:
    case task_state::lost:
        return said.reason != invalid_offers && said.reason != invalid_frameworkid &&
               said.reason != master_disconnected && said.reason != framework_removed;
    default: return false;
    }
}

/// Agents on which launches fail again and again, whatever the node: they are avoided for a while,
/// after each further failure for twice as long, so that a node is not kept from a good agent by a
/// bad one whose offer comes first.
///
/// Each wait is longer than the one of a recycled id (`relaunch`) after as many failures, so that
/// the id goes elsewhere if it can. Nothing is on record: after a restart every agent has a chance.
/// Usually empty, and of bounded size, so a plain list.
class agent_backoff {
public:
    /// From so many failures in a row on, an agent is avoided; one alone may be chance.
    static constexpr std::uint32_t failures_to_avoid = 2;
    static constexpr double first_seconds = 30.0;
    static constexpr double most_seconds = 1800.0;

    /// So many agents are remembered; the one whose wait ends first is forgotten for another.
    static constexpr std::size_t most_agents = 64;

    /// \effects takes note of what became of a launch on an agent: one that ran clears the agent's
    /// name, one that failed before it ran counts against it if `blames_agent` says so.
    void on_change(std::string_view agent, node_state before, node_state now, evidence const& said,
                   timestamp at) {
        if (now == node_state::running) {
            ran(agent);
        } else if (never_ran(before) && !never_ran(now) && blames_agent(said)) {
            failed(agent, at);
        }
    }

    /// \effects forgets the failures of an agent on which a task runs.
    void ran(std::string_view agent) {
        if (entry* const known = find(agent); known != nullptr) {
            *known = std::move(entries_.back());
            entries_.resize(entries_.size() - 1);
        }
    }

    /// For how many seconds an agent is still to be avoided; 0 if it is not.
    [[nodiscard]] double seconds_left(std::string_view agent, timestamp now) const noexcept {
        for (entry const& e : entries_) {
            if (e.agent == agent && e.failures >= failures_to_avoid) {
                return now < e.wait.due ? e.wait.due.value - now.value : 0.0;
            }
        }
        return 0.0;
    }

    /// How many launches in a row failed on an agent; no more are told apart than it takes to avoid
    /// it.
    [[nodiscard]] std::uint32_t failures(std::string_view agent) const noexcept {
        for (entry const& e : entries_) {
            if (e.agent == agent) {
                return e.failures;
            }
        }
        return 0;
    }

    /// How many agents are remembered.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    /// \effects shifts all times from zero to `now`: the first time that the planner hears.
    void start_clock(timestamp now) noexcept {
        for (entry& e : entries_) {
            e.wait.due.value += now.value;
        }
    }

    friend bool operator==(agent_backoff const&, agent_backoff const&) = default;

private:
    struct entry {
        std::string agent{};
        std::uint32_t failures{}; ///< in a row, as far as they matter
        backoff wait{};

        friend bool operator==(entry const&, entry const&) = default;
    };

    [[nodiscard]] static constexpr bool never_ran(node_state state) noexcept {
        return state == node_state::promised || state == node_state::starting;
    }

    [[nodiscard]] entry* find(std::string_view agent) noexcept {
        for (entry& e : entries_) {
            if (e.agent == agent) {
                return &e;
            }
        }
        return nullptr;
    }

    void failed(std::string_view agent, timestamp at) {
        entry* known = find(agent);
        if (known == nullptr) {
            known = &room();
            *known = {std::string{agent}, 1, {0.0, at}};
        } else if (++known->failures <= failures_to_avoid) {
            known->wait = backoff::from(at, first_seconds);
        } else {
            known->failures = failures_to_avoid;
            known->wait.tried(at, most_seconds);
        }
    }

    [[nodiscard]] entry& room() {
        if (entries_.size() < most_agents) {
            entries_.push_back({});
            return entries_.back();
        }
        entry* soonest = entries_.begin();
        for (entry& e : entries_) {
            soonest = e.wait.due < soonest->wait.due ? &e : soonest;
        }
        return *soonest;
    }

    detail::buffer<entry> entries_{};
};

} // namespace berth

#endif
