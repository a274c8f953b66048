// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RESOURCE_HPP
#define BERTH_MODEL_RESOURCE_HPP

#include <berth/model/quantity.hpp>
#include <berth/model/range_view.hpp>
#include <berth/model/resource_details.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// The resources that rules know by name; everything else is `custom`.
enum class resource_kind : std::uint8_t { cpus, mem, disk, gpus, ports, custom };

[[nodiscard]] constexpr resource_kind kind_of(std::string_view name) noexcept {
    // Of a length known to the compiler, so that it makes no call.
    auto const is = [&]<std::size_t Size>(char const(&other)[Size]) {
        bool same = name.size() == Size - 1;
        for (std::size_t i = 0; same && i < Size - 1; ++i) {
            same = name[i] == other[i];
        }
        return same;
    };
    return is("cpus")    ? resource_kind::cpus
           : is("mem")   ? resource_kind::mem
           : is("disk")  ? resource_kind::disk
           : is("ports") ? resource_kind::ports
           : is("gpus")  ? resource_kind::gpus
                         : resource_kind::custom;
}

/// As in Mesos' `Value.Type`, with its numbers. TEXT is for attributes only.
enum class value_type : std::uint8_t { scalar = 0, ranges = 1, set = 2, text = 3 };

/// Where disk space lies: on the agent's root disk or, by Mesos' `DiskInfo.Source.Type`, apart.
enum class disk_source : std::uint8_t { root = 0, path = 1, mount = 2, block = 3, raw = 4 };

/// Whether a disk is used whole or not at all; PATH disks, like the root disk, are divisible.
[[nodiscard]] constexpr bool is_whole(disk_source disk) noexcept {
    return disk == disk_source::mount || disk == disk_source::block;
}

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
    disk_source disk{};      ///< of a disk entry
    std::uint8_t rank{};     ///< 0 if unreserved; the more refined its reservation, the higher
    bool revocable = false;  ///< the master may take it back at any time
    bool persistent = false; ///< a persistent volume: with data, and whole
    bool shared = false;     ///< a persistent volume that several tasks use at once
    bool provided = false;   ///< by a resource provider, which `details` name
    resource_details const* details = nullptr; ///< null if it has none

    [[nodiscard]] constexpr resource_details const& detail() const noexcept {
        return details == nullptr ? no_details : *details;
    }

    friend constexpr bool operator==(resource const& a, resource const& b) noexcept {
        return a.name == b.name && a.role == b.role && a.amount == b.amount &&
               same(a.ranges, b.ranges) && a.offer == b.offer && a.source == b.source &&
               a.kind == b.kind && a.type == b.type && a.disk == b.disk && a.rank == b.rank &&
               a.revocable == b.revocable && a.persistent == b.persistent && a.shared == b.shared &&
               a.provided == b.provided && a.detail() == b.detail();
    }
};

/// Whether an entry serves an amount of its kind: its type fits, and it is neither on a separate
/// disk nor a persistent volume. Who may consume it is another question.
[[nodiscard]] constexpr bool divisible(resource const& entry) noexcept {
    return !entry.persistent && entry.disk == disk_source::root &&
           entry.type ==
               (entry.kind == resource_kind::ports ? value_type::ranges : value_type::scalar);
}

/// Whether an entry serves any requirement whose role allows it: divisible, and neither revocable
/// nor a provider's, which are not consumed unless a requirement asks for them.
[[nodiscard]] constexpr bool plain(resource const& entry) noexcept {
    return divisible(entry) && !entry.revocable && !entry.provided;
}

} // namespace berth

#endif
