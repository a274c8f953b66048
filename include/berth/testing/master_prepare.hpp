// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_PREPARE_HPP
#define BERTH_TESTING_MASTER_PREPARE_HPP

#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_task.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// What the master does to an operation before it looks at what is in it (Mesos, `Master::accept`
/// in `src/master/master.cpp`).
namespace berth::testing {

namespace detail {

[[nodiscard]] inline std::string_view fault_of_all(std::vector<master_resource> const& list) {
    for (master_resource const& r : list) {
        if (std::string_view const fault = validate(r); !fault.empty()) {
            return fault;
        }
    }
    return "";
}

[[nodiscard]] inline std::string_view fault_of_all(std::optional<master_executor> const& e) {
    return e ? fault_of_all(e->resources) : "";
}

} // namespace detail

/// The check of the shape of an operation: one invalid resource is enough, wherever it stands.
/// \returns the name of the first rule that is broken; empty if none is.
[[nodiscard]] inline std::string_view fault_of_shape(master_operation const& what) {
    if (launches(what) && what.id) {
        return "launch_with_id";
    }
    if (!what.source.empty()) {
        return "reserve_source";
    }
    for (master_task const& task : what.tasks) {
        if (std::string_view const fault = detail::fault_of_all(task.resources); !fault.empty()) {
            return fault;
        }
        if (std::string_view const fault = detail::fault_of_all(task.executor); !fault.empty()) {
            return fault;
        }
    }
    if (std::string_view const fault = detail::fault_of_all(what.executor); !fault.empty()) {
        return fault;
    }
    return detail::fault_of_all(what.resources);
}

/// \returns the resource upgraded, and allocated to the role unless it is to another.
/// \requires it is valid.
[[nodiscard]] inline master_resource prepared(master_resource r, std::string const& role) {
    if (!r.allocation_role) {
        r.allocation_role = role;
    }
    return r.role || r.reservation ? upgrade(std::move(r)) : r;
}

/// \effects upgrades and allocates all resources, and fills in what the master does: the framework
/// of executors in a LAUNCH, and the type of a health check that shows it.
/// \requires `fault_of_shape(what).empty()`.
inline void prepare(master_operation& what, std::string const& framework_id,
                    std::string const& role) {
    auto const fill = [&](std::vector<master_resource>& list) {
        for (master_resource& r : list) {
            r = prepared(std::move(r), role);
        }
    };
    fill(what.resources);
    if (what.executor) {
        fill(what.executor->resources);
    }
    for (master_task& task : what.tasks) {
        fill(task.resources);
        if (task.executor) {
            fill(task.executor->resources);
            if (what.type == master_operation_type::launch && !task.executor->framework_id) {
                task.executor->framework_id = framework_id;
            }
        }
        if (task.health_check && !task.health_check->type) {
            if (task.health_check->command) {
                task.health_check->type = master_check_type::command;
            } else if (task.health_check->http) {
                task.health_check->type = master_check_type::http;
            }
        }
    }
}

} // namespace berth::testing

#endif
