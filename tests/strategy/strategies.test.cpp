// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/describe.hpp>
#include <berth/strategy/strategies.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using berth::candidate;
using berth::external_storage;
using berth::node_index;
using berth::offer;
using berth::pending_node;
using berth::quantity;
using berth::range;
using berth::requirement;
using berth::resource;
using berth::storage_aware;
using berth::value_type;
using berth::verdict;

static_assert(std::is_same_v<external_storage, berth::without<storage_aware, berth::enough_disk>>);
static_assert(storage_aware::size() == 16 && external_storage::size() == 15);
static_assert(std::is_trivially_copyable_v<storage_aware>);

constexpr std::array<range, 2> few_ports{range{9200, 9200}, range{31000, 31000}};

/// An agent that has just what a node asks for; each test takes something away.
struct fitting {
    std::array<resource, 4> entries{};
    requirement needs{};
    node_index nodes{1};
    std::uint32_t launches = 0;

    constexpr fitting() {
        constexpr std::array<std::string_view, 4> names{"cpus", "mem", "disk", "ports"};
        for (std::size_t i = 0; i != names.size(); ++i) {
            entries[i].name = names[i];
            entries[i].kind = berth::kind_of(names[i]);
            entries[i].amount = quantity::whole(4);
        }
        entries[3].type = value_type::ranges;
        entries[3].ranges = few_ports;
        needs.cpus = needs.mem = needs.disk = quantity::whole(4);
        needs.ports = {9200, 0};
    }

    /// The names of all rules that fail, in order.
    template <class Strategy>
    constexpr std::vector<std::string_view> failing(Strategy const& strategy) const {
        std::vector<std::string_view> out;
        offer const o = offered();
        all_failures(strategy, candidate{o}, pending(), nodes,
                     [&](verdict const& said) { out.push_back(said.rule->name); });
        return out;
    }
    template <class Strategy>
    constexpr verdict first(Strategy const& strategy) const {
        offer const o = offered();
        return first_failure(strategy, candidate{o}, pending(), nodes);
    }

private:
    constexpr offer offered() const {
        offer o;
        o.agent_id = "a1";
        o.hostname = "h1";
        o.resources = entries;
        return o;
    }
    constexpr pending_node pending() const {
        pending_node out;
        out.needs = &needs;
        out.launches.value = launches;
        return out;
    }
};

constexpr std::array<std::string_view, 13> names_in_order{
    "host_unused",    "cluster_incomplete", "volume_zone",     "data_agent",  "enough_attachments",
    "gpus_spared",    "enough_ports",       "requested_ports", "enough_cpus", "enough_mem",
    "enough_scalars", "enough_disks",       "enough_disk"};

constexpr bool test_fits() {
    STATIC_CHECK(fitting{}.failing(storage_aware{}).empty());
    STATIC_CHECK(fitting{}.first(storage_aware{}).passed);
    STATIC_CHECK(fitting{}.failing(external_storage{}).empty());
    return true;
}
static_assert(test_fits());
TEST_CASE("strategies: what fits exactly is accepted") { REQUIRE(test_fits()); }

constexpr bool test_order() {
    fitting f;
    for (resource& entry : f.entries) {
        entry.amount = quantity::thousandths(0);
        entry.ranges = {};
    }
    f.entries[0].name = "gpus";
    f.entries[0].kind = berth::resource_kind::gpus;
    f.needs.scalars.push_back({berth::text<63>{"licenses"}, quantity::whole(1)});
    berth::volume_request mount{};
    mount.external = false;
    mount.disk = berth::disk_source::mount;
    f.needs.volumes.push_back(mount);
    f.needs.volumes.resize(3); // two external ones
    f.needs.zonal_volumes = true;
    f.needs.local_data = true;
    f.launches = 1; // and its past is not known
    f.needs.attach_limit = 1;
    f.nodes.add("a1", "h1");
    STATIC_CHECK(std::ranges::equal(f.failing(storage_aware{}), names_in_order));
    auto const external = f.failing(external_storage{});
    STATIC_CHECK(std::equal(external.begin(), external.end(), names_in_order.begin(),
                            names_in_order.end() - 1));
    STATIC_CHECK(describe(f.first(storage_aware{}), {}, {}) ==
                 std::string_view{"Host already running task"});
    return true;
}
static_assert(test_order());
TEST_CASE("strategies: the rules of the original in its order, the disk last") {
    REQUIRE(test_order());
}

constexpr bool test_disk_is_the_difference() {
    fitting f;
    f.entries[2].amount = quantity::thousandths(3999);
    verdict const said = f.first(storage_aware{});
    STATIC_CHECK(!said.passed && said.short_by() == quantity::thousandths(1));
    STATIC_CHECK(describe(said, {}, {}) ==
                 std::string_view{"Offer did not have enough disk resources"});
    STATIC_CHECK(f.failing(storage_aware{}).size() == 1);
    STATIC_CHECK(f.first(external_storage{}).passed && f.failing(external_storage{}).empty());
    return true;
}
static_assert(test_disk_is_the_difference());
TEST_CASE("strategies: external storage does not look at the disk") {
    REQUIRE(test_disk_is_the_difference());
}

/// Whether taking something away gives this reason, as the original says it.
template <class Change>
constexpr bool says(std::string_view text, Change change) {
    fitting f;
    change(f);
    return describe(f.first(storage_aware{}), {}, {}) == text &&
           describe(f.first(external_storage{}), {}, {}) == text;
}

constexpr bool test_texts() {
    STATIC_CHECK(says("Host already running task", [](fitting& f) {
        f.nodes.want(2);
        f.nodes.add("a7", "h1");
    }));
    STATIC_CHECK(says("Cluster size already fulfilled", [](fitting& f) { f.nodes.want(0); }));
    STATIC_CHECK(says("Offer did not have 2 ports",
                      [](fitting& f) { f.entries[3].ranges = f.entries[3].ranges.first(1); }));
    STATIC_CHECK(says("The offer does not contain the user specified ports", [](fitting& f) {
        f.needs.ports = {9201, 0};
    }));
    STATIC_CHECK(says("Offer did not have enough CPU resources",
                      [](fitting& f) { f.needs.cpus += quantity::thousandths(1); }));
    STATIC_CHECK(says("Offer did not have enough RAM resources",
                      [](fitting& f) { f.needs.mem += quantity::thousandths(1); }));
    return true;
}
static_assert(test_texts());
TEST_CASE("strategies: the texts of the original") { REQUIRE(test_texts()); }

} // namespace
