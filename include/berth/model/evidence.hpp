// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_EVIDENCE_HPP
#define BERTH_MODEL_EVIDENCE_HPP

#include <berth/core/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// Mesos' `TaskState`, with its numbers.
enum class task_state : std::uint8_t {
    starting = 0,          ///< the executor has it and is starting it
    running = 1,           ///< its process runs
    finished = 2,          ///< ended by itself, without an error; terminal
    failed = 3,            ///< ended with an error; terminal
    killed = 4,            ///< ended because it was asked to; terminal
    lost = 5,              ///< the master gave it up; terminal only in name: it may still run
    staging = 6,           ///< accepted, on its way to the agent
    error = 7,             ///< never started: its description is wrong; terminal
    killing = 8,           ///< is being killed, and runs as long
    dropped = 9,           ///< never started, for a passing reason; terminal
    unreachable = 10,      ///< its agent lost contact; it may still run, and come back
    gone = 11,             ///< ended with its agent, or by an error of it; terminal
    gone_by_operator = 12, ///< an operator says that its agent is gone; nobody has looked
    unknown = 13,          ///< the master knows nothing of it; it may still run
};

/// Whether a task in this state has its process, or is about to.
[[nodiscard]] constexpr bool alive(task_state state) noexcept {
    return state == task_state::staging || state == task_state::starting ||
           state == task_state::running || state == task_state::killing;
}

/// Mesos' `TaskStatus.Source`, with its numbers, and `absent` where a status has none.
enum class status_source : std::uint8_t {
    master = 0,   ///< by what it knows of agents, offers and operators; no task was asked
    agent = 1,    ///< which sees the container
    executor = 2, ///< which runs the task
    absent = 63,  ///< does not say; never taken for one of the others
};

/// Mesos' `TaskStatus.Reason`, with its numbers, and `absent` where a status has none.
enum class status_reason : std::uint8_t {
    command_executor_failed = 0,
    executor_terminated = 1, ///< the executor ended, and its tasks with it
    executor_unregistered = 2,
    framework_removed = 3, ///< the framework was torn down or did not come back in time
    gc_error = 4,
    invalid_frameworkid = 5,
    invalid_offers = 6, ///< an offer of the ACCEPT was gone
    master_disconnected = 7,
    container_limitation_memory = 8, ///< killed for using more memory than it has
    reconciliation = 9,              ///< an answer to a question, not an event
    agent_disconnected = 10,         ///< the agent has no connection to the master
    agent_removed = 11,              ///< the agent did not answer its health checks
    agent_restarted = 12,            ///< the agent is back without the executor
    agent_unknown = 13,              ///< no such agent is registered
    task_invalid = 14,
    task_unauthorized = 15,
    task_unknown = 16, ///< no such task is known
    container_preempted = 17,
    resources_unknown = 18,
    container_limitation = 19,
    container_limitation_disk = 20, ///< killed for using more disk than it has
    container_launch_failed = 21,   ///< the container could not be made
    container_update_failed = 22,
    executor_registration_timeout = 23,   ///< the executor never came
    executor_reregistration_timeout = 24, ///< the executor did not come back after the agent did
    task_group_invalid = 25,
    task_group_unauthorized = 26,
    io_switchboard_exited = 27,
    task_check_status_updated = 28,        ///< a check says something new; the task runs on
    task_health_check_status_updated = 29, ///< so does its health check
    task_killed_during_launch = 30,        ///< killed before it ran
    agent_removed_by_operator = 31,        ///< marked as gone
    agent_reregistered = 32,               ///< the agent is back and knows the task
    max_completion_time_reached = 33,      ///< ran for as long as it was allowed to
    agent_draining = 34,                   ///< an operator empties the agent
    absent = 63,                           ///< does not say
};

/// The last thing known of a task. Absent parts are absent, never trusted.
struct evidence {
    task_state state{};
    status_source source = status_source::absent;
    status_reason reason = status_reason::absent;

    friend constexpr bool operator==(evidence const&, evidence const&) = default;
};

