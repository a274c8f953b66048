// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/describe.hpp>
#include <berth/rule/cluster_incomplete.hpp>
#include <berth/rule/data_agent.hpp>
#include <berth/rule/enough_attachments.hpp>
#include <berth/rule/enough_cpus.hpp>
#include <berth/rule/enough_disk.hpp>
#include <berth/rule/enough_disks.hpp>
#include <berth/rule/enough_mem.hpp>
#include <berth/rule/enough_ports.hpp>
#include <berth/rule/enough_scalars.hpp>
#include <berth/rule/gpus_spared.hpp>
#include <berth/rule/host_allowed.hpp>
#include <berth/rule/host_unused.hpp>
#include <berth/rule/outside_maintenance.hpp>
#include <berth/rule/placement_allowed.hpp>
#include <berth/rule/requested_ports.hpp>
#include <berth/rule/volume_zone.hpp>
#include <berth/testing/laws/rule.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using berth::candidate;
using berth::cluster_incomplete;
using berth::data_agent;
using berth::enough_attachments;
using berth::enough_cpus;
using berth::enough_disk;
using berth::enough_disks;
using berth::enough_mem;
using berth::enough_ports;
using berth::enough_scalars;
using berth::gpus_spared;
using berth::host_allowed;
using berth::host_unused;
using berth::node_index;
using berth::offer;
using berth::outside_maintenance;
using berth::pending_node;
using berth::placement_allowed;
using berth::quantity;
using berth::range;
using berth::requested_ports;
using berth::requirement;
using berth::resource;
using berth::resource_kind;
using berth::role_name;
using berth::rule_info;
using berth::value_type;
using berth::verdict;
using berth::volume_zone;
using namespace std::string_view_literals;
namespace laws = berth::testing::laws;

static_assert(berth::rule<cluster_incomplete>);
static_assert(berth::rule<data_agent>);
static_assert(berth::rule<enough_attachments>);
static_assert(berth::rule<enough_cpus>);
static_assert(berth::rule<enough_disk>);
static_assert(berth::rule<enough_mem>);
static_assert(berth::rule<enough_ports>);
static_assert(berth::rule<enough_scalars>);
static_assert(berth::rule<host_unused>);
static_assert(berth::rule<requested_ports>);
static_assert(berth::rule<volume_zone>);
static_assert(std::is_empty_v<enough_cpus> && std::is_empty_v<host_unused>);

/// What a rule is asked about.
struct scene {
    std::vector<resource> entries{};
    requirement needs{};
    node_index nodes{};
    std::string_view agent_id = "a1";
    std::string_view hostname = "h1";

    constexpr resource& add(std::string_view name, std::string_view role = {}) {
        resource entry;
        entry.name = name;
        entry.role = role;
        entry.kind = berth::kind_of(name);
        entries.push_back(entry);
        return entries.back();
    }
    constexpr void scalar(std::string_view name, std::int64_t thousandths,
                          std::string_view role = {}) {
        add(name, role).amount = quantity::thousandths(thousandths);
    }
    constexpr void ports(berth::range_view ranges, std::string_view role = {}) {
        resource& entry = add("ports", role);
        entry.type = value_type::ranges;
        entry.ranges = ranges;
    }
    constexpr void roles(std::initializer_list<std::string_view> allowed) {
        needs.roles.clear();
        for (auto const role : allowed) {
            needs.roles.push_back(role_name{role});
        }
    }
};

template <class R>
constexpr verdict ask(R const& rule, scene const& about) {
    offer o;
    o.agent_id = about.agent_id;
    o.hostname = about.hostname;
    o.resources = about.entries;
    pending_node pending;
    pending.needs = &about.needs;
    return rule(candidate{o}, pending, about.nodes);
}

/// Whether the rule refuses with these amounts, in thousandths, and this text.
template <class R>
constexpr bool refuses(R const& rule, scene const& about, std::string_view text, std::int64_t asked,
                       std::int64_t available) {
    verdict const said = ask(rule, about);
    return !said.passed && said.rule == &R::info && describe(said, about.needs, {}) == text &&
           said.asked == quantity::thousandths(asked) &&
           said.available == quantity::thousandths(available) &&
           said.short_by() == quantity::thousandths(asked > available ? asked - available : 0);
}

