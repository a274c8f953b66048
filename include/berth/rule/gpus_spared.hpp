// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_GPUS_SPARED_HPP
#define BERTH_RULE_GPUS_SPARED_HPP

#include <berth/rule/rule.hpp>

namespace berth {

/// An agent with GPUs is left to those who ask for GPUs, unless the requirement allows it. Mesos
/// holds the same of frameworks (`--filter_gpu_resources` of the master).
///
/// GPUs that are taken by now count, as do those that this framework may not consume: the agent is
/// one that others need. `requirement::on_gpu_agents` is how to allow it. A refusal lasts for the
/// round.
struct gpus_spared {
    static constexpr rule_info info{
        .name = "gpus_spared",
        .text = "Agent has GPUs and the node needs none",
        .measured = false,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "let nodes use agents with GPUs",
        .of_many = "spared for their GPUs",
    };

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        return {&info, {}, {}, !offered.spares_gpus(*pending.needs)};
    }

    friend constexpr bool operator==(gpus_spared const&, gpus_spared const&) = default;
};

} // namespace berth

#endif
