// SPDX-License-Identifier: Apache-2.0
// The Elasticsearch framework's scheduler, rebuilt on berth: tells a story on a simulated
// cluster, or runs on a recorded stream.
#include "options.hpp"
#include "replay.hpp"
#include "story.hpp"

int main(int argc, char** argv) {
    auto const line = parse_command_line(argc, argv);
    if (line.ends) {
        return line.status;
    }
    return line.chosen.replay.empty() ? tell_story(line.chosen) : replay(line.chosen);
}
