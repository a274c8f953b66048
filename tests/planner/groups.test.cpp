// SPDX-License-Identifier: Apache-2.0
// Several kinds of node in one framework: who has the offers of a round, who waits for whom, and
// what keeps groups apart.
#include "support/conversation.hpp"
#include "support/records.hpp"
#include "support/simulated.hpp"
#include "support/splitmix.hpp"

#include <berth/make_planner.hpp>
#include <berth/model/describe.hpp>
#include <berth/testing/calm.hpp>
#include <berth/testing/chaos.hpp>
#include <berth/testing/world.hpp>
#include <berth/volume/concatenated_name.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

using berth::errc;
using berth::group;
using berth::make_planner;
using berth::node_id;
using berth::node_state;
using berth::settings;
using berth::task_state;
using berth_test::conversation;
using berth_test::group_of;
using berth_test::lines;
using berth_test::settings_of;
using two_groups = conversation<berth::planner<group<>, group<>>>;

group<> after(std::string_view name, std::uint32_t wanted, std::vector<std::string> before,
              std::uint32_t ready_at = 0) {
    auto chosen = settings_of(name, wanted);
    chosen.after = std::move(before);
    chosen.ready_at = ready_at;
    return *group<>::make(chosen);
}

template <class... Groups>
bool refuses(errc code, std::string_view field, std::string_view detail, Groups const&... groups) {
    auto const made = make_planner(groups...);
    if (made) {
        return false;
    }
    INFO(made.error().message().view());
    CHECK(made.error().code == code);
    CHECK(made.error().field.view() == field);
    CHECK(made.error().detail.view() == detail);
    return made.error().field.view() == field;
}

TEST_CASE("groups: two of one name are refused, since a task says its group by its name") {
    CHECK(refuses(errc::duplicate, "groups[2].name", "es", group_of("es", 1), group_of("kv", 1),
                  group_of("es", 2)));
    CHECK(make_planner(group_of("es", 1), group_of("kv", 1), group_of("es-1", 1)));
    CHECK(make_planner(group_of("es", 1)));
}

TEST_CASE("groups: what a group waits for exists, and does not wait for it") {
    CHECK(refuses(errc::unknown, "groups[1].after", "db", group_of("es", 1),
                  after("kv", 1, {"es", "db"})));
    CHECK(refuses(errc::contradictory, "groups[1].after", "kv waits for kv", group_of("es", 1),
                  after("kv", 1, {"kv"})));
    CHECK(refuses(errc::contradictory, "groups[1].after", "b waits for c, c waits for b",
                  after("a", 1, {"c"}), after("b", 1, {"d", "c"}), after("c", 1, {"d", "b"}),
                  group_of("d", 1)));
    CHECK(refuses(errc::unknown, "groups[0].after", "db", after("es", 1, {"db"})));
    CHECK(make_planner(after("a", 1, {"b", "c"}), after("b", 1, {"c", "c"}), group_of("c", 1)));
}

/// Names without a separator, which the operator accepts.
struct ambiguous_names : berth::default_policies {
    using formatter = berth::concatenated_name;
};

TEST_CASE("groups: no volume name means nodes of two groups, whatever makes the names") {
    settings<ambiguous_names> old;
    old.name = "es";
    old.needs = settings_of("es", 1).needs;
    old.formatter.accept_ambiguous = true;
    auto other = old;
    other.name = "es1";
    CHECK(refuses(errc::not_decodable, "groups[1].volumeName",
                  R"("es" + 10 + "data" and "es1" + 0 + "data" both give es10data)",
                  *group<ambiguous_names>::make(old), *group<ambiguous_names>::make(other)));
    other.needs.volumes[0].purpose = berth::text<63>{"log"};
    CHECK(make_planner(*group<ambiguous_names>::make(old), *group<ambiguous_names>::make(other)));
    CHECK(make_planner(*group<ambiguous_names>::make(old), group_of("es1", 1)));

    auto prefixed = settings_of("b", 1);
    prefixed.volume_prefix = "a-";
    CHECK(refuses(errc::not_decodable, "groups[1].volumeName",
                  R"("a-b" + 0 + "data" and "a-b" + 0 + "data" both give a-b-0-data)",
                  group_of("a-b", 1), *group<>::make(prefixed)));
}

