// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_ZOOKEEPER_URL_HPP
#define EXAMPLES_ELASTICSEARCH_ZOOKEEPER_URL_HPP

#include <berth/core/result.hpp>

#include <string>
#include <string_view>

/// A place in ZooKeeper, as Mesos spells it (`include/mesos/zookeeper/url.hpp`):
/// `zk://[user:password@]host:port[,host:port...]/path`.
struct zookeeper_url {
    std::string servers{};     ///< `host:port` with commas between them
    std::string path{};        ///< begins with a slash and does not end with one
    std::string credentials{}; ///< `user:password` of scheme `digest`; empty without them

    /// The URL without its password.
    [[nodiscard]] std::string shown() const;
};

/// Whether a text is meant to be one.
[[nodiscard]] bool names_zookeeper(std::string_view text) noexcept;

/// \returns if it is none, the rest of a sentence about it, which repeats no password
[[nodiscard]] berth::result<zookeeper_url, std::string> parse_zookeeper_url(std::string_view text);

#endif
