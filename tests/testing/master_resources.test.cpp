// SPDX-License-Identifier: Apache-2.0
#include "support/master_make.hpp"
#include "support/splitmix.hpp"

#include <berth/testing/master_apply.hpp>
#include <berth/testing/master_find.hpp>
#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resources.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace berth_test;
using berth::testing::find;
using berth::testing::is_persistent_volume;
using berth::testing::master_operation;
using berth::testing::master_operation_type;
using berth::testing::master_resources;
using berth::testing::same_resource;
using berth::testing::strip_volume;

constexpr auto path = master_source_type::path;
constexpr auto mount = master_source_type::mount;
constexpr auto block = master_source_type::block;
constexpr auto raw = master_source_type::raw;

master_resource labelled(master_resource r, master_labels labels) {
    r.reservations.back().labels = std::move(labels);
    return r;
}

TEST_CASE("master resources: what is invalid or nothing is not added") {
    master_resources sum;
    for (master_resource const& r :
         {make_cpus(0.0), make_cpus(-0.0), make_cpus(0.0004), make_cpus(-1.0), make_cpus(9.3e15),
          make_cpus(std::nan("")), make_ports({}), make_ports({{2, 1}}), make_set("gp", {})}) {
        CHECK_FALSE(sum.add(r));
    }
    CHECK(sum.empty());
    CHECK(sum.add(make_cpus(0.0005)));
    CHECK(sum.scalar("cpus") == 0.001);
    for (int i = 0; i != 3; ++i) {
        CHECK_FALSE(sum.add(make_cpus(0.0004))); // each vanishes alone
    }
    CHECK(sum.scalar("cpus") == 0.001);
    CHECK(sum.entries()[0].resource.scalar == 0.0005); // raw until something is done with it
}

TEST_CASE("master resources: adding upgrades to the format with a stack") {
    master_resource old = make_cpus(1.0);
    old.role = "eng";
    master_resources sum{reserved(make_cpus(2.0), "eng")};
    sum.add(old);
    CHECK(sum.size() == 1);
    CHECK(sum == master_resources{reserved(make_cpus(3.0), "eng")});
    old.role = "*";
    sum.add(old);
    CHECK(sum.unreserved() == master_resources{make_cpus(1.0)});
}

