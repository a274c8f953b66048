// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_AGENTS_HPP
#define BERTH_TESTING_CLUSTER_AGENTS_HPP

#include <berth/testing/cluster_master.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::testing {

/// The agents of a simulated cluster: how tasks go on and end, what is reported of them, and how
/// an agent comes back to the master. Part of `cluster`, which says when.
///
/// Source: Mesos, `src/slave/slave.cpp`, and the registration in `src/master/master.cpp`.
class cluster_agents : public cluster_master {
protected:
    using cluster_master::handle;

    void handle(cluster_kill const& call) {
        cluster_known_task* const task = find_known(call.task_id);
        if (task == nullptr) {
            return reconcile({call.task_id, call.agent_id});
        }
        if (!call.agent_id.empty() && call.agent_id != agents[task->agent].id) {
            return;
        }
        task->killed = true; // it is sent again when the agent re-registers
        if (is_connected(task->agent) && agents[task->agent].hears()) {
            kill_on(task->agent, task->id, task->framework);
        }
    }

    void handle(cluster_acknowledge const& call) {
        std::size_t const agent = find_agent(call.agent_id);
        if (agent == agents.size() || !is_connected(agent)) {
            return;
        }
        if (cluster_known_task const* const task = known_on(agent, call.task_id, framework)) {
            if (task->told_uuid.empty()) {
                return; // not sent by this master, or not to this framework
            }
            if (is_terminal(task->told) && task->told_uuid == call.uuid) {
                erase_at(known, static_cast<std::size_t>(task - known.data()));
            }
        }
        if (agents[agent].hears()) {
            acknowledge_on(agent, call);
        }
    }

    [[nodiscard]] bool is_connected(std::size_t agent) const noexcept {
        return agents[agent].standing == cluster_standing::registered;
    }
    [[nodiscard]] bool is_registered(std::size_t agent) const noexcept {
        return is_connected(agent) || agents[agent].standing == cluster_standing::disconnected;
    }

    [[nodiscard]] cluster_task* task_on(std::size_t agent, std::string_view id,
                                        std::uint32_t owner) noexcept {
        for (cluster_task& task : tasks) {
            if (task.agent == agent && task.framework == owner && task.id == id) {
                return &task;
            }
        }
        return nullptr;
    }

    void report(cluster_task& task, evidence const& said, std::string_view message) {
        task.state = said.state;
        task.alive = task.alive && !is_terminal(said.state);
        task.reports.push_back({"U" + std::to_string(++reports_made), said, message});
    }

    // The agent sends the first report that is not acknowledged.
    void send_first_report(cluster_task& task) {
        task.sent = task.reports.front();
        cluster_known_task* const at_master = known_on(task.agent, task.id, task.framework);
        if (subscribed && task.framework == framework) {
            events.emplace_back(cluster_update{task.id, agents[task.agent].id, task.sent.uuid,
                                               task.sent.said, task.sent.message});
            if (at_master != nullptr) {
                at_master->told = task.sent.said.state;
                at_master->told_uuid = task.sent.uuid;
            }
        }
        if (at_master != nullptr && !is_terminal(at_master->state)) {
            at_master->state = task.state;
        }
    }

    // Every task of an agent dies; what it had to say of them is never said.
    void end_tasks_of(std::size_t agent) {
        std::erase_if(tasks, [&](cluster_task const& task) { return task.agent == agent; });
    }
    void end_agent(std::size_t agent) {
        agents[agent].up = false;
        agents[agent].ended = true;
        end_tasks_of(agent);
    }

    void kill_tasks_of(std::size_t agent) {
        for (cluster_task& task : tasks) {
            if (task.agent == agent && task.alive) {
                kill(task);
            }
        }
    }

    // The agent registers again, under its id.
    void readmit(std::size_t agent) {
        cluster_standing const was =
            std::exchange(agents[agent].standing, cluster_standing::registered);
        for (cluster_task& task : tasks) {
            if (task.agent == agent && !task.alive && !is_terminal(task.state)) {
                report(
                    task,
                    {task_state::failed, status_source::agent, status_reason::executor_terminated},
                    "Executor terminated"); // while its agent was down
            }
        }
        if (was == cluster_standing::registered || was == cluster_standing::disconnected) {
            reconcile_agent(agent);
        } else {
            learn_tasks_of(agent, was);
        }
        if (agents[agent].draining) {
            kill_tasks_of(agent);
        }
    }

private:
    void acknowledge_on(std::size_t agent, cluster_acknowledge const& call) {
        cluster_task* const task = task_on(agent, call.task_id, framework);
        if (task == nullptr || task->reports.empty() || task->reports.front().uuid != call.uuid) {
            return;
        }
        erase_at(task->reports, 0);
        if (task->reports.empty() && is_terminal(task->state)) {
            erase_at(tasks, static_cast<std::size_t>(task - tasks.data()));
        }
    }

    void kill_on(std::size_t agent, std::string_view id, std::uint32_t owner) {
        cluster_task* const task = task_on(agent, id, owner);
        if (task != nullptr && task->alive) {
            kill(*task);
        }
    }

    void kill(cluster_task& task) {
        bool const early = task.state == task_state::staging;
        evidence said{task_state::killed, early ? status_source::agent : status_source::executor,
                      early ? status_reason::task_killed_during_launch : status_reason::absent};
        if (agents[task.agent].draining) {
            said.reason = status_reason::agent_draining;
            if (agents[task.agent].going && partition_aware()) {
                said.state = task_state::gone_by_operator;
            }
        }
        report(task, said, early ? "Killed before delivery to the executor" : "Command terminated");
    }

    // The master knew the agent: it asks it about tasks that it does not name, and sends kills
    // again that may not have arrived.
    void reconcile_agent(std::size_t agent) {
        for (cluster_known_task const& at_master : known) {
            if (at_master.agent != agent || at_master.unreachable) {
                continue;
            }
            cluster_task* const task = task_on(agent, at_master.id, at_master.framework);
            if (task == nullptr) {
                tasks.push_back({at_master.id, agent, at_master.framework, {}, {}});
                tasks.back().alive = false;
                tasks.back().listed = false;
                report(tasks.back(),
                       {or_lost(task_state::dropped), status_source::agent,
                        status_reason::reconciliation},
                       "Reconciliation: task unknown to the agent");
            } else if (at_master.killed && task->alive) {
                kill(*task);
            }
        }
    }

    // The master did not know the agent's tasks, or took them for unreachable.
    void learn_tasks_of(std::size_t agent, cluster_standing was) {
        forget_unreachable(agent);
        for (cluster_task const& task : tasks) {
            if (task.agent != agent || !task.listed) {
                continue;
            }
            if (was != cluster_standing::recovering && task.framework == framework) {
                say(task.id, agents[agent].id,
                    {task.state, status_source::master, status_reason::agent_reregistered},
                    was == cluster_standing::unreachable ? "Unreachable agent re-registered"
                                                         : "Unknown agent re-registered");
            }
            known.push_back({task.id, agent, task.framework, task.uses, task.state,
                             task.sent.said.state, task.sent.uuid});
        }
    }
};

} // namespace berth::testing

#endif
