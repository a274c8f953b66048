// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_CLUSTER_VIEW_HPP
#define EXAMPLES_ELASTICSEARCH_CLUSTER_VIEW_HPP

#include <berth/berth.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

/// What is shown of a planner; good until its next input.
struct cluster_view {
    std::string_view framework_id{};
    std::string_view group{};
    std::uint32_t wanted = 0;
    std::uint32_t missing = 0;
    bool subscribed = false;
    bool recovering = false;
    bool stale = false;
    std::span<berth::node const> nodes{};
    berth::kill_list const* late = nullptr;
    std::function<std::string(berth::node_id)> why_held{};
};

template <class Planner>
[[nodiscard]] cluster_view view_of(Planner const& planner) {
    auto const& group = planner.group();
    return {
        planner.framework_id(), group.chosen().name,
        group.chosen().wanted,  group.missing(),
        planner.subscribed(),   planner.recovering(),
        planner.stale(),        group.nodes(),
        &planner.late_tasks(),  [&group](berth::node_id id) { return group.why_held(id).text(); }};
}

#endif
