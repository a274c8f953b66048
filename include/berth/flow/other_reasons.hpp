// SPDX-License-Identifier: Apache-2.0
// Reasons of a decline that are no rule's: the offer was not judged, or fits and is not used. Their
// names stand beside those of the rules, in verdicts of the same form.
#ifndef BERTH_FLOW_OTHER_REASONS_HPP
#define BERTH_FLOW_OTHER_REASONS_HPP

#include <berth/model/verdict.hpp>

namespace berth {

/// The master itself would refuse what is offered.
inline constexpr rule_info invalid_offer{
    .name = "invalid_offer",
    .text = "The offer is not valid: {fault}",
    .measured = false,
    .lasting = false,
    .remedy = "look for who offers this",
    .of_many = "not valid",
};

/// Nothing is launched before the recovery is complete.
inline constexpr rule_info still_recovering{
    .name = "recovering",
    .text = "Nodes on record have not been heard of yet",
    .measured = false,
    .lasting = false,
    .remedy = "wait for the end of the recovery",
    .of_many = "offered during recovery",
};

/// Nothing is launched on a record that the cluster is ahead of.
inline constexpr rule_info record_is_stale{
    .name = "record_stale",
    .text = "The record is older than the cluster",
    .measured = false,
    .lasting = false,
    .cause = refusal_cause::nodes,
    .remedy = "bring back the latest record",
    .of_many = "offered while the record is stale",
};

/// An agent on which launches failed again and again (`agent_backoff`).
inline constexpr rule_info agent_avoided{
    .name = "agent_avoided",
    .text = "Launches on the agent failed again and again, it is avoided for a while",
    .measured = false,
    .lasting = false,
    .remedy = "wait, or look why launches fail on {host}",
    .of_many = "avoided after failed launches",
};

/// Every rule passes, and still there is no node for it.
inline constexpr rule_info not_needed{
    .name = "not_needed",
    .text = "The offer would fit but is not needed",
    .measured = false,
    .lasting = false,
    .remedy = "want more nodes",
    .of_many = "not needed",
};

/// Every rule passes and a node is missing, but its id is not to be given out yet.
inline constexpr rule_info id_not_ready{
    .name = "id_not_ready",
    .text = "The id of the missing node waits after a failed launch, or still retires",
    .measured = false,
    .lasting = false,
    .remedy = "wait for the id",
    .of_many = "waiting for the id of the missing node",
};

/// Why a group launches no node that was not there before: one that it comes after is not ready.
/// Asked is how many of that one's nodes are to run, available how many do, and `part` is the
/// index of its name in `settings::after`.
inline constexpr rule_info waits_for_group{
    .name = "waits_for_group",
    .text = "Waits for another group to have {asked} running",
    .measured = true,
    .lasting = false,
    .remedy = "wait until {short node} more of the other group run",
    .of_many = "waiting for another group",
};

} // namespace berth

#endif
