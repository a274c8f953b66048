// SPDX-License-Identifier: Apache-2.0
#include "document.hpp"

#include "../input.hpp"

#include <fstream>
#include <iostream>

berth::result<json, std::string> read_document(std::string const& file) {
    std::string const name = file == "-" ? "standard input" : file;
    std::ifstream opened;
    if (file != "-") {
        opened.open(file, std::ios::binary);
    }
    std::string content;
    if (!read_all(file == "-" ? std::cin : opened, content)) {
        return name + ": cannot be read";
    }
    auto document = parse_json(content);
    if (!document) {
        return name + ": " + document.error();
    }
    return document;
}
