// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_RESOURCES_HPP
#define BERTH_MESOS_JSON_RESOURCES_HPP

#include <berth/mesos/json_value.hpp>
#include <berth/model/placement.hpp>

#include <span>

namespace berth {

/// Writes the resources of a launch for the v1 HTTP API: each a copy of the entry that it was
/// taken from, with the amount that was taken unless it was taken whole. So reservations,
/// allocation and disk info are the master's own.
///
/// `offers` is the array of offers that the round was read from, in its order. A port is an
/// entry of its own. \returns a JSON array
template <detail::asserted_json_value J>
[[nodiscard]] J write_resources(std::span<taken const> takes, J const& offers) {
    J out = J::array();
    for (taken const& part : takes) {
        J entry = (*json_fields::member(offers[part.offer], "resources"))[part.source];
        if (part.type == value_type::ranges) {
            J port = J::object();
            port["begin"] = part.numbers.begin;
            port["end"] = part.numbers.end;
            entry["ranges"]["range"] = J::array();
            entry["ranges"]["range"].push_back(port);
        } else if (!part.whole) {
            entry["scalar"]["value"] = part.amount.to_double();
        }
        out.push_back(entry);
    }
    return out;
}

} // namespace berth

#endif