TEST_CASE("master resources: entries of one kind are merged, others are not") {
    struct row {
        char const* what;
        master_resource a, b;
        bool merge;
    };
    auto const to_eng = [](master_resource r) { return reserved(std::move(r), "eng"); };
    master_resource const labels =
        labelled(reserved(make_cpus(1.0), "eng", "p"), {{"a", "1"}, {"b", {}}});
    master_resource vendor = on_source(make_disk(1.0), path, "/d");
    vendor.disk->source->vendor = "v";
    master_resource metadata = on_source(make_disk(1.0), path, "/d");
    metadata.disk->source->metadata = master_labels{{"k", "v"}};
    master_resource profile = on_source(make_disk(1.0), path, "/d");
    profile.disk->source->profile = "fast";
    row const rows[] = {
        {"equal", make_cpus(1.0), make_cpus(1.0), true},
        {"name", make_cpus(1.0), make_mem(1.0), false},
        {"type", make_set("x", {"a"}), make_scalar("x", 1.0), false},
        {"allocation", allocated(make_cpus(1.0), "r"), allocated(make_cpus(1.0), "r"), true},
        {"allocation absent", allocated(make_cpus(1.0), "r"), make_cpus(1.0), false},
        {"allocation role", allocated(make_cpus(1.0), "r"), allocated(make_cpus(1.0), "s"), false},
        {"static", to_eng(make_cpus(1.0)), to_eng(make_cpus(1.0)), true},
        {"static and none", to_eng(make_cpus(1.0)), make_cpus(1.0), false},
        {"reservation role", to_eng(make_cpus(1.0)), reserved(make_cpus(1.0), "ops"), false},
        {"dynamic", reserved(make_cpus(1.0), "eng", "p"), to_eng(make_cpus(1.0)), false},
        {"principal", reserved(make_cpus(1.0), "eng", "p"), reserved(make_cpus(1.0), "eng", "q"),
         false},
        {"stack", reserved(to_eng(make_cpus(1.0)), "eng/a", "p"), to_eng(make_cpus(1.0)), false},
        {"labels in another order", labels,
         labelled(reserved(make_cpus(1.0), "eng", "p"), {{"b", {}}, {"a", "1"}}), true},
        {"label value", labels,
         labelled(reserved(make_cpus(1.0), "eng", "p"), {{"b", "2"}, {"a", "1"}}), false},
        {"label twice", labelled(reserved(make_cpus(1.0), "eng", "p"), {{"a", {}}, {"a", {}}}),
         labelled(reserved(make_cpus(1.0), "eng", "p"), {{"a", {}}, {"b", {}}}), false},
        {"no labels", labels, reserved(make_cpus(1.0), "eng", "p"), false},
        {"revocable", revocable(make_cpus(1.0)), make_cpus(1.0), false},
        {"both revocable", revocable(make_cpus(1.0)), revocable(make_cpus(1.0)), true},
        {"provider", provided(make_disk(1.0), "a"), provided(make_disk(1.0), "a"), true},
        {"provider differs", provided(make_disk(1.0), "a"), provided(make_disk(1.0), "b"), false},
        {"provider absent", provided(make_disk(1.0), "a"), make_disk(1.0), false},
        {"path", on_source(make_disk(1.0), path, "/d"), on_source(make_disk(1.0), path, "/d"),
         true},
        {"root", on_source(make_disk(1.0), path, "/d"), on_source(make_disk(1.0), path, "/e"),
         false},
        {"vendor", on_source(make_disk(1.0), path, "/d"), vendor, false},
        {"profile", on_source(make_disk(1.0), path, "/d"), profile, false},
        {"metadata", on_source(make_disk(1.0), path, "/d"), metadata, false},
        {"disk info", on_source(make_disk(1.0), path, "/d"), make_disk(1.0), false},
        {"mount", on_source(make_disk(1.0), mount, "/d"), on_source(make_disk(1.0), mount, "/d"),
         false},
        {"block", on_source(make_disk(1.0), block), on_source(make_disk(1.0), block), false},
        {"raw", on_source(make_disk(1.0), raw), on_source(make_disk(1.0), raw), true},
        {"raw with id", on_source(make_disk(1.0), raw, {}, "i"),
         on_source(make_disk(1.0), raw, {}, "i"), false},
        {"volume", volume(make_disk(1.0), "v"), volume(make_disk(1.0), "v"), false},
        {"shared", shared(volume(make_disk(1.0), "v")), volume(make_disk(1.0), "v"), false},
        {"both shared", shared(volume(make_disk(1.0), "v")), shared(volume(make_disk(1.0), "v")),
         true},
        {"shared of another size", shared(volume(make_disk(1.0), "v")),
         shared(volume(make_disk(2.0), "v")), false},
    };
    for (row const& r : rows) {
        CAPTURE(r.what);
        CHECK(master_resources{r.a, r.b}.size() == (r.merge ? 1U : 2U));
        CHECK(master_resources{r.b, r.a}.size() == (r.merge ? 1U : 2U));
    }
}