TEST_CASE("groups: the first takes what it needs, the second has the rest") {
    auto talk = two_groups::begun(group_of("es", 2), group_of("kv", 2));
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b", 2.0, 1024.0}, {"O3", "C", "c", 0.5}}) ==
          lines({"decline 120 O3:enough_cpus",
                 "persist 2 F 0:0 promised es.0.1@A 0:1 promised es.1.1@B 1:0 promised kv.0.1@B",
                 "accept O1 0:0 es.0.1@A es-0-data",
                 "accept O2 0:1 es.1.1@B es-1-data 1:0 kv.0.1@B kv-0-data"}));
    // Turned round, the other has them.
    auto turned = two_groups::begun(group_of("kv", 2), group_of("es", 2));
    CHECK(turned.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}).find("es.") == std::string::npos);
}

TEST_CASE("groups: a task on record tells which group it is of, whatever that is called now") {
    two_groups talk{group_of("db", 1), group_of("kv", 1)}; // "kv" was "es" once
    auto const old = berth_test::running_node(0);
    REQUIRE(talk.planner.restore(berth_test::kept({old}, 1)));
    REQUIRE(old.task_id.find("es.0.") == 0);
    static_cast<void>(talk.subscribed());
    CHECK(talk.update({old.task_id, old.agent_id, task_state::running}) ==
          "note recovery_complete");
    CHECK(talk.planner.group<0>().size() == 0);
    CHECK(talk.planner.group<1>().size() == 1);
}

/// A database, and a server that comes after it: offers of A, B and so on hold one node.
struct service : two_groups {
    explicit service(std::uint32_t db = 1, std::uint32_t rest = 1, std::uint32_t ready_at = 0)
        : two_groups(after("db", db, {}, ready_at), after("rest", rest, {"db"})) {
        static_cast<void>(subscribed());
        static_cast<void>(tick(0.0));
    }
    void run(std::string_view task, std::string_view agent) {
        static_cast<void>(update({task, agent, task_state::running, "u"}));
    }
    /// Both run: the database on A, the server on B.
    [[nodiscard]] static service up() {
        service out;
        static_cast<void>(out.offers({{"O1", "A", "a"}}));
        out.run("db.0.1", "A");
        static_cast<void>(out.offers({{"O2", "B", "b"}}));
        out.run("rest.0.1", "B");
        return out;
    }
};

TEST_CASE(
    "groups: one that comes after another launches once that runs, and asks for offers then") {
    service talk;
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}) ==
          lines({"decline 5 O2:waits_for_group", "persist 2 F 0:0 promised db.0.1@A",
                 "accept O1 0:0 db.0.1@A db-0-data", "suppress"}));
    auto const& no = std::get<berth::effect::decline>(talk.effects[0]);
    CHECK(describe(no.verdicts[0], {}, {}) ==
          std::string_view{"Waits for another group to have 1 running"});
    CHECK(no.verdicts[0].short_by() == berth::quantity::whole(1));
    CHECK(talk.planner.group<1>().missing() == 1);
    // To start is not to run.
    CHECK(talk.update({"db.0.1", "A", task_state::starting, "u"}).find("revive") ==
          std::string::npos);
    CHECK(talk.offers({{"O3", "B", "b"}}) == "decline 5 O3:waits_for_group");
    CHECK(talk.update({"db.0.1", "A", task_state::running, "u"}).find("revive") !=
          std::string::npos);
    CHECK(talk.offers({{"O4", "B", "b"}}) ==
          lines({"persist 5 F 1:0 promised rest.0.1@B", "accept O4 1:0 rest.0.1@B rest-0-data",
                 "suppress"}));
}

TEST_CASE("groups: the order in which they are given is no launch order") {
    two_groups talk{after("rest", 1, {"db"}), group_of("db", 1)};
    static_cast<void>(talk.subscribed());
    CHECK(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}) ==
          lines({"decline 5 O2:waits_for_group", "persist 2 F 1:0 promised db.0.1@A",
                 "accept O1 1:0 db.0.1@A db-0-data", "suppress"}));
}

TEST_CASE("groups: ready is as many as wanted, or as stated, whichever is less") {
    service all{2};
    static_cast<void>(all.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}));
    all.run("db.0.1", "A");
    CHECK(all.offers({{"O3", "C", "c"}}) == "decline 5 O3:waits_for_group");
    all.run("db.1.1", "B");
    CHECK(all.offers({{"O4", "C", "c"}}).find("rest.0.1@C") != std::string::npos);

    service one{2, 1, 1};
    static_cast<void>(one.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}));
    one.run("db.1.1", "B");
    CHECK(one.offers({{"O4", "C", "c"}}).find("rest.0.1@C") != std::string::npos);

    service most{1, 1, 5};
    CHECK(most.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}).find("rest") == std::string::npos);
    most.run("db.0.1", "A");
    CHECK(most.offers({{"O4", "B", "b"}}).find("rest.0.1@B") != std::string::npos);

    service none{0};
    CHECK(none.offers({{"O1", "A", "a"}}).find("rest.0.1@A") != std::string::npos);
}

