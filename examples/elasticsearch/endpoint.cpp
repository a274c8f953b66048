// SPDX-License-Identifier: Apache-2.0
#include "endpoint.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

bool is_authority(std::string_view text, bool needs_port) {
    static constexpr std::string_view in_names =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    std::size_t end = text.find_first_not_of(in_names);
    if (text.starts_with('[')) {
        end = text.find_first_not_of("0123456789abcdefABCDEF:.", 1);
        if (end == std::string_view::npos || end == 1 || text[end] != ']') {
            return false;
        }
        ++end;
    }
    if (end == 0 || end >= text.size()) {
        return end != 0 && !text.empty() && !needs_port;
    }
    std::string_view const port = text.substr(end + 1);
    std::uint16_t number = 0;
    auto const [stop, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return text[end] == ':' && error == std::errc{} && stop == port.data() + port.size() &&
           number != 0;
}

berth::result<std::vector<endpoint>, std::string> parse_endpoints(std::string_view text) {
    static constexpr std::string_view scheme = "http://";
    std::vector<endpoint> out;
    while (true) {
        auto const comma = text.find(',');
        std::string_view one = text.substr(0, comma);
        std::string const quoted = "\"" + std::string{one} + "\"";
        if (!one.starts_with(scheme)) {
            return quoted + " does not begin with http://";
        }
        one.remove_prefix(scheme.size());
        if (one.ends_with('/')) {
            one.remove_suffix(1);
        }
        if (!is_authority(one, true)) {
            return quoted + " is not http://host:port";
        }
        out.push_back({std::string{one}});
        if (comma == std::string_view::npos) {
            return out;
        }
        text.remove_prefix(comma + 1);
    }
}

endpoint parse_location(std::string_view text) {
    for (std::string_view const before : {"http:", "//"}) {
        if (text.starts_with(before)) {
            text.remove_prefix(before.size());
        }
    }
    text = text.substr(0, text.find('/'));
    return is_authority(text, false) ? endpoint{std::string{text}} : endpoint{};
}
