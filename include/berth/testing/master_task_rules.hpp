// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_TASK_RULES_HPP
#define BERTH_TESTING_MASTER_TASK_RULES_HPP

#include <berth/testing/master_container_rules.hpp>
#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_name.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_task.hpp>
#include <berth/testing/master_value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// The master's rules of tasks and executors that need no knowledge of the cluster (Mesos,
/// `src/master/validation.cpp`). Each function returns the name of the first rule that is broken;
/// empty if none is. Resources are upgraded and allocated, as the master does before.
namespace berth::testing::master_rules {

using resource_list = std::vector<master_resource>;

/// `DiskInfo` of a resource that is used.
[[nodiscard]] inline std::string_view disk_info(master_resource const& r) noexcept {
    if (!r.disk) {
        return "";
    }
    master_disk const& disk = *r.disk;
    if (!disk.persistence) {
        if (disk.volume) {
            return "volume_not_persistent";
        }
        return disk.source ? "" : "disk_info_empty";
    }
    if (!is_reserved(r)) {
        return "volume_unreserved";
    }
    if (r.revocable) {
        return "volume_revocable";
    }
    if (!disk.volume) {
        return "volume_mount_missing";
    }
    if (disk.volume->host_path) {
        return "volume_host_path";
    }
    return is_master_id(disk.persistence->id) ? "" : "persistence_id_invalid";
}

/// Each resource alone, whole gpus, disks, and reservations of what is revocable.
[[nodiscard]] inline std::string_view each_resource(resource_list const& list) {
    for (master_resource const& r : list) {
        if (std::string_view const fault = validate(r); !fault.empty()) {
            return fault;
        }
    }
    std::int64_t gpus = 0;
    for (master_resource const& r : list) {
        gpus += r.name == "gpus" && r.scalar ? master_value::fixed(*r.scalar) : 0;
    }
    if (gpus % 1000 != 0) {
        return "gpus_not_whole";
    }
    for (master_resource const& r : list) {
        if (std::string_view const fault = disk_info(r); !fault.empty()) {
            return fault;
        }
    }
    for (master_resource const& r : list) {
        if (r.revocable && is_dynamically_reserved(r)) {
            return "dynamic_revocable";
        }
    }
    return "";
}

/// No id of a volume twice for one role. Copies of a shared volume are one volume.
[[nodiscard]] inline std::string_view unique_persistence(resource_list const& list) {
    if (std::none_of(list.begin(), list.end(), is_persistent_volume)) {
        return "";
    }
    master_resources const sum{list};
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (master_resources::entry const& each : sum.entries()) {
        master_resource const& r = each.resource;
        if (is_persistent_volume(r) &&
            !seen.emplace(reservation_role(r), r.disk->persistence->id).second) {
            return "persistence_id_duplicate";
        }
    }
    return "";
}

[[nodiscard]] inline std::string_view one_allocation_role(resource_list const& list) noexcept {
    for (master_resource const& r : list) {
        if (!r.allocation_role) {
            return "allocation_role_missing";
        }
        if (r.allocation_role != list.front().allocation_role) {
            return "multiple_allocation_roles";
        }
    }
    return "";
}

/// Nothing of one name both revocable and regular.
[[nodiscard]] inline std::string_view one_revocability(resource_list const& list) noexcept {
    for (master_resource const& a : list) {
        for (master_resource const& b : list) {
            if (a.name == b.name && a.revocable != b.revocable) {
                return "mixed_revocable";
            }
        }
    }
    return "";
}

/// No port, or item of a set, in two places. The master looks for them between tasks and executor
/// only; here also the entries of one task are compared, as a sum would hide what they have in
/// common.
[[nodiscard]] inline std::string_view no_overlap(resource_list const& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        for (std::size_t k = i + 1; k < list.size(); ++k) {
            master_resource const& a = list[i];
            master_resource const& b = list[k];
            if (a.name == b.name &&
                ((a.ranges && b.ranges && !master_value::common(*a.ranges, *b.ranges).empty()) ||
                 (a.set && b.set && !master_value::common(*a.set, *b.set).empty()))) {
                return "overlapping_sets_or_ranges";
            }
        }
    }
    return "";
}

