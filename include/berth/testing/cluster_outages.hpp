// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_OUTAGES_HPP
#define BERTH_TESTING_CLUSTER_OUTAGES_HPP

#include <berth/core/contract.hpp>
#include <berth/testing/cluster_links.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace berth::testing {

/// How agents of a simulated cluster are lost and return, and how its master is, as moves. Part of
/// `cluster`.
class cluster_outages : public cluster_links {
public:
    [[nodiscard]] bool can_cut_off(std::size_t agent) const noexcept {
        return agent < agents.size() && agents[agent].linked && !agents[agent].ended;
    }
    /// \effects what the agent and the master send each other is lost from now on; neither
    /// notices. \pre `can_cut_off(agent)`
    void cut_off(std::size_t agent) {
        expects(can_cut_off(agent), "the agent cannot be cut off");
        agents[agent].linked = false;
    }

    [[nodiscard]] bool can_crash(std::size_t agent) const noexcept {
        return agent < agents.size() && agents[agent].up;
    }
    /// \effects the process of the agent ends; its tasks go on. \pre `can_crash(agent)`
    void crash(std::size_t agent) {
        expects(can_crash(agent), "the agent is down");
        agents[agent].up = false;
    }

    [[nodiscard]] bool can_reboot(std::size_t agent) const noexcept {
        return agent < agents.size() && !agents[agent].ended;
    }
    /// \effects the agent's machine goes down, with all that runs on it. When it is back the agent
    /// re-registers under its id, or is replaced. \pre `can_reboot(agent)`
    void reboot(std::size_t agent) {
        expects(can_reboot(agent), "the agent has ended");
        agents[agent].up = false;
        for (cluster_task& task : tasks) {
            task.alive = task.alive && agents[task.agent].machine != agents[agent].machine;
        }
        std::erase_if(tasks, [this](cluster_task const& task) {
            return !task.alive && agents[task.agent].ended;
        });
    }

    /// Whether the master can notice that the connection to an agent broke.
    [[nodiscard]] bool can_notice(std::size_t agent) const noexcept {
        return agent < agents.size() && is_connected(agent) && !agents[agent].hears();
    }
    /// \effects the master takes the agent for disconnected: it rescinds its offers. Frameworks
    /// that checkpoint are told nothing else. \pre `can_notice(agent)`
    void notice(std::size_t agent) {
        expects(can_notice(agent), "the agent is connected");
        agents[agent].standing = cluster_standing::disconnected;
        rescind_offers_of(agent);
    }

    /// Whether an agent can miss its pings, or the time to re-register after a fail-over.
    [[nodiscard]] bool can_declare_unreachable(std::size_t agent) const noexcept {
        return agent < agents.size() && ((is_registered(agent) && !agents[agent].hears()) ||
                                         agents[agent].standing == cluster_standing::recovering);
    }
    /// \effects the master says of the agent's tasks that they are unreachable, or lost to who is
    /// not partition-aware. After a fail-over it knows of none. \pre `can_declare_unreachable(agent)`
    void declare_unreachable(std::size_t agent) {
        expects(can_declare_unreachable(agent), "the agent is not late");
        lose_agent(
            agent, cluster_standing::unreachable,
            {or_lost(task_state::unreachable), status_source::master, status_reason::agent_removed},
            "Agent is unreachable: health check timed out");
    }

    /// Whether an agent can come back, or, after a fail-over, make itself known.
    [[nodiscard]] bool can_reregister(std::size_t agent) const noexcept {
        return agent < agents.size() && !agents[agent].ended &&
               !(is_connected(agent) && agents[agent].hears());
    }
    /// \effects the agent is up, linked and re-registers, with its tasks as they are. If it was
    /// unreachable, the master says what state each is in; what died meanwhile has failed. An agent
    /// that was marked gone is told to shut down, and its tasks die. \pre `can_reregister(agent)`
    void reregister(std::size_t agent) {
        expects(can_reregister(agent), "the agent cannot re-register");
        agents[agent].up = true;
        agents[agent].linked = true;
        if (agents[agent].standing == cluster_standing::gone) {
            end_agent(agent);
        } else {
            readmit(agent);
        }
    }

    /// Whether the machine of an agent can get another one.
    [[nodiscard]] bool can_replace(std::size_t agent) const noexcept {
        return agent < agents.size() && !agents[agent].up &&
               std::all_of(agents.begin(), agents.end(), [&](cluster_agent const& other) {
                   return &other == &agents[agent] || other.ended ||
                          other.machine != agents[agent].machine;
               });
    }
    /// \effects a new agent registers from the machine, under an id of its own, without the tasks
    /// of the one before. If the master still took that for registered, it removes it: its tasks
    /// are LOST, even to who is partition-aware. Their processes live on if they are `orphaned`.
    /// \returns the index of the new agent \pre `can_replace(agent)`
    std::size_t replace(std::size_t agent, bool orphaned) {
        expects(can_replace(agent), "the agent cannot be replaced");
        agents[agent].ended = true;
        if (is_registered(agent)) {
            lose_agent(agent, cluster_standing::unknown, removed(),
                       "Agent removed: a new agent registered at the same address");
        }
        std::erase_if(tasks, [&](cluster_task const& task) {
            return task.agent == agent && !(orphaned && task.alive);
        });
        std::size_t const machine = agents[agent].machine;
        agents.push_back({machines()[machine].id + "-" + std::to_string(++agents_made), machine});
        drop_forgotten_agents();
        return agents.size() - 1;
    }

