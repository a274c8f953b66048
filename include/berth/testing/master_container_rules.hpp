// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_CONTAINER_RULES_HPP
#define BERTH_TESTING_MASTER_CONTAINER_RULES_HPP

#include <berth/testing/master_task.hpp>

#include <algorithm>
#include <string>
#include <string_view>

/// \file
/// The master's rules of commands, checks and containers (Mesos, `src/common/validation.cpp` and
/// `src/checks/checker.cpp`). Each function returns the name of the first rule that is broken;
/// empty if none is.
namespace berth::testing::master_rules {

/// \returns what the first rule that finds a fault says; later ones are not asked.
template <class... Rules>
[[nodiscard]] std::string_view first_fault(Rules const&... rules) {
    std::string_view found;
    (void)((found = rules(), found.empty()) && ...);
    return found;
}

[[nodiscard]] inline std::string_view variable(master_variable const& v) noexcept {
    switch (v.type) {
    case master_variable_type::value:
        if (v.secret) {
            return "environment_secret_set";
        }
        return v.value ? "" : "environment_value_missing";
    case master_variable_type::secret:
        if (!v.secret) {
            return "environment_secret_missing";
        }
        if (v.value) {
            return "environment_value_set";
        }
        return v.secret->find('\0') == std::string::npos ? "" : "environment_secret_nul";
    case master_variable_type::unknown: break;
    }
    return "environment_type_unknown";
}

[[nodiscard]] inline std::string_view command(master_command const& c) noexcept {
    for (master_variable const& v : c.environment) {
        if (std::string_view const fault = variable(v); !fault.empty()) {
            return fault;
        }
    }
    return "";
}

/// The rules of `CheckInfo`, and of `HealthCheck` if `health`.
[[nodiscard]] inline std::string_view check(master_check const& c, bool health) noexcept {
    switch (c.type.value_or(master_check_type::unknown)) {
    case master_check_type::unknown: return "check_type";
    case master_check_type::command:
        if (!c.command) {
            return "check_body";
        }
        if (std::string_view const fault = command(*c.command); !fault.empty()) {
            return fault;
        }
        break;
    case master_check_type::http:
        if (!c.http) {
            return "check_body";
        }
        if (c.path && !c.path->starts_with('/')) {
            return "check_path";
        }
        if (health && c.scheme && *c.scheme != "http" && *c.scheme != "https") {
            return "check_scheme";
        }
        break;
    case master_check_type::tcp:
        if (!c.tcp) {
            return "check_body";
        }
        break;
    }
    bool const late = c.delay < 0.0 || c.interval < 0.0 || c.timeout < 0.0;
    return late || (health && c.grace_period < 0.0) ? "check_time_negative" : "";
}

[[nodiscard]] inline std::string_view volume(master_container_volume const& v) noexcept {
    if (int{v.host_path.has_value()} + int{v.image} + int{v.source.has_value()} != 1) {
        return "volume_source_count";
    }
    if (!v.source) {
        return "";
    }
    if (v.source->type == master_volume_source_type::unknown) {
        return "volume_source_unknown";
    }
    if (std::find(v.source->bodies.begin(), v.source->bodies.end(), v.source->type) ==
        v.source->bodies.end()) {
        return "volume_source_body";
    }
    bool const csi = v.source->type == master_volume_source_type::csi_volume;
    return csi && !v.source->static_provisioning ? "volume_csi_provisioning" : "";
}

[[nodiscard]] inline std::string_view container(master_container const& c) noexcept {
    for (master_container_volume const& v : c.volumes) {
        if (std::string_view const fault = volume(v); !fault.empty()) {
            return fault;
        }
    }
    if (c.type != master_container_type::docker) {
        return "";
    }
    if (!c.docker) {
        return "docker_missing";
    }
    for (auto const& parameter : c.docker->parameters) {
        if (parameter.first == "name") {
            return "docker_parameter_name";
        }
    }
    return "";
}

} // namespace berth::testing::master_rules

#endif
