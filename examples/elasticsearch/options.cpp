// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include "endpoint.hpp"
#include "image_version.hpp"
#include "utf8.hpp"
#include "zookeeper.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <initializer_list>
#include <iostream>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

namespace {

/// Whether a picture at the first path would take the place of what is at the second, or of a file
/// beside it that is written or locked.
bool is_same_file(std::string const& picture, std::string const& other) {
    std::error_code none;
    auto const whole = [&](std::string const& path) {
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path, none), none);
    };
    if (other.empty()) {
        return false;
    }
    for (std::string const& made : {picture, picture + ".new"}) {
        for (std::string const& kept : {other, other + ".new", other + ".lock"}) {
            if (whole(made) == whole(kept)) {
                return true;
            }
        }
    }
    return false;
}

/// An unusable value of a flag; the flag's name comes first.
struct refused {
    std::string flag;
    std::string why;
};

template <class Number>
Number parse_number(std::string const& flag, std::string const& text) {
    Number out{};
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, out);
    if (error != std::errc{} || stop != end) {
        throw refused{flag, "\"" + text + "\" is not a number of its range"};
    }
    return out;
}

berth::quantity parse_amount(std::string const& flag, std::string const& text) {
    auto const amount = berth::quantity::from_double(parse_number<double>(flag, text));
    if (!amount) {
        throw refused{flag, "\"" + text + "\" " + std::string{berth::describe(amount.error())}};
    }
    return *amount;
}

bool parse_bool(std::string const& flag, std::string const& text) {
    if (text != "true" && text != "false") {
        throw refused{flag, "\"" + text + "\" is neither true nor false"};
    }
    return text == "true";
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (true) {
        auto const comma = text.find(',');
        out.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos) {
            return out;
        }
        text.remove_prefix(comma + 1);
    }
}

std::vector<std::uint32_t> parse_ports(std::string const& flag, std::string const& text) {
    auto const parts = split(text);
    if (parts.size() != 2) {
        throw refused{flag, "two ports are expected, HTTP,TRANSPORT, 0 for any"};
    }
    std::vector<std::uint32_t> out;
    for (std::string const& part : parts) {
        out.push_back(parse_number<std::uint16_t>(flag, part));
    }
    if (out[0] != 0 && out[0] == out[1]) {
        throw refused{flag, "the same port is given twice"};
    }
    return out;
}

/// What `--recycling`, `--fenceDriver` and `--fenceDelay` say together.
berth::recycling_table parse_recycling(std::string const& name, std::string const* driver,
                                       std::optional<double> delay) {
    if (name != "after_fence") {
        if (driver != nullptr || delay) {
            throw refused{driver != nullptr ? "--fenceDriver" : "--fenceDelay",
                          "needs --recycling after_fence"};
        }
        auto const* const table = berth::recycling_table_named(name);
        if (table == nullptr) {
            throw refused{"--recycling", "\"" + name +
                                             "\" is none of proven_gone, on_lost, "
                                             "trust_operator, after_fence"};
        }
        return *table;
    }
    if (driver == nullptr || !delay) {
        throw refused{driver == nullptr ? "--fenceDriver" : "--fenceDelay",
                      "is needed with --recycling after_fence"};
    }
    auto const fenced = berth::after_fence(*driver, *delay);
    if (!fenced) {
        throw refused{"--" + std::string{fenced.error().field.view()},
                      std::string{berth::describe(fenced.error().code)} + ": " +
                          std::string{fenced.error().detail.view()}};
    }
    return *fenced;
}

berth::name_limits parse_limits(std::string const& flag, std::string const& text) {
    if (auto const limits = berth::find_limits(text)) {
        return *limits;
    }
    std::string known;
    for (auto const& row : berth::known_limits) {
        known += known.empty() ? "" : ", ";
        known += row.driver;
    }
    throw refused{flag, "\"" + text + "\" is none of " + known};
}

std::vector<std::string> parse_capabilities(std::string const& flag, std::string const& text) {
    static constexpr std::string_view known[] = {
        "REVOCABLE_RESOURCES", "TASK_KILLING_STATE", "GPU_RESOURCES",          "SHARED_RESOURCES",
        "PARTITION_AWARE",     "MULTI_ROLE",         "RESERVATION_REFINEMENT", "REGION_AWARE"};
    if (text.empty()) {
        return {};
    }
    auto out = split(text);
    for (std::string const& name : out) {
        if (std::find(std::begin(known), std::end(known), name) == std::end(known)) {
            throw refused{flag, "\"" + name + "\" is not a capability of a framework"};
        }
    }
    return out;
}

std::string parse_preset(std::string const& flag, std::string const& text) {
    if (text != "default" && text != "elasticsearch_2016" && text != "elasticsearch_1_0") {
        throw refused{flag,
                      "\"" + text + "\" is none of default, elasticsearch_2016, elasticsearch_1_0"};
    }
    return text;
}

