// SPDX-License-Identifier: Apache-2.0
// A simulated cluster and a framework that does by hand what a test says. What it hears is text,
// one line each, so that a scenario reads as what is sent.
#ifndef BERTH_TESTS_SUPPORT_CLUSTER_SCENE_HPP
#define BERTH_TESTS_SUPPORT_CLUSTER_SCENE_HPP

#include <berth/testing/cluster.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace berth_test {

/// "t1@A RUNNING EXECUTOR *": state, source, reason if it has one, `*` if it is to be acknowledged.
struct event_writer {
    std::string operator()(berth::testing::cluster_subscribed const& it) const {
        return "subscribed " + it.framework_id;
    }
    std::string operator()(berth::testing::cluster_offers const& it) const {
        std::string out = "offers";
        for (berth::testing::cluster_offer const& each : it.offers) {
            out += " " + each.id + "@" + each.agent_id;
        }
        return out;
    }
    std::string operator()(berth::testing::cluster_rescind const& it) const {
        return "rescind " + it.offer_id;
    }
    std::string operator()(berth::testing::cluster_update const& it) const {
        std::string out = it.task_id + "@" + it.agent_id;
        (out += ' ') += name(it.said.state).substr(5);
        (out += ' ') += name(it.said.source).substr(7);
        if (it.said.reason != berth::status_reason::absent) {
            (out += ' ') += name(it.said.reason).substr(7);
        }
        return out + (it.uuid.empty() ? "" : " *");
    }
    std::string operator()(berth::testing::cluster_failure const& it) const {
        return "failure " + it.agent_id;
    }
    std::string operator()(berth::testing::cluster_error const& /*it*/) const { return "error"; }
};

/// Lines as `scene::heard` writes them.
[[nodiscard]] inline std::string lines_of(std::initializer_list<std::string_view> all) {
    std::string out;
    for (std::string_view const line : all) {
        out += line;
        out += '\n';
    }
    return out;
}

/// A framework that does not take part in what tells partitions apart.
[[nodiscard]] inline berth::testing::cluster_framework not_aware() { return {"*", false}; }

class scene {
public:
    /// Agents A, B and so on, each with 4 cpus, 1024 MB, 100 MB of disk and 10 ports.
    explicit scene(std::size_t agents = 2, berth::testing::cluster_framework framework = {})
        : c(machines(agents), std::move(framework)) {}

    /// One that is subscribed, with that already heard.
    [[nodiscard]] static scene begun(std::size_t agents = 2,
                                     berth::testing::cluster_framework framework = {}) {
        scene out{agents, std::move(framework)};
        out.subscribe();
        static_cast<void>(out.heard());
        return out;
    }

    void subscribe(std::string id = {}) {
        c.send(berth::testing::cluster_subscribe{std::move(id)});
        c.deliver_call(c.calls.size() - 1);
    }

    /// \effects sends a call, which arrives.
    void call(berth::testing::cluster_call what) {
        if (c.send(std::move(what))) {
            c.deliver_call(c.calls.size() - 1);
        }
    }

    /// \returns all events that are on their way, delivered in order.
    std::string heard() {
        std::string out;
        while (c.can_deliver_event(0)) {
            berth::testing::cluster_event const event = c.deliver_event(0);
            out += std::visit(event_writer{}, event) + "\n";
            if (auto const* const update = std::get_if<berth::testing::cluster_update>(&event)) {
                last = *update;
            }
        }
        return out;
    }

    /// A task of one cpu, 256 MB and a port.
    [[nodiscard]] static berth::testing::cluster_launch task(std::string id, std::string agent,
                                                             std::uint64_t port = 0) {
        berth::testing::cluster_launch out;
        out.task.id = std::move(id);
        out.task.agent_id = std::move(agent);
        out.task.command.emplace();
        for (auto const& [kind, amount] : {std::pair{"cpus", 1.0}, std::pair{"mem", 256.0}}) {
            berth::testing::master_resource r;
            r.name = kind;
            r.scalar = amount;
            out.task.resources.push_back(std::move(r));
        }
        if (port != 0) {
            berth::testing::master_resource r;
            r.name = "ports";
            r.type = berth::testing::master_value_type::ranges;
            r.ranges = {{port, port}};
            out.task.resources.push_back(std::move(r));
        }
        out.volumes = {"v-" + out.task.id};
        return out;
    }

    /// \effects an offer of the agent is accepted with a task; events about it are not heard.
    void launch(std::string const& id, std::string const& agent, std::uint64_t port = 0,
                double refuse_seconds = 0.0) {
        c.offer_from(c.find_agent(agent));
        static_cast<void>(heard());
        call(berth::testing::cluster_accept{
            {c.offers.back().what.id}, {task(id, agent, port)}, refuse_seconds});
    }
    /// \effects the same, and the task runs, which is heard and acknowledged.
    void launch_and_run(std::string const& id, std::string const& agent, std::uint64_t port = 0) {
        launch(id, agent, port);
        c.run(index(id));
        update(id);
        acknowledge();
    }

    /// \returns what is heard when the agent sends what it has to say of a task.
    std::string update(std::string_view id) {
        c.send_update(index(id));
        return heard();
    }
    /// \effects the last update is acknowledged.
    void acknowledge() {
        call(berth::testing::cluster_acknowledge{last.agent_id, last.task_id, last.uuid});
    }
    /// \returns what is heard when a task is reconciled.
    std::string reconciled(std::string id, std::string agent) {
        call(berth::testing::cluster_reconcile{{{std::move(id), std::move(agent)}}});
        return heard();
    }

    [[nodiscard]] std::size_t index(std::string_view id) const {
        return static_cast<std::size_t>(c.find_task(id) - c.tasks.data());
    }
    [[nodiscard]] std::size_t agent(std::string_view id) const { return c.find_agent(id); }

    berth::testing::cluster c;
    berth::testing::cluster_update last{}; ///< that was heard

private:
    static std::vector<berth::testing::cluster_machine> machines(std::size_t count) {
        std::vector<berth::testing::cluster_machine> out;
        for (std::size_t i = 0; i != count; ++i) {
            std::string const id(1, static_cast<char>('A' + i));
            out.push_back({id,
                           "host-" + id,
                           "here",
                           i % 2 == 0 ? "z1" : "z2",
                           {{"rack", "r" + id}},
                           {{"", 4.0, 1024.0, 100.0, {{31000, 31009}}}}});
        }
        return out;
    }
};

} // namespace berth_test

#endif
