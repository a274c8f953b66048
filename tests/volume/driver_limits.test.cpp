// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/volume/driver_limits.hpp>
#include <berth/volume/name_limits.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using namespace berth;

constexpr bool takes(std::string_view driver, std::string_view name) {
    return check(limits_named(driver), name).has_value();
}

/// Names that each driver takes, and names that it does not.
constexpr bool test_rules() {
    STATIC_CHECK(takes("local", "Es_1.x") && !takes("local", "e") && !takes("local", "_e"));
    STATIC_CHECK(takes("dvdi", "_e=1") && !takes("dvdi", "Es") && !takes("dvdi", "a b"));
    STATIC_CHECK(!takes("dvdi", "a/b") && !takes("dvdi", "a#b") && !takes("dvdi", "a(b"));
    for (std::string_view const driver : {"ebs", "efs", "cinder"}) {
        STATIC_CHECK(takes(driver, "es_1.x") && takes(driver, "e") && !takes(driver, "Es"));
        STATIC_CHECK(!takes(driver, "a/b") && !takes(driver, "a:b") && !takes(driver, ".."));
    }
    STATIC_CHECK(takes("s3fs", "1.a-b") && !takes("s3fs", "ab") && !takes("s3fs", "a_b"));
    STATIC_CHECK(!takes("s3fs", "a..b") && !takes("s3fs", "192.168.5.4"));
    STATIC_CHECK(!takes("s3fs", "xn--a") && !takes("s3fs", "sthree-a"));
    STATIC_CHECK(!takes("s3fs", "a-s3alias") && !takes("s3fs", "a--ol-s3"));
    STATIC_CHECK(!takes("s3fs", "a.mrap") && !takes("s3fs", "-ab") && !takes("s3fs", "ab-"));
    for (std::string_view const driver : {"gcepd", "dobs"}) {
        STATIC_CHECK(takes(driver, "a") && takes(driver, "es-1") && !takes(driver, "1a"));
        STATIC_CHECK(!takes(driver, "a_b") && !takes(driver, "a.b") && !takes(driver, "A"));
        STATIC_CHECK(!takes(driver, "a-"));
    }
    STATIC_CHECK(takes("rbd", "Es_1-x") && takes("rbd", "-_") && !takes("rbd", "pool.image"));
    STATIC_CHECK(takes("isilon", "es_1.x") && !takes("isilon", "es/1") && !takes("isilon", "ES1"));
    STATIC_CHECK(takes("virtualbox", "es_1.x") && !takes("virtualbox", "es."));
    STATIC_CHECK(takes("azureud", "es.1_") && !takes("azureud", "es-") && !takes("azureud", "Es"));
    STATIC_CHECK(takes("csi", "Es 1/x:y") && !takes("csi", "a\nb") && !takes("csi", "a\x7f"));
    STATIC_CHECK(takes("mesos-dns-rfc1123", "4abc") && !takes("mesos-dns-rfc1123", "-abc"));
    STATIC_CHECK(!takes("mesos-dns-rfc1123", "a_b") && !takes("mesos-dns-rfc1123", "A"));
    STATIC_CHECK(takes("mesos-dns-rfc952", "abc4") && !takes("mesos-dns-rfc952", "4abc"));
    STATIC_CHECK(check(rexray_rbd, "a.b").error().detail ==
                 "rbd takes for a separator the one at position 1 of \"a.b\"");
    STATIC_CHECK(check(rexray_ebs, "eS").error().detail ==
                 "ebs takes for another character the one at position 1 of \"eS\"");
    return true;
}
static_assert(test_rules());

constexpr bool test_lookup() {
    STATIC_CHECK(limits_named("portable") == portable);
    STATIC_CHECK(limits_named("local") == docker_local);
    STATIC_CHECK(limits_named("rexray") == portable); // what is behind it is not known
    STATIC_CHECK(limits_named("ebs") == rexray_ebs);
    STATIC_CHECK(limits_named("rexray/ebs") == rexray_ebs);
    STATIC_CHECK(limits_named("rexray/s3fs:0.11.4") == rexray_s3fs);
    STATIC_CHECK(*find_limits("csi") == csi_plugin);
    for (std::string_view const unknown :
         {"", "pxd", "EBS", "ebs:latest", "rexray/", "rexray/local", "rexray/csi", "rexray/rexray",
          "rexray/portable", "rexray/nfs", "other/ebs", "rexray/rexray/ebs"}) {
        STATIC_CHECK(!find_limits(unknown));
        STATIC_CHECK(limits_named(unknown) == portable);
    }
    for (auto const& row : known_limits) {
        STATIC_CHECK(*find_limits(row.driver) == *row.limits);
        int of_that_name = 0;
        for (auto const& other : known_limits) {
            of_that_name += row.driver == other.driver ? 1 : 0;
        }
        STATIC_CHECK(of_that_name == 1);
    }
    return true;
}
static_assert(test_lookup());

/// Whether the members of limits fit each other.
constexpr bool consistent(name_limits const& limits) {
    return !limits.name.empty() && limits.minimum_length >= 1 &&
           limits.minimum_length <= limits.maximum_length && limits.maximum_length <= 255 &&
           limits.allowed.contains_all(limits.first) && limits.allowed.contains_all(limits.last) &&
           limits.allowed.contains_all(limits.separators) &&
           limits.plain().contains_all(lower_letters | decimal_digits | char_set{"-"});
}

