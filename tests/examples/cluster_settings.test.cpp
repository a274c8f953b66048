// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/cluster_settings.hpp"

#include "../../examples/elasticsearch/node_addresses.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string value_of(std::vector<setting> const& all, std::string_view name) {
    for (setting const& one : all) {
        if (one.name == name) {
            return one.value;
        }
    }
    return {};
}

cluster_member member(unsigned version) {
    cluster_member out;
    out.version = version;
    out.cluster = "logs";
    out.name = "es-1";
    out.host = "agent1";
    out.http_port = 9200;
    out.transport_port = 9300;
    out.seeds = {"agent1:9300", "agent2:9300"};
    out.nodes = 4;
    return out;
}

} // namespace

TEST_CASE("the tag of an image names the version") {
    CHECK(version_of_image("elasticsearch:7.17.9") == 7U);
    CHECK(version_of_image("elasticsearch:2") == 2U);
    CHECK(version_of_image("registry:5000/x/elasticsearch:1.7-alpine") == 1U);
    CHECK(version_of_image("es:v8.1@sha256:0123") == 8U);
    CHECK(version_of_image("es:10.0") == 10U);
    CHECK(version_of_image("elasticsearch") == newest_version);
    CHECK(version_of_image("registry:5000/elasticsearch") == newest_version);
    CHECK(version_of_image("elasticsearch:latest") == newest_version);
    for (std::string_view const unknown : {"es:stable", "es:20240101", "es:123", "es:3.1", "es:4",
                                           "es:0.90", "es:7x", "es:v", "es:-7", "es@sha256:7"}) {
        CAPTURE(unknown);
        CHECK(version_of_image(unknown) == std::nullopt);
    }
}

TEST_CASE("the name of an archive names the version") {
    std::string const host = "https://artifacts.elastic.co/downloads/elasticsearch/";
    CHECK(version_of_archive(host + "elasticsearch-8.19.2-linux-x86_64.tar.gz") == 8U);
    CHECK(version_of_archive("file:///elasticsearch-2.4.6.tar.gz") == 2U);
    CHECK(version_of_archive(host + "elasticsearch.tar.gz") == std::nullopt);
    CHECK(version_of_archive(host + "elasticsearch-oss-6.8.tar.gz") == std::nullopt);
}

TEST_CASE("settings have the names of their version") {
    auto const seven = settings_of(member(7));
    CHECK(value_of(seven, "discovery.seed_hosts") == "agent1:9300,agent2:9300");
    CHECK(value_of(seven, "transport.port") == "9300");
    CHECK(value_of(seven, "discovery.zen.minimum_master_nodes").empty());
    CHECK(value_of(seven, "cluster.initial_master_nodes").empty());
    CHECK(value_of(seven, "xpack.security.enabled").empty());
    auto const six = settings_of(member(6));
    CHECK(value_of(six, "discovery.zen.ping.unicast.hosts") == "agent1:9300,agent2:9300");
    CHECK(value_of(six, "discovery.zen.minimum_master_nodes") == "3");
    CHECK(value_of(six, "transport.tcp.port") == "9300");
    CHECK(value_of(six, "discovery.zen.ping.multicast.enabled").empty());
    CHECK(value_of(settings_of(member(1)), "discovery.zen.ping.multicast.enabled") == "false");
    CHECK(argument(2, {"node.name", "a b"}) == "-Des.node.name=a b");
    CHECK(argument(5, {"node.name", "a b"}) == "-Enode.name=a b");
}

TEST_CASE("what the operator sets replaces what the scheduler sets, once") {
    auto asked = member(8);
    CHECK(value_of(settings_of(asked), "xpack.security.enabled") == "false");
    asked.more = {{"network.bind_host", "_site_"}, {"xpack.security.http.ssl.enabled", "true"}};
    asked.data_path = "/data";
    asked.initial_masters = {"es-0", "es-1"};
    auto const all = settings_of(asked);
    CHECK(value_of(all, "network.bind_host") == "_site_");
    CHECK(value_of(all, "xpack.security.enabled").empty());
    CHECK(value_of(all, "cluster.initial_master_nodes") == "es-0,es-1");
    CHECK(all.back() == setting{"path.data", "/data"});
    for (setting const& one : all) {
        std::size_t same = 0;
        for (setting const& other : all) {
            same += other.name == one.name ? 1U : 0U;
        }
        CHECK(same == 1);
    }
    for (char const* const name : {"cluster.name", "node.name", "path.data", "discovery.type"}) {
        CHECK(follows_node(name));
    }
    CHECK_FALSE(follows_node("network.bind_host"));
}

TEST_CASE("an address and a word of a shell stay one") {
    CHECK(address("agent1", 9300) == "agent1:9300");
    CHECK(address("fe80::1", 9300) == "[fe80::1]:9300");
    CHECK(shell_quoted("-Ea=b,c:1") == "-Ea=b,c:1");
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("a b") == "'a b'");
    CHECK(shell_quoted("$(id)") == "'$(id)'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
}

TEST_CASE("a node looks for the lowest ids, and for itself in any case") {
    using texts = std::vector<std::string>;
    node_addresses nodes;
    CHECK(nodes.seeds(0).empty());
    for (std::uint32_t id = 0; id < 12; ++id) {
        nodes.put(id, "t" + std::to_string(id), "h" + std::to_string(id));
    }
    texts const low{"h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"};
    auto with = [&](std::string last) {
        texts out = low;
        out.push_back(std::move(last));
        return out;
    };
    CHECK(nodes.seeds(0) == with("h9"));
    CHECK(nodes.seeds(9) == with("h9"));
    CHECK(nodes.seeds(11) == with("h11"));
    nodes.put(3, "t3.2", "x");
    nodes.forget("t3"); // it has another task by now
    nodes.forget("t4");
    CHECK(nodes.seeds(0) == texts{"h0", "h1", "h2", "x", "h5", "h6", "h7", "h8", "h9", "h10"});
}
