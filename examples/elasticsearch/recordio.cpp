// SPDX-License-Identifier: Apache-2.0
#include "recordio.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <system_error>

berth::result<std::vector<std::string_view>> split_records(std::string_view stream) {
    std::vector<std::string_view> out;
    while (!stream.empty()) {
        auto const wrong = [&](berth::errc code, std::string_view why) {
            return berth::make_error(code, "record " + std::to_string(out.size() + 1), why);
        };
        auto const line = stream.find('\n');
        std::string_view const header = stream.substr(0, line);
        std::size_t length = 0;
        auto const [stop, error] =
            std::from_chars(header.data(), header.data() + header.size(), length);
        if (header.empty() || error != std::errc{} || stop != header.data() + header.size()) {
            return wrong(berth::errc::wrong_type, "its length is not a decimal number");
        }
        if (line == std::string_view::npos || stream.size() - line - 1 < length) {
            return wrong(berth::errc::missing, "the stream ends before the record does");
        }
        out.push_back(stream.substr(line + 1, length));
        stream.remove_prefix(line + 1 + length);
    }
    return out;
}
