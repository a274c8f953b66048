// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_OPERATION_RULES_HPP
#define BERTH_TESTING_MASTER_OPERATION_RULES_HPP

#include <berth/testing/master_apply.hpp>
#include <berth/testing/master_cluster.hpp>
#include <berth/testing/master_container_rules.hpp>
#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_task_rules.hpp>
#include <berth/testing/master_value.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

/// \file
/// The master's rules of operations that launch nothing, but for what the pool holds (Mesos,
/// `src/master/validation.cpp`). Each function returns the name of the first rule that is broken;
/// empty if none is. Resources are upgraded and allocated.
namespace berth::testing::master_rules {

[[nodiscard]] inline std::string_view one_provider(resource_list const& list) noexcept {
    for (master_resource const& r : list) {
        if (r.provider_id != list.front().provider_id) {
            return "multiple_providers";
        }
    }
    return "";
}

[[nodiscard]] inline std::string_view principal(std::optional<std::string> const& of_framework,
                                                std::optional<std::string> const& given) noexcept {
    if (!of_framework || given == of_framework) {
        return "";
    }
    return given ? "principal_differs" : "principal_missing";
}

[[nodiscard]] inline std::string_view
reserve(resource_list const& list, master_framework const& framework, master_agent const& agent) {
    for (master_resource const& r : list) {
        if (!is_dynamically_reserved(r)) {
            return "not_dynamically_reserved";
        }
        std::string_view const role = reservation_role(r);
        if (r.allocation_role != role) {
            return "reserve_allocation_role";
        }
        if (std::find(framework.roles.begin(), framework.roles.end(), role) ==
            framework.roles.end()) {
            return "reserve_framework_role";
        }
        if (std::string_view const fault =
                principal(framework.principal, r.reservations.back().principal);
            !fault.empty()) {
            return fault;
        }
        if (is_persistent_volume(r)) {
            return "reserve_volume";
        }
        if (!agent.hierarchical_roles && role.find('/') != std::string_view::npos) {
            return "agent_hierarchical_roles";
        }
        if (!agent.reservation_refinement && r.reservations.size() > 1) {
            return "agent_reservation_refinement";
        }
    }
    return one_provider(list);
}

[[nodiscard]] inline std::string_view unreserve(resource_list const& list) {
    for (master_resource const& r : list) {
        if (!is_dynamically_reserved(r)) {
            return "not_dynamically_reserved";
        }
        if (is_persistent_volume(r)) {
            return "unreserve_volume";
        }
    }
    return one_provider(list);
}

[[nodiscard]] inline std::string_view volumes(resource_list const& list) noexcept {
    for (master_resource const& r : list) {
        if (!is_persistent_volume(r)) {
            return "volume_not_persistent";
        }
    }
    return "";
}

[[nodiscard]] inline std::string_view
create(resource_list const& list, master_framework const& framework, master_agent const& agent) {
    if (std::string_view const fault = volumes(list); !fault.empty()) {
        return fault;
    }
    std::set<std::pair<std::string_view, std::string_view>> used;
    for (master_resources::entry const& each : agent.volumes.entries()) {
        if (is_persistent_volume(each.resource)) {
            used.emplace(reservation_role(each.resource), each.resource.disk->persistence->id);
        }
    }
    for (master_resource const& r : list) {
        if (!used.emplace(reservation_role(r), r.disk->persistence->id).second) {
            return "persistence_id_used";
        }
    }
    for (master_resource const& r : list) {
        if (r.disk->volume->mode != master_volume_mode::rw) {
            return "volume_mode_ro";
        }
        if (r.shared && !framework.shared_resources) {
            return "shared_resources_capability";
        }
        if (std::string_view const fault =
                principal(framework.principal, r.disk->persistence->principal);
            !fault.empty()) {
            return fault;
        }
    }
    return first_fault([&] { return one_provider(list); },
                       [&] { return one_allocation_role(list); });
}

/// `used` is a range of `master_running_task` of the agent.
template <class Tasks>
[[nodiscard]] std::string_view destroy(resource_list const& list, master_agent const& agent,
                                       Tasks const& used) {
    if (std::string_view const fault = volumes(list); !fault.empty()) {
        return fault;
    }
    for (master_resource const& r : list) {
        if (!agent.volumes.contains(master_resources{r}.unallocated())) {
            return "volume_unknown";
        }
        for (auto const& task : used) {
            if (task.second.agent_id == agent.id && task.second.resources.contains(r)) {
                return "volume_in_use";
            }
        }
    }
    return "";
}

/// Rules of GROW_VOLUME and SHRINK_VOLUME.
[[nodiscard]] inline std::string_view resize(master_operation const& what,
                                             master_agent const& agent) {
    bool const grow = what.type == master_operation_type::grow_volume;
    if (what.resources.size() != (grow ? 2U : 1U)) {
        return "resize_count";
    }
    master_resource const& volume = what.resources[0];
    if (!is_persistent_volume(volume) || !volume.scalar) {
        return "volume_not_persistent";
    }
    if (volume.shared) {
        return "resize_shared";
    }
    if (volume.provider_id) {
        return "resize_provider";
    }
    if (volume.disk->source && volume.disk->source->type == master_source_type::mount) {
        return "resize_mount";
    }
    if (!agent.resize_volume) {
        return "agent_resize_volume";
    }
    if (grow) {
        if (is_nothing(what.resources[1])) {
            return "grow_nothing";
        }
        return same_kind(strip_volume(volume), what.resources[1]) ? "" : "grow_other_disk";
    }
    if (!detail::fault_of_scalar(what.subtract).empty() || what.subtract <= 0.0) {
        return "shrink_nothing";
    }
    return master_value::contains(what.subtract, *volume.scalar) ? "shrink_all" : "";
}

/// Rules of CREATE_DISK and DESTROY_DISK.
[[nodiscard]] inline std::string_view convert_disk(master_operation const& what) {
    if (what.resources.size() != 1) {
        return "disk_count";
    }
    master_resource const& r = what.resources[0];
    if (!r.provider_id) {
        return "disk_provider_missing";
    }
    if (!r.disk || !r.disk->source) {
        return "disk_source_missing";
    }
    master_source const& source = *r.disk->source;
    bool const raw = source.type == master_source_type::raw;
    bool const mount_or_block =
        source.type == master_source_type::mount || source.type == master_source_type::block;
    if (what.type == master_operation_type::destroy_disk) {
        if (is_persistent_volume(r)) {
            return "destroy_disk_volume";
        }
        return (raw || mount_or_block) && source.id ? "" : "destroy_disk_source";
    }
    if (!raw) {
        return "create_disk_source";
    }
    if (what.target != master_source_type::mount && what.target != master_source_type::block) {
        return "create_disk_target";
    }
    return source.profile.has_value() != what.target_profile.has_value() ? ""
                                                                         : "create_disk_profile";
}

} // namespace berth::testing::master_rules

#endif