template <class R>
constexpr bool passes(R const& rule, scene const& about, std::int64_t asked,
                      std::int64_t available) {
    verdict const said = ask(rule, about);
    return said.passed && said.rule == &R::info && said.short_by() == quantity{} &&
           said.asked == quantity::thousandths(asked) &&
           said.available == quantity::thousandths(available);
}

/// One thousandth decides, over the roles that may be consumed, and for this resource only.
template <class R>
constexpr bool holds_for_scalar(R const& rule, std::string_view name, quantity requirement::*asked,
                                std::string_view text) {
    scene s;
    s.needs.*asked = quantity::thousandths(5000);
    STATIC_CHECK(refuses(rule, s, text, 5000, 0));
    for (auto const other : {"cpus"sv, "mem"sv, "disk"sv, "gpus"sv}) {
        if (other != name) {
            s.scalar(other, 9000);
        }
    }
    s.scalar(name, 2000, "es");
    s.scalar(name, 2999);
    STATIC_CHECK(refuses(rule, s, text, 5000, 2999));
    s.roles({"es", "*"});
    STATIC_CHECK(refuses(rule, s, text, 5000, 4999));
    s.scalar(name, 1);
    STATIC_CHECK(passes(rule, s, 5000, 5000));
    s.scalar(name, 1000, "kafka"); // a third role
    STATIC_CHECK(passes(rule, s, 5000, 5000));
    s.roles({"kafka", "*"});
    STATIC_CHECK(refuses(rule, s, text, 5000, 4000));
    s.add(name).amount = quantity::thousandths(1000);
    s.entries.back().revocable = true;
    STATIC_CHECK(refuses(rule, s, text, 5000, 4000));
    s.needs.*asked = quantity{};
    STATIC_CHECK(passes(rule, s, 0, 4000));
    return true;
}

constexpr bool test_cpus() {
    return holds_for_scalar(enough_cpus{}, "cpus", &requirement::cpus,
                            "Offer did not have enough CPU resources");
}
static_assert(test_cpus());
TEST_CASE("enough_cpus: one thousandth decides") { REQUIRE(test_cpus()); }

constexpr bool test_mem() {
    return holds_for_scalar(enough_mem{}, "mem", &requirement::mem,
                            "Offer did not have enough RAM resources");
}
static_assert(test_mem());
TEST_CASE("enough_mem: one thousandth decides") { REQUIRE(test_mem()); }

constexpr bool test_disk() {
    constexpr auto text = "Offer did not have enough disk resources"sv;
    STATIC_CHECK(holds_for_scalar(enough_disk{}, "disk", &requirement::disk, text));
    scene s; // a whole disk of its own is not the root disk
    s.needs.disk = quantity::whole(1);
    s.scalar("disk", 5000);
    s.entries.back().disk = berth::disk_source::mount;
    STATIC_CHECK(refuses(enough_disk{}, s, text, 1000, 0));
    return true;
}
static_assert(test_disk());
TEST_CASE("enough_disk: one thousandth decides") { REQUIRE(test_disk()); }

constexpr bool test_scalars() {
    constexpr auto no_gpus = "Offer did not have enough of gpus"sv;
    constexpr auto no_licenses = "Offer did not have enough of licenses"sv;
    scene s;
    s.scalar("cpus", 9000);
    STATIC_CHECK(passes(enough_scalars{}, s, 0, 0));
    s.needs.scalars = {{berth::text<63>{"gpus"}, quantity::whole(2)},
                       {berth::text<63>{"licenses"}, quantity::thousandths(500)}};
    STATIC_CHECK(refuses(enough_scalars{}, s, no_gpus, 2000, 0));
    s.scalar("gpus", 2000);
    s.scalar("licenses", 400);
    s.scalar("licenses", 99, "es");
    STATIC_CHECK(refuses(enough_scalars{}, s, no_licenses, 500, 400));
    s.roles({"es", "*"});
    STATIC_CHECK(refuses(enough_scalars{}, s, no_licenses, 500, 499));
    s.scalar("licenses", 1, "es");
    STATIC_CHECK(passes(enough_scalars{}, s, 0, 0));
    s.entries[1].amount = quantity::thousandths(1999); // the first that falls short is named
    s.entries[2].amount = quantity::thousandths(1);
    STATIC_CHECK(refuses(enough_scalars{}, s, no_gpus, 2000, 1999));
    return true;
}
static_assert(test_scalars());
TEST_CASE("enough_scalars: the first that falls short") { REQUIRE(test_scalars()); }

