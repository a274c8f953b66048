// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_RECYCLING_POLICY_HPP
#define BERTH_IDENTITY_RECYCLING_POLICY_HPP

#include <berth/core/value.hpp>
#include <berth/model/evidence.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>

namespace berth {

/// What evidence says of a node id. `owned`: its task lives. `released`: the id is free at once.
/// `held`: nobody knows, so the id is kept from everybody.
enum class ruling : std::uint8_t { owned, released, held };

[[nodiscard]] constexpr std::string_view name(ruling r) noexcept {
    return r == ruling::owned ? "owned" : r == ruling::released ? "released" : "held";
}

/// Decides from the last evidence of a task what becomes of its node id.
///
/// **Required**: `p.judge(evidence)` returns a `ruling`, does not throw; regular.
///
/// **Optional**, with fallback:
///
/// | expression | type | meaning | fallback |
/// |---|---|---|---|
/// | `p.fence_seconds()` | `double` | an id is free that long after doubt made it held | never |
/// | `p.name()` | `std::string_view` | what an operator calls it | empty |
///
/// A fence says that by then something has taken the volumes from the task, so that it cannot
/// write any more. Time alone proves nothing.
///
/// **Laws** (`berth/testing/laws/recycling_policy.hpp`)
///
/// * total and pure: every state, source and reason has one ruling, always the same;
/// * a living task keeps its id: STAGING, STARTING, RUNNING and KILLING are `owned`;
/// * a task that is not proven to live is never `owned`;
/// * a fence, if there is one, takes a positive time, always the same.
///
/// **Models**: `recycling_table`, with the values `proven_gone`, `on_lost`, `trust_operator`, and
/// those that `after_fence` makes.
///
/// **Smallest model**
///
///     struct never_again {
///         berth::ruling judge(berth::evidence const& e) const noexcept {
///             return berth::alive(e.state) ? berth::ruling::owned : berth::ruling::held;
///         }
///         friend bool operator==(never_again, never_again) = default;
///     };
// clang-format off
template <class P>
concept recycling_policy = regular_value<P> && requires(P const& p, evidence const& last) {
    { p.judge(last) } noexcept -> std::same_as<ruling>;
};
// clang-format on

/// How long after doubt made it held an id is free by a fence: seconds, infinite if never.
template <recycling_policy P>
[[nodiscard]] constexpr double fence_seconds(P const& policy) noexcept {
    if constexpr (requires { static_cast<double>(policy.fence_seconds()); }) {
        return static_cast<double>(policy.fence_seconds());
    } else {
        return std::numeric_limits<double>::infinity();
    }
}

/// What an operator calls the policy; empty if it has no name.
template <recycling_policy P>
[[nodiscard]] constexpr std::string_view policy_name(P const& policy) noexcept {
    if constexpr (requires { std::string_view{policy.name()}; }) {
        return policy.name();
    } else {
        return {};
    }
}

} // namespace berth

#endif
