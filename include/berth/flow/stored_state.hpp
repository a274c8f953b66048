// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_STORED_STATE_HPP
#define BERTH_FLOW_STORED_STATE_HPP

#include <berth/core/result.hpp>
#include <berth/model/node.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace berth {

/// A record as a store keeps it: the node, and the group of the planner that it belongs to.
struct stored_node {
    std::size_t group{};
    node record{};

    friend bool operator==(stored_node const&, stored_node const&) = default;
};

/// Everything that a store keeps: what a planner is restored from. Empty at a first start.
struct stored_state {
    std::string framework_id{};
    std::vector<stored_node> nodes{}; ///< in the order of groups, then of ids, each once

    friend bool operator==(stored_state const&, stored_state const&) = default;
};

/// Whether a record makes sense, so that it may be stored and restored: one that does not is a
/// sign of damage, and what is damaged must not pass for a free id.
///
/// Errors: `out_of_range` on `record.generation` if it was never launched, and on `record.group`
/// from 2^32 on; `missing` on `record.task` or `record.agent` if it has an owner and not these. Where
/// a task is that only has to end need not be known.
[[nodiscard]] constexpr outcome validate_record(std::size_t group, node const& record) noexcept {
    if (std::uint64_t{group} > 0xffff'ffff) {
        return make_error(errc::out_of_range, "record.group");
    }
    if (record.launches.value == 0) {
        return make_error(errc::out_of_range, "record.generation", "it counts launches from 1");
    }
    if (owned(record.state) && record.task_id.empty()) {
        return make_error(errc::missing, "record.task", name(record.state));
    }
    if (owned(record.state) && record.agent_id.empty() && !record.retiring) {
        return make_error(errc::missing, "record.agent", name(record.state));
    }
    return ok;
}

namespace detail {

[[nodiscard]] constexpr bool goes_before(stored_node const& a, std::size_t group,
                                         node_id id) noexcept {
    return a.group != group ? a.group < group : a.record.id < id;
}

} // namespace detail

/// \effects puts a record in the place of the one of this group and id, or in its order.
/// \complexity O(log n), or O(n) for a new one
template <class State = stored_state> // costs who includes this nothing until it is called
void put(State& to, std::size_t group, node const& record) {
    std::size_t first = 0;
    for (std::size_t last = to.nodes.size(); first < last;) {
        std::size_t const middle = first + (last - first) / 2;
        if (detail::goes_before(to.nodes[middle], group, record.id)) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    if (first < to.nodes.size() && to.nodes[first].group == group &&
        to.nodes[first].record.id == record.id) {
        to.nodes[first].record = record;
        return;
    }
    to.nodes.insert(to.nodes.begin() + static_cast<std::ptrdiff_t>(first), {group, record});
}

} // namespace berth

#endif