std::optional<zookeeper_url> parse_nodes(std::string const& flag, std::string const& text) {
    if (!names_zookeeper(text)) {
        return std::nullopt;
    }
    auto url = parse_zookeeper_url(text);
    if (!url) {
        throw refused{flag, url.error()};
    }
    if (!has_zookeeper()) {
        throw refused{flag, "this program was built without ZooKeeper's C client"};
    }
    return *std::move(url);
}

std::string parse_state(std::string const& flag, std::string const& text) {
    if (text.empty()) {
        throw refused{flag, "must not be empty"};
    }
    auto const nodes = parse_nodes(flag, text);
    return nodes ? nodes->shown() : text;
}

std::string parse_master(std::string const& flag, std::string const& text) {
    if (auto const group = parse_nodes(flag, text)) {
        return group->shown();
    }
    if (auto const all = parse_endpoints(text); !all) {
        throw refused{flag, all.error()};
    }
    return text;
}

unsigned parse_version(std::string const& flag, std::string const& text) {
    if (auto const major = read_version(text)) {
        return *major;
    }
    throw refused{flag, "\"" + text + "\" is no version of Elasticsearch"};
}

std::vector<setting> parse_settings(std::string const& flag, std::string const& text) {
    std::vector<setting> out;
    for (std::string const& part : split(text)) {
        auto const equals = part.find('=');
        if (equals == part.npos || equals == 0 || equals + 1 == part.size()) {
            throw refused{flag, "\"" + part + "\" is no name=value"};
        }
        out.push_back({part.substr(0, equals), part.substr(equals + 1)});
        if (follows_node(out.back().name)) {
            throw refused{flag, "\"" + out.back().name + "\" is set for each node by itself"};
        }
    }
    return out;
}

std::string parse_word(std::string const& flag, std::string const& text,
                       std::initializer_list<std::string_view> words) {
    std::string known;
    for (std::string_view const word : words) {
        if (word == text) {
            return text;
        }
        known += (known.empty() ? "" : ", ") + std::string{word};
    }
    throw refused{flag, "\"" + text + "\" is none of " + known};
}

// What the nodes are told, and how they find each other.
void check_cluster(options const& chosen) {
    if (!chosen.binary_url.empty() && chosen.use_docker) {
        throw refused{"--elasticsearchBinaryUrl", "needs --frameworkUseDocker false"};
    }
    if (!chosen.settings.empty() && !chosen.command.empty()) {
        throw refused{"--elasticsearchSettings", "does not go with --command"};
    }
    // Elasticsearch refuses a colon in the name of a cluster.
    if (chosen.cluster_name.find(':') != std::string::npos) {
        throw refused{"--elasticsearchClusterName", "must not have a colon"};
    }
    if (chosen.seed_hosts == "mesos_dns" && chosen.ports[1] == 0) {
        throw refused{"--seedHosts", "mesos_dns needs a transport port in --elasticsearchPorts: a "
                                     "name says nothing of a port"};
    }
    if (chosen.dns && !(chosen.master.empty() && chosen.replay.empty())) {
        throw refused{"--dns", "does not go with --master or --replay"};
    }
    if (!chosen.timeline.empty() && (chosen.dns || chosen.teardown)) {
        throw refused{"--timeline", "does not go with --dns or --teardown"};
    }
    for (std::string const& read : {chosen.state, chosen.replay}) {
        if (!chosen.timeline.empty() && is_same_file(chosen.timeline, read)) {
            throw refused{"--timeline",
                          "\"" + chosen.timeline + "\" is not drawn over: it is of what is read"};
        }
    }
}

// What goes with `--master`, and what does not.
void check_master(options const& chosen) {
    if (!(chosen.reconnect_delay > 0.0 && chosen.reconnect_delay <= 3600.0)) {
        throw refused{"--reconnectDelay", "is not a sensible number of seconds"};
    }
    if (!(chosen.zookeeper_timeout >= 0.1 && chosen.zookeeper_timeout <= 3600.0)) {
        throw refused{"--zookeeperTimeout", "is not a sensible number of seconds"};
    }
    if (chosen.master.empty()) {
        if (chosen.teardown) {
            throw refused{"--teardown", "needs --master"};
        }
        if (chosen.status_port) {
            throw refused{"--status-port", "needs --master"};
        }
        return;
    }
    if (!chosen.replay.empty()) {
        throw refused{"--replay", "does not go with --master"};
    }
    if (chosen.state.empty()) {
        throw refused{"--state", "is needed with --master: without a record a restart forgets its "
                                 "nodes (--state none says so on purpose)"};
    }
    if (chosen.teardown && chosen.state == "none") {
        throw refused{"--teardown", "needs a --state that names the framework"};
    }
}

