// SPDX-License-Identifier: Apache-2.0
#include "node.hpp"

#include "fields.hpp"

#include <berth/mesos/json_offer.hpp>
#include <berth/model/offer_round.hpp>

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

// What a node says in a field, in the form of an offer: text, a number, a list of words, which is a
// set, a list of pairs, which are ranges, or Mesos' own form.
json offered_form(std::string_view name, json const& value) {
    json out = value.is_object() ? value : json::object();
    out["name"] = name;
    if (value.is_string()) {
        out["type"] = "TEXT";
        out["text"]["value"] = value;
    } else if (value.is_number()) {
        out["type"] = "SCALAR";
        out["scalar"]["value"] = value;
    } else if (value.is_array() && !value.empty() && value.front().is_array()) {
        out["type"] = "RANGES";
        json& ranges = out["ranges"]["range"] = json::array();
        for (json const& pair : value) {
            bool const two = pair.is_array() && pair.size() == 2;
            ranges.push_back({{"begin", two ? pair[0] : json{}}, {"end", two ? pair[1] : json{}}});
        }
    } else if (value.is_array()) {
        out["type"] = "SET";
        out["set"]["item"] = value;
    }
    return out;
}

// The library reads it as it reads an offer, so that both compare alike.
outcome read_attribute(std::string_view name, json const& value, berth::node& out) {
    if (!value.is_string() && !value.is_number() && !value.is_array() && !value.is_object()) {
        return berth::make_error(berth::errc::wrong_type, {},
                                 "a string, a number, a list or Mesos' form is expected");
    }
    json offer = {{"id", {{"value", "o"}}}, {"agent_id", {{"value", "a"}}}, {"hostname", "h"}};
    offer["attributes"] = json::array({offered_form(name, value)});
    berth::offer_round round;
    if (outcome const done = berth::read_offer(offer, round); !done) {
        return berth::make_error(done.error().code, {}, done.error().detail);
    }
    berth::offer const& read = round.offers().front();
    if (read.fault) {
        return berth::make_error(read.fault.code, {});
    }
    out.attributes.push_back({std::string{name}, std::string{read.attributes.front().text}});
    return berth::ok;
}

outcome read_attributes(json const& from, berth::node& out) {
    return fields::with_optional(from, "attributes", [&](json const& all) -> outcome {
        if (!all.is_object()) {
            return berth::make_error(berth::errc::wrong_type, {}, "an object is expected");
        }
        for (auto const& [name, value] : all.items()) {
            outcome const done =
                value.is_null() ? outcome{berth::ok} : read_attribute(name, value, out);
            if (!done) {
                return fields::within(name, done.error());
            }
        }
        return berth::ok;
    });
}

// Of the agent's fault domain, as offers have it.
outcome read_domain(json const& from, berth::node& out) {
    return fields::with_optional(from, "domain", [&](json const& domain) -> outcome {
        json offer = {{"id", {{"value", "o"}}}, {"agent_id", {{"value", "a"}}}, {"hostname", "h"}};
        offer["domain"] = domain;
        berth::offer_round round;
        if (outcome const done = berth::read_offer(offer, round); !done) {
            std::string_view const path = done.error().field;
            auto const below = path.find('.'); // below `domain`, which is the caller's
            return berth::make_error(done.error().code,
                                     path.substr(below < path.size() ? below + 1 : path.size()),
                                     done.error().detail);
        }
        berth::offer const& read = round.offers().front();
        for (auto const& [name, value] :
             {std::pair{"@region", read.region}, std::pair{"@zone", read.zone}}) {
            if (!value.empty()) {
                out.attributes.push_back({name, std::string{value}});
            }
        }
        return berth::ok;
    });
}

} // namespace

outcome read_node(json const& from, berth::node& out) {
    if (outcome const done = fields::with_required(
            from, "id",
            [&](json const& v) { return fields::read_number(v, UINT32_MAX, out.id.value); });
        !done) {
        return done;
    }
    for (auto const& [key, to] :
         {std::pair{"task_id", &out.task_id}, std::pair{"agent_id", &out.agent_id},
          std::pair{"hostname", &out.hostname}}) {
        std::string& text = *to;
        if (outcome const done = fields::with_optional(
                from, key, [&](json const& v) { return fields::read_string(v, text); });
            !done) {
            return done;
        }
    }
    if (outcome const done = read_attributes(from, out); !done) {
        return done;
    }
    if (outcome const done = read_domain(from, out); !done) {
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
