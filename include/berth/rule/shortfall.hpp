// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_SHORTFALL_HPP
#define BERTH_RULE_SHORTFALL_HPP

#include <berth/model/verdict.hpp>

#include <compare>
#include <cstdint>

namespace berth {

/// How far a candidate is from fitting. Fewer failing rules are nearer; of equally many, what is
/// missing of less, as a part of what is asked and summed over them: 500 MB of 2,000 and one port
/// of two are 250,000 and 500,000 millionths. A rule without amounts misses the whole.
struct shortfall {
    std::uint32_t failing = 0;
    std::int64_t millionths = 0;

    /// \effects counts a verdict that failed; one that passed changes nothing.
    constexpr void add(verdict const& said) noexcept {
        if (said.passed) {
            return;
        }
        ++failing;
        auto const asked = static_cast<double>(said.asked.thousandths());
        auto const missing = static_cast<double>(said.short_by().thousandths());
        bool const part = said.rule->measured && asked > 0.0;
        millionths += part ? static_cast<std::int64_t>(missing / asked * 1e6) : 1'000'000;
    }

    friend constexpr auto operator<=>(shortfall const&, shortfall const&) = default;
    friend constexpr bool operator==(shortfall const&, shortfall const&) = default;
};

} // namespace berth

#endif