TEST_CASE("master resources: one entry must hold each asked one, never a sum of them") {
    master_resources const pool{reserved(make_cpus(2.0), "r"), make_cpus(1.0), make_mem(10.0)};
    CHECK(pool.contains({make_cpus(1.0)}));
    CHECK(pool.contains({reserved(make_cpus(2.0), "r"), make_cpus(1.0)}));
    CHECK_FALSE(pool.contains({make_cpus(2.0)}));
    CHECK_FALSE(pool.contains({make_cpus(1.0), make_mem(11.0)}));
    CHECK(pool.contains({make_cpus(1.0004)})); // equal in thousandths
    CHECK_FALSE(pool.contains(make_cpus(-1.0)));
    CHECK_FALSE(pool.contains(make_cpus(0.0004)));
    CHECK(pool.contains(make_cpus(1.0)));
    CHECK(pool.contains(master_resources{}));
    CHECK_FALSE(master_resources{}.contains(pool));
    master_resources const ports{make_ports({{1, 5}, {8, 9}}), make_set("gp", {"a", "b"})};
    CHECK(ports.contains({make_ports({{4, 5}, {8, 8}}), make_set("gp", {"b"})}));
    CHECK_FALSE(ports.contains({make_ports({{4, 6}})}));
    CHECK_FALSE(ports.contains({make_set("gp", {"b", "c"})}));
}

TEST_CASE("master resources: what was matched is gone, so two equal disks are not in one") {
    master_resource const disk = on_source(make_disk(10.0), mount, "/m");
    master_resource const twin = volume(reserved(make_disk(10.0), "r"), "v");
    CHECK(master_resources{disk}.contains({disk}));
    CHECK_FALSE(master_resources{disk}.contains({disk, disk}));
    CHECK(master_resources{disk, disk}.contains({disk, disk}));
    CHECK_FALSE(master_resources{twin}.contains({twin, twin}));
    CHECK_FALSE(master_resources{disk} == master_resources{disk, disk});
}

TEST_CASE("master resources: whole disks and volumes are had whole or not at all") {
    for (auto const type : {mount, block}) {
        master_resources const pool{on_source(make_disk(20.0), type, "/m")};
        CHECK(pool.contains(on_source(make_disk(20.0), type, "/m")));
        CHECK_FALSE(pool.contains(on_source(make_disk(10.0), type, "/m")));
        CHECK_FALSE(pool.contains(on_source(make_disk(20.0), type, "/n")));
    }
    CHECK(master_resources{on_source(make_disk(20.0), raw)}.contains(
        on_source(make_disk(10.0), raw)));
    CHECK_FALSE(master_resources{on_source(make_disk(20.0), raw, {}, "i")}.contains(
        on_source(make_disk(10.0), raw, {}, "i")));
    CHECK(master_resources{on_source(make_disk(20.0), path, "/d")}.contains(
        on_source(make_disk(10.0), path, "/d")));
    CHECK_FALSE(
        master_resources{volume(make_disk(20.0), "v")}.contains(volume(make_disk(10.0), "v")));
}

TEST_CASE("master resources: how a volume is mounted and who made it does not matter") {
    master_resource const a = volume(reserved(make_disk(10.0), "r"), "v", "p");
    master_resource b = volume(reserved(make_disk(10.0), "r"), "v", "q");
    b.disk->volume->container_path = "other";
    b.disk->volume->mode = master_volume_mode::ro;
    CHECK(same_resource(a, b));
    CHECK(master_resources{a} == master_resources{b});
    b.disk->volume.reset();
    CHECK(same_resource(a, b));
    b.disk->persistence->id = "w";
    CHECK_FALSE(same_resource(a, b));
    b.disk->persistence.reset();
    CHECK_FALSE(same_resource(a, b));
}

TEST_CASE("master resources: subtracting takes all of it or nothing") {
    master_resources pool{make_cpus(4.0), make_mem(10.0), make_ports({{1, 9}}),
                          make_set("gp", {"a", "b"})};
    CHECK(pool.subtract({make_cpus(1.5), make_ports({{3, 4}}), make_set("gp", {"a"})}));
    CHECK(pool == master_resources{make_cpus(2.5), make_mem(10.0), make_ports({{1, 2}, {5, 9}}),
                                   make_set("gp", {"b"})});
    master_resources const before = pool;
    CHECK_FALSE(pool.subtract({make_mem(1.0), make_cpus(2.501)}));
    CHECK(pool == before);
    CHECK_FALSE(pool.subtract({make_disk(1.0)}));
    CHECK(pool.subtract({make_mem(10.0), make_set("gp", {"b"}), make_cpus(2.4996)}));
    CHECK(pool.size() == 1); // entries with nothing left are gone
    CHECK(pool.subtract(pool));
    CHECK(pool.empty());
}

