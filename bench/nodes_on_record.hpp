// SPDX-License-Identifier: Apache-2.0
// A framework with nodes on record, and what a master says of their tasks.
#ifndef BENCH_NODES_ON_RECORD_HPP
#define BENCH_NODES_ON_RECORD_HPP

#include <berth/planner.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace berth_bench {

/// A group that wants this many nodes, each with one external volume.
inline berth::group<> group_of(std::size_t nodes) {
    berth::settings<> chosen;
    chosen.name = "elasticsearch";
    chosen.needs.cpus = berth::quantity::whole(1);
    chosen.needs.mem = berth::quantity::whole(512);
    chosen.needs.volumes = {{berth::text<63>{"data"}, berth::text<255>{"/data"}}};
    chosen.wanted = static_cast<std::uint32_t>(nodes);
    chosen.largest_id = berth::node_id{chosen.wanted - 1};
    auto const made = berth::group<>::make(chosen);
    if (!made) {
        throw std::logic_error("no group: " + std::string{made.error().message()});
    }
    return *made;
}

/// The record of a node that runs, on an agent of its own; texts are as long as in a real cluster.
inline berth::node record_of(std::size_t at) {
    std::string const number = std::to_string(at);
    berth::node out;
    out.id = berth::node_id{static_cast<std::uint32_t>(at)};
    out.launches = berth::generation{1};
    out.state = berth::node_state::running;
    out.last = {berth::task_state::running};
    out.task_id = task_name("elasticsearch", out.id, out.launches);
    out.agent_id = "9f2c1a44-5b0e-4f7a-8a53-0c6b4b8f0a51-S" + number;
    out.hostname = "agent-" + number + ".example.com";
    out.region = "eu-central-1";
    out.zone = "eu-central-1a";
    out.volumes = {"elasticsearch-data-" + number};
    return out;
}

inline std::vector<berth::node> records_of(std::size_t nodes) {
    std::vector<berth::node> out;
    out.reserve(nodes);
    for (std::size_t at = 0; at != nodes; ++at) {
        out.push_back(record_of(at));
    }
    return out;
}

/// An update, with text of its own.
struct message {
    message(berth::node const& about, berth::task_state state, berth::status_reason reason)
        : task_id(about.task_id),
          agent_id(about.agent_id), said{state, berth::status_source::master, reason} {}

    [[nodiscard]] berth::task_status status() const { return {task_id, agent_id, {}, {}, said}; }

    std::string task_id;
    std::string agent_id;
    berth::evidence said;
};

/// \effects from a start to the subscription, with the records of a store put back. Each record is
///          copied twice: into what a store gives, and into the planner.
template <class Planner>
void put_back(Planner& planner, std::vector<berth::node> const& records,
              berth::effect::list& effects) {
    berth::stored_state kept{"framework-1", {}};
    for (berth::node const& record : records) {
        kept.nodes.push_back({0, record});
    }
    static_cast<void>(planner.restore(kept));
    planner.start(effects);
    planner.on_subscribed("framework-1", effects);
}

} // namespace berth_bench

#endif
