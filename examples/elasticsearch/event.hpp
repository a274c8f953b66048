// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_EVENT_HPP
#define EXAMPLES_ELASTICSEARCH_EVENT_HPP

#include "json.hpp"

#include <berth/berth.hpp>

#include <initializer_list>
#include <string_view>
#include <vector>

enum class event_type {
    other, ///< HEARTBEAT, and what a later master may send
    subscribed,
    offers,
    inverse_offers,
    rescind,
    update,
    failure,
    error,
};

/// One event of the v1 scheduler API, of the right shape.
struct event {
    event_type type{};
    json document{};

    /// Seconds since the epoch, of an UPDATE that carries one; else 0.
    [[nodiscard]] double timestamp() const;
};

/// Errors name the path: no JSON, nested too deeply, no object, a field missing or of the wrong
/// type.
[[nodiscard]] berth::result<event> parse_event(std::string_view text);

/// Gives an event to the planner. `round` takes the offers and must outlive the effects.
template <class Planner>
void dispatch(event const& what, Planner& planner, berth::offer_round& round,
              berth::effect::list& out);

/// The array of an OFFERS event; that of any other is empty. \pre the event is of the right shape
[[nodiscard]] json const& offers_of(event const& what);

/// Reads the offers of an OFFERS event. \pre the event is of the right shape
void read_offers(event const& what, berth::offer_round& round);

/// The ids of an INVERSE_OFFERS event. \pre the event is of the right shape
[[nodiscard]] std::vector<std::string_view> inverse_offer_ids(event const& what);

/// The status of an UPDATE event. \pre the event is of the right shape
[[nodiscard]] berth::task_status status_of(event const& what);

/// A text at `/first/second/...` of a document, or nothing. \pre the event is of the right shape
[[nodiscard]] std::string_view text_at(json const& document,
                                       std::initializer_list<char const*> path);

template <class Planner>
void dispatch(event const& what, Planner& planner, berth::offer_round& round,
              berth::effect::list& out) {
    json const& doc = what.document;
    switch (what.type) {
    case event_type::other: break;
    case event_type::subscribed:
        planner.on_subscribed(text_at(doc, {"subscribed", "framework_id", "value"}), out);
        break;
    case event_type::offers:
        read_offers(what, round);
        planner.on_offers(round, out);
        break;
    case event_type::inverse_offers: planner.on_inverse_offers(inverse_offer_ids(what), out); break;
    case event_type::rescind:
        planner.on_rescind(text_at(doc, {"rescind", "offer_id", "value"}), out);
        break;
    case event_type::update: planner.on_update(status_of(what), out); break;
    case event_type::failure:
        planner.on_failure(text_at(doc, {"failure", "agent_id", "value"}), out);
        break;
    case event_type::error: planner.on_error(text_at(doc, {"error", "message"}), out); break;
    }
}

#endif
