// SPDX-License-Identifier: Apache-2.0
#include "node.hpp"

#include "fields.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace {

using berth::outcome;

// Enumerators may be written as Mesos does, TASK_RUNNING, or without what all of them start with.
template <class Named, class Enum>
outcome read_enumerator(json const& from, char const* key, std::string_view prefix, Named named,
                        Enum& out) {
    return fields::with_optional(from, key, [&](json const& value) -> outcome {
        std::string_view text;
        if (outcome const done = fields::read(value, text); !done) {
            return done;
        }
        auto const whole =
            text.starts_with(prefix) ? std::string{text} : std::string{prefix}.append(text);
        auto const found = named(whole);
        if (!found) {
            return berth::make_error(found.error(), {}, text);
        }
        out = *found;
        return berth::ok;
    });
}

} // namespace

outcome read_node(json const& from, known_node& out) {
    if (outcome const done = fields::with_required(
            from, "id",
            [&](json const& v) { return fields::read_number(v, UINT32_MAX, out.id.value); });
        !done) {
        return done;
    }
    std::string task_id;
    for (auto const& [key, to] :
         {std::pair{"task_id", &task_id}, std::pair{"agent_id", &out.agent_id},
          std::pair{"hostname", &out.hostname}}) {
        std::string& text = *to;
        if (outcome const done = fields::with_optional(
                from, key, [&](json const& v) { return fields::read_string(v, text); });
            !done) {
            return done;
        }
    }
    if (outcome const done =
            fields::with_optional(from, "attributes",
                                  [](json const& v) {
                                      return v.is_object()
                                                 ? outcome{berth::ok}
                                                 : berth::make_error(berth::errc::wrong_type, {},
                                                                     "an object is expected");
                                  });
        !done) {
        return done;
    }
    out.last = {berth::task_state::unknown, berth::status_source::agent,
                berth::status_reason::absent};
    if (outcome const done =
            read_enumerator(from, "state", "TASK_", berth::task_state_named, out.last.state);
        !done) {
        return done;
    }
    if (outcome const done =
            read_enumerator(from, "source", "SOURCE_", berth::status_source_named, out.last.source);
        !done) {
        return done;
    }
    return read_enumerator(from, "reason", "REASON_", berth::status_reason_named, out.last.reason);
}
