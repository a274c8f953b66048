// SPDX-License-Identifier: Apache-2.0
// A planner on the simulated cluster: events in, calls out.
#include "../support/conversation.hpp"

#include <berth/testing/cluster.hpp>
#include <berth/testing/cluster_effects.hpp>
#include <berth/testing/cluster_inputs.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace berth::testing;
using berth::quantity;

cluster machines(std::string role) {
    std::vector<cluster_machine> out;
    for (std::string const id : {"A", "B", "C"}) {
        out.push_back({id,
                       "host-" + id,
                       "here",
                       "z",
                       {{"rack", "r1"}},
                       {{"", 0.5, 1024.0, 100.0, {{31000, 31000}, {31005, 31009}}},
                        {role, 1.5, 0.0, 0.0, {}}}});
    }
    return cluster{std::move(out), {std::move(role), true}};
}

TEST_CASE("cluster_inputs: an offer reads as it is") {
    cluster c = machines("es");
    c.send(cluster_subscribe{});
    c.deliver_call(0);
    static_cast<void>(c.deliver_event(0));
    c.offer();
    cluster_event const event = c.deliver_event(0);
    auto const& made = std::get<cluster_offers>(event);
    berth::offer_round round;
    read_offers(*c.setup, made, round);
    REQUIRE(round.offers().size() == 3);
    berth::offer const& o = round.offers()[1];
    CHECK_FALSE(o.fault);
    CHECK(o.id == "O2");
    CHECK(o.agent_id == "B");
    CHECK(o.hostname == "host-B");
    CHECK(o.allocation_role == "es");
    CHECK(o.region == "here");
    CHECK(o.zone == "z");
    REQUIRE(o.attributes.size() == 1);
    CHECK(o.attributes[0].text == "r1");
    REQUIRE(o.resources.size() == 5); // there is neither mem nor disk nor a port for the role
    CHECK(o.resources[0].amount == quantity::thousandths(500));
    CHECK(o.resources[3].name == "ports");
    CHECK(count(o.resources[3].ranges) == 6);
    CHECK(o.resources[4].name == "cpus");
    CHECK(o.resources[4].role == "es");
    CHECK(o.resources[4].amount == quantity::thousandths(1500));

    // The judge is given the same.
    auto const list = resources_of(*c.setup, made.offers[1].machine, made.offers[1].has);
    CHECK(amounts_of(c.machines()[1], list) == made.offers[1].has);
    for (master_resource const& r : list) {
        CHECK(validate(r).empty());
    }
}

/// A planner that does what it says to the cluster, with nothing in between.
struct host {
    cluster c = machines("es");
    berth::planner<berth::group<>> planner{group()};
    berth::offer_round round{};
    cluster_offers offers{};

    static berth::group<> group() {
        auto settings = berth_test::settings_of("es", 2);
        settings.needs.roles = {berth::text<255>{"*"}, berth::text<255>{"es"}};
        settings.needs.ports = {0, 31005};
        return *berth::group<>::make(settings);
    }

    template <class Input>
    void input(Input give_it) {
        berth::effect::list out;
        give_it(out);
        for (auto const& what : out) {
            if (auto call = call_of(what, *c.setup, offers)) {
                CHECK(c.send(*std::move(call)));
            }
        }
        CHECK(c.unanswered() == nullptr);
        while (c.can_deliver_call(0)) {
            c.deliver_call(0);
        }
    }
    void settle() {
        while (c.can_deliver_event(0)) {
            cluster_event const event = c.deliver_event(0);
            if (auto const* const made = std::get_if<cluster_offers>(&event)) {
                offers = *made;
            }
            input([&](auto& out) { give(*c.setup, event, round, planner, out); });
        }
    }
    void run_all() {
        for (std::size_t i = 0; i != c.tasks.size(); ++i) {
            if (c.can_run(i)) {
                c.run(i);
            }
            if (c.can_send_update(i)) {
                c.send_update(i);
            }
        }
        settle();
    }
};

TEST_CASE("cluster_effects: a planner runs on it, with calls that the master takes") {
    host h;
    h.input([&](auto& out) { h.planner.start(out); });
    h.settle();
    CHECK(h.c.subscribed);
    REQUIRE(h.c.offer());
    h.settle();
    REQUIRE(h.c.tasks.size() == 2); // nothing was refused
    CHECK(h.c.tasks[0].volumes == std::vector<std::string>{"es-0-data"});
    cluster_amounts used; // reservations first, and both ports
    used.add({4, quantity::whole(1), {}});
    used.add({1, quantity::whole(512), {}});
    used.add({3, {}, {31000, 31000}});
    used.add({3, {}, {31005, 31005}});
    CHECK(h.c.tasks[0].uses == used);
    CHECK(h.c.suppressed);
    h.run_all();
    CHECK(h.c.tasks[0].reports.empty()); // acknowledged

    h.c.fail(0);
    h.c.send_update(0);
    h.settle();
    CHECK_FALSE(h.c.suppressed);
    REQUIRE(h.c.offer());
    h.settle();
    REQUIRE(h.c.tasks.size() == 2);
    CHECK(h.c.tasks[1].id == "es.0.2");
    CHECK(h.c.writers_of("es-0-data") == 1);
    h.run_all();

    // A fail-over, an agent that is lost, one that returns: the planner asks and hears.
    h.c.fail_over();
    h.input([&](auto& out) { h.planner.on_disconnected(out); });
    h.c.send(cluster_subscribe{"F1"});
    h.c.deliver_call(0);
    for (std::size_t i = 0; i != h.c.agents.size(); ++i) {
        h.c.reregister(i);
    }
    h.settle();
    CHECK(h.c.known.size() == 2);
    std::size_t const agent = h.c.tasks[0].agent;
    h.c.cut_off(agent);
    h.c.declare_unreachable(agent);
    h.settle();
    CHECK(h.planner.group().missing() == 0); // its id is held
    h.c.reregister(agent);
    h.settle();
    CHECK(h.c.tasks.size() == 2);
    CHECK(h.c.tasks[0].alive);
}

} // namespace
