// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/host_path.hpp>

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
    text<400> lines{};
    std::size_t calls = 0;

    constexpr void volume(task_volume const& it) noexcept {
        ++calls;
        lines.append(it.host_path);
        lines.append(" ");
        lines.append(it.container_path);
        lines.append(it.read_only ? " RO\n" : " RW\n");
        if (!it.driver.empty() || !it.name.empty() || !it.options.empty()) {
            lines.append("and a source\n");
        }
    }
};

constexpr std::string_view root = "/var/lib/es";
constexpr attached_volume data{"mesos-ha/7", "/data", "", ""};

constexpr bool test_volumes() {
    kept sink{};
    STATIC_CHECK(host_path(std::array{data, attached_volume{"logs-7", "/logs", "", "", true}}, root,
                           sink) == std::size_t{2});
    STATIC_CHECK(sink.lines == "/var/lib/es/mesos-ha/7 /data RW\n"
                               "/var/lib/es/logs-7 /logs RO\n");
    kept slash{};
    STATIC_CHECK(host_path(std::array{data}, "/var/lib/es/", slash) == std::size_t{1});
    STATIC_CHECK(slash.lines == "/var/lib/es/mesos-ha/7 /data RW\n");
    kept none{};
    STATIC_CHECK(host_path({}, root, none) == std::size_t{0});
    STATIC_CHECK(none.calls == 0);
    return true;
}
static_assert(test_volumes());

/// The message for `data` followed by `second`; checks that the sink was left alone.
constexpr text<384> refusal(attached_volume const& second, std::string_view data_dir = root) {
    kept sink{};
    auto const written = host_path(std::array{data, second}, data_dir, sink);
    STATIC_CHECK(!written && sink.calls == 0);
    return written.error().message();
}

constexpr attached_volume logs{"logs", "/logs", "", ""};

constexpr bool test_refusals() {
    STATIC_CHECK(refusal(logs, "") == "data_dir is empty");
    STATIC_CHECK(refusal(logs, "data") == "data_dir starts with a character that is not allowed "
                                          "there: not absolute: \"data\"");
    STATIC_CHECK(refusal(logs, "/") == "data_dir is not supported: the root of the file system");
    for (std::string_view const bad : {"./data", "/a:b", "/a/../b", "/a b", "/a$b"}) {
        STATIC_CHECK(refusal(logs, bad).view().starts_with("data_dir "));
    }
    for (std::string_view const name :
         {"", "/logs", "..", "../x", "a/../..", ".", "a:b", "a b", "mesos-ha/7", "mesos-ha//7/",
          "mesos-ha", "mesos-ha/7/logs"}) {
        STATIC_CHECK(refusal({name, "/logs", "", ""}).view().starts_with("volumes[1].name "));
    }
    STATIC_CHECK(refusal({"logs", "/logs", "rexray", ""}) ==
                 "volumes[1].driver is not supported: a local volume has none");
    STATIC_CHECK(refusal({"logs", "/logs", "", "a=b"}) ==
                 "volumes[1].options is not supported: a local volume has none");
    for (std::string_view const path : {"", "logs", "/", "/data", "/data/x", "/a:ro"}) {
        STATIC_CHECK(
            refusal({"logs", path, "", ""}).view().starts_with("volumes[1].container_path "));
    }
    return true;
}
static_assert(test_refusals());

TEST_CASE("a directory below the data directory, by the name alone") { REQUIRE(test_volumes()); }
TEST_CASE("what would lie elsewhere, or twice in one place, is refused") {
    REQUIRE(test_refusals());
}

struct owning {
    std::vector<std::string> paths;
    void volume(task_volume const& it) { paths.emplace_back(it.host_path); }
};

TEST_CASE("the longest path is passed whole, a longer one refused") {
    std::string name(max_container_path - root.size() - 1, 'n');
    attached_volume volume{name, "/data", "", ""};
    owning sink;
    REQUIRE(host_path({&volume, 1}, root, sink));
    CHECK(sink.paths == std::vector{std::string{root} + "/" + name});
    name += 'n';
    volume.name = name;
    CHECK(host_path({&volume, 1}, root, sink).error().code == errc::too_long);
}

static_assert(noexcept(host_path({}, root, std::declval<kept&>())));
static_assert(!noexcept(host_path({}, root, std::declval<owning&>())));

} // namespace
