// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_CLUSTER_FORMATION_HPP
#define EXAMPLES_ELASTICSEARCH_CLUSTER_FORMATION_HPP

#include "node_addresses.hpp"
#include "options.hpp"

#include <berth/berth.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Makes one Elasticsearch cluster of the nodes that are launched: knows where they are, and which
/// of them may form it.
///
/// A cluster must not be formed twice. From version 7 on it is formed by a majority of the nodes in
/// `cluster.initial_master_nodes`, each of which does so at most once while its data is there. Only
/// the process that subscribed as a new framework gives that list out, the same one to all, and to
/// each id in it with its first launch only. So all majorities that could ever form a cluster have
/// a launch in common, which is a member of one cluster. A node that comes back never has the list.
class cluster_formation {
public:
    /// Names in the list: more would make every launch of a large cluster long.
    static constexpr std::uint32_t most_initial_masters = 9;

    /// `on_record` are the nodes that a record had at the start.
    cluster_formation(options const& chosen, std::span<berth::node const> on_record);

    /// The framework subscribes without an id: it has never launched anything.
    void starts_anew() { new_ = true; }

    void launched(berth::placement const& what);
    void killed(std::string_view task_id) { addresses_.forget(task_id); }

    /// \returns the arguments of Elasticsearch's program; `data_path` is empty where the image has
    /// its data.
    [[nodiscard]] std::vector<std::string> arguments(berth::placement const& what,
                                                     std::string const& data_path) const;

private:
    [[nodiscard]] std::vector<std::string> seeds(berth::node_id self) const;
    [[nodiscard]] std::vector<std::string> initial_masters(berth::placement const& what) const;

    options const* chosen_;
    node_addresses addresses_{};
    bool new_ = false;
};

#endif
