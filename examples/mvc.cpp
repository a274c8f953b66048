// SPDX-License-Identifier: Apache-2.0
// Three kinds of node in one framework, told on a simulated cluster: a database, REST servers and a
// web front end, as dvonthenen started them by hand on Marathon in 2016, one after the other.
#include <berth/berth.hpp>
#include <berth/testing/cluster.hpp>
#include <berth/testing/cluster_effects.hpp>
#include <berth/testing/cluster_inputs.hpp>

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace berth;
using service = planner<group<>, group<>, group<>>;

// [mvc]
settings<> kind(std::string_view name, std::uint32_t wanted) {
    settings<> out;
    out.name = name;
    out.wanted = wanted;
    out.needs.cpus = quantity::thousandths(500);
    out.needs.mem = quantity::whole(512);
    out.needs = with_executor(out.needs, command_executor); // 0.1 cpus and 32 MB more
    return out;
}

result<service> make_service() {
    settings<> db = kind("postgres", 1);
    db.needs.volumes = {{text<63>{"data"}, text<255>{"/var/lib/postgresql/data"}}};
    settings<> rest = kind("rest", 2);
    rest.after = {"postgres"}; // as many of these are to run as are wanted
    settings<> ui = kind("ui", 1);
    ui.after = {"rest"};

    result<group<>> const made[]{group<>::make(db), group<>::make(rest), group<>::make(ui)};
    for (result<group<>> const& one : made) {
        if (!one) {
            return one.error();
        }
    }
    return make_planner(*made[0], *made[1], *made[2]); // in this order they have a round's offers
}
// [/mvc]

void say(std::initializer_list<std::string_view> words) {
    std::string line{"   "};
    for (std::string_view const word : words) {
        line += word;
    }
    std::puts(line.c_str());
}

/// Five agents, each with room for one node.
testing::cluster five_agents() {
    std::vector<testing::cluster_machine> out;
    for (std::string const n : {"1", "2", "3", "4", "5"}) {
        out.push_back({"S" + n, "agent-" + n, "here", "a", {}, {{"", 1.0, 1024.0, 0.0, {}}}});
    }
    return testing::cluster{std::move(out)};
}

/// What the agent puts behind `docker run`.
struct docker_run {
    std::string text{};
    void parameter(std::string_view key, std::string_view value) {
        text += " --" + std::string{key} + "=" + std::string{value};
    }
};

/// Performs effects on the simulated cluster, and tells of them.
class host {
public:
    explicit host(service of) : planner_(std::move(of)) {
        std::puts("1. The framework starts, on five agents");
        input([&](auto& out) { planner_.start(out); });
        go_on();
    }

    void lose(std::string_view agent) {
        std::puts("\n2. The machine of the database goes down; the master finds its agent silent");
        cluster_.reboot(cluster_.find_agent(agent));
        cluster_.declare_unreachable(cluster_.find_agent(agent));
        go_on();
        say({planner_.group<0>().why_held({0}).text()});
    }
    void vouch() {
        std::puts("\n3. An operator says that the machine is off");
        input([&](auto& out) {
            static_cast<void>(planner_.on_operator_release({0}, "agent-1 has no power", out));
        });
        go_on();
    }

    [[nodiscard]] bool ends_well() const {
        std::puts("\nAt the end");
        std::string all;
        for (testing::cluster_task const& task : cluster_.tasks) {
            if (task.alive) {
                std::string const where = cluster_.machine_of(task.agent).hostname;
                say({task.id, " is ", name(task.state), " on ", where});
                all += task.id + "@" + where + " ";
            }
        }
        return all == "rest.0.1@agent-2 rest.1.1@agent-3 ui.0.1@agent-4 postgres.0.2@agent-5 ";
    }

private:
    template <class Input>
    void input(Input give) {
        effect::list out;
        give(out);
        for (auto const& what : out) {
            std::visit([&](auto const& it) { tell(it); }, what);
            if (auto call = testing::call_of(what, *cluster_.setup, offers_)) {
                cluster_.send(*std::move(call));
            }
        }
    }

    /// What is on its way arrives, tasks start, and offers come while they are wanted.
    void go_on() {
        while (step() || (!cluster_.suppressed && cluster_.offer())) {
        }
    }
    bool step() {
        if (cluster_.can_deliver_call(0)) {
            return cluster_.deliver_call(0), true;
        }
        if (cluster_.can_deliver_event(0)) {
            return hear(cluster_.deliver_event(0)), true;
        }
        for (std::size_t i = 0; i < cluster_.tasks.size(); ++i) {
            if (cluster_.can_run(i) || cluster_.can_send_update(i)) {
                cluster_.can_run(i) ? cluster_.run(i) : cluster_.send_update(i);
                return true;
            }
        }
        return false;
    }
    void hear(testing::cluster_event const& event) {
        if (auto const* const made = std::get_if<testing::cluster_offers>(&event)) {
            offers_ = *made; // effects speak of them
        } else if (auto const* const update = std::get_if<testing::cluster_update>(&event)) {
            say({update->task_id, " is ", name(update->said.state)});
        }
        input([&](auto& out) { testing::give(*cluster_.setup, event, round_, planner_, out); });
    }

    void tell(effect::accept const& call) {
        for (auto const& [group, what] : call.launches) {
            docker_run flags;
            if (!what.volumes.empty()) {
                auto const& asked = planner_.group<0>().chosen().needs.volumes[0];
                attached_volume const data[]{{what.volumes[0], asked.container_path, "rexray"}};
                static_cast<void>(docker_parameters(data, flags));
            }
            say({"launch ", what.task_id, " on ", what.hostname, flags.text});
        }
    }
    void tell(effect::decline const& call) {
        for (effect::declined const& no : call.offers) {
            say({"decline ", no.what->hostname, ": ", describe(call.reasons(no)[0], {}, *no.what)});
        }
    }
    void tell(effect::note const& note) {
        if (note.about_node) {
            say({describe(note.kind), note.text.empty() ? "" : ": ", note.text});
        }
    }
    void tell(effect::suppress) { say({"nothing is to be launched now: no offers, please"}); }
    void tell(effect::revive) { say({"a node is to be launched: offers, please"}); }
    template <class Other>
    void tell(Other const& /*unsaid*/) {}

    service planner_;
    testing::cluster cluster_ = five_agents();
    testing::cluster_offers offers_{};
    offer_round round_{};
};

} // namespace

int main() {
    auto const made = make_service();
    if (!made) {
        return std::puts(std::string{made.error().message()}.c_str()), 2;
    }
    host story{*made};
    story.lose("S1");
    story.vouch();
    return story.ends_well() ? 0 : 1;
}
