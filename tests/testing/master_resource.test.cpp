// SPDX-License-Identifier: Apache-2.0
#include "support/master_make.hpp"

#include <berth/testing/master_name.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_value.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace berth_test;
using berth::testing::is_master_id;
using berth::testing::is_master_role;
using berth::testing::is_strict_subrole;
using berth::testing::upgrade;
using berth::testing::validate;
namespace master_value = berth::testing::master_value;

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

TEST_CASE("master value: scalars count in thousandths, of the product as a double") {
    struct row {
        double a, b;
        std::int64_t fixed;
        double sum, difference;
        bool equal, less;
    };
    row const rows[] = {
        {0.1, 0.2, 100, 0.3, -0.1, false, true},
        {0.3, 0.1, 300, 0.4, 0.2, false, false},
        {1.0004, 1.0, 1000, 2.0, 0.0, true, false},
        {1.0005, 1.0, 1001, 2.001, 0.001, false, false},
        {0.5005, 0.5, 500, 1.0, 0.0, true, false},
        {0.0004, 0.0, 0, 0.0, 0.0, true, false},
        {0.0005, 0.0, 1, 0.001, 0.001, false, false},
        {-0.0005, 0.0, -1, -0.001, -0.001, false, true},
        {1.5011, 1.501, 1501, 3.002, 0.0, true, false},
        {1.5015, 1.502, 1502, 3.004, 0.0, true, false},
        {16.0615, 16.061, 16061, 32.122, 0.0, true, false},
    };
    for (row const& r : rows) {
        CAPTURE(r.a);
        CHECK(master_value::fixed(r.a) == r.fixed);
        CHECK(master_value::add(r.a, r.b) == r.sum);
        CHECK(master_value::subtract(r.a, r.b) == r.difference);
        CHECK(master_value::equal(r.a, r.b) == r.equal);
        CHECK(!master_value::contains(r.a, r.b) == r.less);
    }
    double const infinity = std::numeric_limits<double>::infinity();
    for (double const none : {9.3e15, 1e300, infinity, -infinity, std::nan("")}) {
        CHECK(master_value::fixed(none) == std::numeric_limits<std::int64_t>::min());
    }
    CHECK(master_value::add(master_value::add(0.3335, 0.3335), 0.3335) == 1.002);
}

TEST_CASE("master value: ranges are joined, also at the largest number") {
    using master_value::coalesce;
    CHECK(coalesce({{4, 6}, {7, 7}, {9, 9}, {8, 8}}) == master_ranges{{4, 9}});
    CHECK(coalesce({{5, 12}, {1, 10}}) == master_ranges{{1, 12}});
    CHECK(coalesce({{1, 10}, {2, 3}}) == master_ranges{{1, 10}});
    CHECK(coalesce({{1, 2}, {4, 5}}) == master_ranges{{1, 2}, {4, 5}});
    CHECK(coalesce({{0, 0}, {0, 0}, {1, 1}}) == master_ranges{{0, 1}});
    CHECK(coalesce({{3, top}, {5, 9}, {1, 1}}) == master_ranges{{1, 1}, {3, top}});
    CHECK(coalesce({{5, 4}}).empty());
}

