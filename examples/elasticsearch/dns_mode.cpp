// SPDX-License-Identifier: Apache-2.0
#include "dns_mode.hpp"

#include "dns_names.hpp"
#include "framework.hpp"

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

/// What is served under one label.
struct served {
    std::string label{};
    std::string name{}; ///< what it was made of
    std::vector<std::uint32_t> ids{};
};

std::vector<served> labels_of(options const& chosen) {
    std::vector<served> out;
    for (std::uint32_t i = 0; i < chosen.nodes; ++i) {
        berth::node_id const id{first_id(chosen).value + i};
        std::string name = discovery_name(chosen, id);
        std::string label = dns_label(name, chosen.dns_rules);
        auto const same = std::find_if(out.begin(), out.end(),
                                       [&](served const& known) { return known.label == label; });
        if (same == out.end()) {
            out.push_back({std::move(label), std::move(name), {id.value}});
        } else {
            same->ids.push_back(id.value);
        }
    }
    return out;
}

std::string port_text(std::uint32_t port) { return port == 0 ? "any" : std::to_string(port); }

void show(served const& what, options const& chosen) {
    std::cout << '\n' << (what.ids.size() == 1 ? "node" : "nodes");
    for (std::uint32_t const id : what.ids) {
        std::cout << ' ' << id;
    }
    std::cout << ": " << what.name;
    std::string const framework = dns_framework(chosen.framework_name, chosen.dns_rules);
    if (what.label.empty() || framework.empty()) {
        std::cout << " is no name\n";
        return;
    }
    std::cout << (what.label == what.name ? "" : ", served as " + what.label)
              << (what.ids.size() == 1 ? "" : ", one name for all of them") << '\n';
    std::string const tail = "." + framework + "." + chosen.dns_domain;
    std::string const agent_tail = "." + framework + ".slave." + chosen.dns_domain;
    std::string const service = "_" + what.label + "._tcp";
    std::string const http = port_text(chosen.ports[0]);
    std::string const transport = port_text(chosen.ports[1]);
    std::string const both = "  " + http + " " + transport + '\n';
    std::cout << "A    " << what.label << tail << '\n'
              << "A    " << what.label << agent_tail << '\n'
              << "SRV  " << service << tail << both << "SRV  "
              << "_" << dns_label("CLIENT_PORT", chosen.dns_rules) << "." << service << tail << "  "
              << http << '\n'
              << "SRV  "
              << "_" << dns_label("TRANSPORT_PORT", chosen.dns_rules) << "." << service << tail
              << "  " << transport << '\n'
              << "SRV  " << service << agent_tail << both << "SRV  _" << what.label << "._udp"
              << agent_tail << both;
}

} // namespace

int show_dns(options const& chosen) {
    // What cannot run has no names.
    if (auto const made = make_scheduler<berth::storage_aware>(chosen); !made) {
        std::cerr << "elasticsearch: " << name_flag(made.error()) << '\n';
        return 2;
    }
    std::cout << "framework " << chosen.framework_name << ", " << chosen.nodes << " nodes, domain "
              << chosen.dns_domain << ", labels by "
              << (chosen.dns_rules == rfc952 ? "RFC 952" : "RFC 1123") << "\n"
              << "Served while a task is TASK_RUNNING. SRV names point to\n"
              << "<label>-<task>-<agent>." << dns_framework(chosen.framework_name, chosen.dns_rules)
              << "." << chosen.dns_domain << ", which has an A record too.\n";
    for (served const& what : labels_of(chosen)) {
        show(what, chosen);
    }
    return 0;
}