/// Whether every name that `inner` takes is taken by `outer`, by the members of both.
constexpr bool within(name_limits const& inner, name_limits const& outer) {
    auto const characters = outer.plain();
    bool good = inner.minimum_length >= outer.minimum_length &&
                inner.maximum_length <= outer.maximum_length &&
                characters.contains_all(inner.plain()) &&
                (outer.first & characters).contains_all(inner.first & inner.plain()) &&
                (outer.last & characters).contains_all(inner.last & inner.plain());
    auto const kept = [&](text_list const& reserved, text_list const& ours) {
        for (std::string_view const text : reserved) {
            bool found = false; // reserved by both, or impossible in inner
            for (std::string_view const own : ours) {
                found = found || own == text;
            }
            for (char const c : text) {
                found = found || !inner.plain().contains(c);
            }
            good = good && found;
        }
    };
    kept(outer.reserved_prefixes, inner.reserved_prefixes);
    kept(outer.reserved_suffixes, inner.reserved_suffixes);
    kept(outer.reserved_inside, inner.reserved_inside);
    return good && (!outer.reserves_addresses || !inner.plain().contains('.'));
}

constexpr bool test_portable_is_within_all() {
    for (auto const& [driver, limits, rexray] : known_limits) {
        STATIC_CHECK(consistent(*limits));
        bool const label = driver == "mesos-dns-rfc952";
        STATIC_CHECK(within(portable, *limits) != label); // 24 characters, for DNS alone
        // What is not known is as strict as portable.
        STATIC_CHECK(!limits->unknown.minimum_length ||
                     limits->minimum_length == portable.minimum_length);
        STATIC_CHECK(!limits->unknown.maximum_length ||
                     limits->maximum_length == portable.maximum_length);
        STATIC_CHECK(!limits->unknown.characters ||
                     (limits->allowed == portable.allowed && limits->first == portable.first &&
                      limits->last == portable.last));
    }
    auto longest = portable;
    longest.maximum_length = 24;
    STATIC_CHECK(within(longest, mesos_dns_rfc952));
    STATIC_CHECK(!within(rexray_s3fs, rexray_gcepd) && !within(docker_local, rexray_ebs));
    auto loose = portable;
    loose.reserved_prefixes = {};
    STATIC_CHECK(!within(loose, rexray_s3fs));
    return true;
}
static_assert(test_portable_is_within_all());

constexpr bool test_portable_is_no_stricter() {
    auto const some_driver = [](auto refuses) {
        for (auto const& row : known_limits) {
            if (row.limits->name != portable.name && row.limits->name != mesos_dns_rfc952.name &&
                refuses(*row.limits)) {
                return true;
            }
        }
        return false;
    };
    STATIC_CHECK(some_driver([](auto const& l) { return l.maximum_length == 31; }));
    STATIC_CHECK(some_driver([](auto const& l) { return l.minimum_length == 3; }));
    STATIC_CHECK(some_driver([](auto const& l) { return !l.plain().contains('A'); }));
    STATIC_CHECK(some_driver([](auto const& l) { return !l.plain().contains('_'); }));
    STATIC_CHECK(some_driver([](auto const& l) { return !l.plain().contains('.'); }));
    STATIC_CHECK(some_driver([](auto const& l) { return !l.first.contains('1'); }));
    STATIC_CHECK(some_driver([](auto const& l) { return !l.last.contains('-'); }));
    return true;
}
static_assert(test_portable_is_no_stricter());

TEST_CASE("what each driver takes") { REQUIRE(test_rules()); }
TEST_CASE("limits are found by the name of the driver, an unknown one is portable") {
    REQUIRE(test_lookup());
}
TEST_CASE("portable is within the limits of every driver") {
    REQUIRE(test_portable_is_within_all());
}
TEST_CASE("each limit of portable is some driver's") { REQUIRE(test_portable_is_no_stricter()); }

TEST_CASE("lengths end where the sources say") {
    struct length {
        std::string_view driver;
        std::size_t longest;
    };
    for (auto const& one :
         {length{"portable", 31}, length{"scaleio", 31}, length{"gcepd", 63}, length{"s3fs", 63},
          length{"dobs", 64}, length{"azureud", 80}, length{"rbd", 95}, length{"csi", 128},
          length{"ebs", 255}, length{"efs", 255}, length{"cinder", 255}, length{"local", 255},
          length{"dvdi", 255}, length{"mesos-dns-rfc1123", 63}, length{"mesos-dns-rfc952", 24}}) {
        CAPTURE(one.driver);
        CHECK(takes(one.driver, std::string(one.longest, 'a')));
        CHECK(check(limits_named(one.driver), std::string(one.longest + 1, 'a')).error().code ==
              errc::too_long);
    }
}

TEST_CASE("a name that portable takes is taken by every driver") {
    auto const seed = berth_test::seed_or(31);
    CAPTURE(seed);
    berth_test::splitmix draw{seed};
    constexpr std::array<std::string_view, 14> pieces{
        "a",  "z", "0",      "9",       "-",       "--", "es",
        "xn", "x", "sthree", "s3alias", "--ol-s3", "-",  "table-s3"};
    std::size_t legal = 0;
    std::size_t reserved = 0;
    for (int i = 0; i != 20000; ++i) {
        std::string name;
        for (auto left = 1 + draw.below(12); left != 0; --left) {
            name += draw.pick(pieces);
        }
        auto const portably = obeys(portable, name);
        reserved += !portably && portably.error().code == errc::unsupported ? 1U : 0U;
        if (!portably) {
            continue;
        }
        ++legal;
        for (auto const& row : known_limits) {
            if (row.limits != &mesos_dns_rfc952 || name.size() <= 24) {
                CAPTURE(name);
                CAPTURE(row.driver);
                REQUIRE(check(*row.limits, name));
            }
        }
    }
    CHECK(legal > 2000);
    CHECK(reserved > 100);
}

} // namespace
