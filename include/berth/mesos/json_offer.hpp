// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_OFFER_HPP
#define BERTH_MESOS_JSON_OFFER_HPP

#include <berth/mesos/json_entry.hpp>
#include <berth/mesos/unread.hpp>
#include <berth/model/offer_round.hpp>

#include <string_view>

namespace berth {

namespace detail::from_json {

template <json_value J>
[[nodiscard]] outcome read_domain(J const& domain, offer_builder& to) {
    return with_optional(domain, "fault_domain", [&](J const& fault) -> outcome {
        std::string_view region;
        std::string_view zone;
        auto const name_of = [&](char const* key, std::string_view& out) {
            return with_required(fault, key,
                                 [&](J const& part) { return read_required(part, "name", out); });
        };
        if (outcome const done = name_of("region", region); !done) {
            return done;
        }
        outcome const done = name_of("zone", zone);
        to.fault_domain(region, zone);
        return done;
    });
}

template <json_value J>
[[nodiscard]] outcome read_unavailability(J const& json, offer_builder& to) {
    double start = 0.0;
    double duration = never.value;
    outcome const done = with_required(
        json, "start", [&](J const& time) { return read_required(time, "nanoseconds", start); });
    if (!done) {
        return done;
    }
    outcome const read = with_optional(json, "duration", [&](J const& time) {
        return read_required(time, "nanoseconds", duration);
    });
    to.maintenance(unavailability::from_nanoseconds(start, duration));
    return read;
}

} // namespace detail::from_json

/// Adds an offer of the v1 HTTP API (Mesos, `include/mesos/v1/mesos.proto`, as JSON) to a round.
/// Unknown fields are ignored and null is absent, as for Mesos.
///
/// \returns an error with the path of the field if the document does not have the shape of an
///          offer; it is then not added. A *value* that the master's rules refuse is not such an
///          error: the offer is added and faulty.
/// `json` must outlive the round.
template <json_value J>
[[nodiscard]] outcome read_offer(J const& json, offer_round& round) {
    offer_builder to{round};
    std::string_view id;
    std::string_view agent_id;
    std::string_view hostname;
    if (outcome const done = json_fields::read_value(json, "id", id); !done) {
        return done;
    }
    if (outcome const done = json_fields::read_value(json, "agent_id", agent_id); !done) {
        return done;
    }
    if (outcome const done = json_fields::read_required(json, "hostname", hostname); !done) {
        return done;
    }
    to.id(id);
    to.agent_id(agent_id);
    to.hostname(hostname);
    std::string_view role;
    if (outcome const done = detail::from_json::read_allocation(json, role); !done) {
        return done;
    }
    to.allocation_role(role);
    if (outcome const done = json_fields::with_optional(
            json, "domain",
            [&](J const& domain) { return detail::from_json::read_domain(domain, to); });
        !done) {
        return done;
    }
    if (outcome const done = json_fields::with_optional(
            json, "unavailability",
            [&](J const& when) { return detail::from_json::read_unavailability(when, to); });
        !done) {
        return done;
    }
    if (outcome const done = json_fields::with_each(
            json, "resources", [&](J const& r) { return detail::from_json::read_resource(r, to); });
        !done) {
        return done;
    }
    if (outcome const done = json_fields::with_each(
            json, "attributes",
            [&](J const& a) { return detail::from_json::read_attribute(a, to); });
        !done) {
        return done;
    }
    to.finish();
    return ok;
}

} // namespace berth

#endif