TEST_CASE("master resources: copies of something shared are counted") {
    master_resource const v = shared(volume(reserved(make_disk(50.0), "r"), "v"));
    master_resources pool{v, v, make_cpus(1.0)};
    CHECK(pool.size() == 2);
    CHECK(pool.entries()[0].count == 2);
    CHECK(pool.scalar("disk") == 50.0);
    CHECK(pool.contains({v, v}));
    CHECK_FALSE(pool.contains({v, v, v}));
    CHECK_FALSE(pool.contains(volume(reserved(make_disk(50.0), "r"), "v")));
    CHECK(pool.subtract({v}));
    CHECK(pool.entries()[0].count == 1);
    CHECK(pool.shared() == master_resources{v});
    CHECK(pool.exclusive() == master_resources{make_cpus(1.0)});
    CHECK(pool.subtract({v}));
    CHECK(pool == master_resources{make_cpus(1.0)});
    master_resources more{v};
    more.add(master_resources{v, v});
    CHECK(more.entries()[0].count == 3);
}

TEST_CASE("master resources: sums are over all entries of a name, in thousandths") {
    master_resources const pool{reserved(make_cpus(0.1), "x"),        make_cpus(0.3),
                                revocable(make_cpus(1.5011)),         make_ports({{1, 3}}),
                                reserved(make_ports({{2, 5}}), "x"),  make_set("gp", {"a"}),
                                reserved(make_set("gp", {"b"}), "x"), make_mem(511.9)};
    CHECK(pool.scalar("cpus") == 1.901);
    CHECK(pool.scalar("mem") == 511.9);
    CHECK(pool.scalar("ports") == 0.0);
    CHECK(pool.ranges("ports") == master_ranges{{1, 5}});
    CHECK(pool.ranges("cpus").empty());
    CHECK(pool.set("gp") == master_set{"a", "b"});
    CHECK(pool.set("cpus").empty());
    master_resources ten;
    for (int i = 0; i != 10; ++i) {
        ten.add(make_cpus(0.1));
    }
    CHECK(ten.scalar("cpus") == 1.0);
}

TEST_CASE("master resources: equal whatever the order, and only then") {
    master_resources const a{make_cpus(1.0), make_mem(2.0), make_set("gp", {"x", "y"})};
    CHECK(a == master_resources{make_set("gp", {"y", "x"}), make_mem(2.0), make_cpus(1.0)});
    CHECK_FALSE(a == master_resources{make_cpus(1.0), make_mem(2.0)});
    CHECK_FALSE(master_resources{make_cpus(1.0)} == master_resources{make_cpus(2.0)});
}

TEST_CASE("master resources: selects by reservation") {
    master_resource const none = make_cpus(1.0);
    master_resource const a = reserved(make_cpus(2.0), "a");
    master_resource const ab = reserved(reserved(make_cpus(4.0), "a"), "a/b", "p");
    master_resource const abx = reserved(make_cpus(8.0), "a/bx");
    master_resources const pool{none, a, ab, abx};
    CHECK(pool.unreserved() == master_resources{none});
    CHECK(pool.reserved() == master_resources{a, ab, abx});
    CHECK(pool.reserved("a") == master_resources{a}); // by the innermost role
    CHECK(pool.reserved("a/b") == master_resources{ab});
    CHECK(pool.reserved("*").empty());
    CHECK(pool.allocatable_to("a") == master_resources{none, a});
    CHECK(pool.allocatable_to("a/b") == master_resources{none, a, ab});
    CHECK(pool.allocatable_to("a/bx") == master_resources{none, a, abx});
    CHECK(pool.allocatable_to("ops") == master_resources{none});
    CHECK(pool.to_unreserved() == master_resources{make_cpus(15.0)});
    CHECK(master_resources{ab}.pop_reservation() ==
          master_resources{reserved(make_cpus(4.0), "a")});
    CHECK(master_resources{none}.push_reservation(a.reservations[0]) ==
          master_resources{reserved(make_cpus(1.0), "a")});
    CHECK(pool.unreserved().allocated("r") == master_resources{allocated(none, "r")});
    CHECK(pool.allocated("r").unallocated() == pool);
}

