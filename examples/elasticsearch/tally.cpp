// SPDX-License-Identifier: Apache-2.0
#include "tally.hpp"

#include "master_link.hpp"

#include <cstddef>
#include <cstdio>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace {

using labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string_view name_of(event const& what) {
    switch (what.type) {
    case event_type::subscribed: return "SUBSCRIBED";
    case event_type::offers: return "OFFERS";
    case event_type::inverse_offers: return "INVERSE_OFFERS";
    case event_type::rescind: return "RESCIND";
    case event_type::update: return "UPDATE";
    case event_type::failure: return "FAILURE";
    case event_type::error: return "ERROR";
    case event_type::other: break;
    }
    return text_at(what.document, {"type"}) == "HEARTBEAT" ? "HEARTBEAT" : "other";
}

// By its place in `effect::list`.
std::string_view name_of(berth::effect::list::any const& call) {
    static constexpr std::array<std::string_view, 11> names{
        "SUBSCRIBE", "",       "ACCEPT", "DECLINE",   "DECLINE_INVERSE_OFFERS",
        "SUPPRESS",  "REVIVE", "KILL",   "RECONCILE", "ACKNOWLEDGE",
        ""};
    static_assert(names.size() == std::variant_size_v<berth::effect::list::any>);
    return names[call.index()];
}

std::string_view name_of(call_reply reply) {
    switch (reply) {
    case call_reply::accepted: return "accepted";
    case call_reply::refused: return "refused";
    case call_reply::lost: return "lost";
    }
    return "";
}

// No label needs an escape: they are names of this program and of the library.
class writer {
public:
    void family(std::string_view name, std::string_view what, std::string_view help) {
        name_ = name;
        out_.append("# HELP ").append(name).append(" ").append(help).append("\n");
        out_.append("# TYPE ").append(name).append(" ").append(what).append("\n");
    }
    void sample(labels with, std::string_view value) {
        out_.append(name_);
        char before = '{';
        for (auto const& [key, text] : with) {
            out_.append(1, before).append(key).append("=\"").append(text).append("\"");
            before = ',';
        }
        out_.append(with.size() == 0 ? " " : "} ").append(value).append("\n");
    }
    void sample(labels with, std::uint64_t value) { sample(with, std::to_string(value)); }
    void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
        family(name, "gauge", help);
        sample({}, value);
    }
    void counter(std::string_view name, std::string_view help, std::uint64_t value) {
        family(name, "counter", help);
        sample({}, value);
    }
    void seconds(std::string_view name, std::string_view help, double value) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.3f", value);
        family(name, "gauge", help);
        sample({}, std::string_view{text.data()});
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string_view name_{};
    std::string out_{};
};

void write_nodes(cluster_view const& now, writer& out) {
    static constexpr std::size_t states = berth::detail::node_state_names.size();
    std::array<std::uint64_t, states> by_state{};
    std::uint64_t retiring = 0;
    for (berth::node const& n : now.nodes) {
        if (n.launches.value != 0) {
            ++by_state[static_cast<std::size_t>(n.state)];
            retiring += n.retiring ? 1U : 0U;
        }
    }
    out.family("berth_nodes", "gauge", "Node ids that were ever launched, by state.");
    for (std::size_t i = 0; i != states; ++i) {
        out.sample({{"group", now.group}, {"state", name(static_cast<berth::node_state>(i))}},
                   by_state[i]);
    }
    out.gauge("berth_nodes_retiring", "Nodes that are to end and not to be replaced.", retiring);
    out.gauge("berth_nodes_wanted", "Nodes that are wanted.", now.wanted);
    out.gauge("berth_nodes_missing", "Nodes that are to be launched.", now.missing);
    out.gauge("berth_late_tasks", "Tasks that live although their ids were given away.",
              now.late->size());
    out.gauge("berth_subscribed", "Whether the master has accepted the subscription.",
              now.subscribed ? 1 : 0);
    out.gauge("berth_recovering", "Whether nodes on record have not been heard of yet.",
              now.recovering ? 1 : 0);
    out.gauge("berth_record_stale", "Whether the cluster is ahead of the record.",
              now.stale ? 1 : 0);
}

} // namespace

void tally::count(event const& what, double now) {
    heard_ = now;
    ++events_[std::string{name_of(what)}];
    offers_ += offers_of(what).size();
}

void tally::count(berth::effect::list::any const& call, call_reply reply) {
    ++calls_[{std::string{name_of(call)}, std::string{name_of(reply)}}];
    if (reply != call_reply::accepted) {
        return;
    }
    if (auto const* const accept = std::get_if<berth::effect::accept>(&call)) {
        accepted_ += accept->offer_ids.size();
        launches_ += accept->launches.size();
    } else if (auto const* const decline = std::get_if<berth::effect::decline>(&call)) {
        declined_ += decline->offers.size();
        for (berth::effect::declined const& one : decline->offers) {
            auto const reasons = decline->reasons(one);
            ++rules_[reasons.empty() ? "dropped" : std::string{reasons[0].rule->name}];
        }
    }
}

std::string tally::text(cluster_view const& now, double seconds) const {
    writer out;
    write_nodes(now, out);
    out.counter("berth_offers_received_total", "Offers of the master.", offers_);
    out.counter("berth_offers_accepted_total", "Offers that a call accepted.", accepted_);
    out.counter("berth_offers_declined_total", "Offers that a call declined.", declined_);
    out.family("berth_declines_total", "counter",
               "Declined offers, by the first rule they failed.");
    for (auto const& [rule, count] : rules_) {
        out.sample({{"rule", rule}}, count);
    }
    out.counter("berth_launches_total", "Tasks in calls that accepted offers.", launches_);
    out.family("berth_events_total", "counter", "Events of the master, by type.");
    for (auto const& [type, count] : events_) {
        out.sample({{"type", type}}, count);
    }
    out.family("berth_calls_total", "counter",
               "Calls to the master, by type and what became of them.");
    for (auto const& [of, count] : calls_) {
        out.sample({{"type", of.first}, {"result", of.second}}, count);
    }
    out.family("berth_persists_total", "counter", "Writes of the record, by what became of them.");
    out.sample({{"result", "stored"}}, stored_);
    out.sample({{"result", "failed"}}, not_stored_);
    out.counter("berth_disconnects_total", "Subscriptions that were lost.", disconnected_);
    out.seconds("berth_last_event_age_seconds", "Seconds since the last event, or the start.",
                seconds - heard_);
    out.seconds("berth_start_time_seconds", "When the process began, since the epoch.", begin_);
    return out.take();
}
