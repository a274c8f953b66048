// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_PENDING_NODE_HPP
#define BERTH_MODEL_PENDING_NODE_HPP

#include <berth/core/strong.hpp>
#include <berth/model/requirement.hpp>

#include <string_view>

namespace berth {

/// A node that waits for a place: what it needs, the id it is bound to, and what the id's past
/// binds it to. Formed before any offer is judged, because a volume's zone and an old owner's
/// host are things that rules judge.
struct pending_node {
    requirement const* needs = nullptr; ///< never null; outlives the round
    node_id id{};                       ///< bound before it is placed
    generation launches{};              ///< of the id so far; 0 if it was never used
    std::string_view region{};          ///< where its volumes are; empty if nowhere yet
    std::string_view zone{};            ///< as `zone_of` told it of the agent of its last launch
    std::string_view agent_id{};        ///< of its last launch; empty if there was none
    std::string_view hostname{};        ///< of that agent; empty if it is not known
    timestamp now{};                    ///< when it is judged

    friend constexpr bool operator==(pending_node const&, pending_node const&) = default;
};

/// Whether the past of two ids binds them to the same places.
/// \pre their requirements are equal
[[nodiscard]] constexpr bool same_binding(pending_node const& a, pending_node const& b) noexcept {
    requirement const& needs = *a.needs;
    bool const same_zone = a.region == b.region && a.zone == b.zone;
    bool const same_agent = a.agent_id == b.agent_id && a.hostname == b.hostname;
    bool const same_past = (a.launches == generation{}) == (b.launches == generation{});
    return !needs.binds_ids() ||
           (same_past && (!needs.zonal_volumes || same_zone) && (!needs.local_data || same_agent));
}

} // namespace berth

#endif
