// SPDX-License-Identifier: Apache-2.0
// The rival of the composed strategy: `storage_aware` as one function of ifs.
#ifndef BENCH_JUDGE_BY_HAND_HPP
#define BENCH_JUDGE_BY_HAND_HPP

#include <berth/strategy/strategies.hpp>

#include <cstdint>

namespace berth_bench {

inline berth::verdict judge_by_hand(berth::candidate const& offered,
                                    berth::pending_node const& pending,
                                    berth::node_index const& nodes) {
    using berth::quantity;
    using berth::resource_kind;
    berth::requirement const& needs = *pending.needs;
    if (nodes.on_agent(offered.agent_id()) != 0 || nodes.on_host(offered.hostname()) != 0) {
        return {&berth::host_unused::info, {}, {}, false};
    }
    if (nodes.size() >= nodes.wanted()) {
        return {&berth::cluster_incomplete::info, quantity::whole(std::int64_t{nodes.size()} + 1),
                quantity::whole(nodes.wanted()), false};
    }
    if (needs.zonal_volumes) {
        berth::agent_zone const home{pending.region, pending.zone};
        auto const here = berth::zone_of(offered.first_offer(), needs);
        bool const anywhere = pending.launches.value == 0 && home.zone.empty();
        if (here.zone.empty() || (!anywhere && here != home)) {
            return {&berth::volume_zone::info, {}, {}, false};
        }
    }
    if (needs.local_data && pending.launches.value != 0 &&
        (pending.agent_id.empty() || pending.agent_id != offered.agent_id()) &&
        (pending.hostname.empty() || pending.hostname != offered.hostname())) {
        return {&berth::data_agent::info, {}, {}, false};
    }
    if (needs.attach_limit != 0) {
        std::int64_t const each = needs.external_volumes();
        std::int64_t const others = each * nodes.on_agent(offered.agent_id());
        std::int64_t const left = others < needs.attach_limit ? needs.attach_limit - others : 0;
        if (each > left) {
            return {&berth::enough_attachments::info, quantity::whole(each), quantity::whole(left),
                    false};
        }
    }
    if (offered.has_gpus() && !needs.on_gpu_agents && !needs.wants_gpus()) {
        return {&berth::gpus_spared::info, {}, {}, false};
    }
    auto const ports = static_cast<std::int64_t>(offered.ports(needs));
    if (auto const asked = static_cast<std::int64_t>(needs.ports.size()); asked > ports) {
        return {&berth::enough_ports::info, quantity::whole(asked), quantity::whole(ports), false};
    }
    std::int64_t fixed = 0;
    std::int64_t found = 0;
    for (std::uint32_t const port : needs.ports) {
        if (port != 0) {
            ++fixed;
            found += offered.has_port(port, needs) ? 1 : 0;
        }
    }
    if (found < fixed) {
        return {&berth::requested_ports::info, quantity::whole(fixed), quantity::whole(found),
                false};
    }
    if (auto const cpus = offered.available(resource_kind::cpus, needs); cpus < needs.cpus) {
        return {&berth::enough_cpus::info, needs.cpus, cpus, false};
    }
    if (auto const mem = offered.available(resource_kind::mem, needs); mem < needs.mem) {
        return {&berth::enough_mem::info, needs.mem, mem, false};
    }
    for (berth::named_quantity const& scalar : needs.scalars) {
        auto const there = offered.available(scalar.name.view(), needs);
        if (there < scalar.amount) {
            return {&berth::enough_scalars::info, scalar.amount, there, false};
        }
    }
    if (!needs.volumes.empty()) {
        berth::disk_fit const fit{offered.stock(), needs};
        if (fit.placed() < fit.asked()) {
            return {&berth::enough_disks::info,
                    quantity::whole(static_cast<std::int64_t>(fit.asked())),
                    quantity::whole(static_cast<std::int64_t>(fit.placed())), false};
        }
    }
    auto const wanted = needs.amount(resource_kind::disk);
    if (auto const disk = offered.available(resource_kind::disk, needs); disk < wanted) {
        return {&berth::enough_disk::info, wanted, disk, false};
    }
    return {};
}

} // namespace berth_bench

#endif