TEST_CASE("groups: fewer wanted of the first may be what the second waited for") {
    service talk{2};
    static_cast<void>(talk.offers({{"O1", "A", "a"}, {"O2", "B", "b", 0.5}}));
    talk.run("db.0.1", "A");
    CHECK(talk.want(1).empty()); // no more offers were refused for long, so none are asked for
    CHECK(talk.offers({{"O3", "B", "b"}}).find("rest.0.1@B") != std::string::npos);
}

TEST_CASE("groups: a node held or on its way out is not ready, and what runs stays") {
    auto talk = service::up();
    std::string const lost = talk.update({"db.0.1", "A", task_state::unreachable});
    CHECK(lost.find("kill") == std::string::npos);
    CHECK(talk.planner.group<1>().running() == 1);
    CHECK(talk.said([&] { static_cast<void>(talk.planner.set_wanted<1>(2, talk.effects)); })
              .empty()); // it waits, and wants no offers
    CHECK(talk.offers({{"O3", "C", "c"}}) == "decline 5 O3:waits_for_group");
    CHECK(talk.update({"db.0.1", "A", task_state::running}).find("revive") != std::string::npos);
    CHECK(talk.offers({{"O4", "C", "c"}}).find("rest.1.1@C") != std::string::npos);

    service leaving{2, 1, 2};
    static_cast<void>(leaving.offers({{"O1", "A", "a"}, {"O2", "B", "b"}}));
    leaving.run("db.0.1", "A");
    leaving.run("db.1.1", "B");
    CHECK(leaving.planner.group<0>().running() == 2);
    static_cast<void>(leaving.want(1));
    CHECK(leaving.planner.group<0>().running() == 1);
    static_cast<void>(leaving.update({"db.1.1", "B", task_state::unreachable}));
    leaving.run("db.1.1", "B"); // it is back, and still to go
    REQUIRE(leaving.planner.group<0>().find({1})->state == node_state::running);
    CHECK(leaving.planner.group<0>().running() == 1);
    CHECK(leaving.planner.group<0>().ready_at() == 1);
}

TEST_CASE("groups: a node that is lost comes back though what it came after is down") {
    auto talk = service::up();
    static_cast<void>(
        talk.said([&] { static_cast<void>(talk.planner.set_wanted<1>(2, talk.effects)); }));
    static_cast<void>(talk.update({"db.0.1", "A", task_state::unreachable}));
    CHECK(talk.update({"rest.0.1", "B", task_state::failed, "u"}).find("revive") !=
          std::string::npos);
    CHECK(talk.planner.group<1>().missing() == 2);
    // The other was never there.
    CHECK(talk.offers({{"O3", "C", "c"}, {"O4", "D", "d"}}) ==
          lines({"decline 5 O4:waits_for_group", "persist 8 F 1:0 promised rest.0.2@C",
                 "accept O3 1:0 rest.0.2@C rest-0-data", "suppress"}));
}

TEST_CASE("groups: a retired node begins again, so it waits") {
    auto talk = service::up();
    auto const want = [&](std::uint32_t count) {
        return talk.said(
            [&] { static_cast<void>(talk.planner.set_wanted<1>(count, talk.effects)); });
    };
    static_cast<void>(want(0));
    static_cast<void>(talk.update({"rest.0.1", "B", task_state::killed, "u"}));
    static_cast<void>(talk.update({"db.0.1", "A", task_state::unreachable}));
    CHECK(want(1).empty());
    CHECK(talk.offers({{"O3", "C", "c"}}) == "decline 5 O3:waits_for_group");
    CHECK(talk.update({"db.0.1", "A", task_state::running}).find("revive") != std::string::npos);
    CHECK(talk.offers({{"O4", "C", "c"}}).find("rest.0.2@C rest-0-data") != std::string::npos);
}

