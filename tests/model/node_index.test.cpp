// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/node_index.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::node_index;

constexpr bool test_counts() {
    node_index nodes{3};
    STATIC_CHECK(nodes.wanted() == 3 && nodes.size() == 0);
    STATIC_CHECK(nodes.on_agent("a1") == 0 && nodes.on_host("h1") == 0);
    nodes.add("a1", "h1");
    nodes.add("a2", "h1"); // the host came back under another agent id
    STATIC_CHECK(nodes.size() == 2);
    STATIC_CHECK(nodes.on_agent("a1") == 1 && nodes.on_agent("a2") == 1);
    STATIC_CHECK(nodes.on_host("h1") == 2 && nodes.on_host("a1") == 0);
    nodes.remove("a1", "h1");
    STATIC_CHECK(nodes.size() == 1 && nodes.on_agent("a1") == 0 && nodes.on_host("h1") == 1);
    nodes.want(5);
    STATIC_CHECK(nodes.wanted() == 5 && nodes.size() == 1);
    return true;
}
static_assert(test_counts());
TEST_CASE("node_index: counts by agent and by host") { REQUIRE(test_counts()); }

// A node whose place is not known counts, and is on no agent and no host.
constexpr bool test_unknown_places() {
    node_index nodes;
    nodes.add("", "");
    nodes.add("a1", "");
    STATIC_CHECK(nodes.size() == 2 && nodes.on_agent("") == 0 && nodes.on_host("") == 0);
    STATIC_CHECK(nodes.on_agent("a1") == 1);
    nodes.remove("", "");
    STATIC_CHECK(nodes.size() == 1 && nodes.on_agent("a1") == 1);
    return true;
}
static_assert(test_unknown_places());
TEST_CASE("node_index: an empty name is no place") { REQUIRE(test_unknown_places()); }

constexpr bool test_regular() {
    node_index a{2};
    node_index b{2};
    a.add("a1", "h1");
    a.add("a2", "h2");
    b.add("a2", "h2");
    STATIC_CHECK(!(a == b));
    b.add("a1", "h1");
    STATIC_CHECK(a == b); // in whatever order
    node_index copy = a;
    copy.add("a1", "h1");
    STATIC_CHECK(a.on_agent("a1") == 1 && copy.on_agent("a1") == 2 && !(a == copy));
    copy.remove("a1", "h1");
    STATIC_CHECK(a == copy);
    copy.want(3);
    STATIC_CHECK(!(a == copy));
    // What came and went leaves no trace.
    for (std::size_t i = 0; i != 40; ++i) {
        std::array const name{'x', static_cast<char>('0' + i)};
        std::string_view const view{name.data(), name.size()};
        b.add(view, view);
        b.remove(view, view);
    }
    STATIC_CHECK(a == b);
    return true;
}
static_assert(test_regular());
TEST_CASE("node_index: equal if the same nodes are in it") { REQUIRE(test_regular()); }

TEST_CASE("node_index: owns its names") {
    node_index nodes;
    {
        std::string agent(64, 'a');
        std::string host(64, 'h');
        nodes.add(agent, host);
        agent.assign(64, 'x');
        host.assign(64, 'x');
    }
    REQUIRE(nodes.on_agent(std::string(64, 'a')) == 1);
    REQUIRE(nodes.on_host(std::string(64, 'h')) == 1);
    REQUIRE(nodes.on_host(std::string(64, 'x')) == 0);
}

TEST_CASE("node_index: agrees with std::map") {
    std::uint64_t const seed = berth_test::seed_or(20160507);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    node_index nodes;
    std::map<std::string, std::uint32_t> agents;
    std::map<std::string, std::uint32_t> hosts;
    std::vector<std::pair<std::string, std::string>> in;
    for (int turn = 0; turn != 20'000; ++turn) {
        auto const agent = "agent-" + std::to_string(random.below(200));
        auto const host = "host-" + std::to_string(random.below(150));
        if (in.empty() || random.chance(11, 20)) {
            nodes.add(agent, host);
            ++agents[agent];
            ++hosts[host];
            in.emplace_back(agent, host);
        } else {
            std::swap(random.pick(in), in.back());
            nodes.remove(in.back().first, in.back().second);
            --agents[in.back().first];
            --hosts[in.back().second];
            in.pop_back();
        }
        if (in.size() > 300) {
            for (auto const& [a, h] : std::exchange(in, {})) {
                nodes.remove(a, h);
            }
            agents.clear();
            hosts.clear();
        }
        CAPTURE(turn);
        REQUIRE(nodes.size() == in.size());
        REQUIRE(nodes.on_agent(agent) == agents[agent]);
        REQUIRE(nodes.on_host(host) == hosts[host]);
    }
}

} // namespace
