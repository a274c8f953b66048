// SPDX-License-Identifier: Apache-2.0
#include "event.hpp"

#include "../input.hpp"

#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_status.hpp>

#include <string>
#include <utility>

namespace {

using berth::outcome;
namespace fields = berth::json_fields;

event_type type_named(std::string_view name) {
    return name == "SUBSCRIBED"       ? event_type::subscribed
           : name == "OFFERS"         ? event_type::offers
           : name == "INVERSE_OFFERS" ? event_type::inverse_offers
           : name == "RESCIND"        ? event_type::rescind
           : name == "UPDATE"         ? event_type::update
           : name == "FAILURE"        ? event_type::failure
           : name == "ERROR"          ? event_type::error
                                      : event_type::other;
}

outcome check_update(json const& update) {
    return fields::with_required(update, "status", [](json const& status) {
        double timestamp = 0.0;
        if (outcome const done = fields::read_optional(status, "timestamp", timestamp); !done) {
            return done;
        }
        berth::task_status out;
        return berth::read_status(status, out);
    });
}

// Whether the body of an event has the shape that `dispatch` relies on.
outcome check(event const& what) {
    json const& doc = what.document;
    std::string_view text;
    auto const id_in = [&](char const* body, char const* id) {
        return fields::with_required(
            doc, body, [&](json const& inner) { return fields::read_value(inner, id, text); });
    };
    switch (what.type) {
    case event_type::other: return berth::ok;
    case event_type::subscribed: return id_in("subscribed", "framework_id");
    case event_type::rescind: return id_in("rescind", "offer_id");
    case event_type::update: return fields::with_required(doc, "update", check_update);
    case event_type::offers:
        return fields::with_required(doc, "offers", [](json const& offers) {
            berth::offer_round round;
            return fields::with_each(offers, "offers", [&](json const& offer) {
                return berth::read_offer(offer, round);
            });
        });
    case event_type::inverse_offers:
        return fields::with_required(doc, "inverse_offers", [&](json const& offers) {
            return fields::with_each(offers, "inverse_offers", [&](json const& offer) {
                return fields::read_value(offer, "id", text);
            });
        });
    case event_type::failure:
        return fields::with_required(doc, "failure", [&](json const& failure) {
            return fields::with_optional(failure, "agent_id", [&](json const& id) {
                return fields::read_required(id, "value", text);
            });
        });
    case event_type::error:
        return fields::with_required(doc, "error", [&](json const& error) {
            return fields::read_required(error, "message", text);
        });
    }
    return berth::ok;
}

} // namespace

double event::timestamp() const {
    if (type != event_type::update) {
        return 0.0;
    }
    json const& status = document["update"]["status"];
    auto const it = status.find("timestamp");
    return it != status.end() && it->is_number() ? it->get<double>() : 0.0;
}

berth::result<event> parse_event(std::string_view text) {
    event out;
    auto document = parse_json(text);
    if (!document) {
        return berth::make_error(berth::errc::wrong_type, "event", "it " + document.error());
    }
    out.document = *std::move(document);
    std::string_view type;
    if (!out.document.is_object()) {
        return berth::make_error(berth::errc::wrong_type, "event", "an object is expected");
    }
    if (outcome const done = fields::read_optional(out.document, "type", type); !done) {
        return done.error();
    }
    out.type = type_named(type);
    if (outcome const done = check(out); !done) {
        return done.error();
    }
    return out;
}

json const& offers_of(event const& what) {
    static json const none = json::array();
    if (what.type != event_type::offers) {
        return none;
    }
    auto const it = what.document["offers"].find("offers");
    return it == what.document["offers"].end() ? none : *it;
}

void read_offers(event const& what, berth::offer_round& round) {
    round.clear();
    json const& offers = what.document["offers"];
    if (auto const it = offers.find("offers"); it != offers.end() && it->is_array()) {
        for (json const& offer : *it) {
            static_cast<void>(berth::read_offer(offer, round));
        }
    }
}

std::vector<std::string_view> inverse_offer_ids(event const& what) {
    std::vector<std::string_view> out;
    json const& offers = what.document["inverse_offers"];
    if (auto const it = offers.find("inverse_offers"); it != offers.end()) {
        for (json const& offer : *it) {
            out.push_back(text_at(offer, {"id", "value"}));
        }
    }
    return out;
}

berth::task_status status_of(event const& what) {
    berth::task_status out;
    static_cast<void>(berth::read_status(what.document["update"]["status"], out));
    return out;
}

std::string_view text_at(json const& document, std::initializer_list<char const*> path) {
    json const* at = &document;
    for (char const* const key : path) {
        auto const it = at->find(key);
        if (it == at->end()) {
            return {};
        }
        at = &*it;
    }
    auto const* const text = at->get_ptr<std::string const*>();
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}
