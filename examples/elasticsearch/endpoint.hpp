// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_ENDPOINT_HPP
#define EXAMPLES_ELASTICSEARCH_ENDPOINT_HPP

#include <berth/core/result.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Where a master listens.
struct endpoint {
    std::string authority{}; ///< `host:port`

    /// Of the v1 scheduler API (Mesos, `docs/scheduler-http-api.md`).
    [[nodiscard]] std::string url() const { return "http://" + authority + "/api/v1/scheduler"; }
};

/// Whether a text is a name, an IPv4 address or an IPv6 address in brackets, and a port; that may be
/// missing unless it is needed.
[[nodiscard]] bool is_authority(std::string_view text, bool needs_port);

/// Reads `http://host:port`, or several with commas between them.
/// \returns if one is none, the rest of a sentence about it
[[nodiscard]] berth::result<std::vector<endpoint>, std::string>
parse_endpoints(std::string_view text);

/// Reads the `Location` of a redirect, which need not have a scheme: the master that leads. Its path
/// is the one that was asked for.
/// \returns no host if it names none that HTTP reaches
[[nodiscard]] endpoint parse_location(std::string_view text);

#endif
