// SPDX-License-Identifier: Apache-2.0
#include "story.hpp"

#include "cluster_view.hpp"
#include "framework.hpp"
#include "joined.hpp"
#include "timeline_file.hpp"

#include <berth/testing/cluster.hpp>
#include <berth/testing/cluster_effects.hpp>
#include <berth/testing/cluster_inputs.hpp>

#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <unistd.h>

namespace {

using namespace berth;

/// Writes for a reader: a heading per event, then what was decided. Colour only on a terminal.
class teller {
public:
    teller() : colour_(isatty(STDOUT_FILENO) == 1) {}

    void heading(std::string_view text) {
        std::cout << '\n' << paint("1", std::to_string(++step_) + ". " + std::string{text}) << '\n';
    }
    void line(std::string_view text) const { std::cout << "   " << text << '\n'; }
    void good(std::string_view text) const { line(paint("32", text)); }
    void bad(std::string_view text) const { line(paint("33", text)); }

private:
    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
        std::string const plain{text};
        return colour_ ? "\033[" + std::string{code} + "m" + plain + "\033[0m" : plain;
    }

    bool colour_;
    int step_ = 0;
};

std::string volumes_text(std::vector<std::string> const& volumes) {
    return volumes.empty() ? "the agent's own disk" : joined(volumes, ", ");
}

/// A machine for each node and one more: a node never shares a host, so that leaves a place to go.
testing::cluster machines_for(options const& chosen) {
    std::vector<testing::cluster_machine> out;
    for (std::uint32_t i = 1; i <= chosen.nodes + 1; ++i) {
        std::string const n = std::to_string(i);
        out.push_back({"S" + n,
                       "agent-" + n,
                       "here",
                       i % 2 == 1 ? "a" : "b",
                       {},
                       {{"",
                         chosen.cpus.to_double() + 3,
                         chosen.mem.to_double() + 1024,
                         chosen.disk.to_double() + chosen.sandbox_disk.to_double() + 10240,
                         {{31000, 32000}}}}});
    }
    return testing::cluster{std::move(out)};
}

/// The host of the story: performs effects on a simulated cluster and tells of them.
template <class Strategy>
class narrator {
public:
    narrator(options const& chosen, scheduler<Strategy> planner)
        : chosen_(&chosen), planner_(std::move(planner)), cluster_(machines_for(chosen)),
          picture_(chosen.timeline) {}

    void begin() {
        tell_.heading("The framework \"" + chosen_->framework_name + "\" starts " +
                      std::to_string(chosen_->nodes) + " nodes on " +
                      std::to_string(cluster_.agents.size()) + " agents");
        tell_.line("storage: " +
                   (chosen_->external()
                        ? "external volumes through the driver \"" + chosen_->volume_driver + "\""
                        : std::string{"the agents' own disks"}) +
                   "; ids are recycled by the table \"" + std::string{chosen_->recycling.name()} +
                   "\"");
        input([&](auto& out) { planner_.start(out); });
        offers();
        show_nodes();
        pass(quiet);
    }

    void lose(std::string const& agent) {
        tell_.heading("The master loses " + host_of(agent) +
                      ": nobody knows if its task still runs");
        std::size_t const at = cluster_.find_agent(agent);
        cluster_.cut_off(at);
        cluster_.declare_unreachable(at);
        offers();
        show_nodes();
        pass(quiet);
    }

    void vouch(node_id id, std::string const& agent) {
        tell_.heading("The operator says that " + host_of(agent) + " is gone for good");
        if (node const* const n = planner_.group().find(id);
            n != nullptr && n->state == node_state::held) {
            input([&](auto& out) {
                static_cast<void>(
                    planner_.on_operator_release(id, host_of(agent) + " was switched off", out));
            });
        } else {
            tell_.line("there is nothing to release: the table had freed the id by itself");
        }
        offers();
        show_nodes();
        pass(quiet);
    }

