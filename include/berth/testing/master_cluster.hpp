// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_CLUSTER_HPP
#define BERTH_TESTING_MASTER_CLUSTER_HPP

#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_task.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace berth::testing {

/// A framework as the master knows it.
struct master_framework {
    std::string id{};
    std::vector<std::string> roles{};
    std::optional<std::string> principal{};
    bool partition_aware = true;
    bool shared_resources = false;
};

enum class master_agent_state { connected, disconnected, removed };

/// An agent as the master knows it; its capabilities are those of a recent one.
struct master_agent {
    std::string id{};
    master_agent_state state = master_agent_state::connected;
    bool task_resource_limits = true;
    bool hierarchical_roles = true;
    bool reservation_refinement = true;
    bool resize_volume = true;
    master_resources volumes{}; ///< persistent volumes that it has, without allocation
};

/// A task that the master counts as active, with what it and its executor were given.
struct master_running_task {
    std::string id{};
    std::string agent_id{};
    master_resources resources{};
};

/// An executor that runs.
struct master_running_executor {
    std::string agent_id{};
    master_executor executor{};
};

/// What the master knows of one framework and of the agents.
struct master_state {
    master_framework framework{};
    std::vector<master_agent> agents{};
    std::map<std::string, master_running_task, std::less<>> tasks{}; ///< active ones, by id
    std::set<std::string, std::less<>> unreachable{};                ///< ids of unreachable tasks
    std::vector<master_running_executor> executors{};
    /// Whether a task may be launched; nothing means that all may.
    std::function<bool(master_task const&)> authorised{};

    /// \returns the agent of that id, which is made if there is none.
    master_agent& agent_of(std::string_view id) {
        for (master_agent& agent : agents) {
            if (agent.id == id) {
                return agent;
            }
        }
        agents.emplace_back().id = id;
        return agents.back();
    }

    /// \returns the executor of that id that runs on the agent; null if there is none.
    [[nodiscard]] master_executor const* executor_on(std::string_view agent_id,
                                                     std::string_view id) const noexcept {
        for (master_running_executor const& each : executors) {
            if (each.agent_id == agent_id && each.executor.id == id) {
                return &each.executor;
            }
        }
        return nullptr;
    }
};

/// Equality of executors in the eyes of the master: resources as sums, all else field by field.
[[nodiscard]] inline bool same_executor(master_executor const& a, master_executor const& b) {
    return a.id == b.id && a.framework_id == b.framework_id && a.type == b.type &&
           a.command == b.command && a.container == b.container &&
           a.shutdown_grace_period == b.shutdown_grace_period && a.rest == b.rest &&
           master_resources{a.resources} == master_resources{b.resources};
}

} // namespace berth::testing

#endif
