// SPDX-License-Identifier: Apache-2.0
#include "master_info.hpp"

#include "json.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace {

constexpr std::string_view json_label = "json.info_";

// A negative number is none of a member.
bool take_sequence(std::string_view name, std::int64_t& out) {
    std::string_view const digits = name.substr(name.rfind('_') + 1); // or all of it
    auto const [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc{} && stop == digits.data() + digits.size() && out >= 0;
}

std::string authority_of(std::string const& host, json const& port) {
    bool const bare = host.find(':') != std::string::npos && !host.starts_with('[');
    return (bare ? "[" + host + "]" : host) + ":" +
           (port.is_number_integer() ? port.dump() : std::string{});
}

} // namespace

std::string leading_member(std::vector<std::string> const& names) {
    std::string out;
    std::int64_t lowest = 0;
    for (std::string const& name : names) {
        std::int64_t sequence = 0;
        if (take_sequence(name, sequence) && (out.empty() || sequence < lowest)) {
            out = name;
            lowest = sequence;
        }
    }
    return out;
}

bool has_json(std::string_view member) noexcept { return member.starts_with(json_label); }

berth::result<endpoint, std::string> read_master_info(std::string_view text) {
    json const info = json::parse(text, nullptr, false);
    if (!info.is_object()) {
        return std::string{"it is no JSON object"};
    }
    json const none;
    auto const member = [&none](json const& of, char const* name) -> json const& {
        auto const it = of.is_object() ? of.find(name) : of.end();
        return it != of.end() ? *it : none;
    };
    json const& address = member(info, "address");
    std::vector<std::string> found;
    for (char const* const host : {"ip", "hostname"}) {
        if (json const& name = member(address, host); name.is_string()) {
            found.push_back(authority_of(name.get<std::string>(), member(address, "port")));
        }
    }
    if (json const& pid = member(info, "pid"); pid.is_string()) { // master@ip:port
        auto const& name = pid.get_ref<std::string const&>();
        found.push_back(name.substr(name.find('@') + 1));
    }
    for (std::string const& authority : found) {
        if (is_authority(authority, true)) {
            return endpoint{authority};
        }
    }
    return std::string{"it names no address"};
}
