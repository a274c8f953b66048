// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/docker_volume_isolator.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace berth;

/// Keeps what it gets; usable in constant expressions.
struct kept {
    std::array<task_volume, 4> volumes{};
    std::size_t calls = 0;

    constexpr void volume(task_volume const& it) noexcept { volumes[calls++] = it; }
};

static_assert(volume_sink<kept>);
static_assert(volume_sink<kept&>);
static_assert(!volume_sink<int>);

constexpr generation first{1};
constexpr attached_volume data{"es-7-data", "/data", "rexray", "size=16,iops=100"};
constexpr attached_volume config{"es-7-config", "config", "rexray", ""};

constexpr bool test_volumes() {
    kept sink{};
    STATIC_CHECK(docker_volume_isolator(std::array{data, config}, first, container_root::image,
                                        sink) == std::size_t{2});
    STATIC_CHECK(sink.volumes[0] == task_volume{"/data", false, "", "rexray", "es-7-data",
                                                driver_options{"size=16,iops=100"}});
    STATIC_CHECK(sink.volumes[1] ==
                 task_volume{"config", false, "", "rexray", "es-7-config", driver_options{}});
    STATIC_CHECK(*sink.volumes[0].options.begin() == driver_option{"size", "16"});
    kept none{};
    STATIC_CHECK(docker_volume_isolator({}, first, container_root::agent, none) == std::size_t{0});
    STATIC_CHECK(none.calls == 0);
    return true;
}
static_assert(test_volumes());

constexpr bool test_recycled() {
    kept sink{};
    STATIC_CHECK(docker_volume_isolator(std::array{data}, generation{2}, container_root::image,
                                        sink) == std::size_t{1});
    STATIC_CHECK(sink.volumes[0] ==
                 task_volume{"/data", false, "", "rexray", "es-7-data", driver_options{}});
    kept untouched{};
    STATIC_CHECK(docker_volume_isolator(std::array{data}, {}, container_root::image, untouched)
                     .error()
                     .field == "launches");
    STATIC_CHECK(untouched.calls == 0);
    return true;
}
static_assert(test_recycled());

/// The message for `data` followed by `second`; checks that the sink was left alone.
constexpr text<384> refusal(attached_volume const& second,
                            container_root root = container_root::image) {
    kept sink{};
    auto const written = docker_volume_isolator(std::array{data, second}, first, root, sink);
    STATIC_CHECK(!written && sink.calls == 0);
    return written.error().message();
}

constexpr bool test_refusals() {
    STATIC_CHECK(refusal({"x", "/x", "", ""}) == "volumes[1].driver is empty");
    STATIC_CHECK(refusal({"", "/x", "rexray", ""}) == "volumes[1].name is empty");
    STATIC_CHECK(refusal({"x y", "/x", "rexray", ""}) ==
                 "volumes[1].name has a character that is not allowed: not printable, at position "
                 "1 of \"x y\"");
    for (std::string_view const same : {"es-7-data", "ES-7-data"}) {
        STATIC_CHECK(refusal({same, "/x", "RexRay", ""})
                         .view()
                         .starts_with("volumes[1].name is given twice: "));
        STATIC_CHECK(
            docker_volume_isolator(std::array{data, attached_volume{same, "/x", "other", ""}},
                                   first, container_root::image, kept{}));
    }
    for (std::string_view const options :
         {"a", "a=", "a=b=c", "a=b,a=c", "a=\"", "a=b c", "a=\n"}) {
        STATIC_CHECK(
            refusal({"x", "/x", "rexray", options}).view().starts_with("volumes[1].options "));
    }
    STATIC_CHECK(refusal({"x", "/x", "rexray", "", true}) ==
                 "volumes[1].read_only is not supported: not every version of the isolator mounts "
                 "read only");
    for (std::string_view const path :
         {"", "/", ".", "/a:b", "a/../b", "/data", "/data/", "/data/x", "/a b"}) {
        STATIC_CHECK(
            refusal({"x", path, "rexray", ""}).view().starts_with("volumes[1].container_path "));
    }
    return true;
}
static_assert(test_refusals());

constexpr bool test_roots() {
    auto const accepts = [](attached_volume const& volume, container_root root) {
        return docker_volume_isolator(std::array{volume}, first, root, kept{}).has_value();
    };
    STATIC_CHECK(accepts(data, container_root::image));
    STATIC_CHECK(accepts(data, container_root::prepared_agent));
    STATIC_CHECK(!accepts(data, container_root::agent));
    for (auto const root :
         {container_root::image, container_root::agent, container_root::prepared_agent}) {
        STATIC_CHECK(accepts(config, root)); // created in the sandbox
    }
    STATIC_CHECK(
        docker_volume_isolator(std::array{config, data}, first, container_root::agent, kept{})
            .error()
            .message() == "volumes[1].container_path is not supported: without an image "
                          "it has to exist on every agent: \"/data\"");
    return true;
}
static_assert(test_roots());

TEST_CASE("a Docker volume for each, in their order") { REQUIRE(test_volumes()); }
TEST_CASE("a recycled id sends no options") { REQUIRE(test_recycled()); }
TEST_CASE("what the isolator refuses, drops or misreads is refused") { REQUIRE(test_refusals()); }
TEST_CASE("without an image an absolute path is taken on the operator's word only") {
    REQUIRE(test_roots());
}

/// The smallest legal model, as listed in the concept's documentation.
// [owning]
struct owning {
    std::vector<std::string> names{};

    void volume(task_volume const& it) { names.emplace_back(it.name); }
};
// [/owning]

TEST_CASE("what is passed is copied by a sink that keeps it") {
    owning sink;
    REQUIRE(docker_volume_isolator({&data, 1}, first, {}, sink) == std::size_t{1});
    CHECK(sink.names == std::vector<std::string>{"es-7-data"});
}

static_assert(noexcept(docker_volume_isolator({}, first, {}, std::declval<kept&>())));
static_assert(!noexcept(docker_volume_isolator({}, first, {}, std::declval<owning&>())));

} // namespace
