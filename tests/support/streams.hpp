// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTS_SUPPORT_STREAMS_HPP
#define BERTH_TESTS_SUPPORT_STREAMS_HPP

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace berth_test {

/// The records of a stream, framed as the master sends them.
inline std::vector<nlohmann::json> records_of(std::filesystem::path const& file) {
    std::ifstream in{file, std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{in}, {}};
    std::vector<nlohmann::json> out;
    for (std::size_t at = 0; at < bytes.size();) {
        auto const line = bytes.find('\n', at);
        auto const size = static_cast<std::size_t>(std::stoul(bytes.substr(at, line - at)));
        out.push_back(nlohmann::json::parse(bytes.substr(line + 1, size)));
        at = line + 1 + size;
    }
    return out;
}

} // namespace berth_test

#endif
