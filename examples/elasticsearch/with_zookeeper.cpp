// SPDX-License-Identifier: Apache-2.0
#include "leader_zookeeper.hpp"
#include "state_zookeeper.hpp"
#include "zookeeper.hpp"

#include <iostream>
#include <string>

bool has_zookeeper() noexcept { return true; }

std::unique_ptr<state_store> open_zookeeper_state(zookeeper_url const& where, double timeout) {
    auto const tell = [shown = where.shown()](std::string const& what) {
        std::cerr << "elasticsearch: --state " << shown << ": " << what << '\n';
    };
    return std::make_unique<state_store_of<state_zookeeper>>(where, timeout, tell);
}

std::unique_ptr<leader_finder> find_leader(zookeeper_url const& where, double timeout) {
    return std::make_unique<leader_zookeeper>(where, timeout);
}
