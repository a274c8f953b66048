// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_VOLUME_REQUEST_HPP
#define BERTH_MODEL_VOLUME_REQUEST_HPP

#include <berth/core/text.hpp>
#include <berth/model/quantity.hpp>
#include <berth/model/resource.hpp>

namespace berth {

/// A volume that a node needs: what it is for and where its container expects it.
///
/// An external volume lies outside the agent: it is named and attached, and nothing of an offer
/// is consumed for it. A local one is space on a disk of the agent, taken from the offer: a part
/// of the root disk, a part of one PATH disk, a whole MOUNT or BLOCK disk, or an existing
/// persistent volume.
struct volume_request {
    text<63> purpose{};         ///< part of the volume's name: `data`
    text<255> container_path{}; ///< `/usr/share/elasticsearch/data`
    bool external = true;

    // Of a local volume.
    disk_source disk{};         ///< whatever it is, if a persistent volume is named
    quantity size{};            ///< MB; of a whole disk or a persistent volume, at least
    text<63> profile{};         ///< of a separate disk; empty: any
    text<255> persistence_id{}; ///< of an existing persistent volume; empty: no such volume
    bool shared = false;        ///< that persistent volume is one that other tasks use as well

    /// Whether it needs a disk of its own, a share of one, or a persistent volume: something that
    /// cannot be summed up with `requirement::disk`.
    [[nodiscard]] constexpr bool needs_separate_disk() const noexcept {
        return !external && (disk != disk_source::root || !persistence_id.empty());
    }

    /// Whether it is a part of the root disk.
    [[nodiscard]] constexpr bool needs_root_disk() const noexcept {
        return !external && !needs_separate_disk();
    }

    friend constexpr bool operator==(volume_request const&, volume_request const&) = default;
};

} // namespace berth

#endif
