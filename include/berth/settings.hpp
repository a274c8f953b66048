// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_SETTINGS_HPP
#define BERTH_SETTINGS_HPP

#include <berth/model/requirement.hpp>
#include <berth/policies.hpp>
#include <berth/volume/name_limits.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

namespace berth {

namespace detail {

template <class Recycling>
[[nodiscard]] constexpr Recycling default_recycling() noexcept {
    if constexpr (std::same_as<Recycling, recycling_table>) {
        return proven_gone;
    } else {
        return Recycling{};
    }
}

} // namespace detail

/// What an operator sets for one group: a value for each axis of the bundle `P`, beside what its
/// nodes need, what they are called and how many are wanted.
template <detail::asserted_policy_bundle P = default_policies>
struct settings {
    /// First part of task ids and volume names; for a framework with one kind of node, its name.
    std::string name{};
    std::string volume_prefix{}; ///< before the name in volume names: one per cluster, say
    requirement needs{};
    std::uint32_t wanted = 0;
    /// How many held ids may have a substitute under an id, and with volumes, of its own. When
    /// the held task is seen again, the highest id is retired.
    std::uint32_t spare_ids = 0;

    /// Names of the groups that are to be ready before a node of this one is launched for the
    /// first time. What was launched before stays, and is launched again, whatever becomes of them.
    std::vector<std::string> after{};
    /// How many nodes run when this group is ready for those after it; 0, or more than are wanted:
    /// as many as are wanted.
    std::uint32_t ready_at = 0;

    node_id largest_id = P::largest_id;
    name_limits limits = portable; ///< of the volume driver

    typename P::strategy strategy{};
    typename P::allocator allocator{};
    typename P::recycling recycling = detail::default_recycling<typename P::recycling>();
    typename P::formatter formatter{};
    typename P::selection selection{};

    friend bool operator==(settings const&, settings const&) = default;
};

} // namespace berth

#endif
