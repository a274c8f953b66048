// SPDX-License-Identifier: Apache-2.0
// The Elasticsearch framework's scheduler, rebuilt on berth: tells a story on a simulated
// cluster, runs on a recorded stream, or against a master.
#include "live.hpp"
#include "options.hpp"
#include "replay.hpp"
#include "story.hpp"

int main(int argc, char** argv) {
    auto const line = parse_command_line(argc, argv);
    if (line.ends) {
        return line.status;
    }
    options const& chosen = line.chosen;
    return !chosen.master.empty()   ? run_on_master(chosen)
           : !chosen.replay.empty() ? replay(chosen)
                                    : tell_story(chosen);
}
