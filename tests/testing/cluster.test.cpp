// SPDX-License-Identifier: Apache-2.0
#include <berth/testing/cluster.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::offer_round;
using berth::quantity;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth::value_type;
using berth::effect::accept;
using berth::testing::cluster;
using berth::testing::cluster_update;

cluster two_agents() {
    cluster out;
    out.agents = {{"A", "host-a", "z1", 4.0, 1024.0, 100.0, {31000, 31003}},
                  {"B", "host-b", "z2", 2.0, 512.0, 50.0, {31000, 31001}}};
    return out;
}

/// A launch of one cpu, 256 MB and a port, as a planner would put it.
accept launch(std::string_view task_id, std::string_view agent_id, std::uint32_t port) {
    berth::placement what;
    what.task_id = task_id;
    what.agent_id = agent_id;
    what.takes.resources = {{0, 0, value_type::scalar, quantity::whole(1), {}},
                            {0, 1, value_type::scalar, quantity::whole(256), {}},
                            {0, 3, value_type::ranges, {}, {port, port}}};
    what.takes.ports = {port};
    what.volumes = {"v"};
    accept out;
    out.launches.push_back({0, std::move(what)});
    return out;
}

quantity amount(berth::offer const& o, std::string_view name) {
    for (berth::resource const& r : o.resources) {
        if (r.name == name) {
            return r.amount;
        }
    }
    return {};
}
std::uint64_t ports(berth::offer const& o) {
    return o.resources.back().name == "ports" ? count(o.resources.back().ranges) : 0;
}

std::vector<cluster_update> take_updates(cluster& c) { return std::exchange(c.updates, {}); }

TEST_CASE("cluster: offers what its agents have, each time under a new id") {
    cluster c = two_agents();
    offer_round round;
    c.offer(round);
    REQUIRE(round.offers().size() == 2);
    berth::offer const& a = round.offers()[0];
    CHECK(a.agent_id == "A");
    CHECK(a.hostname == "host-a");
    CHECK(a.zone == "z1");
    CHECK(amount(a, "cpus") == quantity::whole(4));
    CHECK(amount(a, "disk") == quantity::whole(100));
    CHECK(ports(a) == 4);
    CHECK_FALSE(a.fault);
    std::string const first{a.id};
    CHECK(round.offers()[1].id != first);
    c.offer(round);
    REQUIRE(round.offers().size() == 2);
    CHECK(round.offers()[0].id != first);
}

TEST_CASE("cluster: offers shrink by what runs, and grow back when it ends") {
    cluster c = two_agents();
    c.accept(launch("t1", "A", 31001));
    offer_round round;
    c.offer(round);
    berth::offer const* a = &round.offers()[0];
    CHECK(amount(*a, "cpus") == quantity::whole(3));
    CHECK(amount(*a, "mem") == quantity::whole(768));
    CHECK(amount(*a, "disk") == quantity::whole(100));
    CHECK(ports(*a) == 3);
    CHECK_FALSE(contains(a->resources.back().ranges, 31001));
    CHECK(amount(round.offers()[1], "cpus") == quantity::whole(2));

    c.kill({"t1", "A"});
    c.offer(round);
    a = &round.offers()[0];
    CHECK(amount(*a, "cpus") == quantity::whole(4));
    CHECK(ports(*a) == 4);
    CHECK_FALSE(a->fault);
}

TEST_CASE("cluster: an agent that is full still makes an offer without a fault") {
    cluster c = two_agents();
    c.accept(launch("t1", "B", 31000));
    c.accept(launch("t2", "B", 31001));
    offer_round round;
    c.offer(round);
    auto const all = round.offers();
    auto const b = std::find_if(all.begin(), all.end(),
                                [](berth::offer const& o) { return o.agent_id == "B"; });
    REQUIRE(b != all.end());
    CHECK_FALSE(b->fault);
    CHECK(amount(*b, "cpus") == quantity{});
    CHECK(amount(*b, "disk") == quantity::whole(50));
}

TEST_CASE("cluster: what it launches reports, with a uuid of its own") {
    cluster c = two_agents();
    c.accept(launch("t1", "A", 31000));
    c.accept(launch("t2", "B", 31000));
    auto const said = take_updates(c);
    REQUIRE(said.size() == 2);
    CHECK(said[0].task_id == "t1");
    CHECK(said[0].agent_id == "A");
    CHECK(said[0].said.state == task_state::running);
    CHECK(said[0].said.source == status_source::executor);
    CHECK_FALSE(said[0].uuid.empty());
    CHECK(said[0].uuid != said[1].uuid);
    CHECK(said[0].status().task_id == "t1");
    REQUIRE(c.tasks.size() == 2);
    CHECK(c.tasks[0].volumes == std::vector<std::string>{"v"});
    CHECK(cluster::alive(c.tasks[0]));
}

TEST_CASE("cluster: a lost agent makes no offer, its tasks go on and are called unreachable") {
    cluster c = two_agents();
    c.accept(launch("t1", "A", 31000));
    c.accept(launch("t2", "B", 31000));
    static_cast<void>(take_updates(c));
    c.lose("A");
    auto const said = take_updates(c);
    REQUIRE(said.size() == 1);
    CHECK(said[0].task_id == "t1");
    CHECK(said[0].uuid.empty()); // the master's own: not to be acknowledged
    CHECK(said[0].said.state == task_state::unreachable);
    CHECK(said[0].said.source == status_source::master);
    CHECK(cluster::alive(c.tasks[0]));
    offer_round round;
    c.offer(round);
    REQUIRE(round.offers().size() == 1);
    CHECK(round.offers()[0].agent_id == "B");

    c.bring_back("A");
    auto const back = take_updates(c);
    REQUIRE(back.size() == 1);
    CHECK(back[0].task_id == "t1");
    CHECK(back[0].said == berth::evidence{task_state::running, status_source::master,
                                          status_reason::agent_reregistered});
    c.offer(round);
    REQUIRE(round.offers().size() == 2);
    CHECK(amount(round.offers()[0], "cpus") == quantity::whole(3)); // the task is still there
}

TEST_CASE("cluster: kills only what the master can reach, once") {
    cluster c = two_agents();
    c.accept(launch("t1", "A", 31000));
    static_cast<void>(take_updates(c));
    c.kill({"unknown", "A"});
    c.lose("A");
    static_cast<void>(take_updates(c));
    c.kill({"t1", "A"});
    CHECK(c.updates.empty());
    CHECK(cluster::alive(c.tasks[0]));
    c.bring_back("A");
    static_cast<void>(take_updates(c));
    c.kill({"t1", "A"});
    auto const said = take_updates(c);
    REQUIRE(said.size() == 1);
    CHECK(said[0].said.state == task_state::killed);
    CHECK_FALSE(said[0].uuid.empty());
    CHECK_FALSE(cluster::alive(c.tasks[0]));
    c.kill({"t1", "A"});
    CHECK(c.updates.empty());
}

TEST_CASE("cluster: nothing is said of tasks that have ended") {
    cluster c = two_agents();
    c.accept(launch("t1", "A", 31000));
    c.kill({"t1", "A"});
    static_cast<void>(take_updates(c));
    c.lose("A");
    c.bring_back("A");
    CHECK(c.updates.empty());
}

TEST_CASE("cluster: a copy goes its own way") {
    cluster c = two_agents();
    c.accept(launch("t1", "A", 31000));
    cluster twin = c;
    twin.kill({"t1", "A"});
    CHECK(cluster::alive(c.tasks[0]));
    CHECK_FALSE(cluster::alive(twin.tasks[0]));
}

} // namespace
