// SPDX-License-Identifier: Apache-2.0
#include "zookeeper_url.hpp"

#include "endpoint.hpp"

#include <algorithm>

namespace {

constexpr std::string_view scheme = "zk://";

// What ZooKeeper takes for a path and no shell or log stumbles over.
bool is_path(std::string_view text) {
    while (text.starts_with('/')) {
        text.remove_prefix(1);
        std::string_view const part = text.substr(0, text.find('/'));
        bool const plain = std::all_of(part.begin(), part.end(), [](char c) {
            return c > ' ' && c < 0x7f && c != '"' && c != '\\';
        });
        if (part.empty() || part == "." || part == ".." || !plain) {
            return false;
        }
        text.remove_prefix(part.size());
    }
    return text.empty();
}

bool are_servers(std::string_view text) {
    while (true) {
        auto const comma = text.find(',');
        if (!is_authority(text.substr(0, comma), true)) {
            return false;
        }
        if (comma == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(comma + 1);
    }
}

// Mesos reads what is ahead of a `!` as another scheme than digest.
bool are_credentials(std::string_view text) {
    auto const colon = text.find(':');
    return colon != std::string_view::npos && colon != 0 && colon + 1 != text.size() &&
           text.substr(0, colon).find('!') == std::string_view::npos;
}

} // namespace

std::string zookeeper_url::shown() const {
    std::string const user = credentials.substr(0, credentials.find(':'));
    return std::string{scheme} + user + (user.empty() ? "" : "@") + servers + path;
}

bool names_zookeeper(std::string_view text) noexcept { return text.starts_with(scheme); }

berth::result<zookeeper_url, std::string> parse_zookeeper_url(std::string_view text) {
    if (!names_zookeeper(text)) {
        return std::string{"does not begin with zk://"};
    }
    text.remove_prefix(scheme.size());
    zookeeper_url out;
    auto const slash = std::min(text.find('/'), text.size());
    std::string_view path = text.substr(slash);
    std::string_view servers = text.substr(0, slash);
    if (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    if (auto const at = servers.rfind('@'); at != std::string_view::npos) {
        out.credentials = servers.substr(0, at);
        servers.remove_prefix(at + 1);
        if (!are_credentials(out.credentials)) {
            return std::string{"has something else than user:password ahead of its @"};
        }
    }
    if (!are_servers(servers)) {
        return std::string{"is not zk://host:port,host:port/path"};
    }
    if (path.size() < 2) {
        return std::string{"names no path; the root of ZooKeeper is everybody's"};
    }
    if (!is_path(path)) {
        return std::string{"has a path that ZooKeeper does not take"};
    }
    out.servers = servers;
    out.path = path;
    return out;
}
