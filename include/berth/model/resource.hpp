// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RESOURCE_HPP
#define BERTH_MODEL_RESOURCE_HPP

#include <berth/model/quantity.hpp>
#include <berth/model/range_view.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

/// The resources that rules know by name; everything else is `custom`.
enum class resource_kind : std::uint8_t { cpus, mem, disk, gpus, ports, custom };

[[nodiscard]] constexpr resource_kind kind_of(std::string_view name) noexcept {
    return name == "cpus"    ? resource_kind::cpus
           : name == "mem"   ? resource_kind::mem
           : name == "disk"  ? resource_kind::disk
           : name == "ports" ? resource_kind::ports
           : name == "gpus"  ? resource_kind::gpus
                             : resource_kind::custom;
}

/// As in Mesos' `Value.Type`, with its numbers. TEXT is for attributes only.
enum class value_type : std::uint8_t { scalar = 0, ranges = 1, set = 2, text = 3 };

/// Where disk space lies: on the agent's root disk or, by Mesos' `DiskInfo.Source.Type`, apart.
enum class disk_source : std::uint8_t { root = 0, path = 1, mount = 2, block = 3, raw = 4 };

/// One entry of an offer, compact: amounts rounded, ranges in normal form, text borrowed from
/// the framework's own offer, which must outlive it.
struct resource {
    std::string_view name{};
    std::string_view role{}; ///< of the innermost reservation; empty if unreserved
    range_view ranges{};     ///< of a RANGES entry
    quantity amount{};       ///< of a SCALAR entry, in thousandths
    std::uint32_t offer{};   ///< index of the offer in its round
    std::uint32_t source{};  ///< index of the entry in the framework's own offer
    resource_kind kind{};
    value_type type{};
    disk_source disk{}; ///< of a disk entry
    bool special{};     ///< a persistent volume, shared, revocable, or a provider's: it is
                        ///< not consumed unless a requirement asks for it by name

    friend constexpr bool operator==(resource const& a, resource const& b) noexcept {
        return a.name == b.name && a.role == b.role && a.amount == b.amount &&
               same(a.ranges, b.ranges) && a.offer == b.offer && a.source == b.source &&
               a.kind == b.kind && a.type == b.type && a.disk == b.disk && a.special == b.special;
    }
};

/// Whether a requirement for plain `kind` can be served from `entry`: its type fits, it is on no
/// separate disk, and it is not special.
[[nodiscard]] constexpr bool plain(resource const& entry) noexcept {
    return !entry.special && entry.disk == disk_source::root &&
           entry.type ==
               (entry.kind == resource_kind::ports ? value_type::ranges : value_type::scalar);
}

} // namespace berth

#endif
