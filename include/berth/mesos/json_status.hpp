// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_STATUS_HPP
#define BERTH_MESOS_JSON_STATUS_HPP

#include <berth/mesos/json_value.hpp>
#include <berth/mesos/unread.hpp>
#include <berth/model/task_status.hpp>

#include <string_view>

namespace berth {

/// Reads a TaskStatus of the v1 HTTP API (as JSON). An unknown state is an error, an unknown
/// reason or source is absent, as for Mesos.
///
/// \returns an error with the path of the field if the document does not have the shape of a
///          status. `json` must outlive `out`.
template <json_value J>
[[nodiscard]] outcome read_status(J const& json, task_status& out) {
    out = {};
    if (outcome const done = json_fields::read_value(json, "task_id", out.task_id); !done) {
        return done;
    }
    std::string_view state;
    if (outcome const done = json_fields::read_required(json, "state", state); !done) {
        return done;
    }
    auto const known = task_state_named(state);
    if (!known) {
        return make_error(errc::unknown, "state", state);
    }
    out.said.state = *known;
    std::string_view source;
    std::string_view reason;
    for (auto const& [key, text] :
         {std::pair{"uuid", &out.uuid}, std::pair{"message", &out.message},
          std::pair{"source", &source}, std::pair{"reason", &reason}}) {
        if (outcome const done = json_fields::read_optional(json, key, *text); !done) {
            return done;
        }
    }
    out.said.source = status_source_named(source).value_or(status_source::absent);
    out.said.reason = status_reason_named(reason).value_or(status_reason::absent);
    return json_fields::with_optional(json, "agent_id", [&](J const& id) {
        return json_fields::read_required(id, "value", out.agent_id);
    });
}

} // namespace berth

#endif