constexpr bool test_enough_ports() {
    constexpr std::array two{range{9200, 9201}};
    constexpr std::array three{range{100, 101}, range{103, 103}};
    scene s;
    STATIC_CHECK(passes(enough_ports{}, s, 0, 0));
    s.needs.ports = {0, 0};
    STATIC_CHECK(refuses(enough_ports{}, s, "Offer did not have 2 ports", 2000, 0));
    s.ports(two, "es");
    STATIC_CHECK(refuses(enough_ports{}, s, "Offer did not have 2 ports", 2000, 0));
    s.roles({"es"});
    STATIC_CHECK(passes(enough_ports{}, s, 2000, 2000));
    s.needs.ports = {9200, 0, 9300, 0, 0, 0}; // fixed ones count, whether they are there or not
    s.ports(three);
    s.roles({"es", "*"});
    STATIC_CHECK(refuses(enough_ports{}, s, "Offer did not have 6 ports", 6000, 5000));
    s.needs.ports.pop_back();
    STATIC_CHECK(passes(enough_ports{}, s, 5000, 5000));
    return true;
}
static_assert(test_enough_ports());
TEST_CASE("enough_ports: as many as are asked for") { REQUIRE(test_enough_ports()); }

constexpr bool test_port_extremes() {
    constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    constexpr std::array everything{range{0, last}};
    constexpr std::array none{range{0, 0}, range{65536, last}};
    scene s;
    s.needs.ports = {0};
    s.ports(none);
    STATIC_CHECK(refuses(enough_ports{}, s, "Offer did not have 1 ports", 1000, 0));
    s.ports(everything, "es");
    s.roles({"es", "*"});
    STATIC_CHECK(passes(enough_ports{}, s, 1000, 65'535'000));
    return true;
}
static_assert(test_port_extremes());
TEST_CASE("enough_ports: neither 0 nor more than 65535 is a port") {
    REQUIRE(test_port_extremes());
}

constexpr bool test_requested_ports() {
    constexpr auto text = "The offer does not contain the user specified ports"sv;
    constexpr std::array low{range{9200, 9200}};
    constexpr std::array high{range{9299, 9301}};
    scene s;
    STATIC_CHECK(passes(requested_ports{}, s, 0, 0));
    s.needs.ports = {0, 0}; // any port is not a port asked for by number
    STATIC_CHECK(passes(requested_ports{}, s, 0, 0));
    s.needs.ports = {9200, 0, 9300};
    STATIC_CHECK(refuses(requested_ports{}, s, text, 2000, 0));
    s.ports(low);
    STATIC_CHECK(refuses(requested_ports{}, s, text, 2000, 1000));
    s.ports(high, "es");
    STATIC_CHECK(refuses(requested_ports{}, s, text, 2000, 1000));
    s.roles({"*", "es"});
    STATIC_CHECK(passes(requested_ports{}, s, 2000, 2000));
    s.needs.ports = {9200, 9298};
    STATIC_CHECK(refuses(requested_ports{}, s, text, 2000, 1000));
    s.needs.ports = {9301, 9299};
    STATIC_CHECK(passes(requested_ports{}, s, 2000, 2000));
    return true;
}
static_assert(test_requested_ports());
TEST_CASE("requested_ports: each fixed port is there") { REQUIRE(test_requested_ports()); }

