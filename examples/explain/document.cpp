// SPDX-License-Identifier: Apache-2.0
#include "document.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <istream>
#include <iterator>

namespace {

constexpr int deepest = 100;

struct too_deep {};

std::string read_all(std::istream& from) {
    return std::string{std::istreambuf_iterator<char>{from}, {}};
}

/// What the JSON library says, without its own name before it and on one line.
std::string plain(std::string said) {
    if (auto const end = said.find("] "); end != std::string::npos) {
        said.erase(0, end + 2);
    }
    std::replace_if(
        said.begin(), said.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
    return said;
}

} // namespace

berth::result<json, std::string> read_document(std::string const& file) {
    std::string const name = file == "-" ? "standard input" : file;
    try {
        std::ifstream opened;
        if (file != "-") {
            opened.open(file, std::ios::binary);
        }
        std::string const content = read_all(file == "-" ? std::cin : opened);
        if (file != "-" && !opened) {
            return name + ": cannot be read";
        }
        return json::parse(content, [](int depth, json::parse_event_t, json const&) {
            if (depth > deepest) { // no offer is, and what is copied recursively has an end
                throw too_deep{};
            }
            return true;
        });
    } catch (json::exception const& wrong) {
        return name + ": is not JSON: " + plain(wrong.what());
    } catch (std::ios_base::failure const&) { // a folder
        return name + ": cannot be read";
    } catch (too_deep const&) {
        return name + ": is nested deeper than " + std::to_string(deepest) + " levels";
    }
}
