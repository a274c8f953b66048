// SPDX-License-Identifier: Apache-2.0
#include "log.hpp"

#include "json.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <variant>

#include <unistd.h>

namespace {

using namespace berth;

std::string now_as_text() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    std::array<char, 32> text{};
    auto const size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::string const millis = std::to_string(1000 + now.tv_nsec / 1'000'000).substr(1);
    return std::string{text.data(), size} + "." + millis + "Z";
}

bool is_plain(char c) {
    auto const code = static_cast<unsigned char>(c);
    return code > 32 && code < 127 && c != '"' && c != '\\';
}

template <class Parts, class Name>
std::string listed(Parts const& parts, Name name) {
    std::string out;
    for (auto const& part : parts) {
        out.append(out.empty() ? "" : ",").append(name(part));
    }
    return out;
}

void log_declined(effect::decline const& what, requirement const& needs) {
    for (effect::declined const& offer : what.offers) {
        log_line line{"decline"};
        line.with("offer", offer.offer_id);
        line.with("refuse_seconds", json(what.refuse_seconds).dump());
        auto const reasons = what.reasons(offer);
        line.with("why", reasons.empty() ? std::string_view{"dropped"} : reasons[0].rule->name);
        if (!reasons.empty()) {
            verdict const& first = reasons[0];
            line.with("text", describe(first, needs, *offer.what).view());
            if (first.rule->measured) {
                line.with("short_by", first.short_by().to_text().view());
            }
            line.with("reasons", reasons.size());
        }
    }
}

void log_note(effect::note const& what) {
    log_line line{"note"};
    line.with("text", describe(what.kind));
    if (what.about_node) {
        line.with("node", what.id.value);
    }
    if (!what.task_id.empty()) {
        line.with("task", what.task_id).with("agent", what.agent_id);
        line.with("state", name(what.because.state)).with("source", name(what.because.source));
        line.with("reason", name(what.because.reason));
    }
    line.with("said", what.text);
}

} // namespace

log_line::log_line(std::string_view what) {
    with("time", now_as_text());
    with("what", what);
}

log_line::~log_line() {
    text_.push_back('\n');
    std::string_view left = text_;
    while (!left.empty()) { // in one piece if it can be: another process may log to the same place
        ssize_t const done = ::write(STDERR_FILENO, left.data(), left.size());
        if (done <= 0) {
            return; // there is no place to report that the log is full
        }
        left.remove_prefix(static_cast<std::size_t>(done));
    }
}

log_line& log_line::with(std::string_view key, std::string_view value) {
    if (value.empty()) {
        return *this;
    }
    text_.append(text_.empty() ? "" : " ").append(key).push_back('=');
    if (std::all_of(value.begin(), value.end(), is_plain)) {
        text_.append(value);
    } else {
        text_.append(json(value).dump(-1, ' ', true, json::error_handler_t::replace));
    }
    return *this;
}

void log_effect(effect::list::any const& what, requirement const& needs) {
    struct visitor {
        requirement const& needs;

        void operator()(effect::subscribe const& it) const {
            log_line{"subscribe"}.with("framework", it.framework_id);
        }
        void operator()(effect::persist const& it) const {
            log_line{"persist"}
                .with("seq", it.sequence)
                .with("nodes", listed(it.nodes, [](auto& n) {
                          return n.record->task_id + ":" + std::string{name(n.record->state)};
                      }));
        }
        void operator()(effect::accept const& it) const {
            auto const& first = it.launches.front().what;
            log_line{"accept"}
                .with("agent", first.agent_id)
                .with("host", first.hostname)
                .with("offers", listed(it.offer_ids, [](auto id) { return std::string{id}; }))
                .with("tasks",
                      listed(it.launches, [](auto& l) { return std::string{l.what.task_id}; }));
        }
        void operator()(effect::decline const& it) const { log_declined(it, needs); }
        void operator()(effect::decline_inverse_offers const& it) const {
            log_line{"decline_inverse_offers"}.with(
                "offers", listed(it.ids, [](auto id) { return std::string{id}; }));
        }
        void operator()(effect::suppress const&) const { log_line{"suppress"}; }
        void operator()(effect::revive const&) const { log_line{"revive"}; }
        void operator()(effect::kill const& it) const {
            log_line{"kill"}.with("task", it.task_id).with("agent", it.agent_id);
        }
        void operator()(effect::reconcile const& it) const {
            log_line{"reconcile"}.with(
                "tasks", it.tasks.empty() ? std::string{"all"} : listed(it.tasks, [](auto& t) {
                    return std::string{t.task_id};
                }));
        }
        void operator()(effect::acknowledge const& it) const {
            log_line{"acknowledge"}.with("task", it.task_id).with("agent", it.agent_id);
        }
        void operator()(effect::note const& it) const { log_note(it); }
    };
    std::visit(visitor{needs}, what);
}

void log_event(event const& what) {
    std::string_view const type = text_at(what.document, {"type"});
    if (what.type == event_type::other && type == "HEARTBEAT") {
        return;
    }
    log_line line{"event"};
    line.with("type", type);
    switch (what.type) {
    case event_type::subscribed:
        line.with("framework", text_at(what.document, {"subscribed", "framework_id", "value"}));
        break;
    case event_type::offers: line.with("offers", offers_of(what).size()); break;
    case event_type::rescind:
        line.with("offer", text_at(what.document, {"rescind", "offer_id", "value"}));
        break;
    case event_type::update: {
        berth::task_status const status = status_of(what);
        line.with("task", status.task_id).with("agent", status.agent_id);
        line.with("state", name(status.said.state)).with("source", name(status.said.source));
        line.with("reason", name(status.said.reason)).with("said", status.message);
        break;
    }
    case event_type::failure:
        line.with("agent", text_at(what.document, {"failure", "agent_id", "value"}));
        break;
    case event_type::error: line.with("said", text_at(what.document, {"error", "message"})); break;
    case event_type::other:
    case event_type::inverse_offers: break;
    }
}