/// Rules of the resources of a task, and of an executor.
[[nodiscard]] inline std::string_view resources(resource_list const& list) {
    return first_fault(
        [&] { return each_resource(list); }, [&] { return unique_persistence(list); },
        [&] { return one_allocation_role(list); }, [&] { return one_revocability(list); });
}

/// Rules of the resources of tasks with those of their executor.
[[nodiscard]] inline std::string_view combined_resources(resource_list const& all) {
    return first_fault([&] { return each_resource(all); }, [&] { return no_overlap(all); },
                       [&] { return unique_persistence(all); },
                       [&] { return one_revocability(all); });
}

/// `capable`: whether the agent knows limits.
[[nodiscard]] inline std::string_view limits(master_task const& task, bool capable) {
    if (!task.limits.empty() && !capable) {
        return "limits_unsupported";
    }
    for (auto const& [name, limit] : task.limits) {
        if (name != "cpus" && name != "mem") {
            return "limit_name";
        }
        std::int64_t request = 0;
        for (master_resource const& r : task.resources) {
            request += r.name == name && r.scalar ? master_value::fixed(*r.scalar) : 0;
        }
        if (request == 0) {
            return "limit_without_request";
        }
        if (std::isnan(limit) ||
            (std::isfinite(limit) ? master_value::fixed(limit) < request : limit < 0.0)) {
            return "limit_below_request";
        }
    }
    return "";
}

/// Kill policy, completion time and checks of a task.
[[nodiscard]] inline std::string_view times_and_checks(master_task const& task) noexcept {
    if (task.kill_grace_period.value_or(0) < 0) {
        return "kill_grace_negative";
    }
    if (task.max_completion_time.value_or(0) < 0) {
        return "max_completion_time_negative";
    }
    if (task.check) {
        if (std::string_view const fault = check(*task.check, false); !fault.empty()) {
            return fault;
        }
    }
    return task.health_check ? check(*task.health_check, true) : "";
}

/// What a task carries beyond ids: all rules of tasks that hold for LAUNCH and LAUNCH_GROUP.
[[nodiscard]] inline std::string_view body(master_task const& task, bool limits_capable) {
    return first_fault(
        [&] { return times_and_checks(task); },
        [&] { return std::string_view{task.resources.empty() ? "no_resources" : ""}; },
        [&] { return resources(task.resources); },
        [&] { return task.command ? command(*task.command) : ""; },
        [&] { return task.container ? container(*task.container) : ""; },
        [&] { return limits(task, limits_capable); });
}

/// Rules of an executor that hold for LAUNCH and LAUNCH_GROUP.
[[nodiscard]] inline std::string_view executor(master_executor const& e,
                                               std::string_view framework_id) {
    if (!is_master_id(e.id)) {
        return "executor_id_invalid";
    }
    if (e.shutdown_grace_period.value_or(0) < 0) {
        return "executor_grace_negative";
    }
    if (e.framework_id != framework_id) {
        return e.framework_id ? "executor_framework_id" : "executor_framework_id_missing";
    }
    for (master_resource const& r : e.resources) {
        if (r.shared) {
            return "executor_shared_resources";
        }
    }
    return first_fault([&] { return resources(e.resources); },
                       [&] { return e.command ? command(*e.command) : ""; },
                       [&] { return e.container ? container(*e.container) : ""; });
}

/// Rules of the executor of a task of LAUNCH.
[[nodiscard]] inline std::string_view custom_executor(master_executor const& e) noexcept {
    if (e.type.value_or(master_executor_type::custom) != master_executor_type::custom) {
        return "executor_type";
    }
    if (!e.command) {
        return "executor_command_missing";
    }
    return e.container && e.container->share_cgroups.value_or(false) ? "executor_share_cgroups"
                                                                     : "";
}

} // namespace berth::testing::master_rules

#endif
