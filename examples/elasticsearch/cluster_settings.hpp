// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_CLUSTER_SETTINGS_HPP
#define EXAMPLES_ELASTICSEARCH_CLUSTER_SETTINGS_HPP

#include "image_version.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A setting of Elasticsearch, by its full name.
struct setting {
    std::string name{};
    std::string value{};

    friend bool operator==(setting const&, setting const&) = default;
};

/// What makes a node a member of its cluster.
struct cluster_member {
    unsigned version = newest_version; ///< major version of Elasticsearch
    std::string cluster{};
    std::string name{}; ///< of the node: it follows the id
    std::string host{}; ///< of its agent, where the other nodes reach it
    std::uint32_t http_port{};
    std::uint32_t transport_port{};
    std::vector<std::string> seeds{};           ///< `host:port` of nodes that may know the cluster
    std::uint32_t nodes = 1;                    ///< of the whole cluster
    std::vector<std::string> initial_masters{}; ///< names; only for a cluster that never was
    std::vector<setting> more{};                ///< the operator's: they replace what is set here
    std::string data_path{};                    ///< empty: where the image has its data
};

/// The settings of a node by the names that its version gives them. The path of the data is the
/// last one.
///
/// Before 7 the majority of the nodes has to be told to every node, or two halves of a cluster elect
/// a master each. From 7 on a cluster is formed once, by a majority of `initial_masters`; a node
/// without them joins what its seeds know or what its data remembers, and forms nothing. From 8 on a
/// node refuses other hosts while security is on without certificates, so it is off as it was by
/// default before, unless `more` says anything of `xpack.security`.
[[nodiscard]] std::vector<setting> settings_of(cluster_member const& member);

/// Whether a setting is given to each node by the scheduler, so that nobody else may set it.
[[nodiscard]] bool follows_node(std::string_view name);

/// A setting as an argument of the program: `-Des.<name>=<value>` up to 2, `-E<name>=<value>` after.
[[nodiscard]] std::string argument(unsigned version, setting const& what);

/// `host:port`, with an IPv6 address in brackets.
[[nodiscard]] std::string address(std::string_view host, std::uint32_t port);

/// An argument as a POSIX shell reads it: as it is if no character of it means anything there.
[[nodiscard]] std::string shell_quoted(std::string_view text);

#endif
