// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_FIND_HPP
#define BERTH_TESTING_MASTER_FIND_HPP

#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_value.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::testing {

namespace detail {

// Reduces `part` to what of it is needed. \requires the two are of one type.
inline void keep_common(master_resource& part, master_resource const& need) {
    if (part.scalar && need.scalar) {
        part.scalar =
            master_value::contains(*part.scalar, *need.scalar) ? *need.scalar : *part.scalar;
    } else if (part.ranges && need.ranges) {
        part.ranges = master_value::common(*part.ranges, *need.ranges);
    } else if (part.set && need.set) {
        part.set = master_value::common(*part.set, *need.set);
    }
}

// Moves what is needed from `left` to `found`, as far as entries of the tier have it: 0 is the
// role, 1 what is unreserved, 2 other roles. Reduces the need.
inline void move_tier(master_resources& left, master_resources& found, master_resource& need,
                      int tier, std::string_view role) {
    master_resources const before = left;
    for (master_resources::entry const& each : before.entries()) {
        bool const own = reservation_role(each.resource) == role;
        if (tier == 0 ? !own : own || (tier == 1) == is_reserved(each.resource)) {
            continue;
        }
        for (std::uint32_t copy = 0; copy != each.count && !is_nothing(need); ++copy) {
            master_resource part = each.resource;
            part.reservations.clear();
            if (!same_kind(part, need) || (is_indivisible(need) && !same_amount(part, need))) {
                break;
            }
            keep_common(part, need);
            master_resource const moved = part;
            part.reservations = each.resource.reservations;
            if (left.subtract({part})) {
                found.add(part);
                subtract_amount(need, moved);
            }
        }
    }
}

} // namespace detail

/// \returns entries of `pool` that, reservations aside, sum up to `target`: of the role that the
/// target names first, then unreserved, then of any role; nothing if there is too little.
///
/// Differences to the master's `find`, which uses at most one entry per tier, cannot put pieces
/// of ranges and sets together, and may give the same thing twice: this one does none of that.
/// O(entries of the pool squared * entries of the target).
///
/// Source: Mesos, `Resources::find` in `src/common/resources.cpp`.
[[nodiscard]] inline std::optional<master_resources> find(master_resources const& pool,
                                                          master_resources const& target) {
    master_resources left = pool;
    master_resources found;
    for (master_resources::entry const& wanted : target.entries()) {
        for (std::uint32_t copy = 0; copy != wanted.count; ++copy) {
            master_resource need = wanted.resource;
            need.reservations.clear();
            for (int tier = 0; tier != 3 && !is_nothing(need); ++tier) {
                detail::move_tier(left, found, need, tier, reservation_role(wanted.resource));
            }
            if (!is_nothing(need)) {
                return std::nullopt;
            }
        }
    }
    return found;
}

} // namespace berth::testing

#endif
