// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_INPUT_HPP
#define EXAMPLES_INPUT_HPP

#include <berth/core/result.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <istream>
#include <iterator>
#include <string>
#include <string_view>

/// Reads a stream to its end. \returns whether it could be read; a folder cannot.
[[nodiscard]] inline bool read_all(std::istream& from, std::string& out) {
    try {
        out.assign(std::istreambuf_iterator<char>{from}, {});
        return !from.fail();
    } catch (std::ios_base::failure const&) {
        return false;
    }
}

/// No document of a master nests deeper, and what is copied recursively must have an end.
inline constexpr int deepest_json = 100;

/// Parses one JSON document, its members in their order.
/// \returns if it is none, or nests too deeply, the rest of a sentence about it, on one line
[[nodiscard]] inline berth::result<nlohmann::ordered_json, std::string>
parse_json(std::string_view text) {
    using document = nlohmann::ordered_json;
    struct too_deep {};
    try {
        return document::parse(text, [](int depth, document::parse_event_t, document const&) {
            if (depth > deepest_json) {
                throw too_deep{};
            }
            return true;
        });
    } catch (too_deep const&) {
        return "is nested deeper than " + std::to_string(deepest_json) + " levels";
    } catch (document::exception const& wrong) {
        std::string said = wrong.what();
        said.erase(0, said.find("] ") + 1); // the name of the library's exception
        std::replace_if(
            said.begin(), said.end(), [](char c) { return static_cast<unsigned char>(c) < 32; },
            ' ');
        return "is not JSON:" + said;
    }
}

#endif
