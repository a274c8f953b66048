// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_GROUP_RULES_HPP
#define BERTH_TESTING_MASTER_GROUP_RULES_HPP

#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_task.hpp>
#include <berth/testing/master_value.hpp>

#include <optional>
#include <string_view>
#include <vector>

/// \file
/// The master's rules of LAUNCH_GROUP beyond those of single tasks (Mesos,
/// `src/master/validation.cpp`). Each function returns the name of the first rule that is broken;
/// empty if none is.
namespace berth::testing::master_rules {

[[nodiscard]] inline bool asks_network(std::optional<master_check> const& c) noexcept {
    return c && (c->type == master_check_type::http || c->type == master_check_type::tcp);
}

[[nodiscard]] inline bool shares_cgroups(std::optional<master_container> const& c) noexcept {
    return !c || c->share_cgroups.value_or(true);
}

[[nodiscard]] inline std::string_view group_task(master_task const& task) noexcept {
    if (task.container && task.container->type == master_container_type::docker) {
        return "group_docker_container";
    }
    if (task.container && task.container->networks != 0 &&
        (asks_network(task.check) || asks_network(task.health_check))) {
        return "group_network_check";
    }
    return !task.limits.empty() && shares_cgroups(task.container) ? "group_limits_shared_cgroups"
                                                                  : "";
}

[[nodiscard]] inline std::string_view group_executor_type(master_executor const& e) noexcept {
    switch (e.type.value_or(master_executor_type::unknown)) {
    case master_executor_type::unknown: return "group_executor_type";
    case master_executor_type::custom:
        if (!e.command) {
            return "executor_command_missing";
        }
        break;
    case master_executor_type::standard:
        if (e.command) {
            return "executor_command_set";
        }
        if (e.container && e.container->mesos_image) {
            return "executor_image";
        }
        break;
    }
    bool const docker = e.container && e.container->type == master_container_type::docker;
    return docker ? "group_docker_executor" : "";
}

/// 0.01 cpus, 32 MB of memory, and any disk.
[[nodiscard]] inline std::string_view group_executor_minimum(master_executor const& e) {
    master_resources const sum{e.resources};
    if (!master_value::contains(sum.scalar("cpus"), 0.01)) {
        return "executor_cpus";
    }
    if (!master_value::contains(sum.scalar("mem"), 32.0)) {
        return "executor_mem";
    }
    return master_value::contains(sum.scalar("disk"), 0.001) ? "" : "executor_disk";
}

/// What the tasks of a group must have in common. `same`: whether two executors are equal.
template <class Same>
[[nodiscard]] std::string_view group_agrees(std::vector<master_task> const& tasks,
                                            master_executor const& e, Same same) {
    for (master_task const& task : tasks) {
        if (task.executor && !same(*task.executor, e)) {
            return "group_other_executor";
        }
    }
    for (master_task const& task : tasks) {
        if (shares_cgroups(task.container) != shares_cgroups(tasks.front().container)) {
            return "group_share_cgroups_differ";
        }
    }
    return "";
}

} // namespace berth::testing::master_rules

#endif