TEST_CASE("master value: ranges are added and subtracted as the sets of numbers that they are") {
    std::vector<master_ranges> const all = {{},
                                            {{1, 10}},
                                            {{0, 0}},
                                            {{26, 26}, {25, 35}, {2, 3}}, // overlaps itself
                                            {{16, 26}},
                                            {{1, 4}, {3, 5}, {7, 8}, {8, 10}},
                                            {{1, 1}, {3, 3}, {5, 5}, {38, 39}},
                                            {{0, 39}}};
    for (master_ranges const& a : all) {
        for (master_ranges const& b : all) {
            bool holds = true;
            bool same = true;
            auto const in = [](master_ranges const& where, std::uint64_t n) {
                for (auto const& r : where) {
                    if (r.begin <= n && n <= r.end) {
                        return true;
                    }
                }
                return false;
            };
            for (std::uint64_t n = 0; n != 40; ++n) {
                CHECK(in(master_value::add(a, b), n) == (in(a, n) || in(b, n)));
                CHECK(in(master_value::subtract(a, b), n) == (in(a, n) && !in(b, n)));
                CHECK(in(master_value::common(a, b), n) == (in(a, n) && in(b, n)));
                holds = holds && (in(a, n) || !in(b, n));
                same = same && in(a, n) == in(b, n);
            }
            CHECK(master_value::contains(a, b) == holds);
            CHECK(master_value::equal(a, b) == same);
        }
    }
    CHECK(master_value::subtract(master_ranges{{5, top}}, {{7, top}}) == master_ranges{{5, 6}});
    CHECK(master_value::subtract(master_ranges{{5, top}}, {{0, 6}}) == master_ranges{{7, top}});
}

TEST_CASE("master value: sets have no order") {
    using master_value::equal;
    CHECK(equal(master_set{"a", "b"}, master_set{"b", "a"}));
    CHECK_FALSE(equal(master_set{"a"}, master_set{"a", "b"}));
    CHECK(master_value::add(master_set{"b", "a"}, {"c", "a"}) == master_set{"b", "a", "c"});
    CHECK(master_value::subtract(master_set{"b", "a", "c"}, {"a", "x"}) == master_set{"b", "c"});
    CHECK(master_value::common(master_set{"b", "a", "c"}, {"c", "b"}) == master_set{"b", "c"});
    CHECK(master_value::contains(master_set{"a"}, {}));
    CHECK_FALSE(master_value::contains(master_set{"a"}, {"a", "b"}));
}

TEST_CASE("master names: roles as the master takes them") {
    for (std::string_view const good : {"*", "eng", "eng/fe", "a/b/c", "a\\b", "*a", "a.b", "a-"}) {
        CAPTURE(good);
        CHECK(is_master_role(good));
    }
    for (std::string_view const bad :
         {"",    "/",  "/a",   "a/",  "a//b", ".",    "..",   "a/.",  "a/../b", "a/*",
          "*/a", "-a", "a/-b", "a b", "a\tb", "a\nb", "a\vb", "a\fb", "a\rb",   "a\x7f"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_master_role(bad));
    }
    CHECK(is_strict_subrole("a/b", "a"));
    CHECK(is_strict_subrole("a/b/c", "a"));
    CHECK_FALSE(is_strict_subrole("a", "a"));
    CHECK_FALSE(is_strict_subrole("a/bx", "a/b"));
    CHECK_FALSE(is_strict_subrole("a", "a/b"));
}

TEST_CASE("master names: ids as the master takes them") {
    for (std::string const& good : {std::string{"a"}, std::string{"a b:c"}, std::string{"\xc3\xa9"},
                                    std::string(255, 'x'), std::string{"..."}}) {
        CAPTURE(good);
        CHECK(is_master_id(good));
    }
    for (std::string const& bad :
         {std::string{}, std::string{"."}, std::string{".."}, std::string{"a/b"},
          std::string{"a\\b"}, std::string{"a\nb"}, std::string{"a\x7f"}, std::string("a\0b", 3),
          std::string(256, 'x')}) {
        CAPTURE(bad);
        CHECK_FALSE(is_master_id(bad));
    }
}

TEST_CASE("validate: scalars are zero, or positive in thousandths, and finite") {
    struct row {
        double value;
        std::string_view fault;
    };
    double const infinity = std::numeric_limits<double>::infinity();
    row const rows[] = {{0.0, ""},
                        {-0.0, ""},
                        {0.0005, ""},
                        {9.0e12, ""},
                        {0.0004, "scalar_not_positive"},
                        {5e-324, "scalar_not_positive"},
                        {-0.0004, "scalar_not_positive"},
                        {-1.0, "scalar_not_positive"},
                        {9.1e12, "scalar_too_large"},
                        {1e300, "scalar_too_large"},
                        {std::nan(""), "scalar_not_finite"},
                        {infinity, "scalar_not_finite"},
                        {-infinity, "scalar_not_finite"}};
    for (row const& r : rows) {
        CAPTURE(r.value);
        CHECK(validate(make_cpus(r.value)) == r.fault);
    }
}

