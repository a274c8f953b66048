// SPDX-License-Identifier: Apache-2.0
// A round of many offers, one of each agent of a cluster, without any wire format.
#ifndef BENCH_CLUSTER_OF_OFFERS_HPP
#define BENCH_CLUSTER_OF_OFFERS_HPP

#include <berth/model/offer_builder.hpp>
#include <berth/strategy/merge.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace berth_bench {

/// What an agent has to offer.
struct host {
    std::string agent{};
    std::string name{};
    double cpus = 0;
    double mem = 0; ///< MB
    double disk = 0;
    std::vector<berth::range> ports{};
    std::string rack{}; ///< an attribute; empty if it has none
};

inline std::vector<host> make_hosts(std::size_t count, host const& each) {
    std::vector<host> out(count, each);
    for (std::size_t i = 0; i != count; ++i) {
        out[i].agent = "6d2ac1bb-6a5b-4a6e-b1f6-0a3f5c1d9e20-S" + std::to_string(i);
        out[i].name = "node-" + std::to_string(i) + ".rack-7.example.org";
    }
    return out;
}

/// What is zero is left out, as Mesos does.
inline void add_offer(host const& from, berth::offer_round& round) {
    berth::offer_builder to{round};
    to.id(from.name);
    to.agent_id(from.agent);
    to.hostname(from.name);
    if (!from.rack.empty()) {
        to.attribute("rack", 3);
        to.text(from.rack);
    }
    auto const scalar = [&](char const* name, double amount) {
        if (amount > 0) {
            to.resource(name, 0);
            to.scalar(amount);
        }
    };
    scalar("cpus", from.cpus);
    scalar("mem", from.mem);
    scalar("disk", from.disk);
    to.resource("ports", 1);
    to.ranges();
    for (berth::range const r : from.ports) {
        to.range(r.begin, r.end);
    }
    to.finish();
}

/// A round of offers and its candidates; the hosts must outlive it.
struct cluster {
    explicit cluster(std::vector<host> const& hosts) {
        for (host const& h : hosts) {
            add_offer(h, round);
        }
        berth::merger{}(round, candidates);
    }

    berth::offer_round round{};
    std::vector<berth::candidate> candidates{};
};

} // namespace berth_bench

#endif
