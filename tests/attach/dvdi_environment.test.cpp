// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/dvdi_environment.hpp>

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace berth;

/// Keeps what it gets; usable in constant expressions.
struct kept {
    text<400> lines{};
    int calls = 0;

    constexpr void environment(std::string_view name, std::string_view value) noexcept {
        ++calls;
        lines.append(name);
        lines.append("=");
        lines.append(value);
        lines.append("\n");
    }
};

static_assert(environment_sink<kept>);
static_assert(!environment_sink<int>);

constexpr attached_volume data{"es-7-data", "/tmp/es/data", "rexray", "size=16"};
constexpr attached_volume config{"es-7-config", "/tmp/es/config", "rexray", "size=1"};

constexpr bool test_golden() { // storage.md 2.5
    kept sink{};
    STATIC_CHECK(dvdi_environment(std::array{data, config}, generation{1}, sink) == std::size_t{8});
    STATIC_CHECK(sink.lines == "DVDI_VOLUME_NAME=es-7-data\n"
                               "DVDI_VOLUME_DRIVER=rexray\n"
                               "DVDI_VOLUME_OPTS=size=16\n"
                               "DVDI_VOLUME_CONTAINERPATH=/tmp/es/data\n"
                               "DVDI_VOLUME_NAME1=es-7-config\n"
                               "DVDI_VOLUME_DRIVER1=rexray\n"
                               "DVDI_VOLUME_OPTS1=size=1\n"
                               "DVDI_VOLUME_CONTAINERPATH1=/tmp/es/config\n");
    auto bare = config;
    bare.options = {};
    kept without{};
    STATIC_CHECK(dvdi_environment(std::array{bare}, generation{1}, without) == std::size_t{3});
    STATIC_CHECK(without.lines == "DVDI_VOLUME_NAME=es-7-config\n"
                                  "DVDI_VOLUME_DRIVER=rexray\n"
                                  "DVDI_VOLUME_CONTAINERPATH=/tmp/es/config\n");
    kept none{};
    STATIC_CHECK(dvdi_environment({}, generation{1}, none) == std::size_t{0});
    STATIC_CHECK(none.calls == 0);
    return true;
}
static_assert(test_golden());

/// The error for `data` followed by `second`; checks that the sink was left alone.
constexpr error refusal(attached_volume const& second) {
    kept sink{};
    auto const written = dvdi_environment(std::array{data, second}, generation{1}, sink);
    STATIC_CHECK(!written && sink.calls == 0);
    return written.error();
}

constexpr bool accepts(attached_volume const& second) {
    return dvdi_environment(std::array{data, second}, generation{1}, kept{}).has_value();
}

constexpr attached_volume with_options(std::string_view options) {
    auto volume = config;
    volume.options = options;
    return volume;
}

constexpr bool is_prohibited(int code) { // storage.md 2.1, by number
    for (int const one :
         {0x25, 0x2f, 0x3a, 0x3b, 0x00, 0x3c, 0x3e, 0x7c, 0x60, 0x24, 0x27, 0x3f, 0x5e,
          0x26, 0x20, 0x7b, 0x22, 0x7d, 0x5b, 0x5d, 0x0a, 0x09, 0x0b, 0x08, 0x0d, 0x5c}) {
        if (one == code) {
            return true;
        }
    }
    return false;
}

constexpr bool test_prohibited() {
    int count = 0;
    for (int code = 0; code != 256; ++code) {
        count += is_prohibited(code) ? 1 : 0;
        STATIC_CHECK(dvdi_prohibited.contains(static_cast<char>(code)) == is_prohibited(code));
    }
    STATIC_CHECK(count == 26);
    STATIC_CHECK(refusal({"es/7", "/tmp/x", "rexray", ""}).message() ==
                 "volumes[1].name has a character that is not allowed: prohibited by "
                 "mesos-module-dvdi, at position 2 of \"es/7\"");
    STATIC_CHECK(refusal({"es", "/tmp/x", "rexray/ebs", ""}).message() ==
                 "volumes[1].driver has a character that is not allowed: prohibited by "
                 "mesos-module-dvdi, at position 6 of \"rexray/ebs\"");
    STATIC_CHECK(refusal(with_options("kms=arn:x")).message() ==
                 "volumes[1].options has a character that is not allowed: prohibited by "
                 "mesos-module-dvdi, at position 7 of \"kms=arn:x\"");
    return true;
}
static_assert(test_prohibited());

constexpr bool test_options() {
    STATIC_CHECK(accepts(with_options("size=1,iops=100")));
    STATIC_CHECK(refusal(with_options("size=1,iops")).detail ==
                 "no key=value with one '=' at position 7 of \"size=1,iops\"");
    STATIC_CHECK(refusal(with_options("a=b=c")).code == errc::wrong_type);
    STATIC_CHECK(refusal(with_options("size=1,size=2")).code == errc::duplicate);
    return true;
}
static_assert(test_options());

constexpr bool test_recycled() {
    kept sink{};
    STATIC_CHECK(dvdi_environment(std::array{data, config}, generation{2}, sink) == std::size_t{6});
    STATIC_CHECK(sink.lines == "DVDI_VOLUME_NAME=es-7-data\n"
                               "DVDI_VOLUME_DRIVER=rexray\n"
                               "DVDI_VOLUME_CONTAINERPATH=/tmp/es/data\n"
                               "DVDI_VOLUME_NAME1=es-7-config\n"
                               "DVDI_VOLUME_DRIVER1=rexray\n"
                               "DVDI_VOLUME_CONTAINERPATH1=/tmp/es/config\n");
    kept untouched{};
    STATIC_CHECK(dvdi_environment(std::array{data}, {}, untouched).error().message() ==
                 "launches is out of range: they are counted from 1");
    STATIC_CHECK(!dvdi_environment(std::array{with_options("size")}, generation{2}, untouched));
    STATIC_CHECK(untouched.calls == 0);
    return true;
}
static_assert(test_recycled());

