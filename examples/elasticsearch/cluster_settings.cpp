// SPDX-License-Identifier: Apache-2.0
#include "cluster_settings.hpp"

#include "joined.hpp"

#include <algorithm>
#include <iterator>

namespace {

bool is_of_security(setting const& what) { return what.name.rfind("xpack.security.", 0) == 0; }

void add_discovery(std::vector<setting>& out, cluster_member const& member) {
    if (member.version >= 7) {
        out.push_back({"discovery.seed_hosts", joined(member.seeds, ",")});
        if (!member.initial_masters.empty()) {
            out.push_back({"cluster.initial_master_nodes", joined(member.initial_masters, ",")});
        }
        return;
    }
    if (member.version == 1) { // on by default in this one: strangers in the network would join
        out.push_back({"discovery.zen.ping.multicast.enabled", "false"});
    }
    out.push_back({"discovery.zen.ping.unicast.hosts", joined(member.seeds, ",")});
    out.push_back({"discovery.zen.minimum_master_nodes", std::to_string(member.nodes / 2 + 1)});
}

void put(std::vector<setting>& out, setting const& what) {
    auto const it = std::find_if(out.begin(), out.end(),
                                 [&](setting const& set) { return set.name == what.name; });
    if (it == out.end()) {
        out.push_back(what);
    } else {
        it->value = what.value;
    }
}

} // namespace

std::vector<setting> settings_of(cluster_member const& member) {
    std::vector<setting> out{
        {"cluster.name", member.cluster},
        {"node.name", member.name},
        {"network.bind_host", "0.0.0.0"},
        {"network.publish_host", member.host},
        {"http.port", std::to_string(member.http_port)},
        {member.version >= 7 ? "transport.port" : "transport.tcp.port",
         std::to_string(member.transport_port)},
    };
    add_discovery(out, member);
    if (member.version >= 8 &&
        std::none_of(member.more.begin(), member.more.end(), is_of_security)) {
        out.push_back({"xpack.security.enabled", "false"});
    }
    for (setting const& what : member.more) {
        put(out, what);
    }
    if (!member.data_path.empty()) {
        out.push_back({"path.data", member.data_path});
    }
    return out;
}

bool follows_node(std::string_view name) {
    static constexpr std::string_view names[] = {
        "cluster.name",
        "cluster.initial_master_nodes",
        "discovery.seed_hosts",
        "discovery.type",
        "discovery.zen.ping.unicast.hosts",
        "http.port",
        "node.name",
        "path.data",
        "transport.port",
        "transport.tcp.port",
    };
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string argument(unsigned version, setting const& what) {
    return (version <= 2 ? "-Des." : "-E") + what.name + '=' + what.value;
}

std::string address(std::string_view host, std::uint32_t port) {
    std::string out{host};
    if (host.find(':') != host.npos) {
        out = '[' + out + ']';
    }
    return out + ':' + std::to_string(port);
}

std::string shell_quoted(std::string_view text) {
    static constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=,@%+";
    if (!text.empty() && text.find_first_not_of(plain) == text.npos) {
        return std::string{text};
    }
    std::string out = "'";
    for (char const c : text) {
        c == '\'' ? out += "'\\''" : out += c;
    }
    return out + '\'';
}
