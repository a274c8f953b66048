// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_CLUSTER_INCOMPLETE_HPP
#define BERTH_RULE_CLUSTER_INCOMPLETE_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// The group has fewer nodes than wanted. Asked is one more than it has, available what it may
/// have.
///
/// Held nodes count, since they may still run. A refusal lasts for the round, in which nodes are
/// only added.
struct cluster_incomplete {
    static constexpr rule_info info{
        .name = "cluster_incomplete",
        .text = "Cluster size already fulfilled",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::nodes,
        .remedy = "want {short node} more",
        .of_many = "not wanted: the cluster is complete",
    };

    constexpr verdict operator()(candidate const& /*offered*/, pending_node const& /*pending*/,
                                 node_index const& nodes) const noexcept {
        return measure(info, quantity::whole(std::int64_t{nodes.size()} + 1),
                       quantity::whole(nodes.wanted()));
    }

    friend constexpr bool operator==(cluster_incomplete const&,
                                     cluster_incomplete const&) = default;
};

} // namespace berth

#endif
