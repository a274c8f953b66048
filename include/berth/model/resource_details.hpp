// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RESOURCE_DETAILS_HPP
#define BERTH_MODEL_RESOURCE_DETAILS_HPP

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

/// What few entries of an offer have: kept apart so that an entry stays small. Text is borrowed
/// from the framework's own offer. The names are those of Mesos' `Resource` and its `DiskInfo`.
struct resource_details {
    std::string_view provider{};    ///< id of the resource provider
    std::string_view persistence{}; ///< id of a persistent volume
    std::string_view root{};        ///< of a PATH or MOUNT disk
    std::string_view source_id{};   ///< of a disk that a provider made
    std::string_view profile{};
    std::string_view vendor{};
    std::span<std::string_view const> items{}; ///< of a SET entry, sorted

    /// Whether both name the same disk, whatever lies on it.
    [[nodiscard]] constexpr bool same_disk(resource_details const& other) const noexcept {
        return provider == other.provider && root == other.root && source_id == other.source_id &&
               profile == other.profile && vendor == other.vendor;
    }

    friend constexpr bool operator==(resource_details const& a,
                                     resource_details const& b) noexcept {
        bool all =
            a.same_disk(b) && a.persistence == b.persistence && a.items.size() == b.items.size();
        for (std::size_t i = 0; all && i < a.items.size(); ++i) {
            all = a.items[i] == b.items[i];
        }
        return all;
    }
};

/// What an entry without details has.
inline constexpr resource_details no_details{};

} // namespace berth

#endif
