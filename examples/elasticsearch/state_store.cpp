// SPDX-License-Identifier: Apache-2.0
#include "state_store.hpp"

#include "state_file.hpp"
#include "zookeeper.hpp"

#include <string>

std::unique_ptr<state_store> open_state(options const& chosen) {
    if (chosen.state_nodes) {
        return open_zookeeper_state(*chosen.state_nodes, chosen.zookeeper_timeout);
    }
    return std::make_unique<state_store_of<state_file>>(chosen.state == "none" ? std::string{}
                                                                               : chosen.state);
}