TEST_CASE("find: takes from the asked role, then unreserved, then from any") {
    master_resources const pool{reserved(make_cpus(1.0), "c"), make_cpus(1.0),
                                reserved(make_cpus(1.0), "a"), reserved(make_cpus(1.0), "b")};
    CHECK(*find(pool, {reserved(make_cpus(0.5), "a")}) ==
          master_resources{reserved(make_cpus(0.5), "a")});
    CHECK(*find(pool, {reserved(make_cpus(1.5), "a")}) ==
          master_resources{reserved(make_cpus(1.0), "a"), make_cpus(0.5)});
    CHECK(*find(pool, {make_cpus(1.0)}) == master_resources{make_cpus(1.0)});
    CHECK(*find(pool, {reserved(make_cpus(4.0), "a")}) == pool); // from as many as it takes
    CHECK_FALSE(find(pool, {reserved(make_cpus(4.001), "a")}));
    CHECK_FALSE(find(pool, {make_mem(1.0)}));
    CHECK(find(pool, {})->empty());
}

TEST_CASE("find: joins pieces, and gives nothing twice") {
    master_resources const ports{make_ports({{1, 10}}), reserved(make_ports({{20, 30}}), "a")};
    CHECK(*find(ports, {make_ports({{9, 10}, {20, 21}})}) ==
          master_resources{make_ports({{9, 10}}), reserved(make_ports({{20, 21}}), "a")});
    CHECK_FALSE(find(ports, {make_ports({{10, 11}})}));
    CHECK(*find({make_set("gp", {"a"}), reserved(make_set("gp", {"b"}), "a")},
                {make_set("gp", {"b", "a"})}) ==
          master_resources{make_set("gp", {"a"}), reserved(make_set("gp", {"b"}), "a")});
    CHECK_FALSE(find({make_cpus(2.0)}, {reserved(make_cpus(2.0), "r"), make_cpus(2.0)}));
    master_resource const disk = on_source(make_disk(10.0), mount, "/m");
    CHECK(*find({reserved(disk, "a")}, {disk}) == master_resources{reserved(disk, "a")});
    CHECK_FALSE(find({disk}, {disk, disk}));
    CHECK_FALSE(find({disk}, {on_source(make_disk(5.0), mount, "/m")}));
}

std::string_view apply_to(master_resources& pool, master_operation_type type,
                          std::vector<master_resource> resources) {
    master_operation what;
    what.type = type;
    what.resources = std::move(resources);
    return apply(pool, what);
}

TEST_CASE("apply: reserving moves the outer form to the inner one, and back") {
    using type = master_operation_type;
    master_resources pool{make_cpus(4.0), reserved(make_mem(10.0), "a")};
    master_resource const inner = reserved(reserved(make_mem(4.0), "a"), "a/b", "p");
    CHECK(apply_to(pool, type::reserve, {reserved(make_cpus(1.0), "a", "p"), inner}) == "");
    CHECK(pool == master_resources{make_cpus(3.0), reserved(make_cpus(1.0), "a", "p"),
                                   reserved(make_mem(6.0), "a"), inner});
    master_resources const before = pool;
    CHECK(apply_to(pool, type::reserve,
                   {reserved(make_cpus(1.0), "a", "p"), reserved(make_cpus(2.5), "a", "p")}) ==
          "not_contained");
    CHECK(pool == before);
    CHECK(apply_to(pool, type::unreserve, {inner}) == ""); // one level only
    CHECK(pool.reserved("a") ==
          master_resources{reserved(make_cpus(1.0), "a", "p"), reserved(make_mem(10.0), "a")});
    CHECK(apply_to(pool, type::unreserve, {inner}) == "not_contained");
    CHECK(apply_to(pool, type::unreserve, {make_cpus(1.0)}) == "not_reserved");
    CHECK(apply_to(pool, type::launch, {inner}) == "operation_not_applicable");
}

