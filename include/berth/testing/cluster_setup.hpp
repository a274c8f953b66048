// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_SETUP_HPP
#define BERTH_TESTING_CLUSTER_SETUP_HPP

#include <berth/testing/cluster_machine.hpp>
#include <berth/testing/master_name.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace berth::testing {

/// The framework of a simulated cluster, as its SUBSCRIBE describes it. It checkpoints, so agents
/// that restart find its tasks again, and its failover timeout never ends.
struct cluster_framework {
    std::string role = "*"; ///< subscribed to; offers say it, as for MULTI_ROLE
    bool partition_aware = true;
};

/// What does not change in a simulated cluster; copies of the cluster share it.
class cluster_setup {
public:
    cluster_setup(std::vector<cluster_machine> machines, cluster_framework framework)
        : machines_(std::move(machines)), framework_(std::move(framework)) {
        for (cluster_machine const& machine : machines_) {
            cluster_amounts offered;
            for (cluster_amount const& part : machine.total()) {
                if (is_for_framework(machine.shares[part.share()].role)) {
                    offered.add(part);
                }
            }
            offered_.push_back(std::move(offered));
        }
    }

    [[nodiscard]] std::vector<cluster_machine> const& machines() const noexcept {
        return machines_;
    }
    [[nodiscard]] cluster_framework const& framework() const noexcept { return framework_; }

    /// \returns what the framework's role may have of a machine.
    [[nodiscard]] cluster_amounts const& offered(std::size_t machine) const noexcept {
        return offered_[machine];
    }

private:
    [[nodiscard]] bool is_for_framework(std::string const& role) const noexcept {
        return role.empty() || role == framework_.role || is_strict_subrole(framework_.role, role);
    }

    std::vector<cluster_machine> machines_;
    cluster_framework framework_;
    std::vector<cluster_amounts> offered_{};
};

} // namespace berth::testing

#endif
