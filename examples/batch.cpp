// SPDX-License-Identifier: Apache-2.0
// Without the planner: nodes are fitted to the offers of a round, and the plan is tested against
// the master's own checks.
#include <berth/model/executor_overhead.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/model/validate_requirement.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/testing/judge.hpp>

#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace {

using berth::testing::master_offer;
using berth::testing::master_resource;

// [ask]
berth::requirement what_a_node_needs() {
    berth::requirement needs;
    needs.cpus = berth::quantity::whole(2);
    needs.mem = berth::quantity::whole(4096);
    needs.ports = {9200, 0}; // this one, and any other
    needs.roles = {berth::role_name{"es"}, berth::role_name{"*"}};

    berth::volume_request data;
    data.purpose = berth::text<63>{"data"};
    data.container_path = berth::text<255>{"/data"};
    data.external = false;
    data.disk = berth::disk_source::mount;       // a whole disk,
    data.size = berth::quantity::whole(100'000); // of 100 GB or more
    needs.volumes.push_back(data);

    using namespace berth::constrain; // on another host each, and not where it is old
    needs.constraints = *unique("hostname") && (*unlike("rack", "old-.*") || *is("ssd", "1"));

    return berth::with_executor(needs, berth::command_executor); // 0.1 cpus and 32 MB more
}
// [/ask]

master_resource scalar(std::string name, double amount) {
    master_resource out;
    out.name = std::move(name);
    out.scalar = amount;
    return out;
}

/// 8 cpus, 16 GB, ports, and a disk that is mounted, all for the role `es`.
master_offer offer_of(std::string const& number) {
    master_resource ports;
    ports.name = "ports";
    ports.type = berth::testing::master_value_type::ranges;
    ports.ranges = {{9200, 9299}};
    master_resource mounted = scalar("disk", 500'000);
    mounted.disk.emplace().source.emplace() = {
        berth::testing::master_source_type::mount, "/mnt/data", {}, {}, {}, {}};
    return {"offer-" + number,
            "framework-1",
            "agent-" + number,
            "es",
            {scalar("cpus", 8), scalar("mem", 16384), ports, mounted}};
}

/// What an adapter does with an offer.
void read(master_offer const& offer, berth::offer_round& round) {
    berth::offer_builder to{round};
    to.id(offer.id);
    to.agent_id(offer.agent_id);
    to.hostname(offer.agent_id);
    to.allocation_role(*offer.allocation_role);
    for (master_resource const& entry : offer.resources) {
        to.resource(entry.name, static_cast<int>(entry.type));
        if (entry.scalar) {
            to.scalar(*entry.scalar);
        } else {
            to.range(entry.ranges->front().begin, entry.ranges->front().end);
        }
        if (entry.disk) {
            to.disk();
            to.disk_source(static_cast<int>(entry.disk->source->type));
            to.disk_root(*entry.disk->source->root);
        }
    }
    to.finish();
}

/// And with what was taken of it: a copy of the entry, with the amount.
std::vector<master_resource> write(berth::taking const& takes,
                                   std::vector<master_offer> const& offers) {
    std::vector<master_resource> out;
    for (berth::taken const& part : takes.resources) {
        master_resource& entry = out.emplace_back(offers[part.offer].resources[part.source]);
        if (part.type == berth::value_type::ranges) {
            entry.ranges = {{part.numbers.begin, part.numbers.end}};
        } else if (!part.whole) {
            entry.scalar = part.amount.to_double();
        }
    }
    return out;
}

struct planned {
    std::size_t offer{};
    berth::taking takes{};
};

std::vector<planned> plan(berth::requirement const& needs, berth::offer_round& round) {
    std::vector<planned> out;
    // [place]
    std::vector<berth::candidate> candidates;
    berth::merger merge;
    merge(round, candidates);

    berth::node_index nodes{2}; // where nodes are; two are wanted
    nodes.watch(needs.constraints);
    std::vector<berth::pending_node> const waiting{{&needs, {0}}, {&needs, {1}}};
    berth::placer place;
    place(berth::storage_aware{}, berth::first_fit{}, waiting, candidates, nodes, round,
          [&](std::size_t /*node*/, std::size_t at, berth::taking& takes) {
              nodes.add(candidates[at].first_offer());
              out.push_back({at, std::move(takes)});
          });
    // [/place]
    return out;
}

// [judge]
std::string fault_of(master_offer const& offer, std::vector<master_resource> resources) {
    berth::testing::master_task task;
    task.id = "es.0.1";
    task.agent_id = offer.agent_id;
    task.resources = std::move(resources);
    task.command.emplace().value = "./start";

    berth::testing::master_operation launch;
    launch.type = berth::testing::master_operation_type::launch;
    launch.tasks.push_back(task);

    // id, roles, principal, and whether it is partition-aware and may have shared resources
    berth::testing::judge master{{offer.framework_id, {"es"}, {}, true, false}};
    master.add_offer(offer);
    return std::string{master.accept({offer.id}, {launch}).first_rule()}; // empty: launched
}
// [/judge]

} // namespace

int main() {
    auto const needs = what_a_node_needs();
    if (auto const possible = berth::validate(needs); !possible) {
        return std::puts(std::string{possible.error().message()}.c_str()), 2;
    }
    std::vector<master_offer> const offers{offer_of("1"), offer_of("2")};
    berth::offer_round round;
    for (master_offer const& offer : offers) {
        read(offer, round);
    }
    auto const nodes = plan(needs, round);
    for (planned const& node : nodes) {
        auto const& offer = offers[node.offer];
        if (auto const fault = fault_of(offer, write(node.takes, offers)); !fault.empty()) {
            return std::printf("the master refuses it: %s\n", fault.c_str()), 1;
        }
        std::printf("launch a node with %s, ports %u and %u\n", offer.id.c_str(),
                    node.takes.ports[0], node.takes.ports[1]);
    }
    return nodes.size() == 2 ? 0 : 1;
}
