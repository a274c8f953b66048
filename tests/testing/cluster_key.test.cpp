// SPDX-License-Identifier: Apache-2.0
#include "../support/cluster_scene.hpp"

#include <berth/testing/cluster.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace berth::testing;
using berth_test::scene;

std::string key(cluster const& of) {
    std::string out;
    of.key(out);
    return out;
}

TEST_CASE("cluster_key: names of offers and times do not count") {
    scene a = scene::begun();
    scene b = a;
    b.c.offer();
    static_cast<void>(b.heard());
    b.call(cluster_decline{{"O1", "O2"}, 0.0});
    b.c.advance(100.0);
    CHECK(key(a.c) == key(b.c));
    a.c.offer(); // O1 and O2 here, O3 and O4 there
    b.c.offer();
    CHECK(key(a.c) == key(b.c));
    a.c.rescind(0);
    CHECK(key(a.c) != key(b.c));
    b.c.rescind(0);
    CHECK(key(a.c) == key(b.c));
    static_cast<void>(a.heard());
    CHECK(key(a.c) != key(b.c));
    static_cast<void>(b.heard());
    a.c.send(cluster_decline{{"O2"}, 5.0});
    b.c.send(cluster_decline{{"O4"}, 7.0});
    CHECK(key(a.c) == key(b.c));
    a.c.deliver_call(0);
    b.c.deliver_call(0);
    CHECK(key(a.c) == key(b.c)); // each has a filter in force
    a.c.advance(6.0);
    CHECK(key(a.c) != key(b.c));
    b.c.advance(8.0);
    CHECK(key(a.c) == key(b.c));
}

TEST_CASE("cluster_key: uuids count by what they are equal to") {
    scene a = scene::begun();
    a.launch("t1", "A");
    a.launch("t2", "B");
    scene b = a;
    a.c.run(0);
    a.c.run(1);
    b.c.run(1);
    b.c.run(0);
    CHECK(key(a.c) == key(b.c));
    static_cast<void>(a.update("t1"));
    static_cast<void>(b.update("t1"));
    CHECK(key(a.c) == key(b.c));
    a.c.send(cluster_acknowledge{"A", "t1", a.last.uuid});
    b.c.send(cluster_acknowledge{"A", "t1", "stale"});
    CHECK(key(a.c) != key(b.c));
}

TEST_CASE("cluster_key: the order of the same tasks does not count") {
    scene a = scene::begun();
    scene b = a;
    a.launch_and_run("t1", "A");
    a.launch_and_run("t2", "B");
    b.launch_and_run("t2", "B");
    b.launch_and_run("t1", "A");
    CHECK(key(a.c) == key(b.c));
    a.c.crash(0);
    CHECK(key(a.c) != key(b.c));
    b.c.crash(0);
    a.c.die(a.index("t1"));
    CHECK(key(a.c) != key(b.c));
}

TEST_CASE("cluster_key: what is on its way counts, in its order") {
    scene a = scene::begun();
    scene b = a;
    a.c.send(cluster_kill{"t1", "A"});
    CHECK(key(a.c) != key(b.c));
    a.c.send(cluster_kill{"t2", "A"});
    b.c.send(cluster_kill{"t2", "A"});
    b.c.send(cluster_kill{"t1", "A"});
    CHECK(key(a.c) != key(b.c));
    a.c.lose_call(0);
    b.c.lose_call(1);
    CHECK(key(a.c) == key(b.c));
    a.c.send(cluster_accept{{"O9"}, {scene::task("t1", "A")}, 0.0});
    b.c.send(cluster_accept{{"O9"}, {scene::task("t1", "A", 31000)}, 0.0});
    CHECK(key(a.c) != key(b.c));
}

} // namespace