TEST_CASE("apply: creating carves a volume out of its disk, destroying gives it back") {
    using type = master_operation_type;
    master_resource const root = reserved(make_disk(100.0), "r");
    master_resources pool{root, reserved(on_source(make_disk(20.0), mount, "/m"), "r")};
    master_resources const before = pool;
    master_resource const v = volume(reserved(make_disk(30.0), "r"), "v");
    master_resource const whole =
        volume(reserved(on_source(make_disk(20.0), mount, "/m"), "r"), "w");
    CHECK(strip_volume(v) == reserved(make_disk(30.0), "r"));
    CHECK(strip_volume(shared(whole)) == reserved(on_source(make_disk(20.0), mount, "/m"), "r"));
    CHECK(apply_to(pool, type::create, {v, whole}) == "");
    CHECK(pool == master_resources{reserved(make_disk(70.0), "r"), v, whole});
    CHECK(apply_to(pool, type::destroy, {whole, v}) == "");
    CHECK(pool == before);
    CHECK(apply_to(pool, type::destroy, {v}) == "not_contained");
    CHECK(apply_to(pool, type::create,
                   {volume(reserved(on_source(make_disk(10.0), mount, "/m"), "r"), "w")}) ==
          "not_contained"); // a whole disk or none
    master_resources copies{shared(v), shared(v)};
    CHECK(apply_to(copies, type::destroy, {shared(v)}) == "shared_copies_remain");
    CHECK(copies.entries()[0].count == 2);
    CHECK(copies.subtract({shared(v)}));
    CHECK(apply_to(copies, type::destroy, {shared(v)}) == "");
    CHECK(copies == master_resources{reserved(make_disk(30.0), "r")});
}

/// Few kinds and small amounts, so that two draws often have something in common.
master_resource draw(berth_test::splitmix& random) {
    master_resource r = make_cpus(static_cast<double>(random.between(1, 9)) / 3.0);
    switch (random.below(5)) {
    case 0: r = make_ports({{random.below(4), 4 + random.below(9)}}); break;
    case 1: r = make_set("gp", {random.chance(1, 2) ? "a" : "b"}); break;
    case 2: r = on_source(make_disk(5.0), random.chance(1, 2) ? mount : path, "/d"); break;
    case 3: r = volume(reserved(make_disk(5.0), "r"), "v"); break;
    default: break;
    }
    r.shared = is_persistent_volume(r) && random.chance(1, 2);
    r.revocable = random.chance(1, 5);
    return random.chance(1, 3) && !is_persistent_volume(r) ? reserved(r, "r") : r;
}

TEST_CASE("master resources: what is contained can be taken and put back, in random pools") {
    berth_test::splitmix random{20260722};
    int taken = 0;
    for (int i = 0; i != 20000; ++i) {
        master_resources pool;
        for (std::uint64_t left = random.below(25); left != 0; --left) {
            pool.add(draw(random));
        }
        master_resources part;
        for (std::uint64_t left = random.below(3); left != 0; --left) {
            part.add(draw(random));
        }
        REQUIRE(pool.contains(pool));
        master_resources rest = pool;
        bool const held = pool.contains(part);
        REQUIRE(rest.subtract(part) == held);
        taken += held && !part.empty() ? 1 : 0;
        if (held) {
            rest.add(part);
        }
        REQUIRE(rest == pool);
        // What is found is there, and what is there in the right role is found.
        auto const found = find(pool, part);
        REQUIRE((found || !held));
        REQUIRE(
            (!found || (pool.contains(*found) && found->to_unreserved() == part.to_unreserved())));
    }
    CHECK(taken > 2000);
}

} // namespace
