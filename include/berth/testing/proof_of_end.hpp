// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_PROOF_OF_END_HPP
#define BERTH_TESTING_PROOF_OF_END_HPP

#include <berth/model/evidence.hpp>

namespace berth::testing {

/// Whether a task is proven to have ended, or never to have begun, by what is said of it: the
/// checker's own opinion, from the facts about Mesos and not from the library's tables.
[[nodiscard]] constexpr bool proves_the_end(evidence const& said) noexcept {
    using enum task_state;
    switch (said.state) {
    case finished:
    case failed:
    case error:
    case dropped:
    case gone: return true;
    case killed:
        return said.source != status_source::master ||
               said.reason != status_reason::framework_removed;
    case gone_by_operator:
        return said.source == status_source::agent || said.reason == status_reason::agent_draining;
    case lost:
        return said.reason == status_reason::invalid_offers ||
               said.reason == status_reason::agent_restarted ||
               said.reason == status_reason::gc_error ||
               said.reason == status_reason::resources_unknown ||
               said.reason == status_reason::executor_terminated ||
               said.reason == status_reason::master_disconnected ||
               said.reason == status_reason::container_preempted ||
               said.reason == status_reason::container_update_failed;
    default: return false;
    }
}

} // namespace berth::testing

#endif
