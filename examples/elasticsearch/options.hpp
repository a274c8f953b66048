// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_OPTIONS_HPP
#define EXAMPLES_ELASTICSEARCH_OPTIONS_HPP

#include "cluster_settings.hpp"
#include "dns_names.hpp"
#include "zookeeper_url.hpp"

#include <berth/berth.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the operator set on the command line, checked flag by flag.
struct options {
    std::string framework_name = "elasticsearch";
    std::uint32_t nodes = 3;
    berth::quantity cpus = berth::quantity::whole(1);
    berth::quantity mem = berth::quantity::whole(256);
    berth::quantity disk = berth::quantity::whole(1024);
    berth::quantity sandbox_disk{};
    std::vector<std::uint32_t> ports{0, 0};
    std::string volume_driver{}; ///< external storage when it is set
    std::string volume_options{};
    std::string role = "*";
    bool use_docker = true;
    std::string image = "elasticsearch:latest";
    std::string command{};
    std::string binary_url{}; ///< of a node in native mode: what its agent fetches and unpacks
    std::string data_dir{};
    double failover_timeout = 2592000.0; ///< seconds
    std::string principal{};
    std::string executor_name{};
    std::string cluster_name = "mesos-ha";
    std::optional<unsigned> version{}; ///< of Elasticsearch, the major one; the image names it else
    std::vector<setting> settings{};   ///< of Elasticsearch, beside those of the scheduler
    std::string bootstrap = "first";
    std::string seed_hosts = "agents";
    std::string dns_domain = "mesos";
    label_rules dns_rules = rfc1123;
    std::string preset = "default";
    berth::recycling_table recycling = berth::proven_gone;
    berth::name_limits limits = berth::portable;
    std::string volume_prefix{};
    std::uint32_t largest_id = 999;
    bool accept_ambiguous_names = false;
    std::vector<std::string> capabilities{"PARTITION_AWARE", "MULTI_ROLE",
                                          "RESERVATION_REFINEMENT"};

    std::string state{}; ///< a file; empty or `none` keeps the record in memory
    std::optional<zookeeper_url> state_nodes{}; ///< in the place of a file; `state` shows it
    std::string replay{}; ///< a recorded stream; the story is told without one
    std::optional<std::uint64_t> stop_after{};
    std::string master{};                        ///< its URL, or several with commas between them
    std::optional<zookeeper_url> master_group{}; ///< where they register; `master` shows it
    std::string timeline{};                      ///< a file for the picture of the run
    double zookeeper_timeout = 10.0;             ///< seconds without a word until a session ends
    double reconnect_delay = 1.0;                ///< seconds before the second attempt to reach it
    bool teardown = false;                       ///< end the framework and its tasks
    bool dns = false;                            ///< show the names of Mesos-DNS

    std::optional<std::uint16_t> status_port{}; ///< where operators look and order; 0 for any
    std::string status_address = "127.0.0.1";   ///< numeric

    [[nodiscard]] bool external() const { return !volume_driver.empty(); }
    [[nodiscard]] bool has_capability(std::string_view name) const;
};

/// What the command line asks for: to run, or to end at once.
struct command_line {
    options chosen{};
    bool ends = false; ///< help was printed, or an error
    int status = 0;    ///< of the process, if it ends
};

/// Errors go to standard error as one line that names the flag; help goes to standard output.
[[nodiscard]] command_line parse_command_line(int argc, char const* const* argv);

#endif
