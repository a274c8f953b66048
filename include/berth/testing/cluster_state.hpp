// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_STATE_HPP
#define BERTH_TESTING_CLUSTER_STATE_HPP

#include <berth/testing/cluster_agent.hpp>
#include <berth/testing/cluster_amounts.hpp>
#include <berth/testing/cluster_call.hpp>
#include <berth/testing/cluster_event.hpp>
#include <berth/testing/cluster_setup.hpp>
#include <berth/testing/cluster_task.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace berth::testing {

/// An offer that the master holds as made.
struct cluster_open_offer {
    cluster_offer what{};
    std::size_t agent{};   ///< index
    bool heard = false;    ///< its event was delivered
    bool answered = false; ///< the framework sent an ACCEPT or DECLINE that names it
};

/// Hides what was refused of an agent.
struct cluster_filter {
    std::size_t agent{}; ///< index
    cluster_amounts refused{};
    double until{}; ///< seconds
};

/// All there is of a simulated cluster, to look at: `cluster` moves it. Indexes are into these
/// lists, and hold until the next move.
struct cluster_state {
    std::shared_ptr<cluster_setup const> setup{}; ///< never null

    // The truth.
    std::vector<cluster_agent> agents{};
    std::vector<cluster_task> tasks{};

    // What the master knows.
    std::vector<cluster_known_task> known{};
    std::vector<cluster_open_offer> offers{};
    std::vector<cluster_filter> filters{};
    std::uint32_t framework = 0; ///< number of the latest framework; 0: there is none
    bool subscribed = false;
    bool suppressed = false;

    /// What frameworks that are not simulated here have of each agent: what they use or are
    /// offered (`shared_cluster`). No agents at the end: nothing.
    std::vector<cluster_amounts> elsewhere{};

    // What is on its way, oldest first.
    std::vector<cluster_call> calls{};
    std::vector<cluster_event> events{};

    bool attached = false; ///< whether the framework has heard that it is subscribed
    double now = 0.0;      ///< seconds

    // Names that were given.
    std::uint64_t offers_made = 0;
    std::uint64_t reports_made = 0;
    std::uint64_t agents_made = 0;

    [[nodiscard]] std::vector<cluster_machine> const& machines() const noexcept {
        return setup->machines();
    }
    [[nodiscard]] cluster_machine const& machine_of(std::size_t agent) const noexcept {
        return machines()[agents[agent].machine];
    }
    [[nodiscard]] bool partition_aware() const noexcept {
        return setup->framework().partition_aware;
    }
    [[nodiscard]] std::string framework_id() const { return "F" + std::to_string(framework); }

    /// \returns the index; `agents.size()` if there is no such agent.
    [[nodiscard]] std::size_t find_agent(std::string_view id) const noexcept {
        std::size_t i = 0;
        while (i != agents.size() && agents[i].id != id) {
            ++i;
        }
        return i;
    }

    /// \returns what is true of the framework's task; null if there is no such task any more.
    [[nodiscard]] cluster_task* find_task(std::string_view id) noexcept {
        return find(tasks, id, framework);
    }
    [[nodiscard]] cluster_task const* find_task(std::string_view id) const noexcept {
        return find(tasks, id, framework);
    }

    /// \returns what the master knows of the framework's task; null if nothing.
    [[nodiscard]] cluster_known_task* find_known(std::string_view id) noexcept {
        return known_task(id, framework);
    }

    /// \returns what is left of an agent in the eyes of the master: neither used nor offered.
    [[nodiscard]] cluster_amounts free_of(std::size_t agent) const {
        cluster_amounts left = setup->offered(agents[agent].machine);
        for_each_taken(agent, [&](cluster_amounts const& part) { left.subtract(part); });
        if (agent < elsewhere.size()) {
            left.subtract(elsewhere[agent]);
        }
        return left;
    }

    /// \returns what is used or offered of an agent in the eyes of the master.
    [[nodiscard]] cluster_amounts taken_of(std::size_t agent) const {
        cluster_amounts out;
        for_each_taken(agent, [&](cluster_amounts const& part) { out.add(part); });
        return out;
    }

    /// \returns how many living tasks write to an external volume.
    [[nodiscard]] std::size_t writers_of(std::string_view volume) const noexcept {
        std::size_t count = 0;
        for (cluster_task const& task : tasks) {
            for (std::string const& each : task.volumes) {
                count += task.alive && each == volume ? 1U : 0U;
            }
        }
        return count;
    }

    /// \returns an offer that the framework has heard of, that still stands, and that it has
    /// neither accepted nor declined; null if there is none. Between events there should be none.
    [[nodiscard]] cluster_open_offer const* unanswered() const noexcept {
        for (cluster_open_offer const& offer : offers) {
            if (offer.heard && !offer.answered) {
                return &offer;
            }
        }
        return nullptr;
    }

protected:
    template <class Each>
    void for_each_taken(std::size_t agent, Each each) const {
        for (cluster_known_task const& task : known) {
            if (task.agent == agent && !task.unreachable && !is_terminal(task.state)) {
                each(task.uses);
            }
        }
        for (cluster_open_offer const& offer : offers) {
            if (offer.agent == agent) {
                each(offer.what.has);
            }
        }
    }

    [[nodiscard]] cluster_known_task* known_task(std::string_view id,
                                                 std::uint32_t owner) noexcept {
        cluster_known_task* const found = find(known, id, owner);
        return found == nullptr || found->unreachable ? nullptr : found;
    }

    template <class List>
    [[nodiscard]] static auto find(List& list, std::string_view id, std::uint32_t owner) noexcept
        -> decltype(list.data()) {
        for (auto& each : list) {
            if (each.id == id && each.framework == owner) {
                return &each;
            }
        }
        return nullptr;
    }

    template <class T>
    static void erase_at(std::vector<T>& list, std::size_t i) {
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    }
};

} // namespace berth::testing

#endif
