// SPDX-License-Identifier: Apache-2.0
// A planner under test and the other side of the conversation: each input gives its effects as
// text, one line each, so that a scenario reads as what is sent.
#ifndef BERTH_TESTS_SUPPORT_CONVERSATION_HPP
#define BERTH_TESTS_SUPPORT_CONVERSATION_HPP

#include <berth/make_planner.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/planner.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace berth_test {

[[nodiscard]] inline std::string_view short_name(berth::effect::note_kind kind) {
    static constexpr std::string_view names[] = {
        "node_held",         "node_released",  "node_returned", "node_adopted",
        "late_task",         "foreign_task",   "other_agent",   "record_stale",
        "operator_released", "fence_released", "node_retiring", "node_retired",
        "relaunch_waits",    "persist_failed", "call_failed",   "recovery_complete",
        "framework_stopped", "other_framework"};
    return names[static_cast<std::size_t>(kind)];
}

/// Writes an effect as a line; only what a host could see of it.
class effect_writer {
public:
    explicit effect_writer(std::string& out) : out_(&out) {}

    void operator()(berth::effect::subscribe const& e) { line("subscribe", {e.framework_id}); }
    void operator()(berth::effect::persist const& e) {
        line("persist", {std::to_string(e.sequence), e.framework_id});
        for (auto const& [group, record] : e.nodes) {
            berth::node const& n = *record;
            word(std::to_string(group) + ":" + std::to_string(n.id.value));
            word(name(n.state));
            word(n.task_id + "@" + n.agent_id);
        }
    }
    void operator()(berth::effect::accept const& e) {
        line("accept", {});
        words(e.offer_ids);
        for (auto const& [group, what] : e.launches) {
            word(std::to_string(group) + ":" + std::to_string(what.id.value));
            word(what.task_id + "@" + std::string{what.agent_id});
            words(what.volumes);
        }
    }
    void operator()(berth::effect::decline const& e) {
        line("decline", {std::to_string(static_cast<int>(e.refuse_seconds))});
        for (berth::effect::declined const& d : e.offers) {
            word(d.offer_id);
            for (berth::verdict const& why : e.reasons(d)) {
                *out_ += &why == e.reasons(d).data() ? ':' : ',';
                *out_ += why.rule->name;
            }
        }
    }
    void operator()(berth::effect::decline_inverse_offers const& e) {
        line("decline_inverse", {});
        words(e.ids);
    }
    void operator()(berth::effect::suppress) { line("suppress", {}); }
    void operator()(berth::effect::revive) { line("revive", {}); }
    void operator()(berth::effect::kill const& e) { line("kill", {e.task_id, e.agent_id}); }
    void operator()(berth::effect::reconcile const& e) {
        line("reconcile", {});
        for (berth::effect::task_ref const& task : e.tasks) {
            word(std::string{task.task_id} + "@" + std::string{task.agent_id});
        }
    }
    void operator()(berth::effect::acknowledge const& e) {
        line("ack", {e.task_id, e.agent_id, e.uuid});
    }
    void operator()(berth::effect::note const& e) {
        line("note", {short_name(e.kind)});
        if (e.about_node) {
            word(std::to_string(e.group) + ":" + std::to_string(e.id.value));
        }
        if (!e.task_id.empty()) {
            word(e.task_id);
        }
        if (!e.text.empty()) {
            word("\"" + e.text + "\"");
        }
    }

private:
    void line(std::string_view what, std::initializer_list<std::string_view> rest) {
        if (!out_->empty()) {
            *out_ += '\n';
        }
        *out_ += what;
        words(rest);
    }
    void word(std::string_view w) {
        if (!w.empty()) {
            (*out_ += ' ') += w;
        }
    }
    template <class Words>
    void words(Words const& all) {
        for (std::string_view const w : all) {
            word(w);
        }
    }

    std::string* out_;
};

[[nodiscard]] inline std::string to_text(berth::effect::list const& effects) {
    std::string out;
    for (auto const& e : effects) {
        std::visit(effect_writer{out}, e);
    }
    return out;
}

/// Lines as `to_text` writes them.
[[nodiscard]] inline std::string lines(std::initializer_list<std::string_view> all) {
    std::string out;
    for (std::string_view const l : all) {
        out += out.empty() ? "" : "\n";
        out += l;
    }
    return out;
}

/// An offer of a machine that has enough for a node, unless it says otherwise.
struct machine {
    std::string_view offer_id{};
    std::string_view agent_id{};
    std::string_view hostname{};
    double cpus = 1.0;
    double mem = 512.0;
    std::string_view role = "*";
};