    void bring_back(std::string const& agent) {
        tell_.heading("The operator was wrong: " + host_of(agent) + " returns, its task alive");
        cluster_.reregister(cluster_.find_agent(agent));
        settle();
        show_nodes();
        pass(quiet);
        picture_.see(cluster_.now, view_of(planner_), {});
    }

    /// \returns why the picture of the story cannot be written, or nothing
    [[nodiscard]] std::string draw() { return picture_.write(); }

    /// Whether every wanted node runs, and no volume has two tasks that do.
    [[nodiscard]] bool good_end() const {
        std::size_t running = 0;
        for (testing::cluster_task const& task : cluster_.tasks) {
            running += task.alive ? 1U : 0U;
            for (std::string const& volume : task.volumes) {
                if (cluster_.writers_of(volume) > 1) {
                    return false;
                }
            }
        }
        return running == chosen_->nodes;
    }

private:
    // Seconds, for the picture: the story itself has no clock. The more nodes, the closer together
    // what happens to them.
    static constexpr double quiet = 60.0;
    static constexpr double to_end = 9.0;
    [[nodiscard]] double on_its_way() const { return 3.0 / chosen_->nodes; }
    [[nodiscard]] double to_start() const { return 12.0 / chosen_->nodes; }

    void pass(double seconds) { cluster_.advance(seconds); }

    template <class Input>
    void input(Input give) {
        effect::list out;
        give(out);
        picture_.see(cluster_.now, view_of(planner_), out);
        for (auto const& what : out) {
            std::visit([&](auto const& it) { tell(it); }, what);
            if (auto call = testing::call_of(what, *cluster_.setup, offers_)) {
                cluster_.send(*std::move(call));
            }
        }
    }

    void offers() {
        settle();
        if (cluster_.suppressed) {
            tell_.line("no node is missing, held ones count, so the master sends no offers");
            return;
        }
        cluster_.offer();
        settle();
    }

    /// Delivers what is on its way, and lets tasks go on, until nothing happens any more.
    void settle() {
        while (step()) {
        }
    }

    bool step() {
        if (cluster_.can_deliver_call(0)) {
            bool const kills = std::holds_alternative<testing::cluster_kill>(cluster_.calls[0]);
            pass(kills ? to_end : on_its_way());
            cluster_.deliver_call(0);
            return true;
        }
        if (cluster_.can_deliver_event(0)) {
            pass(on_its_way());
            hear(cluster_.deliver_event(0));
            return true;
        }
        for (std::size_t i = 0; i < cluster_.tasks.size(); ++i) {
            if (cluster_.can_run(i)) {
                pass(to_start());
                cluster_.run(i);
                return true;
            }
            if (cluster_.can_send_update(i)) {
                cluster_.send_update(i);
                return true;
            }
        }
        return false;
    }

    void hear(testing::cluster_event const& event) {
        if (auto const* const made = std::get_if<testing::cluster_offers>(&event)) {
            tell_.line("the master offers " + std::to_string(made->offers.size()) + " agents");
            offers_ = *made;
        }
        input([&](auto& out) { testing::give(*cluster_.setup, event, round_, planner_, out); });
    }

    void tell(effect::accept const& call) {
        for (effect::launch const& launch : call.launches) {
            placement const& p = launch.what;
            std::ostringstream text;
            text << "launch node " << p.id.value << " on " << p.hostname << " as task " << p.task_id
                 << ", ports";
            for (std::uint32_t const port : p.takes.ports) {
                text << ' ' << port;
            }
            tell_.good(text.str());
            tell_.line("    data: " + volumes_text(p.volumes));
        }
    }

    void tell(effect::decline const& call) {
        requirement const& needs = planner_.group().chosen().needs;
        for (effect::declined const& offer : call.offers) {
            if (offer.what == nullptr) {
                continue;
            }
            std::string why;
            for (verdict const& said : call.reasons(offer)) {
                why += (why.empty() ? "" : "; ") +
                       std::string{describe(said, needs, *offer.what).view()};
            }
            tell_.line("decline " + std::string{offer.what->hostname} + ": " + why);
        }
    }