constexpr bool test_refusals() {
    STATIC_CHECK(refusal({"", "/tmp/x", "rexray", ""}).message() == "volumes[1].name is empty");
    STATIC_CHECK(refusal({"x", "/tmp/x", "", ""}).message() == "volumes[1].driver is empty");
    STATIC_CHECK(refusal({"x", "", "rexray", ""}).message() ==
                 "volumes[1].container_path is empty");
    STATIC_CHECK(refusal({"x", "tmp/x", "rexray", ""}).code == errc::bad_first_character);
    STATIC_CHECK(refusal({"x", "/tmp/../x", "rexray", ""}).code == errc::bad_character);
    STATIC_CHECK(refusal({"x", "/tmp/$x", "rexray", ""}).code == errc::bad_character);
    STATIC_CHECK(refusal({"x", "/tmp//es/data/", "rexray", ""}).message() ==
                 "volumes[1].container_path is given twice: /tmp//es/data/");
    STATIC_CHECK(refusal({"es-7-data", "/tmp/x", "rexray", ""}).message() ==
                 "volumes[1].name is given twice: es-7-data");
    STATIC_CHECK(refusal({"ES-7-Data", "/tmp/x", "RexRay", ""}).message() ==
                 "volumes[1].name is given twice: ES-7-Data");
    STATIC_CHECK(accepts({"es-7-data", "/tmp/x", "other", ""}));
    STATIC_CHECK(refusal({"x", "/tmp/es/data/x", "rexray", ""}).message() ==
                 "volumes[1].container_path contradicts another field: one of \"/tmp/es/data\" and "
                 "\"/tmp/es/data/x\" would hide the other");
    STATIC_CHECK(refusal({"x", "/tmp/es", "rexray", ""}).code == errc::contradictory);
    STATIC_CHECK(refusal({"x", "/tmp/x", "rexray", "", true}).message() ==
                 "volumes[1].read_only is not supported: mesos-module-dvdi mounts every volume "
                 "writable");
    STATIC_CHECK(accepts({"x", "/var/lib/x", "rexray", ""})); // has to exist on the agent
    STATIC_CHECK(dvdi_creates("/tmp/es/data") && !dvdi_creates("/var/lib/x"));
    STATIC_CHECK(!dvdi_creates("/tmp") && !dvdi_creates("/tmpx/y"));
    return true;
}
static_assert(test_refusals());

TEST_CASE("the worked example of two volumes") { REQUIRE(test_golden()); }
TEST_CASE("exactly 26 characters are refused in names, drivers and options") {
    REQUIRE(test_prohibited());
}
TEST_CASE("every other character passes in names, drivers and options") {
    for (int code = 0; code != 256; ++code) {
        char const one[]{'a', '=', static_cast<char>(code), 'b'};
        std::string_view const value{one, sizeof one};
        for (int member = 0; member != 3; ++member) {
            CAPTURE(code);
            CAPTURE(member);
            attached_volume volume{"n", "/tmp/x", "rexray", ""};
            (member == 0 ? volume.name : member == 1 ? volume.driver : volume.options) = value;
            // in options a second `=` and an empty item are refused too, for their own reason
            bool const item = member == 2 && (one[2] == '=' || one[2] == ',');
            CHECK(accepts(volume) == (!is_prohibited(code) && !item));
        }
    }
}
TEST_CASE("options are key=value items with one equals sign") { REQUIRE(test_options()); }
TEST_CASE("a recycled id sends no options, but they are checked") { REQUIRE(test_recycled()); }
TEST_CASE("what the isolator would skip, share or fail on is refused") { REQUIRE(test_refusals()); }

/// The smallest legal model, as listed in the concept's documentation.
// [owning]
struct owning {
    std::vector<std::string> names{};

    void environment(std::string_view name, std::string_view /*value*/) {
        names.emplace_back(name);
    }
};
// [/owning]

TEST_CASE("ten volumes: each slot has all of its variables; an eleventh is refused") {
    std::vector<std::string> held(22);
    std::vector<attached_volume> volumes;
    for (std::size_t i = 0; i != 11; ++i) {
        held[2 * i] = "es-" + std::to_string(i) + "-data";
        held[2 * i + 1] = "/tmp/" + std::to_string(i);
        volumes.push_back({held[2 * i], held[2 * i + 1], "rexray", "size=1"});
    }
    owning sink;
    auto const refused = dvdi_environment(volumes, generation{1}, sink);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::too_large);
    CHECK(refused.error().field.view() == "volumes");
    CHECK(sink.names.empty());

    volumes.pop_back();
    REQUIRE(dvdi_environment(volumes, generation{1}, sink) == std::size_t{40});
    std::set<std::string> const names{sink.names.begin(), sink.names.end()};
    CHECK(names.size() == 40);
    for (std::string_view const key : {"NAME", "DRIVER", "OPTS", "CONTAINERPATH"}) {
        for (std::string_view const suffix : {"", "1", "2", "3", "4", "5", "6", "7", "8", "9"}) {
            CHECK(names.count("DVDI_VOLUME_" + std::string{key} + std::string{suffix}) == 1);
        }
    }
}

static_assert(noexcept(dvdi_environment({}, generation{1}, std::declval<kept&>())));
static_assert(!noexcept(dvdi_environment({}, generation{1}, std::declval<owning&>())));

} // namespace
