// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_OFFER_CONSTRAINTS_HPP
#define BERTH_MESOS_JSON_OFFER_CONSTRAINTS_HPP

#include <berth/mesos/json_value.hpp>
#include <berth/model/offer_constraints.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace berth {

namespace detail {

template <json_value J>
[[nodiscard]] J write_offer_constraint(offer_constraint const& from) {
    static constexpr std::array<char const*, 6> predicates{"exists",       "not_exists",
                                                           "text_equals",  "text_not_equals",
                                                           "text_matches", "text_not_matches"};
    J out = J::object();
    J& selector = out["selector"] = J::object();
    switch (from.field.kind) {
    case field_kind::hostname: selector["pseudoattribute_type"] = "HOSTNAME"; break;
    case field_kind::region: selector["pseudoattribute_type"] = "REGION"; break;
    case field_kind::zone: selector["pseudoattribute_type"] = "ZONE"; break;
    default: selector["attribute_name"] = std::string{from.field.name()}; break;
    }
    J& asked = out["predicate"][predicates[static_cast<std::size_t>(from.asks)]] = J::object();
    if (from.asks == offer_predicate::text_matches ||
        from.asks == offer_predicate::text_not_matches) {
        asked["regex"] = from.value;
    } else if (from.asks >= offer_predicate::text_equals) {
        asked["value"] = from.value;
    }
    return out;
}

} // namespace detail

/// Writes the `offer_constraints` of a SUBSCRIBE or UPDATE_FRAMEWORK call of the v1 HTTP API, for one
/// role (Mesos 1.11, `include/mesos/v1/scheduler/scheduler.proto`). \pre there are some: the
/// master refuses a role without groups; leave the field out then
template <detail::asserted_json_value J>
[[nodiscard]] J write_offer_constraints(offer_constraints const& from, std::string_view role) {
    J groups = J::array();
    for (offer_constraint_group const& group : from.groups) {
        J all = J::array();
        for (offer_constraint const& one : group) {
            all.push_back(detail::write_offer_constraint<J>(one));
        }
        J written = J::object();
        written["attribute_constraints"] = all;
        groups.push_back(written);
    }
    J out = J::object();
    out["role_constraints"][std::string{role}]["groups"] = groups;
    return out;
}

} // namespace berth

#endif