    void tell(effect::kill const& call) { tell_.bad("kill task " + std::string{call.task_id}); }

    void tell(effect::note const& note) {
        std::string text{describe(note.kind)};
        if (note.about_node) {
            text = "node " + std::to_string(note.id.value) + ": " + text;
        }
        if (!note.task_id.empty()) {
            text += " (" + std::string{note.task_id} + " " + std::string{name(note.because.state)};
            if (note.because.reason != status_reason::absent) {
                text += ", " + std::string{name(note.because.reason)};
            }
            text += ")";
        } else if (!note.text.empty()) {
            text += ": " + note.text;
        }
        tell_.bad(text);
        if (note.kind == effect::note_kind::node_held) {
            tell_.line("    no other task gets this id or its volumes until the task is heard of,");
            tell_.line("    proven gone, or an operator vouches for it");
        }
    }

    void tell(effect::suppress) { tell_.line("nothing is missing: no more offers, please"); }
    void tell(effect::revive) { tell_.line("a node is missing: offers again, please"); }
    void tell(effect::persist const&) {}
    void tell(effect::subscribe const&) {}
    void tell(effect::reconcile const&) {}
    void tell(effect::acknowledge const&) {}
    void tell(effect::decline_inverse_offers const&) {}

    void show_nodes() const {
        for (node const& n : planner_.group().nodes()) {
            if (n.launches.value != 0) {
                tell_.line("[node " + std::to_string(n.id.value) + "  " +
                           std::string{name(n.state)} + "  " + n.hostname + "  " + n.task_id +
                           "  " + volumes_text(n.volumes) + "]");
            }
        }
    }

    [[nodiscard]] std::string host_of(std::string const& agent) const {
        return cluster_.machine_of(cluster_.find_agent(agent)).hostname;
    }

    options const* chosen_;
    scheduler<Strategy> planner_;
    testing::cluster cluster_;
    testing::cluster_offers offers_{}; // of the latest event; effects speak of them
    offer_round round_{};
    timeline_file picture_;
    mutable teller tell_{};
};

bool drawn(std::string const& why_not) {
    if (!why_not.empty()) {
        std::cerr << "elasticsearch: " << why_not << '\n';
    }
    return why_not.empty();
}

template <class Strategy>
int tell(options const& chosen) {
    auto made = make_scheduler<Strategy>(chosen);
    if (!made) {
        std::cerr << "elasticsearch: " << name_flag(made.error()) << '\n';
        return 2;
    }
    if (auto const& warning = made->group().names().warning; !warning.empty()) {
        std::cerr << "elasticsearch: volume names can collide: " << warning.view() << '\n';
    }
    if (chosen.nodes == 0) {
        std::cout << "No nodes are wanted, so there is nothing to tell.\n";
        return drawn(timeline_file{chosen.timeline}.write()) ? 0 : 1;
    }
    node_id const second{made->group().chosen().allocator.first().value +
                         (chosen.nodes > 1 ? 1U : 0U)};
    std::string const lost = chosen.nodes > 1 ? "S2" : "S1";
    narrator<Strategy> story{chosen, *std::move(made)};
    story.begin();
    story.lose(lost);
    story.vouch(second, lost);
    story.bring_back(lost);
    bool const good = story.good_end();
    std::cout << (good ? "\nEvery node runs, and no volume has two writers.\n"
                       : "\nThe story did not end well.\n");
    return drawn(story.draw()) && good ? 0 : 1;
}

} // namespace

int tell_story(options const& given) {
    // The story is about volumes that follow their nodes, so it has a driver for them.
    options chosen = given;
    if (!chosen.external()) {
        chosen.volume_driver = "rexray";
    }
    return with_strategy(chosen, [&](auto strategy) { return tell<decltype(strategy)>(chosen); });
}
