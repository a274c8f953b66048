// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_RECYCLING_POLICY_HPP
#define BERTH_IDENTITY_RECYCLING_POLICY_HPP

#include <berth/core/value.hpp>
#include <berth/model/evidence.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace berth {

/// What evidence says of a node id. `owned`: its task lives. `released`: the id is free at once.
/// `held`: nobody knows, so the id is kept from everybody.
enum class ruling : std::uint8_t { owned, released, held };

[[nodiscard]] constexpr std::string_view name(ruling r) noexcept {
    return r == ruling::owned ? "owned" : r == ruling::released ? "released" : "held";
}

/// **Purpose.** Decides from the last evidence of a task what becomes of its node id. Models:
/// `recycling_table`, with the values `proven_gone`, `on_lost`, `trust_operator`, and those that
/// `after_fence` makes.
///
/// **Required expressions** of a regular `P`, with `P const p`:
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `p.judge(evidence)` | `ruling` | what the evidence says of the id; `noexcept` |
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `p.fence_seconds()` | `double` | an id is free that long after doubt made it held | never |
/// | `p.name()` | `std::string_view` | what an operator calls it | empty |
///
/// A fence says that by then something has taken the volumes from the task, so that it cannot
/// write any more. Time alone proves nothing.
///
/// **Laws**, held by `laws::recycling_policy` of <berth/testing/laws/recycling_policy.hpp>, for
/// every evidence there is and every model in tests/identity/recycling_tables.test.cpp and
/// tests/identity/after_fence.test.cpp, where each law finds who breaks it.
///
/// 1. `total`: every state, source and reason has one of the three rulings.
/// 2. `pure`: it is always the same, and nothing else changes.
/// 3. `living_is_owned`: a living task keeps its id: STAGING, STARTING, RUNNING and KILLING.
/// 4. `others_are_not_owned`: a task that is not proven to live is never `owned`.
/// 5. `fence_takes_time`: a fence, if there is one, takes a positive time, always the same.
///
/// **Smallest legal model**
/// \model tests/identity/recycling_tables.test.cpp#never_again
///
///     struct never_again {
///         constexpr berth::ruling judge(berth::evidence const& said) const noexcept {
///             return berth::alive(said.state) ? berth::ruling::owned : berth::ruling::held;
///         }
///         friend constexpr bool operator==(never_again, never_again) = default;
///     };
// clang-format off
template <class P>
concept recycling_policy = regular_value<P> && requires(P const& p, evidence const& last) {
    { p.judge(last) } noexcept -> std::same_as<ruling>;
};
// clang-format on

namespace detail {

// What the compiler says first of a type that is none.
template <class P>
struct not_a_recycling_policy : std::false_type {
    static_assert(recycling_policy<P>,
                  "berth: a recycling policy is regular and has ruling judge(evidence "
                  "const&) const noexcept; see the concept recycling_policy in "
                  "<berth/identity/recycling_policy.hpp>");
};

template <class P>
concept asserted_recycling_policy = recycling_policy<P> || not_a_recycling_policy<P>::value;

} // namespace detail

/// How long after doubt made it held an id is free by a fence: seconds, infinite if never.
template <detail::asserted_recycling_policy P>
[[nodiscard]] constexpr double fence_seconds(P const& policy) noexcept {
    if constexpr (requires { static_cast<double>(policy.fence_seconds()); }) {
        return static_cast<double>(policy.fence_seconds());
    } else {
        return std::numeric_limits<double>::infinity();
    }
}

/// What an operator calls the policy; empty if it has no name.
template <detail::asserted_recycling_policy P>
[[nodiscard]] constexpr std::string_view policy_name(P const& policy) noexcept {
    if constexpr (requires { std::string_view{policy.name()}; }) {
        return policy.name();
    } else {
        return {};
    }
}

} // namespace berth

#endif
