// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/docker_mounts.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace berth;

/// Keeps what it gets; usable in constant expressions.
struct kept {
    text<400> lines{};
    int calls = 0;

    constexpr void parameter(std::string_view key, std::string_view value) noexcept {
        ++calls;
        lines.append(key);
        lines.append("=");
        lines.append(value);
        lines.append("\n");
    }
};

constexpr generation first{1};
constexpr attached_volume data{"es-7-data", "/usr/share/elasticsearch/data", "rexray", "size=16"};
constexpr attached_volume config{"es-7-config", "/tmp/config", "local", ""};

constexpr bool test_value() {
    kept sink{};
    STATIC_CHECK(docker_mounts(std::array{data, config}, first, sink) == std::size_t{2});
    STATIC_CHECK(sink.lines == "mount=type=volume,source=es-7-data,"
                               "target=/usr/share/elasticsearch/data,volume-driver=rexray,"
                               "volume-opt=size=16\n"
                               "mount=type=volume,source=es-7-config,target=/tmp/config,"
                               "volume-driver=local\n");
    kept many{};
    STATIC_CHECK(docker_mounts(std::array{attached_volume{"n0", "/p", "d/x:1",
                                                          "a=1,kms=arn:aws:k/1=,c=3", true}},
                               first, many) == std::size_t{1});
    STATIC_CHECK(many.lines == "mount=type=volume,source=n0,target=/p,volume-driver=d/x:1,"
                               "volume-opt=a=1,volume-opt=kms=arn:aws:k/1=,volume-opt=c=3,"
                               "readonly\n");
    kept empty{};
    STATIC_CHECK(docker_mounts({}, first, empty) == std::size_t{0});
    STATIC_CHECK(empty.calls == 0);
    return true;
}
static_assert(test_value());

constexpr bool test_recycled() {
    for (generation const launches : {generation{2}, generation{77}}) {
        kept sink{};
        STATIC_CHECK(docker_mounts(std::array{data}, launches, sink) == std::size_t{1});
        STATIC_CHECK(sink.lines == "mount=type=volume,source=es-7-data,"
                                   "target=/usr/share/elasticsearch/data,volume-driver=rexray\n");
    }
    auto wrong = data;
    wrong.options = "size";
    kept untouched{};
    STATIC_CHECK(docker_mounts(std::array{wrong}, generation{2}, untouched).error().code ==
                 errc::wrong_type);
    STATIC_CHECK(docker_mounts(std::array{data}, {}, untouched).error().message() ==
                 "launches is out of range: they are counted from 1");
    STATIC_CHECK(untouched.calls == 0);
    return true;
}
static_assert(test_recycled());

/// The message for `data` followed by `second`; checks that the sink was left alone.
constexpr text<384> refusal(attached_volume const& second) {
    kept sink{};
    auto const written = docker_mounts(std::array{data, second}, first, sink);
    STATIC_CHECK(!written && sink.calls == 0);
    return written.error().message();
}

constexpr attached_volume with_options(std::string_view options) {
    auto volume = config;
    volume.options = options;
    return volume;
}
constexpr attached_volume with_driver(std::string_view driver) {
    auto volume = config;
    volume.driver = driver;
    return volume;
}

constexpr bool test_refusals() {
    // What would leave its field, or the record.
    for (std::string_view const driver : {"a,b", "a\"b", "a b", "a\nb", "a\r", "\"a\"", ""}) {
        STATIC_CHECK(refusal(with_driver(driver)).view().starts_with("volumes[1].driver "));
    }
    STATIC_CHECK(refusal(with_driver("a,readonly")) ==
                 "volumes[1].driver has a character that is not allowed: not legal here, at "
                 "position 1 of \"a,readonly\"");
    for (std::string_view const options :
         {"a=\"b\"", "a=b c", "a=b\n", " a=b", "a=b,\r\nc=d", "a=b\x7f", "a", "a=", "=b", "a=b,"}) {
        STATIC_CHECK(refusal(with_options(options)).view().starts_with("volumes[1].options "));
    }
    STATIC_CHECK(refusal(with_options("a=1,b=2,a=3")) == "volumes[1].options is given twice: a");
    for (std::string_view const name :
         {"", "x", ".", "./x", ".x", "/etc", "a:b", "a,b", "a\"b", "a=b c"}) {
        STATIC_CHECK(refusal({name, "/tmp/x", "local", ""}).view().starts_with("volumes[1].name "));
    }
    STATIC_CHECK(refusal({"ES-7-data", "/tmp/x", "local", ""}) ==
                 "volumes[1].name is given twice: ES-7-data");
    for (std::string_view const path : {"", "x", "/", "/a,b", "/a\"b", "/a/..", "/a b", "/a=b"}) {
        STATIC_CHECK(refusal({"es-7-config", path, "local", ""})
                         .view()
                         .starts_with("volumes[1].container_path "));
    }
    STATIC_CHECK(refusal({"es-7-config", "/usr/share/elasticsearch//data/", "local", ""}) ==
                 "volumes[1].container_path is given twice: /usr/share/elasticsearch//data/");
    STATIC_CHECK(docker_mounts(
        std::array{data, attached_volume{"x-1", "/usr/share/elasticsearch/data/x", "l", ""}}, first,
        kept{}));
    return true;
}
static_assert(test_refusals());

TEST_CASE("one mount for each volume, with its driver and its options") { REQUIRE(test_value()); }
TEST_CASE("a recycled id sends no options, but they are checked") { REQUIRE(test_recycled()); }
TEST_CASE("what a record of comma separated values cannot carry is refused") {
    REQUIRE(test_refusals());
}

struct owning {
    std::vector<std::string> lines;
    void parameter(std::string_view key, std::string_view value) {
        lines.push_back(std::string{key} + "=" + std::string{value});
    }
};

TEST_CASE("the longest value is passed whole, a longer one refused") {
    std::string const head = "type=volume,source=es-7-data,target=/data,volume-driver=rexray";
    std::string options = "k=" + std::string(max_mount - head.size() - 14, 'v');
    attached_volume volume{"es-7-data", "/data", "rexray", options};
    owning sink;
    REQUIRE(docker_mounts({&volume, 1}, first, sink));
    CHECK(sink.lines == std::vector{"mount=" + head + ",volume-opt=" + options});
    CHECK(sink.lines[0].size() == std::string{"mount="}.size() + max_mount);
    for (std::string const more : {"v", "vv"}) {
        std::string const longer = options + more;
        volume.options = longer;
        CHECK(docker_mounts({&volume, 1}, first, sink).error().code == errc::too_long);
        CHECK(docker_mounts({&volume, 1}, first, sink).error().field.view() ==
              "volumes[0].options");
    }
    CHECK(sink.lines.size() == 1);
}

TEST_CASE("every character: what is accepted reads back as one record of as many fields") {
    for (int code = 0; code != 256; ++code) {
        char const one[]{'a', '=', 'x', static_cast<char>(code), 'y'};
        attached_volume volume{"n0", "/p", "d", {one, sizeof one}};
        owning sink;
        bool const accepted = docker_mounts({&volume, 1}, first, sink).has_value();
        bool const legal = code > 0x20 && code < 0x7f && code != '"' && code != ',';
        CAPTURE(code);
        CHECK(accepted == legal); // "a=x,y" has an item without `=`
    }
}

static_assert(noexcept(docker_mounts({}, first, std::declval<kept&>())));
static_assert(!noexcept(docker_mounts({}, first, std::declval<owning&>())));

} // namespace