TEST_CASE("groups: readiness is in the records, so it outlives the process") {
    auto const before = service::up();
    service next;
    berth::stored_state kept{"F", {}};
    kept.nodes.push_back({0, *before.planner.group<0>().find({0})});
    REQUIRE(next.planner.restore(kept));
    static_cast<void>(next.subscribed());
    CHECK(next.offers({{"O1", "B", "b"}}) == "decline 5 O1:recovering");
    static_cast<void>(next.update({"db.0.1", "A", task_state::running}));
    CHECK(next.offers({{"O2", "B", "b"}}).find("rest.0.1@B") != std::string::npos);
}

TEST_CASE("groups: a launch that cannot be stored is undone, and its wait with it") {
    service talk;
    static_cast<void>(talk.offers({{"O1", "A", "a"}}));
    std::string const said = talk.update({"db.0.1", "A", task_state::running, "u"});
    REQUIRE(said.find("persist 3") == 0);
    CHECK(talk.persist_failed(3).find("accept") == std::string::npos);
    CHECK(talk.planner.group<0>().running() == 0);
    CHECK(talk.offers({{"O2", "B", "b"}}) == "decline 5 O2:waits_for_group");
}

using service_world = berth::testing::world<berth::planner<group<>, group<>, group<>>>;

service_world service_cluster(std::uint64_t seed) {
    auto front = settings_of("ui", 1);
    front.after = {"rest"};
    front.spare_ids = seed % 3 == 0 ? 1 : 0;
    auto middle = settings_of("rest", 2);
    middle.after = {"es"};
    middle.ready_at = seed % 2 == 0 ? 1 : 0;
    auto back = settings_of("es", 1); // as the nonsense says that chaos makes up
    back.recycling = seed % 7 == 6 ? *berth::after_fence("scaleio", 300.0) : berth::proven_gone;
    return {berth_test::small_cluster(14, seed), // up to four nodes of each, and two to move to
            *make_planner(*group<>::make(front), *group<>::make(middle), *group<>::make(back))};
}

/// Every node that is stored as launched for the first time was launched while what it comes after
/// was ready.
class order_keeper {
public:
    void look(service_world& in) {
        std::size_t const launched[]{first_launches(in, 0), first_launches(in, 1)};
        auto const& groups = in.planner().groups();
        in.require(launched[0] <= launched_[0] || ready(groups.get<1>()), "ui is launched early");
        in.require(launched[1] <= launched_[1] || ready(groups.get<2>()), "rest is launched early");
        began_ = began_ || launched[0] != 0;
        launched_[0] = launched[0];
        launched_[1] = launched[1];
    }
    [[nodiscard]] bool began() const noexcept { return began_; }

private:
    static bool ready(group<> const& g) {
        std::uint32_t running = 0;
        for (berth::node const& n : g.nodes()) {
            running += n.state == node_state::running && !n.retiring ? 1U : 0U;
        }
        std::uint32_t const stated = g.chosen().ready_at;
        return running >= g.chosen().wanted || (stated != 0 && running >= stated);
    }
    static std::size_t first_launches(service_world const& in, std::size_t group) {
        std::size_t out = 0;
        for (berth::stored_node const& each : in.promises().records()) {
            out += each.group == group && each.record.launches.value != 0 ? 1U : 0U;
        }
        return out;
    }

    std::size_t launched_[2]{};
    bool began_ = false;
};

/// \returns in how many worlds the last of three groups was launched.
std::size_t live_through(std::uint64_t first, std::uint64_t worlds) {
    std::size_t began = 0;
    for (std::uint64_t seed = first; seed != first + worlds; ++seed) {
        CAPTURE(seed);
        auto in = service_cluster(seed);
        berth::testing::chaos trouble{seed};
        order_keeper order;
        for (int step = 0; step != 300 && in.broken().empty(); ++step) {
            trouble.step(in);
            order.look(in);
        }
        REQUIRE(in.broken() == "");
        calm_down(in, 20);
        REQUIRE(in.broken() == "");
        began += order.began() ? 1U : 0U;
    }
    return began;
}

TEST_CASE("groups: three of them keep every promise where everything goes wrong") {
    CHECK(live_through(berth_test::seed_or(2016), 15) > 4); // or the order was not tried
}

TEST_CASE("groups: a quiet cluster has all three, one after the other") {
    auto in = service_cluster(1);
    calm_down(in, 8);
    CHECK(in.broken() == "");
    CHECK(in.promises().launches() == 4);
}

} // namespace

TEST_SUITE("slow") {
    TEST_CASE("groups: three of them, over a thousand seeds") {
        CHECK(live_through(berth_test::seed_or(1), 1000) > 300);
    }
}
