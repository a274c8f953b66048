// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/volume_commands.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace berth;

/// Keeps what it gets; usable in constant expressions.
struct kept {
    text<600> lines{};
    int calls = 0;

    constexpr void command(std::string_view line) noexcept {
        ++calls;
        lines.append(line);
        lines.append("\n");
    }
};

static_assert(command_sink<kept>);
static_assert(!command_sink<int>);

constexpr attached_volume data{"es-7-data", "/data", "rexray", "size=16,iops=100"};
constexpr attached_volume config{"es-7-config", "", "rexray", ""};

constexpr bool test_lines() {
    kept dvdcli{};
    STATIC_CHECK(dvdcli_commands(std::array{data, config}, dvdcli) == std::size_t{4});
    STATIC_CHECK(dvdcli.lines ==
                 "dvdcli mount --volumedriver=rexray --volumename=es-7-data --volumeopts=size=16 "
                 "--volumeopts=iops=100\n"
                 "dvdcli unmount --volumedriver=rexray --volumename=es-7-data\n"
                 "dvdcli mount --volumedriver=rexray --volumename=es-7-config\n"
                 "dvdcli unmount --volumedriver=rexray --volumename=es-7-config\n");
    kept docker{};
    STATIC_CHECK(docker_volume_commands(std::array{data, config}, docker) == std::size_t{2});
    STATIC_CHECK(docker.lines ==
                 "docker volume create -d rexray --opt size=16 --opt iops=100 es-7-data\n"
                 "docker volume create -d rexray es-7-config\n");
    kept none{};
    STATIC_CHECK(dvdcli_commands({}, none) == std::size_t{0});
    STATIC_CHECK(docker_volume_commands({}, none) == std::size_t{0});
    STATIC_CHECK(none.calls == 0);
    return true;
}
static_assert(test_lines());

/// The message for `data` followed by `second`; checks that the sink was left alone.
constexpr text<384> refusal(attached_volume const& second) {
    kept sink{};
    auto const dvdcli = dvdcli_commands(std::array{data, second}, sink);
    auto const docker = docker_volume_commands(std::array{data, second}, sink);
    STATIC_CHECK(!dvdcli && !docker && sink.calls == 0);
    STATIC_CHECK(dvdcli.error().field == docker.error().field);
    return dvdcli.error().message();
}

constexpr bool test_refusals() {
    STATIC_CHECK(refusal({"", "", "rexray", ""}) == "volumes[1].name is empty");
    STATIC_CHECK(refusal({"x", "", "", ""}) == "volumes[1].driver is empty");
    STATIC_CHECK(refusal({"-x", "", "rexray", ""}) ==
                 "volumes[1].name starts with a character that is not allowed there: not safe in a "
                 "shell, at position 0 of \"-x\"");
    STATIC_CHECK(refusal({"x", "", "rexray", "a=$(id)"}) ==
                 "volumes[1].options has a character that is not allowed: not safe in a shell, at "
                 "position 2 of \"a=$(id)\"");
    STATIC_CHECK(refusal({"x", "", "-H", ""}).view().starts_with("volumes[1].driver "));
    STATIC_CHECK(refusal({"x", "", "rexray", "a"}).view().starts_with("volumes[1].options "));
    STATIC_CHECK(refusal({"x", "", "rexray", "a=1,a=2"}) == "volumes[1].options is given twice: a");
    STATIC_CHECK(refusal({"ES-7-DATA", "", "rexray", ""}) ==
                 "volumes[1].name is given twice: ES-7-DATA");
    // dvdcli cuts the value at a second `=`, Docker does not.
    attached_volume const two{"x", "", "rexray", "a=b=c"};
    kept docker{};
    STATIC_CHECK(dvdcli_commands(std::array{two}, kept{}).error().code == errc::wrong_type);
    STATIC_CHECK(docker_volume_commands(std::array{two}, docker));
    STATIC_CHECK(docker.lines == "docker volume create -d rexray --opt a=b=c x\n");
    return true;
}
static_assert(test_refusals());

TEST_CASE("the lines that create a volume") { REQUIRE(test_lines()); }
TEST_CASE("what a shell would read is refused, not quoted") { REQUIRE(test_refusals()); }

/// The smallest legal model, as listed in the concept's documentation.
// [owning]
struct owning {
    std::vector<std::string> lines{};

    void command(std::string_view line) { lines.emplace_back(line); }
};
// [/owning]

TEST_CASE("every character that a shell reads is refused in each member") {
    constexpr std::string_view safe = "-._/:@%+=,";
    for (int code = 0; code != 256; ++code) {
        char const c = static_cast<char>(code);
        bool const word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool const legal = word || safe.find(c) != std::string_view::npos;
        char const one[]{'a', '=', 'x', c, 'y'};
        for (int member = 0; member != 3; ++member) {
            CAPTURE(code);
            CAPTURE(member);
            attached_volume volume{"n", "", "d", "a=b"};
            (member == 0   ? volume.name
             : member == 1 ? volume.driver
                           : volume.options) = {one, sizeof one};
            owning sink;
            // in options, an item without `=` and a second `=` are refused for their own reason
            bool const item = member == 2 && c == ',';
            bool const second = member == 2 && c == '=';
            CHECK(docker_volume_commands({&volume, 1}, sink).has_value() == (legal && !item));
            CHECK(dvdcli_commands({&volume, 1}, sink).has_value() == (legal && !item && !second));
        }
    }
}

TEST_CASE("the longest line is passed whole, a longer one refused") {
    std::string const head = "docker volume create -d d --opt k= n";
    std::string options = "k=" + std::string(max_volume_command - head.size(), 'v');
    attached_volume volume{"n", "", "d", options};
    owning sink;
    REQUIRE(docker_volume_commands({&volume, 1}, sink));
    CHECK(sink.lines.at(0).size() == max_volume_command);
    options += 'v';
    volume.options = options;
    CHECK(docker_volume_commands({&volume, 1}, sink).error().code == errc::too_long);
    CHECK(dvdcli_commands({&volume, 1}, sink).error().code == errc::too_long);
    CHECK(sink.lines.size() == 1);
}

static_assert(noexcept(dvdcli_commands({}, std::declval<kept&>())));
static_assert(!noexcept(docker_volume_commands({}, std::declval<owning&>())));

} // namespace
