// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/volume_names_of.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace berth;

constexpr std::array<std::string_view, 2> data_and_config{"data", "config"};

constexpr bool test_list() {
    text<200> list{};
    auto const count = volume_names_of(dashed_name{}, "es", data_and_config, {9}, 2, portable,
                                       [&](std::string_view name, volume_name_parts const& parts) {
                                           list.append(name);
                                           list.append(":");
                                           list.append_decimal(parts.id.value);
                                           list.append(parts.purpose);
                                           list.append(" ");
                                       });
    STATIC_CHECK(count == std::size_t{4});
    STATIC_CHECK(list == "es-9-data:9data es-9-config:9config es-10-data:10data "
                         "es-10-config:10config ");
    return true;
}
static_assert(test_list());

/// The error, for which the sink was not called.
template <name_formatter F>
constexpr text<384> refusal(F const& f, std::string_view framework, node_id first,
                            std::uint32_t count) {
    bool called = false;
    auto const done =
        volume_names_of(f, framework, data_and_config, first, count, portable,
                        [&](std::string_view, volume_name_parts const&) { called = true; });
    return called ? text<384>{"the sink was called"} : done.error().message();
}

constexpr bool test_refused() {
    STATIC_CHECK(refusal(dashed_name{}, "es", {4294967295U}, 2) ==
                 "count is out of range: there are not as many ids from the first");
    STATIC_CHECK(refusal(dashed_name{}, "a23456789012345678901", {0}, 101).view().substr(0, 25) ==
                 "frameworkName is too long");
    STATIC_CHECK(refusal(dashed_name{}, "Es", {0}, 1).view().substr(0, 13) == "frameworkName");
    STATIC_CHECK(refusal(concatenated_name{}, "es1", {0}, 1).view().substr(0, 45) ==
                 "frameworkName could be read back in two ways:");
    return true;
}
static_assert(test_refused());

constexpr bool test_edges() {
    auto const none = [](std::string_view, volume_name_parts const&) {};
    STATIC_CHECK(volume_names_of(dashed_name{}, "es", data_and_config, {7}, 0, portable, none) ==
                 std::size_t{0});
    STATIC_CHECK(volume_names_of(dashed_name{}, "es", std::span<std::string_view const>{}, {0}, 9,
                                 portable, none) == std::size_t{0});
    STATIC_CHECK(volume_names_of(dashed_name{}, "es", data_and_config, {4294967295U}, 1, portable,
                                 none) == std::size_t{2});
    return true;
}
static_assert(test_edges());

TEST_CASE("the names that nodes will need") { REQUIRE(test_list()); }
TEST_CASE("nothing is listed if one name is refused") { REQUIRE(test_refused()); }
TEST_CASE("no node, no purpose, the last id") { REQUIRE(test_edges()); }

/// The smallest legal model, as listed in the concept's documentation.
// [listed]
struct listed {
    std::vector<std::string>* names;

    void operator()(std::string_view name, berth::volume_name_parts const& /*parts*/) const {
        names->emplace_back(name);
    }
};
// [/listed]

TEST_CASE("the list holds exactly the names that the formatter gives") {
    std::vector<std::string> names;
    auto const count = volume_names_of(dashed_name{}, "elasticsearch", data_and_config, {0}, 1000,
                                       portable, listed{&names});
    REQUIRE(count == std::size_t{2000});
    REQUIRE(names.size() == 2000);
    for (std::uint32_t id = 0; id != 1000; ++id) {
        CHECK(names[2 * id] == "elasticsearch-" + std::to_string(id) + "-data");
        CHECK(names[2 * id + 1] == "elasticsearch-" + std::to_string(id) + "-config");
    }
}

} // namespace
