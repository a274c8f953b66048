// SPDX-License-Identifier: Apache-2.0
#include "support/cluster_scene.hpp"

#include <berth/testing/shared_cluster.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <variant>

namespace {

using berth::testing::cluster_accept;
using berth::testing::cluster_decline;
using berth::testing::cluster_revive;
using berth::testing::cluster_suppress;
using berth::testing::shared_cluster;
using berth_test::scene;

/// Two frameworks, subscribed, on so many agents.
struct two {
    explicit two(std::size_t agents) : a(scene::begun(agents)), b(scene::begun(agents)) {}

    scene a;
    scene b;
    shared_cluster master{{&a.c, &b.c}};
};

/// All offers are refused for so long.
void decline(scene& s, double seconds) {
    cluster_decline out;
    for (auto const& open : s.c.offers) {
        out.offer_ids.push_back(open.what.id);
    }
    out.refuse_seconds = seconds;
    s.call(std::move(out));
}

TEST_CASE("shared_cluster: an agent is offered to one framework at a time, as a whole") {
    two t{3};
    CHECK(t.master.allocate() == 3);
    CHECK(t.a.heard() == "offers O1@A O2@C\n"); // the poorer one first, offers count
    CHECK(t.b.heard() == "offers O1@B\n");
    CHECK(t.master.allocate() == 0); // all that there is is offered
    decline(t.b, 0.0);
    CHECK(t.master.allocate() == 1);
    CHECK(t.a.heard().empty());
    CHECK(t.b.heard() == "offers O2@B\n");
}

TEST_CASE("shared_cluster: what one framework uses is not offered to the other") {
    two t{1};
    t.master.allocate();
    CHECK(t.a.heard() == "offers O1@A\n");
    t.a.call(cluster_accept{{"O1"}, {scene::task("t1", "A", 31000)}, 100.0});
    CHECK(t.master.allocate() == 1); // the rest, which the first refused with the task
    CHECK(t.b.heard() == "offers O1@A\n");
    auto const& has = t.b.c.offers[0].what.has;
    CHECK(has.begin()->amount == berth::quantity::whole(3));
    t.b.call(cluster_accept{{"O1"}, {scene::task("t1", "A", 31001)}, 100.0});
    CHECK(t.master.allocate() == 0);
    // An end frees it, and more than was refused is offered again.
    t.a.c.run(0);
    t.a.c.finish(0);
    t.a.update("t1");
    t.a.acknowledge();
    t.a.update("t1");
    t.a.acknowledge();
    CHECK(t.master.allocate() == 1);
    CHECK(t.a.heard() == "offers O2@A\n");
}

TEST_CASE("shared_cluster: filters and suppression are each framework's own") {
    two t{1};
    t.master.allocate();
    decline(t.a, 100.0);
    static_cast<void>(t.a.heard());
    CHECK(t.master.allocate() == 1);
    CHECK(t.b.heard() == "offers O1@A\n");
    decline(t.b, 5.0);
    CHECK(t.master.allocate() == 0);
    t.a.c.advance(5.0);
    t.b.c.advance(5.0);
    CHECK(t.master.allocate() == 1);
    CHECK(t.b.heard() == "offers O2@A\n");
    decline(t.b, 0.0);
    t.b.call(cluster_suppress{});
    CHECK(t.master.allocate() == 0);
    t.a.call(cluster_revive{});
    CHECK(t.master.allocate() == 1);
    CHECK(t.a.heard() == "offers O2@A\n");
}

TEST_CASE("shared_cluster: what others have tells two states apart") {
    scene const s = scene::begun(1);
    scene other = s;
    std::string a;
    std::string b;
    other.c.elsewhere.push_back(s.c.free_of(0));
    CHECK_FALSE(other.c.can_offer_from(0));
    s.c.key(a);
    other.c.key(b);
    CHECK(a != b);
}

} // namespace
