// SPDX-License-Identifier: Apache-2.0
// The Elasticsearch framework's scheduler, rebuilt on berth: tells a story on a simulated
// cluster, runs on a recorded stream, or against a master.
#include "dns_mode.hpp"
#include "framework.hpp"
#include "live.hpp"
#include "options.hpp"
#include "replay.hpp"
#include "story.hpp"
#include "timeline_file.hpp"

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    auto const line = parse_command_line(argc, argv);
    if (line.ends) {
        return line.status;
    }
    options const& chosen = line.chosen;
    if (chosen.dns) {
        return show_dns(chosen);
    }
    if (std::string const why = timeline_file{chosen.timeline}.check(); !why.empty()) {
        std::cerr << "elasticsearch: " << why << '\n';
        return 2;
    }
    bool const launches = !chosen.master.empty() || !chosen.replay.empty();
    if (std::string const warning = version_warning(chosen); launches && !warning.empty()) {
        std::cerr << "elasticsearch: " << warning << '\n';
    }
    return !chosen.master.empty()   ? run_on_master(chosen)
           : !chosen.replay.empty() ? replay(chosen)
                                    : tell_story(chosen);
}
