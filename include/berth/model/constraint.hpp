// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_CONSTRAINT_HPP
#define BERTH_MODEL_CONSTRAINT_HPP

#include <berth/core/text.hpp>
#include <berth/model/agent_field.hpp>
#include <berth/model/pattern.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// What a placement constraint asks of an agent, by the names and with the meaning of Marathon
/// (mesosphere/marathon, `Constraints.scala`); below, "value" is that of its field on the agent,
/// and "nodes" are those of the group that have an owner or may have one. The last three join
/// other constraints.
enum class constraint_operator : std::uint8_t {
    unique,   ///< no node has the value
    cluster,  ///< all nodes have the value; if one is given, it is that one
    group_by, ///< no node has the value; or `count` values are in use, none by fewer nodes
    like,     ///< the value matches a pattern as a whole
    unlike,   ///< it does not, or there is no value
    is,       ///< the value is the one given; numbers are compared as numbers
    max_per,  ///< fewer than `count` nodes have the value
    all_of,
    any_of,
    none_of,
};

namespace detail {

inline constexpr std::array<std::string_view, 10> constraint_names{
    "UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "IS", "MAX_PER", "all", "any", "none"};

} // namespace detail

[[nodiscard]] constexpr std::string_view name(constraint_operator what) noexcept {
    return detail::constraint_names[static_cast<std::size_t>(what)];
}

/// Whether it joins other constraints.
[[nodiscard]] constexpr bool joins(constraint_operator what) noexcept {
    return what >= constraint_operator::all_of;
}

/// Whether it asks what the nodes have, and not only what the agent says.
[[nodiscard]] constexpr bool compares_nodes(constraint_operator what) noexcept {
    return what == constraint_operator::unique || what == constraint_operator::cluster ||
           what == constraint_operator::group_by || what == constraint_operator::max_per;
}

/// One placement constraint, or what joins the `size - 1` that follow it in a list. Made by
/// the functions of `constraints.hpp`, which see to it that it has a meaning.
struct constraint {
    constraint_operator what{};
    agent_field field{};
    text<255> value{};       ///< of IS, and of CLUSTER if one is given
    std::uint32_t count = 1; ///< of GROUP_BY and MAX_PER
    pattern like{};          ///< of LIKE and UNLIKE
    std::uint32_t size = 1;  ///< of the constraint in its list, with those that it joins

    friend constexpr bool operator==(constraint const&, constraint const&) = default;
};

} // namespace berth

#endif