inline void add(berth::offer_round& round, machine const& m) {
    berth::offer_builder to{round};
    to.id(m.offer_id);
    to.agent_id(m.agent_id);
    to.hostname(m.hostname);
    to.allocation_role(m.role);
    to.resource("cpus", 0);
    to.scalar(m.cpus);
    to.resource("mem", 0);
    to.scalar(m.mem);
    to.finish();
}

/// What an update says; an agent's own has a uuid, the master's has none.
struct news {
    std::string_view task_id{};
    std::string_view agent_id{};
    berth::task_state state{};
    std::string_view uuid{};
    berth::status_source source = berth::status_source::absent;
    berth::status_reason reason = berth::status_reason::absent;
};

[[nodiscard]] inline berth::task_status status_of(news const& n) {
    return {n.task_id, n.agent_id, n.uuid, {}, {n.state, n.source, n.reason}};
}

/// Whether the text of some effects says this.
[[nodiscard]] inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}
[[nodiscard]] inline bool launches(std::string_view said) { return has(said, "accept"); }

/// A group with one volume, whose nodes need a cpu and 512 MB.
[[nodiscard]] inline berth::settings<> settings_of(std::string_view name, std::uint32_t wanted) {
    berth::settings<> out;
    out.name = name;
    out.needs.cpus = berth::quantity::whole(1);
    out.needs.mem = berth::quantity::whole(512);
    out.needs.volumes = {{berth::text<63>{"data"}, berth::text<255>{"/data"}}};
    out.wanted = wanted;
    return out;
}
[[nodiscard]] inline berth::group<> group_of(std::string_view name, std::uint32_t wanted) {
    return *berth::group<>::make(settings_of(name, wanted));
}

/// A record of the framework "F", as a store gives it.
template <class Nodes = std::initializer_list<berth::node>>
[[nodiscard]] berth::stored_state kept(Nodes const& nodes, std::size_t group = 0) {
    berth::stored_state out{"F", {}};
    for (berth::node const& n : nodes) {
        out.nodes.push_back({group, n});
    }
    return out;
}

template <class Planner = berth::planner<berth::group<>>>
class conversation {
public:
    template <class... Groups>
    explicit conversation(Groups... groups) : planner(*berth::make_planner(std::move(groups)...)) {}

    /// A process that is subscribed as "F", with what that says already dropped.
    template <class... Groups>
    [[nodiscard]] static conversation begun(Groups... groups) {
        conversation out{std::move(groups)...};
        static_cast<void>(out.subscribed());
        return out;
    }

    [[nodiscard]] std::string subscribed(std::string_view framework_id = "F") {
        return said([&] { planner.on_subscribed(framework_id, effects); });
    }
    [[nodiscard]] std::string disconnected() {
        return said([&] { planner.on_disconnected(effects); });
    }
    [[nodiscard]] std::string offers(std::initializer_list<machine> machines) {
        round.clear();
        for (machine const& m : machines) {
            add(round, m);
        }
        return said([&] { planner.on_offers(round, effects); });
    }
    [[nodiscard]] std::string update(news const& n) {
        return said([&] { planner.on_update(status_of(n), effects); });
    }
    [[nodiscard]] std::string tick(double now) {
        return said([&] { planner.on_tick({now}, effects); });
    }
    [[nodiscard]] std::string persist_failed(std::uint64_t sequence) {
        return said([&] { planner.on_persist_failed(sequence, effects); });
    }
    [[nodiscard]] std::string release(std::uint32_t id, std::string_view why) {
        return said([&] {
            done = static_cast<bool>(planner.on_operator_release(berth::node_id{id}, why, effects));
        });
    }

    [[nodiscard]] std::string want(std::uint32_t count) {
        return said([&] { done = static_cast<bool>(planner.set_wanted(count, effects)); });
    }

    template <class Call>
    [[nodiscard]] std::string said(Call call) {
        effects.clear();
        call();
        return to_text(effects);
    }

    Planner planner;
    berth::offer_round round{};
    berth::effect::list effects{};
    bool done = false; ///< the answer to `release` and `want`
};

/// The record of a node of the only group.
template <class Planner>
[[nodiscard]] berth::node const& node_of(conversation<Planner> const& talk, std::uint32_t id) {
    return *talk.planner.group().find(berth::node_id{id});
}

} // namespace berth_test

#endif