    [[nodiscard]] bool can_shut_down(std::size_t agent) const noexcept {
        return agent < agents.size() && agents[agent].up;
    }
    /// \effects the operator stops the agent for good; its tasks die, and if it can it unregisters:
    /// then they are LOST, even to who is partition-aware. \pre `can_shut_down(agent)`
    void shut_down(std::size_t agent) {
        expects(can_shut_down(agent), "the agent is down");
        if (agents[agent].linked && is_connected(agent)) {
            lose_agent(agent, cluster_standing::unknown, removed(),
                       "Agent removed: the agent unregistered");
        }
        end_agent(agent);
    }

    /// A recovering agent is left out: a master that is told so of one keeps it among those still
    /// to re-register (MESOS-9739).
    [[nodiscard]] bool can_mark_gone(std::size_t agent) const noexcept {
        return agent < agents.size() &&
               (is_registered(agent) || agents[agent].standing == cluster_standing::unreachable);
    }
    /// \effects the operator marks the agent gone: so are its tasks, or lost to who is not
    /// partition-aware. If it is not, it is told to shut down. \pre `can_mark_gone(agent)`
    void mark_gone(std::size_t agent) {
        expects(can_mark_gone(agent), "the master does not know the agent");
        evidence const said = partition_aware()
                                  ? evidence{task_state::gone_by_operator, status_source::master,
                                             status_reason::agent_removed_by_operator}
                                  : removed();
        bool const told = is_connected(agent) && agents[agent].hears();
        lose_agent(agent, cluster_standing::gone, said, "Agent has been marked gone");
        if (told) {
            end_agent(agent);
        }
    }

    [[nodiscard]] bool can_forget(std::size_t agent) const noexcept {
        return agent < agents.size() && (agents[agent].standing == cluster_standing::unreachable ||
                                         agents[agent].standing == cluster_standing::gone);
    }
    /// \effects the master forgets an agent that is unreachable or gone, as after two weeks; should
    /// it return, it is admitted. \pre `can_forget(agent)`
    void forget(std::size_t agent) {
        expects(can_forget(agent), "the master does not remember the agent");
        agents[agent].standing = cluster_standing::unknown;
        forget_unreachable(agent);
    }

    [[nodiscard]] bool can_drain(std::size_t agent) const noexcept {
        return agent < agents.size() && is_connected(agent) && agents[agent].hears() &&
               !agents[agent].draining;
    }
    /// \effects the operator drains the agent: its tasks are killed, and it makes no offers until
    /// it is reactivated. If it is to be marked gone, its tasks are gone by the operator's word, to
    /// who is partition-aware. \pre `can_drain(agent)`
    void drain(std::size_t agent, bool is_to_be_marked_gone) {
        expects(can_drain(agent), "the agent cannot be drained");
        agents[agent].draining = true;
        agents[agent].going = is_to_be_marked_gone;
        rescind_offers_of(agent);
        kill_tasks_of(agent);
    }
    /// \effects ends the draining of an agent.
    void reactivate(std::size_t agent) {
        expects(agent < agents.size(), "no such agent");
        agents[agent].draining = agents[agent].going = false;
    }

    /// \effects the master fails over: what it knew of tasks, offers and filters is lost, its agents
    /// are to re-register, the framework is disconnected. Which agents are unreachable or gone, and
    /// which drain, is in its registry and stays.
    void fail_over() {
        close();
        known.clear();
        filters.clear();
        suppressed = false;
        for (std::size_t i = 0; i != agents.size(); ++i) {
            if (is_registered(i)) {
                agents[i].standing = cluster_standing::recovering;
            }
        }
    }

private:
    // What everybody is told of the tasks of an agent that was removed.
    [[nodiscard]] static constexpr evidence removed() noexcept {
        return {task_state::lost, status_source::master, status_reason::agent_removed};
    }

    // Replaced agents that no task and no memory of the master's speaks of any more. The last one of
    // a machine stays, to be replaced.
    void drop_forgotten_agents() {
        for (std::size_t i = 0; i != agents.size();) {
            auto const is_of = [i](auto const& each) { return each.agent == i; };
            bool const last = std::none_of(agents.begin(), agents.end(), [&](auto const& other) {
                return &other != &agents[i] && other.machine == agents[i].machine;
            });
            bool const needed = last || !agents[i].ended ||
                                agents[i].standing != cluster_standing::unknown ||
                                std::any_of(tasks.begin(), tasks.end(), is_of);
            needed ? void(++i) : drop_agent(i);
        }
    }
    void drop_agent(std::size_t agent) {
        erase_at(agents, agent);
        auto const renumber = [agent](auto& list) {
            for (auto& each : list) {
                each.agent -= each.agent > agent ? 1U : 0U;
            }
        };
        renumber(tasks);
        renumber(known);
        renumber(offers);
        renumber(filters);
    }
};

} // namespace berth::testing

#endif
