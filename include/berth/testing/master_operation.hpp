// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_OPERATION_HPP
#define BERTH_TESTING_MASTER_OPERATION_HPP

#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_task.hpp>

#include <optional>
#include <string>
#include <vector>

namespace berth::testing {

/// With the protocol's numbers.
enum class master_operation_type {
    unknown = 0,
    launch = 1,
    reserve = 2,
    unreserve = 3,
    create = 4,
    destroy = 5,
    launch_group = 6,
    grow_volume = 11,
    shrink_volume = 12,
    create_disk = 13,
    destroy_disk = 14,
};

/// `Offer.Operation` as a plain value: what its type does not name stays empty.
struct master_operation {
    master_operation_type type = master_operation_type::unknown;
    std::optional<std::string> id{};
    std::vector<master_task> tasks{};          ///< LAUNCH, LAUNCH_GROUP
    std::optional<master_executor> executor{}; ///< LAUNCH_GROUP
    /// RESERVE and UNRESERVE: the resources. CREATE and DESTROY: the volumes. GROW_VOLUME: volume
    /// and addition. SHRINK_VOLUME: the volume. CREATE_DISK and DESTROY_DISK: the source.
    std::vector<master_resource> resources{};
    std::vector<master_resource> source{};                   ///< RESERVE
    double subtract = 0.0;                                   ///< SHRINK_VOLUME, MB
    master_source_type target = master_source_type::unknown; ///< CREATE_DISK
    std::optional<std::string> target_profile{};             ///< CREATE_DISK

    friend bool operator==(master_operation const&, master_operation const&) = default;
};

[[nodiscard]] inline bool launches(master_operation const& what) noexcept {
    return what.type == master_operation_type::launch ||
           what.type == master_operation_type::launch_group;
}

/// An offer as the master sent it.
struct master_offer {
    std::string id{};
    std::string framework_id{};
    std::string agent_id{};
    std::optional<std::string> allocation_role{}; ///< not told to frameworks without MULTI_ROLE
    std::vector<master_resource> resources{};     ///< in any format

    friend bool operator==(master_offer const&, master_offer const&) = default;
};

} // namespace berth::testing

#endif
