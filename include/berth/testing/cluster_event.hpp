// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_EVENT_HPP
#define BERTH_TESTING_CLUSTER_EVENT_HPP

#include <berth/model/task_status.hpp>
#include <berth/testing/cluster_amounts.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// What the master of a simulated cluster tells its framework: the events of Mesos' scheduler API.
/// They own their text, but for messages, which are static.
namespace berth::testing {

/// SUBSCRIBED.
struct cluster_subscribed {
    std::string framework_id{};
};

/// An offer; see `cluster_inputs.hpp` for what its entries are.
struct cluster_offer {
    std::string id{};
    std::string agent_id{};
    std::size_t machine{}; ///< index of the agent's machine
    cluster_amounts has{};
};

/// OFFERS.
struct cluster_offers {
    std::vector<cluster_offer> offers{};
};

/// RESCIND.
struct cluster_rescind {
    std::string offer_id{};
};

/// UPDATE.
struct cluster_update {
    std::string task_id{};
    std::string agent_id{};
    std::string uuid{}; ///< empty for what the master makes up itself
    evidence said{};
    std::string_view message{};

    [[nodiscard]] task_status status() const noexcept {
        return {task_id, agent_id, uuid, message, said};
    }
};

/// FAILURE: the master has lost an agent.
struct cluster_failure {
    std::string agent_id{};
};

/// ERROR: the framework is refused.
struct cluster_error {
    std::string_view message{};
};

using cluster_event = std::variant<cluster_subscribed, cluster_offers, cluster_rescind,
                                   cluster_update, cluster_failure, cluster_error>;

} // namespace berth::testing

#endif