/// A flag as it was written, before its value is looked at.
using given = std::map<std::string, std::string>;

struct flag_text {
    char const* name;
    char const* help;
    bool alone = false; ///< without a value it is true
};

constexpr flag_text all_flags[] = {
    {"frameworkName", "framework, and first part of task ids and volume names"},
    {"elasticsearchNodes", "wanted nodes"},
    {"elasticsearchCpu", "cpus of a node"},
    {"elasticsearchRam", "memory of a node in MB"},
    {"elasticsearchDisk", "disk of a node in MB, without an external volume driver"},
    {"elasticsearchPorts", "HTTP,TRANSPORT; 0 for any free port"},
    {"externalVolumeDriver", "volume driver; external storage when set"},
    {"externalVolumeOptions", "k=v,k=v for volumes that the driver creates"},
    {"frameworkRole", "subscribed role"},
    {"frameworkUseDocker", "true, or false for native mode"},
    {"elasticsearchDockerImage", "image of a node"},
    {"command", "command of a node"},
    {"dataDir", "where data is, but for Docker mode with a driver"},
    {"frameworkFailoverTimeout", "seconds"},
    {"frameworkPrincipal", "principal of the framework"},
    {"executorName", "name that all nodes share in service discovery"},
    {"elasticsearchClusterName", "name of the Elasticsearch cluster"},
    {"elasticsearchBinaryUrl", "archive of Elasticsearch that agents fetch in native mode"},
    {"elasticsearchVersion",
     "version of Elasticsearch, where the image or the archive does not say"},
    {"elasticsearchSettings", "name=value,name=value for every node, without --command"},
    {"elasticsearchBootstrap", "which launches may form the cluster: first, always or never"},
    {"seedHosts", "how the nodes find each other: agents, or mesos_dns with fixed ports"},
    {"dns", "true shows the names that Mesos-DNS serves for the nodes", true},
    {"dnsDomain", "domain of Mesos-DNS"},
    {"dnsRules", "its labels: rfc1123, or rfc952 if it enforces that"},
    {"preset", "default, elasticsearch_2016 or elasticsearch_1_0"},
    {"recycling", "proven_gone, on_lost, trust_operator or after_fence"},
    {"fenceDriver", "volume driver that fences, for --recycling after_fence"},
    {"fenceDelay", "seconds, for --recycling after_fence"},
    {"volumeLimits", "whose name rules hold: portable, or a driver such as local or rexray/ebs"},
    {"volumePrefix", "put before the framework name in volume names"},
    {"largestId", "largest node id"},
    {"acceptAmbiguousNames", "true lets a preset run although its volume names can collide"},
    {"capabilities", "what the framework declares"},
    {"sandboxDisk", "disk of a node in MB beside external storage"},
    {"state", "where the record is kept: a file, zk://host:port/path, or none"},
    {"replay", "recorded stream of scheduler events to run on"},
    {"stopAfter", "end as if killed after this many output lines"},
    {"timeline", "SVG file that shows the run: each node id in time, coloured by agent"},
    {"master", "http://host:port of a master, or of several with commas between them; or "
               "zk://host:port,host:port/path where they register"},
    {"zookeeperTimeout", "seconds without a word until a session with ZooKeeper is over"},
    {"reconnectDelay", "seconds to wait after a lost connection; doubled up to 30 times it"},
    {"status-port", "port of the status page and of what goes with it; 0 for any, which is logged"},
    {"status-address", "numeric address of the status page, 127.0.0.1 without it"},
    {"teardown", "true ends the framework on record and all its tasks", true},
};

