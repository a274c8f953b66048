// SPDX-License-Identifier: Apache-2.0
// In the place of leader_zookeeper.cpp and state_zookeeper.cpp where ZooKeeper's C client is not
// installed.
#include "zookeeper.hpp"

bool has_zookeeper() noexcept { return false; }

std::unique_ptr<state_store> open_zookeeper_state(zookeeper_url const& /*where*/,
                                                  double /*timeout*/) {
    return nullptr;
}

std::unique_ptr<leader_finder> find_leader(zookeeper_url const& /*where*/, double /*timeout*/) {
    return nullptr;
}