TEST_CASE("validate: ranges neither inverted nor overlapping, in whatever order") {
    CHECK(validate(make_ports({})) == "");
    CHECK(validate(make_ports({{1, 4}, {5, 9}})) == "");
    CHECK(validate(make_ports({{5, 9}, {1, 4}})) == "");
    CHECK(validate(make_ports({{5, 4}})) == "range_inverted");
    CHECK(validate(make_ports({{1, 10}, {5, 12}})) == "range_overlap");
    CHECK(validate(make_ports({{5, 12}, {1, 10}})) == "range_overlap");
    CHECK(validate(make_ports({{1, 3}, {7, 9}, {3, 3}})) == "range_overlap");
    CHECK(validate(make_ports({{1, 10}, {2, 3}})) == "range_overlap");
}

TEST_CASE("validate: sets without duplicates, and nothing of another type") {
    CHECK(validate(make_set("gp", {"a", "b"})) == "");
    CHECK(validate(make_set("gp", {})) == "");
    CHECK(validate(make_set("gp", {"a", "b", "a"})) == "set_duplicate");
    master_resource r = make_cpus(1.0);
    r.name.clear();
    CHECK(validate(r) == "name_empty");
    r = make_cpus(1.0);
    r.type = master_value_type::text;
    CHECK(validate(r) == "type_text");
    r.scalar.reset();
    CHECK(validate(r) == "type_text");
    r.type = static_cast<master_value_type>(9);
    CHECK(validate(r) == "type_unknown");
    r.type = master_value_type::scalar;
    CHECK(validate(r) == "value_of_other_type");
    r = make_ports({{1, 2}});
    r.scalar = 1.0;
    CHECK(validate(r) == "value_of_other_type");
    r = make_cpus(1.0);
    r.set.emplace();
    CHECK(validate(r) == "value_of_other_type");
    r = make_cpus(1.0);
    r.ranges.emplace();
    CHECK(validate(r) == "value_of_other_type");
}

TEST_CASE("validate: disk info on disks only, shared persistent volumes only") {
    CHECK(validate(on_source(make_disk(1.0), master_source_type::mount, "/m")) == "");
    CHECK(validate(on_source(make_mem(1.0), master_source_type::mount)) == "disk_info_name");
    CHECK(validate(on_source(make_disk(1.0), master_source_type::unknown)) ==
          "disk_source_unknown");
    CHECK(validate(shared(volume(make_disk(1.0), "id"))) == "");
    CHECK(validate(shared(make_disk(1.0))) == "shared_not_volume");
    CHECK(validate(shared(on_source(make_disk(1.0), master_source_type::path))) ==
          "shared_not_volume");
    CHECK(validate(shared(make_cpus(1.0))) == "shared_not_volume");
}

/// A resource with the deprecated fields, and a stack.
master_resource formatted(std::optional<std::string> role,
                          std::optional<master_reservation> reservation,
                          std::vector<master_reservation> stack = {}) {
    master_resource out = make_cpus(1.0);
    out.role = std::move(role);
    out.reservation = std::move(reservation);
    out.reservations = std::move(stack);
    return out;
}

constexpr auto fixed = master_reservation_type::fixed;
constexpr auto dynamic = master_reservation_type::dynamic;
master_reservation const p{{}, {}, "p", {}}; // of the format before refinement
master_reservation const q{{}, {}, "q", {}};
master_reservation const eng{fixed, "eng", {}, {}}; // of a stack
master_reservation const eng_p{dynamic, "eng", "p", {}};
master_reservation const fe{dynamic, "eng/fe", {}, {}};

