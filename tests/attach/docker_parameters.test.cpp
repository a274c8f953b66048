// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/docker_parameters.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

namespace {

using namespace berth;

/// Keeps what it gets; usable in constant expressions.
struct kept {
    text<200> lines{};
    int calls = 0;

    constexpr void parameter(std::string_view key, std::string_view value) noexcept {
        ++calls;
        lines.append(key);
        lines.append("=");
        lines.append(value);
        lines.append("\n");
    }
};

static_assert(parameter_sink<kept>);
static_assert(parameter_sink<kept&>);
static_assert(!parameter_sink<int>);

constexpr attached_volume data{"es-7-data", "/usr/share/elasticsearch/data", "rexray", ""};
constexpr attached_volume config{"es-7-config", "/tmp/config", "rexray", ""};

constexpr bool test_order() {
    kept sink{};
    STATIC_CHECK(docker_parameters(std::array{data, config}, sink) == std::size_t{3});
    STATIC_CHECK(sink.lines == "volume-driver=rexray\n"
                               "volume=es-7-data:/usr/share/elasticsearch/data\n"
                               "volume=es-7-config:/tmp/config\n");
    kept empty{};
    STATIC_CHECK(docker_parameters({}, empty) == std::size_t{0});
    STATIC_CHECK(empty.calls == 0);
    STATIC_CHECK(docker_parameters(std::array{data}, kept{}) == std::size_t{2});
    auto fixed = data;
    fixed.read_only = true;
    kept reader{};
    STATIC_CHECK(docker_parameters(std::array{fixed}, reader) == std::size_t{2});
    STATIC_CHECK(reader.lines == "volume-driver=rexray\n"
                                 "volume=es-7-data:/usr/share/elasticsearch/data:ro\n");
    return true;
}
static_assert(test_order());

/// The message for `data` followed by `second`; checks that the sink was left alone.
constexpr text<384> refusal(attached_volume const& second) {
    kept sink{};
    auto const written = docker_parameters(std::array{data, second}, sink);
    STATIC_CHECK(!written && sink.calls == 0);
    return written.error().message();
}

constexpr attached_volume at(std::string_view path) { return {"es-7-config", path, "rexray", ""}; }
constexpr attached_volume named(std::string_view name) {
    return {name, "/tmp/config", "rexray", ""};
}

constexpr bool test_refusals() {
    STATIC_CHECK(refusal({"es-7-config", "/tmp/config", "ebs", ""}) ==
                 "volumes[1].driver is not supported: docker run takes one --volume-driver per "
                 "task: \"rexray\" and \"ebs\"");
    STATIC_CHECK(refusal({"es-7-config", "/tmp/config", "rexray", "size=1"}) ==
                 "volumes[1].options is not supported: nothing in docker run -v carries driver "
                 "options; create the volume beforehand, or use docker_mounts");
    STATIC_CHECK(refusal({"es-7-config", "/tmp/config", "", ""}) == "volumes[1].driver is empty");
    STATIC_CHECK(refusal({"es-7-config", "/tmp/config", "rex ray", ""}) ==
                 "volumes[1].driver has a character that is not allowed: not printable, at "
                 "position 3 of \"rex ray\"");
    STATIC_CHECK(refusal(named("")).view().starts_with("volumes[1].name is empty"));
    for (std::string_view const name : {"es-7-data", "ES-7-Data"}) {
        STATIC_CHECK(refusal(named(name)).view().starts_with("volumes[1].name is given twice: "));
    }
    for (std::string_view const name : {"/etc", ".", "~x", "a:b", "a b", "x"}) {
        STATIC_CHECK(refusal(named(name)).view().starts_with("volumes[1].name "));
    }
    return true;
}
static_assert(test_refusals());

constexpr bool test_paths() {
    STATIC_CHECK(refusal(at("")) == "volumes[1].container_path is empty");
    STATIC_CHECK(refusal(at("data")) == "volumes[1].container_path starts with a character that "
                                        "is not allowed there: not absolute: \"data\"");
    STATIC_CHECK(refusal(at("/a:ro")) ==
                 "volumes[1].container_path has a character that is not allowed: not one of "
                 "A-Za-z0-9._/-, at position 2 of \"/a:ro\"");
    STATIC_CHECK(refusal(at("/a/../b")) == "volumes[1].container_path has a character that is not "
                                           "allowed: .. at position 3 of \"/a/../b\"");
    for (std::string_view const path :
         {"/..", "/a..", "/a b", "/a,b", "/a$b", "/a\nb", "/\xc3\xa4", "/a@b", "/a[b", "/a`b",
          "/a{b", "/a~", "/a=b", "/a;b", "/a*"}) {
        STATIC_CHECK(refusal(at(path)).view().starts_with(
            "volumes[1].container_path has a character that is not allowed"));
    }
    for (std::string_view const root : {"/", "//", "/.", "/./"}) {
        STATIC_CHECK(refusal(at(root)) ==
                     "volumes[1].container_path is not supported: the root of the file system");
    }
    for (std::string_view const same :
         {data.container_path, std::string_view{"/usr/share/elasticsearch/data/"},
          std::string_view{"//usr/./share/elasticsearch//data"}}) {
        STATIC_CHECK(
            refusal(at(same)).view().starts_with("volumes[1].container_path is given twice"));
    }
    for (std::string_view const good :
         {"/A-z.0_9/x", "/usr/share/elasticsearch", "/usr/share/elasticsearch/data/x",
          "/usr/share/elasticsearch/dat", "/.a"}) {
        STATIC_CHECK(docker_parameters(std::array{data, at(good)}, kept{}));
    }
    return true;
}
static_assert(test_paths());

TEST_CASE("volume-driver once, then each volume") { REQUIRE(test_order()); }
TEST_CASE("what docker run -v cannot express is refused, the sink left alone") {
    REQUIRE(test_refusals());
}
TEST_CASE("a container path that could be misread is refused") { REQUIRE(test_paths()); }

/// The smallest legal model, as listed in the concept's documentation.
// [owning]
struct owning {
    std::vector<std::string> lines{};

    void parameter(std::string_view key, std::string_view value) {
        lines.push_back(std::string{key} + "=" + std::string{value});
    }
};
// [/owning]

TEST_CASE("the longest name and path are passed whole, longer ones refused") {
    std::string const name(255, 'n');
    std::string const path = "/" + std::string(max_container_path - 1, 'p');
    owning sink;
    attached_volume volume{name, path, "rexray", ""};
    REQUIRE(docker_parameters({&volume, 1}, sink));
    CHECK(sink.lines ==
          std::vector{std::string{"volume-driver=rexray"}, "volume=" + name + ":" + path});
    std::string const too_long = path + "p";
    volume.container_path = too_long;
    CHECK(docker_parameters({&volume, 1}, sink).error().code == errc::too_long);
    std::string const long_name = name + "n";
    volume = {long_name, path, "rexray", ""};
    CHECK(docker_parameters({&volume, 1}, sink).error().code == errc::too_long);
}

static_assert(noexcept(docker_parameters({}, std::declval<kept&>())));
static_assert(!noexcept(docker_parameters({}, std::declval<owning&>())));

} // namespace
