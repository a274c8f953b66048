// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_CALL_HPP
#define BERTH_TESTING_CLUSTER_CALL_HPP

#include <berth/testing/master_task.hpp>

#include <string>
#include <variant>
#include <vector>

/// \file
/// What a framework tells the master of a simulated cluster: calls of Mesos' scheduler API.
namespace berth::testing {

/// SUBSCRIBE; what the framework declares is in `cluster_framework`.
struct cluster_subscribe {
    std::string framework_id{}; ///< empty: a new framework
};

/// A task of a LAUNCH, and which external volumes it writes to: Mesos does not know them.
struct cluster_launch {
    master_task task{};
    std::vector<std::string> volumes{};
};

/// ACCEPT with one LAUNCH operation, or none if nothing is launched. Conversions (RESERVE, CREATE
/// and so on) are for the `judge` alone.
struct cluster_accept {
    std::vector<std::string> offer_ids{};
    std::vector<cluster_launch> launches{};
    double refuse_seconds = 5.0;
};

/// DECLINE.
struct cluster_decline {
    std::vector<std::string> offer_ids{};
    double refuse_seconds = 5.0;
};

/// REVIVE and SUPPRESS, for the framework's role.
struct cluster_revive {};
struct cluster_suppress {};

/// KILL.
struct cluster_kill {
    std::string task_id{};
    std::string agent_id{}; ///< may be empty
};

/// ACKNOWLEDGE.
struct cluster_acknowledge {
    std::string agent_id{};
    std::string task_id{};
    std::string uuid{};
};

/// A task to be reconciled.
struct cluster_task_ref {
    std::string task_id{};
    std::string agent_id{}; ///< may be empty
};

/// RECONCILE: explicitly, or implicitly without tasks.
struct cluster_reconcile {
    std::vector<cluster_task_ref> tasks{};
};

using cluster_call =
    std::variant<cluster_subscribe, cluster_accept, cluster_decline, cluster_revive,
                 cluster_suppress, cluster_kill, cluster_acknowledge, cluster_reconcile>;

} // namespace berth::testing

#endif
