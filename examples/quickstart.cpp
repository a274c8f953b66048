// SPDX-License-Identifier: Apache-2.0
// [quickstart]
#include <berth/berth.hpp>

#include <cstdio>

int main() {
    // Three nodes of 1 cpu and 2 GB, each with a volume "data" that follows its id.
    berth::settings<> db;
    db.name = "db";
    db.wanted = 3;
    db.needs.cpus = berth::quantity::whole(1);
    db.needs.mem = berth::quantity::whole(2048);
    db.needs.volumes.push_back({berth::text<63>{"data"}, berth::text<255>{"/var/lib/db"}});
    auto const group = berth::group<>::make(db);
    if (!group) {
        return std::puts(std::string{group.error().message()}.c_str()), 2;
    }

    berth::planner planner{*group};
    berth::effect::list effects; // what to do next, in this order
    planner.on_subscribed("framework-1", effects);

    berth::offer_round round; // one OFFERS event; adapters for Mesos' own types do this part
    berth::offer_builder offer{round};
    offer.id("offer-1"), offer.agent_id("agent-1"), offer.hostname("host-1");
    offer.resource("cpus", 0), offer.scalar(4.0); // 0: a scalar
    offer.resource("mem", 0), offer.scalar(8192.0);
    offer.finish();
    planner.on_offers(round, effects);

    for (auto const& what : effects) {
        if (auto const* const call = std::get_if<berth::effect::accept>(&what)) {
            auto const& node = call->launches.front().what;
            std::printf("launch %s with %s\n", node.task_id.c_str(), node.volumes.front().c_str());
        }
    }
}
// [/quickstart]
