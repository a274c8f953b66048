// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_POLICIES_HPP
#define BERTH_POLICIES_HPP

#include <berth/identity/id_allocator.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/identity/recycling_policy.hpp>
#include <berth/identity/recycling_tables.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>

#include <concepts>

namespace berth {

/// The safe bundle. A framework derives from it and replaces one alias.
struct default_policies {
    using strategy = storage_aware;
    using allocator = lowest_free_id;
    using recycling = recycling_table; ///< `settings` starts it as `proven_gone`
    using formatter = dashed_name;
    using selection = first_fit; ///< or `best_fit`, `spread`, `preferring`

    /// Names are proven up to this id, and no node gets a larger one.
    static constexpr node_id largest_id{999};
};

/// A type for each axis, and the largest id.
template <class P>
concept policy_bundle =
    id_allocator<typename P::allocator> && recycling_policy<typename P::recycling> &&
    name_formatter<typename P::formatter> && selection<typename P::selection> && requires {
    typename P::strategy;
    { P::largest_id } -> std::convertible_to<node_id>;
};

} // namespace berth

#endif