TEST_CASE("validate: reservations in any of the three formats, but consistent") {
    struct row {
        master_resource r;
        std::string_view fault;
    };
    master_reservation typed = p;
    typed.type = dynamic;
    master_reservation roled = p;
    roled.role = "eng";
    master_reservation labelled = p;
    labelled.labels = master_labels{{"k", "v"}};
    row const rows[] = {
        {formatted({}, {}), ""},
        {formatted("*", {}), ""},
        {formatted("eng", {}), ""},
        {formatted("eng", p), ""},
        {formatted("eng", master_reservation{}), ""},
        {formatted("a//b", {}), "role_invalid"},
        {formatted("*", p), "reserve_star"},
        {formatted({}, p), "reserve_star"},
        {formatted("eng", typed), "reservation_type_set"},
        {formatted("eng", roled), "reservation_role_set"},
        {formatted({}, {}, {eng}), ""},
        {formatted({}, {}, {eng_p}), ""},
        {formatted({}, {}, {eng, fe}), ""},
        {formatted({}, {}, {eng_p, fe, {dynamic, "eng/fe/x/y", {}, {}}}), ""},
        {formatted({}, {}, {{{}, "eng", {}, {}}}), "reservation_type_missing"},
        {formatted({}, {}, {{master_reservation_type::unknown, "eng", {}, {}}}),
         "reservation_type_missing"},
        {formatted({}, {}, {{dynamic, {}, {}, {}}}), "reservation_role_missing"},
        {formatted({}, {}, {{dynamic, "a b", {}, {}}}), "role_invalid"},
        {formatted({}, {}, {{dynamic, "*", {}, {}}}), "reserve_star"},
        {formatted({}, {}, {eng, {fixed, "eng/fe", {}, {}}}), "refinement_static"},
        {formatted({}, {}, {eng, {dynamic, "ops/x", {}, {}}}), "refinement_not_child"},
        {formatted({}, {}, {eng, {dynamic, "eng", {}, {}}}), "refinement_not_child"},
        {formatted({}, {}, {eng, fe, {dynamic, "eng/x", {}, {}}}), "refinement_not_child"},
        {formatted("eng", {}, {eng}), ""},
        {formatted("eng", p, {eng_p}), ""},
        {formatted("ops", {}, {eng}), "role_disagrees"},
        {formatted("*", {}, {eng}), "role_disagrees"},
        {formatted("eng", p, {eng}), "reservation_disagrees"},
        {formatted({}, p, {eng}), "reservation_disagrees"},
        {formatted("eng", {}, {eng_p}), "reservation_disagrees"},
        {formatted({}, p, {eng_p}), "reservation_disagrees"},
        {formatted("eng", q, {eng_p}), "reservation_disagrees"},
        {formatted("eng", labelled, {eng_p}), "reservation_disagrees"},
        {formatted("eng", {}, {eng, fe}), "role_beside_stack"},
        {formatted({}, p, {eng, fe}), "reservation_beside_stack"},
    };
    for (row const& each : rows) {
        CAPTURE(&each - rows);
        CHECK(validate(each.r) == each.fault);
    }
}

TEST_CASE("upgrade: three formats of one state become one") {
    auto const stack = [](std::vector<master_reservation> list) {
        return formatted({}, {}, std::move(list));
    };
    CHECK(upgrade(formatted({}, {})) == stack({}));
    CHECK(upgrade(formatted("*", {})) == stack({}));
    CHECK(upgrade(formatted("eng", {})) == stack({eng}));
    CHECK(upgrade(formatted("eng", {}, {eng})) == stack({eng}));
    CHECK(upgrade(formatted("eng", p)) == stack({eng_p}));
    CHECK(upgrade(formatted("eng", p, {eng_p})) == stack({eng_p}));
    CHECK(upgrade(formatted("eng", master_reservation{})) == stack({{dynamic, "eng", {}, {}}}));
    CHECK(upgrade(stack({eng, fe})) == stack({eng, fe}));
    master_reservation labelled = p;
    labelled.labels = master_labels{{"k", "v"}};
    CHECK(upgrade(formatted("eng", labelled)).reservations[0].labels == labelled.labels);
}

} // namespace
