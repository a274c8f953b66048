// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_MISSING_IDS_HPP
#define BERTH_FLOW_MISSING_IDS_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/flow/id_keeper.hpp>

#include <cstdint>

namespace berth {

namespace detail {

// Whether an id was launched as often as it can be counted: there is no name for another launch.
[[nodiscard]] inline bool worn_out(node const* known) noexcept {
    return known != nullptr && known->launches.value == 0xffff'ffff;
}

} // namespace detail

/// \effects calls `next(id)` for each id that is to be launched now. One that waits after a launch
/// that failed keeps its place: no other is opened for it. If none is to `begin`, only ids whose
/// node is lost are passed: none that was never used, or was retired since.
/// \complexity linear in the free ids that were used, and in the new ones
template <class Allocator, class Next>
void for_each_missing_id(id_keeper<Allocator> const& keeper, timestamp now, bool begin, Next next) {
    auto const& records = keeper.records();
    std::uint32_t left = keeper.scale().missing();
    std::uint32_t fresh = begin ? keeper.scale().fresh() : 0;
    for (node_id id = records.ids().next(); left > 0 && keeper.has_room_for(id);
         id = records.ids().next(id)) {
        node const* const known = records.find(id);
        bool const used = known != nullptr;
        if (!used && fresh == 0) {
            if (keeper.slot(id) >= records.nodes().size()) {
                return; // none of those that follow was used either
            }
            continue;
        }
        if (detail::worn_out(known) || (!begin && known->state == node_state::retired)) {
            continue;
        }
        fresh -= used ? 0U : 1U;
        --left;
        if (!keeper.failures().waits(keeper.slot(id), now)) {
            next(id);
        }
    }
}

/// How many of the missing nodes were launched before and are lost.
template <class Allocator>
[[nodiscard]] std::uint32_t lost_ids(id_keeper<Allocator> const& keeper) {
    std::uint32_t out = 0;
    for_each_missing_id(keeper, never, false, [&](node_id) { ++out; });
    return out;
}

/// What `for_each_missing_id` is for ids that are bound to where they were: calls
/// `next(id)` for each free id that was used, since it depends on the offers which of them can be
/// launched, and then for as many new ones as are missing beyond those.
///
/// An id whose place is not offered now is waited for: no new id is opened for it, and no retired
/// one, whose data is not wanted, is brought back.
///
/// If none is to `begin`, only ids whose node is lost are passed.
///
/// \returns how many of them may be launched now; one that waits after a launch that failed keeps
///          its place
/// \complexity linear in the free ids that were used, and in the new ones
template <class Allocator, class Next>
std::uint32_t for_each_bound_id(id_keeper<Allocator> const& keeper, timestamp now, bool begin,
                                Next next) {
    std::uint32_t const missing = keeper.scale().missing();
    if (missing == 0) {
        return 0;
    }
    auto const& records = keeper.records();
    std::uint32_t waiting = 0;
    std::uint32_t used = 0;
    for (node_id id = records.ids().next();
         keeper.has_room_for(id) && keeper.slot(id) < records.nodes().size();
         id = records.ids().next(id)) {
        node const* const known = records.find(id);
        if (known == nullptr || detail::worn_out(known)) {
            continue;
        }
        bool const extra = used++ >= missing; // not one of those that were launched first
        if (keeper.failures().waits(keeper.slot(id), now)) {
            waiting += extra ? 0U : 1U;
        } else if ((begin && !extra) || known->state != node_state::retired) {
            next(id);
        }
    }
    std::uint32_t fresh =
        begin ? detail::smaller(keeper.scale().fresh(), missing - detail::smaller(used, missing))
              : 0;
    for (node_id id = records.ids().next(); fresh > 0 && keeper.has_room_for(id);
         id = records.ids().next(id)) {
        if (records.find(id) == nullptr) {
            --fresh;
            next(id);
        }
    }
    return missing - waiting;
}

} // namespace berth

#endif
