// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_ENOUGH_SCALARS_HPP
#define BERTH_RULE_ENOUGH_SCALARS_HPP

#include <berth/rule/rule.hpp>

#include <cstdint>

namespace berth {

/// There is enough of every further scalar. Each has a verdict of its own, with `verdict::part` as
/// its index in the requirement.
///
/// Further scalars are those without a field of their own in the requirement, `gpus` among them.
/// Asked and available are in the scalar's own unit. A refusal lasts for the round: nothing that
/// is placed gives an agent more.
struct enough_scalars {
    static constexpr rule_info info{
        .name = "enough_scalars",
        .text = "Offer did not have enough of {scalar}",
        .measured = true,
        .lasting = true,
        .cause = refusal_cause::agent,
        .remedy = "ask for {short} less of {scalar}",
        .of_many = "short of {scalar} by at least {short}",
    };

    /// \effects passes the verdict on each further scalar, until `sink` returns false; its own if
    /// there is none.
    /// \returns whether `sink` wants more
    template <class Sink>
    constexpr bool visit(candidate const& offered, pending_node const& pending,
                         node_index const& /*nodes*/, Sink&& sink) const {
        auto const& needs = *pending.needs;
        for (std::uint32_t i = 0; i < needs.scalars.size(); ++i) {
            if (!sink(judge(offered, needs, i))) {
                return false;
            }
        }
        return !needs.scalars.empty() || sink(verdict{&info, {}, {}, true});
    }

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& /*nodes*/) const noexcept {
        auto const& needs = *pending.needs;
        for (std::uint32_t i = 0; i < needs.scalars.size(); ++i) {
            verdict const said = judge(offered, needs, i);
            if (!said.passed) {
                return said;
            }
        }
        return {&info, {}, {}, true};
    }

    friend constexpr bool operator==(enough_scalars const&, enough_scalars const&) = default;

private:
    [[nodiscard]] static constexpr verdict judge(candidate const& offered, requirement const& needs,
                                                 std::uint32_t which) noexcept {
        named_quantity const& scalar = needs.scalars[which];
        verdict out = measure(info, scalar.amount, offered.available(scalar.name, needs));
        out.part = which;
        return out;
    }
};

} // namespace berth

#endif
