// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_VERDICT_HPP
#define BERTH_MODEL_VERDICT_HPP

#include <berth/model/quantity.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

/// What a refusal hangs on. It says how long the offer need not come again while the same nodes are
/// missing: what is refused for two causes stays refused until the slower one has changed.
enum class refusal_cause : std::uint8_t {
    moment, ///< it may end at any time, and nothing tells when
    nodes,  ///< the group's own nodes: it ends when one of them goes, or another is missing
    agent, ///< what the agent is, or that it has too little: no part of what it has would do either
};

/// What a rule is called and what it says when it fails. Each rule has one, as a static constant.
/// The texts may have slots, as `{asked}`; `describe.hpp` fills them.
struct rule_info {
    std::string_view name{};
    std::string_view text{};
    bool measured = true; ///< whether its amounts mean something

    /// Whether a refusal lasts for the round: once the rule refuses a requirement on a candidate,
    /// it does so whatever else is placed, for any other node with that requirement.
    bool lasting = false;

    refusal_cause cause = refusal_cause::moment; ///< of its refusals

    /// The least that would make it pass, as an order: `ask for {short} MB less mem`.
    std::string_view remedy{};

    /// What is said of a number of offers that it refuses: `short of mem by at least {short}`.
    std::string_view of_many{};
};

/// What one rule said of one candidate and one node: 32 bytes; its text is made on demand,
/// by `describe`.
struct verdict {
    rule_info const* rule = nullptr; ///< never null in a verdict that a rule returned
    quantity asked{};                ///< in the unit of the rule: cpus, MB, ports, nodes
    quantity available{};
    bool passed = true;
    /// Of a placement constraint: its index in `requirement::constraints`. Of a further scalar: its
    /// index in `requirement::scalars`.
    std::uint32_t part = 0;

    /// By how much `available` falls short; zero if it does not.
    [[nodiscard]] constexpr quantity short_by() const noexcept {
        return asked > available ? asked - available : quantity{};
    }

    friend constexpr bool operator==(verdict const&, verdict const&) = default;
};

/// A verdict on an amount: passes if there is enough.
[[nodiscard]] constexpr verdict measure(rule_info const& rule, quantity asked,
                                        quantity available) noexcept {
    return {&rule, asked, available, asked <= available};
}

} // namespace berth

#endif
