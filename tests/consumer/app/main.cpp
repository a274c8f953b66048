// SPDX-License-Identifier: Apache-2.0
// What somebody asks first who has never seen the library: is this offer good for my node, if not,
// why, and what is the node's volume called?
#include "volume.hpp"

#include <berth/berth.hpp>

#include <cstdio>
#include <string>
#include <vector>

int main() {
    std::printf("berth %d.%d.%d\n", BERTH_VERSION_MAJOR, BERTH_VERSION_MINOR, BERTH_VERSION_PATCH);

    berth::offer_round round;
    berth::offer_builder offer{round};
    offer.id("offer-1"), offer.agent_id("agent-1"), offer.hostname("host-1");
    offer.resource("cpus", 0), offer.scalar(4.0);
    offer.resource("mem", 0), offer.scalar(512.0);
    offer.finish();
    std::vector<berth::candidate> candidates;
    berth::merger merge;
    merge(round, candidates);

    berth::requirement needs;
    needs.cpus = berth::quantity::whole(2);
    needs.mem = berth::quantity::whole(1024);
    berth::node_index const nodes{1};
    berth::all_failures(berth::external_storage{}, candidates[0], {&needs, {3}}, nodes,
                        [&](berth::verdict const& said) {
                            std::string const why{berth::describe(said, needs, round.offers()[0])};
                            std::printf("refused: %s\n", why.c_str());
                        });
    std::printf("volume: %s\n", volume_of({3}).c_str());
}