constexpr bool test_host_unused() {
    constexpr auto text = "Host already running task"sv;
    scene s;
    STATIC_CHECK(passes(host_unused{}, s, 0, 0));
    s.nodes.add("a2", "h2");
    s.nodes.add("h1", "a1"); // names are not mixed up
    STATIC_CHECK(passes(host_unused{}, s, 0, 0));
    s.nodes.add("a1", "h3");
    STATIC_CHECK(refuses(host_unused{}, s, text, 0, 0));
    s.nodes.remove("a1", "h3");
    STATIC_CHECK(passes(host_unused{}, s, 0, 0));
    s.nodes.add("a3", "h1"); // the host under another agent id
    STATIC_CHECK(refuses(host_unused{}, s, text, 0, 0));
    STATIC_CHECK(!host_unused::info.measured);
    s.nodes = {};
    s.nodes.add("a4", "");
    s.hostname = "";
    STATIC_CHECK(passes(host_unused{}, s, 0, 0)); // two unknown hosts are not the same
    return true;
}
static_assert(test_host_unused());
TEST_CASE("host_unused: neither the host name nor the agent is in use") {
    REQUIRE(test_host_unused());
}

constexpr bool test_cluster_incomplete() {
    constexpr auto text = "Cluster size already fulfilled"sv;
    scene s;
    STATIC_CHECK(refuses(cluster_incomplete{}, s, text, 1000, 0));
    s.nodes.want(2);
    STATIC_CHECK(passes(cluster_incomplete{}, s, 1000, 2000));
    s.nodes.add("a2", "h2");
    STATIC_CHECK(passes(cluster_incomplete{}, s, 2000, 2000));
    s.nodes.add("", ""); // a held node without a place counts
    STATIC_CHECK(refuses(cluster_incomplete{}, s, text, 3000, 2000));
    s.nodes.want(std::numeric_limits<std::uint32_t>::max());
    STATIC_CHECK(passes(cluster_incomplete{}, s, 3000, 4'294'967'295'000));
    return true;
}
static_assert(test_cluster_incomplete());
TEST_CASE("cluster_incomplete: fewer nodes than wanted") { REQUIRE(test_cluster_incomplete()); }

constexpr bool test_gpus() {
    constexpr std::string_view text = "Agent has GPUs and the node needs none";
    scene s;
    STATIC_CHECK(passes(gpus_spared{}, s, 0, 0));
    s.scalar("gpus", 1000, "other"); // whoever they are reserved for
    STATIC_CHECK(refuses(gpus_spared{}, s, text, 0, 0));
    s.needs.on_gpu_agents = true;
    STATIC_CHECK(passes(gpus_spared{}, s, 0, 0));
    s.needs.on_gpu_agents = false;
    s.needs.scalars.push_back({berth::text<63>{"gpus"}, quantity::whole(1)});
    STATIC_CHECK(passes(gpus_spared{}, s, 0, 0));
    return true;
}
static_assert(test_gpus());
TEST_CASE("gpus_spared: an agent with GPUs is for those who ask for them") { REQUIRE(test_gpus()); }

