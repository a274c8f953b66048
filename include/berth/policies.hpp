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
#include <type_traits>

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

/// **Purpose.** A type for each axis, and the largest id: what makes one kind of `group` and of
/// `settings`. Models: `default_policies`, and what derives from it and replaces an alias.
///
/// **Required expressions**
///
/// | expression | is | meaning |
/// |---|---|---|
/// | `P::strategy` | a `rule_list` | may the node go there |
/// | `P::allocator` | an `id_allocator` | under which id |
/// | `P::recycling` | a `recycling_policy` | when an id is free again |
/// | `P::formatter` | a `name_formatter` | what its volumes are called |
/// | `P::selection` | a `selection` | which of the places that are left |
/// | `P::largest_id` | a `node_id` constant | names are proven up to it |
///
/// **Optional expressions**: none. Who derives from `default_policies` replaces what is to differ.
///
/// **Laws**, held by tests/group.test.cpp:
///
/// 1. Each type is regular and made without arguments, so that `settings` and `group` are
///    (`is_default_constructible_v`).
/// 2. A volume name of every id up to `largest_id` is legal, or `group::make` says which is not
///    ("group: the largest id decides how long names get").
///
/// **Smallest legal model**
/// \model tests/group.test.cpp#old_names
///
///     struct old_names : berth::default_policies {
///         using formatter = berth::concatenated_name;
///         using strategy = berth::external_storage;
///     };
template <class P>
concept policy_bundle =
    id_allocator<typename P::allocator> && recycling_policy<typename P::recycling> &&
    name_formatter<typename P::formatter> && selection<typename P::selection> &&
    detail::strategy_of_rules<typename P::strategy> && requires {
    { P::largest_id } -> std::convertible_to<node_id>;
};

namespace detail {

// What the compiler says first of a bundle that is none: of the axis at fault.
template <class P>
struct not_a_policy_bundle {
    static_assert(
        requires {
            typename P::strategy;
            typename P::allocator;
            typename P::recycling;
            typename P::formatter;
            typename P::selection;
            P::largest_id;
        },
        "berth: a bundle of policies names strategy, allocator, recycling, formatter, "
        "selection and largest_id; derive it from berth::default_policies and replace "
        "what is to differ, see <berth/policies.hpp>");
    static_assert(
        std::is_convertible_v<decltype(P::largest_id), node_id>,
        "berth: the largest_id of a bundle is a berth::node_id; see <berth/policies.hpp>");

    static constexpr bool value = asserted_strategy<typename P::strategy> &&
                                  asserted_id_allocator<typename P::allocator> &&
                                  asserted_recycling_policy<typename P::recycling> &&
                                  asserted_name_formatter<typename P::formatter> &&
                                  asserted_selection<typename P::selection> && false;
};

template <class P>
concept asserted_policy_bundle = policy_bundle<P> || not_a_policy_bundle<P>::value;

} // namespace detail

} // namespace berth

#endif
