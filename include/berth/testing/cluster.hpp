// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_HPP
#define BERTH_TESTING_CLUSTER_HPP

#include <berth/flow/effect.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/range_set.hpp>
#include <berth/model/task_status.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::testing {

/// A machine of a simulated cluster, with what it offers when nothing runs on it.
struct cluster_agent {
    std::string id{};
    std::string hostname{};
    std::string zone{};
    double cpus = 0.0;
    double mem = 0.0;  ///< MB
    double disk = 0.0; ///< MB
    range ports{};
    bool connected = true; ///< whether the master hears of it
};

/// A task as its agent knows it: it goes on while the agent is cut off.
struct cluster_task {
    std::string id{};
    std::string agent_id{};
    taking takes{};
    std::vector<std::string> volumes{};
    task_state state{};
};

/// Something that the master says of a task; it owns its text.
struct cluster_update {
    std::string task_id{};
    std::string agent_id{};
    std::string uuid{}; ///< empty for what the master makes up itself
    std::string message{};
    evidence said{};

    [[nodiscard]] task_status status() const noexcept {
        return {task_id, agent_id, uuid, message, said};
    }
};

/// Master, agents and tasks as plain data, moved by calls: no clock, no thread, no chance.
///
/// It is the kernel of a simulation: who is cut off and who returns is for the caller to say.
/// Updates collect in `updates` until the caller takes them.
class cluster {
public:
    std::vector<cluster_agent> agents{};
    std::vector<cluster_task> tasks{};
    std::vector<cluster_update> updates{};

    /// \effects makes an offer for every connected agent that has something left.
    /// The round borrows from the cluster, whose agents and tasks must not change meanwhile.
    void offer(offer_round& round) {
        round.clear();
        offer_ids_.clear();
        offer_ids_.reserve(agents.size());
        for (cluster_agent const& agent : agents) {
            if (!agent.connected) {
                continue;
            }
            offer_ids_.push_back("O" + std::to_string(next_offer_++));
            offer_builder to{round};
            to.id(offer_ids_.back());
            to.agent_id(agent.id);
            to.hostname(agent.hostname);
            to.allocation_role("*");
            to.fault_domain("here", agent.zone);
            quantity const left[] = {left_of(agent, 0, agent.cpus), left_of(agent, 1, agent.mem),
                                     left_of(agent, 2, agent.disk)};
            static constexpr char const* names[] = {"cpus", "mem", "disk"};
            for (std::size_t i = 0; i < 3; ++i) {
                to.resource(names[i], 0);
                to.scalar(left[i].to_double());
            }
            to.resource("ports", 1);
            to.ranges();
            range_set const free = *range_set::from({agent.ports}) - used_ports(agent);
            for (range const r : free.view()) {
                to.range(r.begin, r.end);
            }
            to.finish();
        }
    }

    /// \effects launches the tasks of an ACCEPT; each reports that it runs.
    void accept(effect::accept const& call) {
        for (effect::launch const& launch : call.launches) {
            placement const& p = launch.what;
            tasks.push_back(
                {p.task_id, std::string{p.agent_id}, p.takes, p.volumes, task_state::running});
            report(tasks.back(), {task_state::running, status_source::executor}, true, {});
        }
    }

    /// \effects ends a task, if the master can reach it.
    void kill(effect::kill const& call) {
        for (cluster_task& task : tasks) {
            if (task.id == call.task_id && alive(task) && agent_of(task).connected) {
                task.state = task_state::killed;
                report(task, {task.state, status_source::executor}, true, "killed");
            }
        }
    }

    /// \effects the master loses an agent: its tasks go on, and it says so as Mesos does.
    void lose(std::string_view agent_id) {
        for_tasks_of(agent_id, false, [&](cluster_task const& task) {
            report(task,
                   {task_state::unreachable, status_source::master, status_reason::agent_removed},
                   false, "health check timed out");
        });
    }

    /// \effects a lost agent returns, with its tasks alive.
    void bring_back(std::string_view agent_id) {
        for_tasks_of(agent_id, true, [&](cluster_task const& task) {
            report(task,
                   {task_state::running, status_source::master, status_reason::agent_reregistered},
                   false, "Unreachable agent re-registered");
        });
    }

    [[nodiscard]] static bool alive(cluster_task const& task) noexcept {
        return task.state == task_state::running;
    }

private:
    // What tasks on the agent leave of its cpus (0), mem (1) or disk (2).
    [[nodiscard]] quantity left_of(cluster_agent const& agent, std::uint32_t source,
                                   double all) const {
        quantity left = quantity::from_double(all).value_or({});
        for (cluster_task const& task : tasks) {
            for (taken const& part : task.takes.resources) {
                if (alive(task) && task.agent_id == agent.id && part.source == source) {
                    left -= part.amount;
                }
            }
        }
        return left;
    }

    [[nodiscard]] range_set used_ports(cluster_agent const& agent) const {
        range_set used;
        for (cluster_task const& task : tasks) {
            for (std::uint32_t const port : task.takes.ports) {
                if (alive(task) && task.agent_id == agent.id) {
                    used = used + *range_set::from({{port, port}});
                }
            }
        }
        return used;
    }

    [[nodiscard]] cluster_agent& agent_of(cluster_task const& task) {
        std::size_t i = 0;
        while (agents[i].id != task.agent_id) {
            ++i;
        }
        return agents[i];
    }

    template <class Function>
    void for_tasks_of(std::string_view agent_id, bool connected, Function function) {
        for (cluster_agent& agent : agents) {
            agent.connected = agent.id == agent_id ? connected : agent.connected;
        }
        for (cluster_task const& task : tasks) {
            if (task.agent_id == agent_id && alive(task)) {
                function(task);
            }
        }
    }

    void report(cluster_task const& task, evidence const& said, bool from_agent,
                std::string message) {
        updates.push_back({task.id, task.agent_id,
                           from_agent ? "uuid-" + std::to_string(next_uuid_++) : std::string{},
                           std::move(message), said});
    }

    std::vector<std::string> offer_ids_{};
    std::uint64_t next_offer_ = 0;
    std::uint64_t next_uuid_ = 0;
};

} // namespace berth::testing

#endif
