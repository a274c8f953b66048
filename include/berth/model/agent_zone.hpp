// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_AGENT_ZONE_HPP
#define BERTH_MODEL_AGENT_ZONE_HPP

#include <berth/model/offer.hpp>
#include <berth/model/requirement.hpp>

#include <string_view>

namespace berth {

/// The zone that an agent says it is in, or that is on record of an id. Text is borrowed.
struct agent_zone {
    std::string_view region{}; ///< of a fault domain; empty if an attribute says the zone
    std::string_view zone{};   ///< empty if it is not known

    [[nodiscard]] constexpr bool known() const noexcept { return !zone.empty(); }

    friend constexpr bool operator==(agent_zone const&, agent_zone const&) = default;
};

/// \returns the zone of the agent of `from`: its fault domain or, if `needs` names an attribute,
/// the value of the first of that name; not known if that is not a TEXT.
/// \complexity linear in the attributes
[[nodiscard]] constexpr agent_zone zone_of(offer const& from, requirement const& needs) noexcept {
    if (needs.zone_attribute.empty()) {
        return {from.region, from.zone};
    }
    for (attribute const& said : from.attributes) {
        if (needs.zone_attribute == said.name) {
            return {{}, said.type == value_type::text ? said.text : std::string_view{}};
        }
    }
    return {};
}

} // namespace berth

#endif
