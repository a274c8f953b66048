// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_TASK_HPP
#define BERTH_TESTING_CLUSTER_TASK_HPP

#include <berth/model/evidence.hpp>
#include <berth/testing/cluster_amounts.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::testing {

/// Whether Mesos calls a state terminal (`isTerminalState` in `src/common/protobuf_utils.cpp`),
/// which is not to say that the task is dead.
[[nodiscard]] constexpr bool is_terminal(task_state state) noexcept {
    using enum task_state;
    return state == finished || state == failed || state == killed || state == error ||
           state == lost || state == dropped || state == gone || state == gone_by_operator;
}

/// An update that an agent keeps until it is acknowledged.
struct cluster_report {
    std::string uuid{};
    evidence said{};
    std::string_view message{}; ///< static
};

/// A task as it is in truth, on its agent. It is forgotten when it is dead and all that its agent
/// had to say of it is acknowledged, or there is nobody left to say it.
struct cluster_task {
    std::string id{};
    std::size_t agent{};       ///< index
    std::uint32_t framework{}; ///< number
    cluster_amounts uses{};
    std::vector<std::string> volumes{};
    task_state state = task_state::staging;
    bool alive = true;  ///< whether its process runs, or may start: it may write to its volumes
    bool listed = true; ///< whether its agent knows it; else the master only believed so
    /// What is not acknowledged, oldest first. The agent sends the first again and again.
    std::vector<cluster_report> reports{};
    cluster_report sent{}; ///< the last one sent; without a uuid nothing was
};

/// A task as the master knows it.
struct cluster_known_task {
    std::string id{};
    std::size_t agent{};       ///< index
    std::uint32_t framework{}; ///< number
    cluster_amounts uses{};
    task_state state = task_state::staging; ///< the latest, which may be ahead of the updates
    task_state told = task_state::staging;  ///< by the last update that was passed on
    std::string told_uuid{};                ///< of that update; empty: none was
    bool killed = false;                    ///< the framework wants it killed
    bool unreachable = false;               ///< only a memory: its agent is unreachable

    /// What reconciliation says of it.
    [[nodiscard]] task_state reconciled() const noexcept {
        return told_uuid.empty() ? state : told;
    }
};

} // namespace berth::testing

#endif
