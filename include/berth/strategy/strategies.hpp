// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_STRATEGIES_HPP
#define BERTH_STRATEGY_STRATEGIES_HPP

#include <berth/rule/cluster_incomplete.hpp>
#include <berth/rule/data_agent.hpp>
#include <berth/rule/enough_attachments.hpp>
#include <berth/rule/enough_cpus.hpp>
#include <berth/rule/enough_disk.hpp>
#include <berth/rule/enough_disks.hpp>
#include <berth/rule/enough_mem.hpp>
#include <berth/rule/enough_ports.hpp>
#include <berth/rule/enough_scalars.hpp>
#include <berth/rule/gpus_spared.hpp>
#include <berth/rule/host_allowed.hpp>
#include <berth/rule/host_unused.hpp>
#include <berth/rule/outside_maintenance.hpp>
#include <berth/rule/placement_allowed.hpp>
#include <berth/rule/requested_ports.hpp>
#include <berth/rule/rule_list.hpp>
#include <berth/rule/volume_zone.hpp>

#include <type_traits>

namespace berth {

/// The data lies on the agent's own disk, so the offer must have room for it. Order and texts
/// are the original's (mesos/elasticsearch, `OfferStrategyNormal.java`), with nine rules more.
///
/// No rule keeps two nodes off one volume, because no two can have it: an id has one owner, which
/// the ledger sees to from the moment of its placement, and volume names are proven to be of one
/// id each (`group::make`).
using storage_aware =
    rule_list<host_unused, cluster_incomplete, host_allowed, outside_maintenance, placement_allowed,
              volume_zone, data_agent, enough_attachments, gpus_spared, enough_ports,
              requested_ports, enough_cpus, enough_mem, enough_scalars, enough_disks, enough_disk>;

/// The data lies on a volume outside the agent, so its root disk does not matter (the original's
/// `OfferStrategyExternalStorage.java`). With a `requirement::disk` for the sandbox, take
/// `storage_aware`: what is asked for must be judged.
using external_storage =
    rule_list<host_unused, cluster_incomplete, host_allowed, outside_maintenance, placement_allowed,
              volume_zone, data_agent, enough_attachments, gpus_spared, enough_ports,
              requested_ports, enough_cpus, enough_mem, enough_scalars, enough_disks>;

static_assert(std::is_same_v<external_storage, without<storage_aware, enough_disk>>,
              "berth: external storage is the storage-aware strategy without its disk rule");

} // namespace berth

#endif