namespace detail {

inline constexpr std::array<std::string_view, 14> task_state_names{
    "TASK_STARTING",         "TASK_RUNNING", "TASK_FINISHED",    "TASK_FAILED",
    "TASK_KILLED",           "TASK_LOST",    "TASK_STAGING",     "TASK_ERROR",
    "TASK_KILLING",          "TASK_DROPPED", "TASK_UNREACHABLE", "TASK_GONE",
    "TASK_GONE_BY_OPERATOR", "TASK_UNKNOWN"};

inline constexpr std::array<std::string_view, 3> status_source_names{
    "SOURCE_MASTER", "SOURCE_AGENT", "SOURCE_EXECUTOR"};

inline constexpr std::array<std::string_view, 35> status_reason_names{
    "REASON_COMMAND_EXECUTOR_FAILED",
    "REASON_EXECUTOR_TERMINATED",
    "REASON_EXECUTOR_UNREGISTERED",
    "REASON_FRAMEWORK_REMOVED",
    "REASON_GC_ERROR",
    "REASON_INVALID_FRAMEWORKID",
    "REASON_INVALID_OFFERS",
    "REASON_MASTER_DISCONNECTED",
    "REASON_CONTAINER_LIMITATION_MEMORY",
    "REASON_RECONCILIATION",
    "REASON_AGENT_DISCONNECTED",
    "REASON_AGENT_REMOVED",
    "REASON_AGENT_RESTARTED",
    "REASON_AGENT_UNKNOWN",
    "REASON_TASK_INVALID",
    "REASON_TASK_UNAUTHORIZED",
    "REASON_TASK_UNKNOWN",
    "REASON_CONTAINER_PREEMPTED",
    "REASON_RESOURCES_UNKNOWN",
    "REASON_CONTAINER_LIMITATION",
    "REASON_CONTAINER_LIMITATION_DISK",
    "REASON_CONTAINER_LAUNCH_FAILED",
    "REASON_CONTAINER_UPDATE_FAILED",
    "REASON_EXECUTOR_REGISTRATION_TIMEOUT",
    "REASON_EXECUTOR_REREGISTRATION_TIMEOUT",
    "REASON_TASK_GROUP_INVALID",
    "REASON_TASK_GROUP_UNAUTHORIZED",
    "REASON_IO_SWITCHBOARD_EXITED",
    "REASON_TASK_CHECK_STATUS_UPDATED",
    "REASON_TASK_HEALTH_CHECK_STATUS_UPDATED",
    "REASON_TASK_KILLED_DURING_LAUNCH",
    "REASON_AGENT_REMOVED_BY_OPERATOR",
    "REASON_AGENT_REREGISTERED",
    "REASON_MAX_COMPLETION_TIME_REACHED",
    "REASON_AGENT_DRAINING"};

template <class Enum, std::size_t Size>
[[nodiscard]] constexpr result<Enum, errc> named(std::array<std::string_view, Size> const& names,
                                                 std::string_view name) noexcept {
    for (std::size_t i = 0; i < Size; ++i) {
        if (names[i] == name) {
            return static_cast<Enum>(i);
        }
    }
    return errc::unknown;
}

// v0 says SLAVE where v1 says AGENT.
[[nodiscard]] constexpr bool same_in_v0(std::string_view v1, std::string_view v0) noexcept {
    constexpr std::string_view agent = "AGENT";
    auto const at = v1.find(agent);
    return at != std::string_view::npos && v0.size() == v1.size() &&
           v0.substr(0, at) == v1.substr(0, at) && v0.substr(at, agent.size()) == "SLAVE" &&
           v0.substr(at + agent.size()) == v1.substr(at + agent.size());
}

template <class Enum, std::size_t Size>
[[nodiscard]] constexpr result<Enum, errc> named_v0(std::array<std::string_view, Size> const& names,
                                                    std::string_view name) noexcept {
    if (auto const found = named<Enum>(names, name)) {
        return found;
    }
    for (std::size_t i = 0; i < Size; ++i) {
        if (same_in_v0(names[i], name)) {
            return static_cast<Enum>(i);
        }
    }
    return errc::unknown;
}

} // namespace detail

/// The v1 names of Mesos' enumerators, and back; an absent one has the empty name. Reading
/// accepts the v0 spellings (`REASON_SLAVE_REMOVED`) too. Errors: `unknown`.
[[nodiscard]] constexpr std::string_view name(task_state state) noexcept {
    return detail::task_state_names[static_cast<std::size_t>(state)];
}
[[nodiscard]] constexpr std::string_view name(status_source source) noexcept {
    return source == status_source::absent
               ? std::string_view{}
               : detail::status_source_names[static_cast<std::size_t>(source)];
}
[[nodiscard]] constexpr std::string_view name(status_reason reason) noexcept {
    return reason == status_reason::absent
               ? std::string_view{}
               : detail::status_reason_names[static_cast<std::size_t>(reason)];
}
[[nodiscard]] constexpr result<task_state, errc> task_state_named(std::string_view text) noexcept {
    return detail::named<task_state>(detail::task_state_names, text);
}
[[nodiscard]] constexpr result<status_source, errc>
status_source_named(std::string_view text) noexcept {
    return detail::named_v0<status_source>(detail::status_source_names, text);
}
[[nodiscard]] constexpr result<status_reason, errc>
status_reason_named(std::string_view text) noexcept {
    return detail::named_v0<status_reason>(detail::status_reason_names, text);
}

} // namespace berth

#endif
