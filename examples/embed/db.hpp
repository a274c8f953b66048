// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EMBED_DB_HPP
#define EXAMPLES_EMBED_DB_HPP

#include <berth/flow/effect.hpp>
#include <berth/group.hpp>

#include <cstdio>
#include <string>

/// One node of a database, with a port and a volume of the driver REX-Ray, for each of the embeddings.
[[nodiscard]] inline berth::result<berth::group<>> make_db() {
    berth::settings<> db;
    db.name = "db";
    db.wanted = 1;
    db.needs.cpus = berth::quantity::whole(1);
    db.needs.ports = {0}; // any
    db.needs.roles = {berth::role_name{"db"}, berth::role_name{"*"}};
    db.needs.volumes = {{berth::text<63>{"data"}, berth::text<255>{"/var/lib/db"}}};
    return berth::group<>::make(db);
}

/// Stands for a store: what is kept before what comes behind it is sent, so that the next process
/// knows what may run. \returns whether it is kept
inline bool store(berth::effect::persist const& what) {
    std::printf("store %s\n", std::string{what.framework_id}.c_str());
    for (auto const& [group, node] : what.nodes) {
        std::string const state{berth::name(node->last.state)};
        std::printf("store %s %s\n", node->task_id.c_str(), state.c_str());
    }
    return true;
}

#endif