constexpr bool test_disks() {
    constexpr std::string_view text = "Offer did not have the disks for 2 volumes";
    scene s;
    s.scalar("disk", 1000'000);
    STATIC_CHECK(passes(enough_disks{}, s, 0, 0));
    for (int i = 0; i != 2; ++i) {
        berth::volume_request volume{};
        volume.external = false;
        volume.disk = berth::disk_source::mount;
        s.needs.volumes.push_back(volume);
    }
    STATIC_CHECK(refuses(enough_disks{}, s, text, 2000, 0));
    for (int i = 0; i != 2; ++i) {
        s.scalar("disk", 1000);
        s.entries.back().disk = berth::disk_source::mount;
        STATIC_CHECK(i == 0 ? refuses(enough_disks{}, s, text, 2000, 1000)
                            : passes(enough_disks{}, s, 2000, 2000));
    }
    return true;
}
static_assert(test_disks());
TEST_CASE("enough_disks: counts the volumes that can have one") { REQUIRE(test_disks()); }

/// Where a node was, and an agent that may have it.
struct zones {
    requirement needs{};
    std::uint32_t launches = 1;
    std::string_view region = "r1";
    std::string_view zone = "z1";
    std::string_view agent_region = "r1";
    std::string_view agent_zone = "z1";
    std::vector<berth::attribute> attributes{};

    constexpr zones() { needs.zonal_volumes = true; }

    constexpr void says(std::string_view name, std::string_view value,
                        value_type type = value_type::text) {
        attributes.push_back({name, type, value, {}, {}});
    }
    constexpr bool pass() const {
        offer o;
        o.region = agent_region;
        o.zone = agent_zone;
        o.attributes = attributes;
        pending_node const pending{&needs, {}, {launches}, region, zone};
        verdict const said = volume_zone{}(candidate{o}, pending, node_index{});
        return said.passed && said.rule == &volume_zone::info;
    }
    template <class Change>
    static constexpr bool with(Change change) {
        zones z;
        change(z);
        return z.pass();
    }
};

constexpr bool test_zones() {
    STATIC_CHECK(zones{}.pass());
    STATIC_CHECK(!zones::with([](zones& z) { z.agent_zone = "z2"; }));
    STATIC_CHECK(!zones::with([](zones& z) { z.agent_region = "r2"; }));
    STATIC_CHECK(!zones::with([](zones& z) { z.agent_region = z.agent_zone = ""; }));
    STATIC_CHECK(zones::with([](zones& z) { // volumes that are everywhere
        z.agent_zone = "z2";
        z.needs.zonal_volumes = false;
    }));
    auto const nowhere = [](zones& z) { z.region = z.zone = ""; };
    STATIC_CHECK(!zones::with(nowhere)); // launched, and nobody knows where
    STATIC_CHECK(zones::with([=](zones& z) { nowhere(z), z.launches = 0; }));
    STATIC_CHECK(!zones::with([=](zones& z) { // nobody would know
        nowhere(z);
        z.launches = 0;
        z.agent_region = z.agent_zone = "";
    }));
    STATIC_CHECK(!volume_zone::info.lasting && !volume_zone::info.measured);
    return true;
}
static_assert(test_zones());
TEST_CASE("volume_zone: an id stays in the zone of its volumes") { REQUIRE(test_zones()); }

constexpr bool test_zone_attribute() {
    auto const with = [](auto change) {
        return zones::with([=](zones& z) {
            z.needs.zone_attribute = berth::text<63>{"az"};
            z.region = "";
            z.agent_zone = "z2"; // of the fault domain: it does not matter
            change(z);
        });
    };
    STATIC_CHECK(!with([](zones&) {}));
    STATIC_CHECK(!with([](zones& z) { z.says("rack", "z1"); }));
    STATIC_CHECK(with([](zones& z) { z.says("rack", "z2"), z.says("az", "z1"); }));
    STATIC_CHECK(with([](zones& z) { z.says("az", "z1"), z.says("az", "z2"); }));
    STATIC_CHECK(!with([](zones& z) { z.says("az", "z2"), z.says("az", "z1"); }));
    STATIC_CHECK(!with([](zones& z) { z.says("az", "z1", value_type::scalar); }));
    STATIC_CHECK(!with([](zones& z) { z.says("az", ""), z.zone = "", z.launches = 0; }));
    STATIC_CHECK(!with([](zones& z) { z.says("az", "z1"), z.region = "r1"; }));
    return true;
}
static_assert(test_zone_attribute());
TEST_CASE("volume_zone: an attribute can say the zone, the first of that name") {
    REQUIRE(test_zone_attribute());
}

/// An id that was launched on agent a1 of host h1, and another offer.
constexpr bool stays(std::string_view agent, std::string_view host, bool local = true,
                     std::uint32_t launches = 1, std::string_view was_on = "a1",
                     std::string_view was_at = "h1") {
    requirement needs;
    needs.local_data = local;
    offer o;
    o.agent_id = agent;
    o.hostname = host;
    pending_node pending;
    pending.needs = &needs;
    pending.launches.value = launches;
    pending.agent_id = was_on;
    pending.hostname = was_at;
    verdict const said = data_agent{}(candidate{o}, pending, node_index{});
    return said.passed && said.rule == &data_agent::info;
}

constexpr bool test_data_agent() {
    STATIC_CHECK(stays("a1", "h1"));
    STATIC_CHECK(stays("a1", "h2"));
    STATIC_CHECK(stays("a2", "h1")); // the host came back under another agent id
    STATIC_CHECK(!stays("a2", "h2"));
    STATIC_CHECK(!stays("h1", "a1"));
    STATIC_CHECK(stays("a2", "h2", false));
    STATIC_CHECK(stays("a2", "h2", true, 0));
    STATIC_CHECK(!stays("a2", "", true, 1, "a1", "")); // no name is not a name
    STATIC_CHECK(!stays("", "h2", true, 1, "", "h1"));
    STATIC_CHECK(!data_agent::info.lasting && !data_agent::info.measured);
    return true;
}
static_assert(test_data_agent());
TEST_CASE("data_agent: an id goes back to where its data is") { REQUIRE(test_data_agent()); }

constexpr bool test_attachments() {
    constexpr auto text = "Agent cannot have 2 more volumes attached"sv;
    scene s;
    s.needs.volumes.resize(3);
    s.needs.volumes[1].external = false; // is not attached
    for (int i = 0; i != 9; ++i) {
        s.nodes.add("a1", "h1");
        s.nodes.add("a2", "h1"); // another agent has a limit of its own
    }
    STATIC_CHECK(passes(enough_attachments{}, s, 0, 0));
    s.needs.attach_limit = 20;
    STATIC_CHECK(passes(enough_attachments{}, s, 2000, 2000));
    s.needs.attach_limit = 19;
    STATIC_CHECK(refuses(enough_attachments{}, s, text, 2000, 1000));
    s.nodes.add("a1", "h1");
    STATIC_CHECK(refuses(enough_attachments{}, s, text, 2000, 0));
    s.nodes.add("a1", "h1"); // more than the limit, which was another one then
    STATIC_CHECK(refuses(enough_attachments{}, s, text, 2000, 0));
    s.needs.volumes.clear();
    STATIC_CHECK(passes(enough_attachments{}, s, 0, 19000));
    return true;
}
static_assert(test_attachments());
TEST_CASE("enough_attachments: each node on the agent has its volumes there") {
    REQUIRE(test_attachments());
}

constexpr bool test_avoided() {
    constexpr auto text = "Host is to be avoided"sv;
    scene s;
    STATIC_CHECK(passes(host_allowed{}, s, 0, 0));
    s.needs.avoided.push_back(berth::text<255>{"a2"});
    STATIC_CHECK(passes(host_allowed{}, s, 0, 0));
    s.needs.avoided.push_back(berth::text<255>{"a1"});
    STATIC_CHECK(refuses(host_allowed{}, s, text, 0, 0));
    s.needs.avoided.back() = berth::text<255>{"h1"};
    STATIC_CHECK(refuses(host_allowed{}, s, text, 0, 0));
    return true;
}
static_assert(test_avoided());
TEST_CASE("host_allowed: neither its name nor its agent id is one to avoid") {
    REQUIRE(test_avoided());
}

constexpr bool test_names() {
    STATIC_CHECK(host_unused::info.name == "host_unused");
    STATIC_CHECK(cluster_incomplete::info.name == "cluster_incomplete");
    STATIC_CHECK(data_agent::info.name == "data_agent");
    STATIC_CHECK(enough_ports::info.name == "enough_ports");
    STATIC_CHECK(requested_ports::info.name == "requested_ports");
    STATIC_CHECK(enough_cpus::info.name == "enough_cpus");
    STATIC_CHECK(enough_mem::info.name == "enough_mem");
    STATIC_CHECK(enough_scalars::info.name == "enough_scalars");
    STATIC_CHECK(enough_disk::info.name == "enough_disk");
    STATIC_CHECK(enough_attachments::info.name == "enough_attachments");
    STATIC_CHECK(volume_zone::info.name == "volume_zone");
    STATIC_CHECK(host_allowed::info.name == "host_allowed");
    STATIC_CHECK(outside_maintenance::info.name == "outside_maintenance");
    return true;
}
static_assert(test_names());
TEST_CASE("rules: names are fixed, scripts read them") { REQUIRE(test_names()); }

TEST_CASE_TEMPLATE("rules: the laws hold", R, cluster_incomplete, data_agent, enough_attachments,
                   enough_cpus, enough_disk, enough_disks, enough_mem, enough_ports, enough_scalars,
                   gpus_spared, host_allowed, host_unused, outside_maintenance, placement_allowed,
                   requested_ports, volume_zone) {
    static_assert(R::info.lasting !=
                  (std::is_same_v<R, volume_zone> || std::is_same_v<R, data_agent>));
    static_assert(!laws::rule(R{}, 1, 3));
    std::uint64_t const seed = berth_test::seed_or(20160509);
#ifdef __OPTIMIZE__
    auto const broken = laws::rule(R{}, seed, 2000);
#else
    auto const broken = laws::rule(R{}, seed, 400); // sanitizers take a hundred times as long
#endif
    INFO((broken ? broken->view() : std::string_view{}));
    REQUIRE_FALSE(broken);
}

TEST_CASE_TEMPLATE("rules: the scenes of the laws make each rule pass and fail", R,
                   cluster_incomplete, data_agent, enough_attachments, enough_cpus, enough_disk,
                   enough_disks, enough_mem, enough_ports, enough_scalars, gpus_spared,
                   host_allowed, host_unused, outside_maintenance, placement_allowed,
                   requested_ports, volume_zone) {
    int passed = 0;
    for (std::uint64_t seed = 0; seed != 500; ++seed) {
        laws::rule_scene const s{seed};
        passed += R{}(s.offered(), s.pending(), s.nodes()).passed ? 1 : 0;
    }
    REQUIRE(passed > 50);
    REQUIRE(passed < 450);
}

/// The smallest legal model, as listed in the concept's documentation.
// [never_on_friday]
struct never_on_friday {
    static constexpr berth::rule_info info{"never_on_friday", "It is Friday", false};
    bool friday = false;

    constexpr berth::verdict operator()(berth::candidate const&, berth::pending_node const&,
                                        berth::node_index const&) const noexcept {
        return {&info, {}, {}, !friday};
    }
};
// [/never_on_friday]
static_assert(!laws::rule(never_on_friday{true}, 1, 3) && !laws::rule(never_on_friday{}, 1, 3));

constexpr rule_info other_info{"other", "is another rule"};

/// Is `law` the one that is found broken?
template <class R>
void breaks(R const& rule, std::string_view law) {
    std::uint64_t const seed = berth_test::seed_or(20160510);
    auto const broken = laws::rule(rule, seed);
    REQUIRE(broken);
    CAPTURE(broken->view());
    std::string const what{broken->view()};
    REQUIRE(what.starts_with(std::string{law} + " is broken: scene "));
    REQUIRE(what.ends_with(", seed " + std::to_string(seed)));
}

struct once_too_many {
    static constexpr rule_info info{"once_too_many", "Too few nodes", false, true};
    verdict operator()(candidate const&, pending_node const&, node_index const& n) const noexcept {
        return {&info, {}, {}, n.size() > 2}; // the next node makes it pass
    }
};

struct in_zone_2 {
    static constexpr rule_info info{"in_zone_2", "Elsewhere", false, true};
    verdict operator()(candidate const&, pending_node const& p, node_index const&) const noexcept {
        return {&info, {}, {}, p.zone == "zone-2"}; // another node may be bound there
    }
};

TEST_CASE("broken: lasts") {
    breaks(once_too_many{}, "lasts");
    breaks(in_zone_2{}, "lasts");
}

struct crowd {
    static constexpr rule_info info{"crowd", "Too few nodes", false, false,
                                    berth::refusal_cause::nodes};
    verdict operator()(candidate const&, pending_node const&, node_index const& n) const noexcept {
        return {&info, {}, {}, n.size() > 2}; // a node that comes is not noticed
    }
};

struct odd_id {
    static constexpr rule_info info{"odd_id", "Even", false, false, berth::refusal_cause::agent};
    verdict operator()(candidate const&, pending_node const& p, node_index const&) const noexcept {
        return {&info, {}, {}, p.id.value % 2 == 1}; // another of its kind may fit
    }
};

TEST_CASE("broken: has_its_cause") {
    breaks(crowd{}, "has_its_cause");
    breaks(odd_id{}, "has_its_cause");
}

TEST_CASE("broken: names_itself") {
    struct under_another_name : enough_cpus {
        verdict operator()(candidate const& c, pending_node const& p,
                           node_index const& n) const noexcept {
            verdict said = enough_cpus::operator()(c, p, n);
            said.rule = &other_info;
            return said;
        }
    };
    breaks(under_another_name{}, "names_itself");

    struct nameless : enough_cpus {
        verdict operator()(candidate const&, pending_node const&,
                           node_index const&) const noexcept {
            return {};
        }
    };
    breaks(nameless{}, "names_itself");
}

TEST_CASE("broken: measures") {
    struct strict : enough_cpus { // refuses what is just enough
        verdict operator()(candidate const& c, pending_node const& p,
                           node_index const& n) const noexcept {
            verdict said = enough_cpus::operator()(c, p, n);
            said.passed = said.asked < said.available;
            return said;
        }
    };
    breaks(strict{}, "measures");

    struct lax : enough_cpus {
        verdict operator()(candidate const& c, pending_node const& p,
                           node_index const& n) const noexcept {
            verdict said = enough_cpus::operator()(c, p, n);
            said.passed = true;
            return said;
        }
    };
    breaks(lax{}, "measures");
}

TEST_CASE("broken: pure") {
    struct tires : never_on_friday { // says no from the third question on
        mutable int asked = 0;
        verdict operator()(candidate const&, pending_node const&,
                           node_index const&) const noexcept {
            return {&info, {}, {}, ++asked < 3};
        }
    };
    breaks(tires{}, "pure");

    struct remembers : never_on_friday { // that an agent was offered before
        mutable std::string_view last{};
        verdict operator()(candidate const& c, pending_node const&,
                           node_index const&) const noexcept {
            bool const again = last == c.agent_id();
            last = c.agent_id();
            return {&info, {}, {}, again};
        }
    };
    breaks(remembers{}, "pure");

    struct by_address : never_on_friday {
        mutable requirement const* first = nullptr;
        verdict operator()(candidate const&, pending_node const& p,
                           node_index const&) const noexcept {
            first = first == nullptr ? p.needs : first;
            return {&info, {}, {}, first == p.needs};
        }
    };
    breaks(by_address{}, "pure");

    struct meddles : never_on_friday {
        verdict operator()(candidate const&, pending_node const& p,
                           node_index const&) const noexcept {
            const_cast<requirement*>(p.needs)->cpus += quantity::whole(1); // NOLINT
            return {&info, {}, {}, true};
        }
    };
    breaks(meddles{}, "pure");
}

struct blames_nobody {
    static constexpr rule_info info{"blames_nobody", "Never", false};
    verdict operator()(candidate const&, pending_node const&, node_index const&) const noexcept {
        return {&info, {}, {}, false};
    }
    template <class Sink>
    bool visit(candidate const&, pending_node const&, node_index const&, Sink&& sink) const {
        return sink(verdict{&info, {}, {}, true});
    }
};

TEST_CASE("broken: parts") { breaks(blames_nobody{}, "parts"); }

// One near miss for each required expression.
// clang-format off
struct throws : enough_cpus {
    verdict operator()(candidate const&, pending_node const&, node_index const&) const;
};
struct not_const : enough_cpus {
    verdict operator()(candidate const&, pending_node const&, node_index const&) noexcept;
};
struct says_bool : enough_cpus {
    bool operator()(candidate const&, pending_node const&, node_index const&) const noexcept;
};
struct wants_less : enough_cpus {
    verdict operator()(candidate const&, pending_node const&) const noexcept;
};
struct without_info {
    verdict operator()(candidate const&, pending_node const&, node_index const&) const noexcept;
};
struct info_of_another_type : enough_cpus { static constexpr std::string_view info = "info"; };
struct not_copyable : enough_cpus { not_copyable(not_copyable const&) = delete; };
// clang-format on

static_assert(berth::rule<never_on_friday>);
static_assert(!berth::rule<throws>);
static_assert(!berth::rule<not_const>);
static_assert(!berth::rule<says_bool>);
static_assert(!berth::rule<wants_less>);
static_assert(!berth::rule<without_info>);
static_assert(!berth::rule<info_of_another_type>);
static_assert(!berth::rule<not_copyable>);

} // namespace