options read(given const& values) {
    options out;
    for (auto const& [name, value] : values) {
        // Calls are JSON; a path is only opened.
        if (name != "state" && name != "replay" && name != "timeline" && !is_utf8(value)) {
            throw refused{"--" + name, "is not UTF-8"};
        }
    }
    auto const set = [&](char const* name, auto& to, auto parse) {
        if (auto const it = values.find(name); it != values.end()) {
            to = parse(std::string{"--"} + name, it->second);
        }
    };
    auto const text = [](std::string const&, std::string const& value) { return value; };
    auto const named = [](std::string const& flag, std::string const& value) {
        if (value.empty()) {
            throw refused{flag, "must not be empty"};
        }
        return value;
    };
    set("frameworkName", out.framework_name, named);
    set("elasticsearchNodes", out.nodes, parse_number<std::uint32_t>);
    set("elasticsearchCpu", out.cpus, parse_amount);
    set("elasticsearchRam", out.mem, parse_amount);
    set("elasticsearchDisk", out.disk, parse_amount);
    set("sandboxDisk", out.sandbox_disk, parse_amount);
    set("elasticsearchPorts", out.ports, parse_ports);
    set("externalVolumeDriver", out.volume_driver, text);
    set("externalVolumeOptions", out.volume_options, text);
    set("frameworkRole", out.role, named);
    set("frameworkUseDocker", out.use_docker, parse_bool);
    set("elasticsearchDockerImage", out.image, named);
    set("command", out.command, text);
    set("dataDir", out.data_dir, text);
    set("frameworkFailoverTimeout", out.failover_timeout, parse_number<double>);
    set("frameworkPrincipal", out.principal, text);
    set("executorName", out.executor_name, text);
    set("elasticsearchClusterName", out.cluster_name, named);
    set("elasticsearchBinaryUrl", out.binary_url, named);
    set("elasticsearchVersion", out.version, parse_version);
    set("elasticsearchSettings", out.settings, parse_settings);
    set("elasticsearchBootstrap", out.bootstrap, [](auto const& flag, auto const& value) {
        return parse_word(flag, value, {"first", "always", "never"});
    });
    set("seedHosts", out.seed_hosts, [](auto const& flag, auto const& value) {
        return parse_word(flag, value, {"agents", "mesos_dns"});
    });
    set("dns", out.dns, parse_bool);
    set("dnsDomain", out.dns_domain, named);
    set("dnsRules", out.dns_rules, [](auto const& flag, auto const& value) {
        return parse_word(flag, value, {"rfc1123", "rfc952"}) == "rfc952" ? rfc952 : rfc1123;
    });
    set("preset", out.preset, parse_preset);
    std::string recycling = "proven_gone";
    std::optional<double> fence_delay;
    set("recycling", recycling, text);
    set("fenceDelay", fence_delay, parse_number<double>);
    auto const fence_driver = values.find("fenceDriver");
    out.recycling = parse_recycling(
        recycling, fence_driver == values.end() ? nullptr : &fence_driver->second, fence_delay);
    set("volumeLimits", out.limits, parse_limits);
    set("volumePrefix", out.volume_prefix, text);
    set("largestId", out.largest_id, parse_number<std::uint32_t>);
    set("acceptAmbiguousNames", out.accept_ambiguous_names, parse_bool);
    set("capabilities", out.capabilities, parse_capabilities);
    set("state", out.state, parse_state);
    set("state", out.state_nodes, parse_nodes);
    set("replay", out.replay, named);
    set("stopAfter", out.stop_after, parse_number<std::uint64_t>);
    set("timeline", out.timeline, named);
    set("master", out.master, parse_master);
    set("master", out.master_group, parse_nodes);
    set("zookeeperTimeout", out.zookeeper_timeout, parse_number<double>);
    set("reconnectDelay", out.reconnect_delay, parse_number<double>);
    set("teardown", out.teardown, parse_bool);
    set("status-port", out.status_port, parse_number<std::uint16_t>);
    set("status-address", out.status_address, named);

    if (!(out.failover_timeout >= 0.0 && out.failover_timeout <= 9.0e9)) {
        throw refused{"--frameworkFailoverTimeout", "is not a sensible number of seconds"};
    }
    if (!out.volume_options.empty() && !out.external()) {
        throw refused{"--externalVolumeOptions", "needs --externalVolumeDriver"};
    }
    if (out.stop_after && out.replay.empty()) {
        throw refused{"--stopAfter", "needs --replay"};
    }
    if (!out.status_port && values.contains("status-address")) {
        throw refused{"--status-address", "needs --status-port"};
    }
    check_master(out);
    check_cluster(out);
    return out;
}

command_line unusable(std::string const& why) {
    std::string line = why;
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::cerr << "elasticsearch: " << line << '\n';
    return {{}, true, 2};
}

} // namespace

bool options::has_capability(std::string_view name) const {
    return std::find(capabilities.begin(), capabilities.end(), name) != capabilities.end();
}

command_line parse_command_line(int argc, char const* const* argv) {
    CLI::App app{"The Elasticsearch framework's scheduler, rebuilt on berth. Without a mode it "
                 "tells a story on a simulated cluster."};
    given values;
    for (flag_text const& flag : all_flags) {
        auto* const option = app.add_option_function<std::string>(
            std::string{"--"} + flag.name,
            [&values, &flag](std::string const& value) {
                values[flag.name] = flag.alone && value.empty() ? "true" : value;
            },
            flag.help);
        if (flag.alone) {
            option->expected(0, 1);
        }
    }
    try {
        app.parse(argc, argv);
        return {read(values), false, 0};
    } catch (CLI::CallForHelp const&) {
        std::cout << app.help();
        return {{}, true, 0};
    } catch (CLI::ParseError const& wrong) {
        return unusable(wrong.what());
    } catch (refused const& wrong) {
        return unusable(wrong.flag + ": " + wrong.why);
    }
}
