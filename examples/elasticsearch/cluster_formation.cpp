// SPDX-License-Identifier: Apache-2.0
#include "cluster_formation.hpp"

#include "cluster_settings.hpp"
#include "dns_names.hpp"
#include "framework.hpp"

#include <algorithm>

cluster_formation::cluster_formation(options const& chosen, std::span<berth::node const> on_record)
    : chosen_(&chosen) {
    for (berth::node const& node : on_record) {
        if (owned(node.state) && node.ports.size() > 1) {
            addresses_.put(node.id.value, node.task_id, address(node.hostname, node.ports[1]));
        }
    }
}

void cluster_formation::launched(berth::placement const& what) {
    addresses_.put(what.id.value, what.task_id, address(what.hostname, what.takes.ports[1]));
}

std::vector<std::string> cluster_formation::arguments(berth::placement const& what,
                                                      std::string const& data_path) const {
    cluster_member member;
    member.version = version_of(*chosen_);
    member.cluster = chosen_->cluster_name;
    member.name = node_name(*chosen_, what.id);
    member.host = what.hostname;
    member.http_port = what.takes.ports[0];
    member.transport_port = what.takes.ports[1];
    member.seeds = seeds(what.id);
    member.nodes = chosen_->nodes;
    member.initial_masters = initial_masters(what);
    member.more = chosen_->settings;
    member.data_path = data_path;
    std::vector<std::string> out;
    for (setting const& what_is_set : settings_of(member)) {
        out.push_back(argument(member.version, what_is_set));
    }
    return out;
}

std::vector<std::string> cluster_formation::seeds(berth::node_id self) const {
    if (chosen_->seed_hosts != "mesos_dns") {
        return addresses_.seeds(self.value);
    }
    std::vector<std::string> out;
    std::uint32_t const first = first_id(*chosen_).value;
    for (std::uint32_t i = 0; i < chosen_->nodes && out.size() < node_addresses::most_seeds; ++i) {
        std::string const name =
            dns_label(discovery_name(*chosen_, berth::node_id{first + i}), chosen_->dns_rules) +
            '.' + dns_framework(chosen_->framework_name, chosen_->dns_rules) + '.' +
            chosen_->dns_domain;
        std::string seed = address(name, chosen_->ports[1]);
        if (std::find(out.begin(), out.end(), seed) == out.end()) {
            out.push_back(std::move(seed));
        }
    }
    return out;
}

std::vector<std::string> cluster_formation::initial_masters(berth::placement const& what) const {
    std::uint32_t const first = first_id(*chosen_).value;
    std::uint32_t const count = std::min(chosen_->nodes, most_initial_masters);
    bool const first_launch = new_ && what.launches == berth::generation{1} &&
                              what.id.value >= first && what.id.value - first < count;
    std::vector<std::string> out;
    if (chosen_->bootstrap == "always" || (chosen_->bootstrap == "first" && first_launch)) {
        for (std::uint32_t i = 0; i < count; ++i) {
            out.push_back(node_name(*chosen_, berth::node_id{first + i}));
        }
    }
    return out;
}
