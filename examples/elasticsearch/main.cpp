// SPDX-License-Identifier: Apache-2.0
// The Elasticsearch framework's scheduler, rebuilt on berth: runs on a recorded stream.
#include "options.hpp"
#include "replay.hpp"

#include <iostream>

int main(int argc, char** argv) {
    auto const line = parse_command_line(argc, argv);
    if (line.ends) {
        return line.status;
    }
    if (line.chosen.replay.empty()) {
        std::cerr << "elasticsearch: --replay: a recorded stream is needed\n";
        return 2;
    }
    return replay(line.chosen);
}
