// SPDX-License-Identifier: Apache-2.0
#include "node_addresses.hpp"

#include <utility>

void node_addresses::put(std::uint32_t id, std::string_view task_id, std::string address) {
    nodes_[id] = {std::string{task_id}, std::move(address)};
}

void node_addresses::forget(std::string_view task_id) {
    for (auto it = nodes_.begin(); it != nodes_.end(); ++it) {
        if (it->second.task_id == task_id) {
            nodes_.erase(it);
            return;
        }
    }
}

std::vector<std::string> node_addresses::seeds(std::uint32_t self) const {
    std::vector<std::string> out;
    auto const own = nodes_.find(self);
    bool missing = own != nodes_.end();
    for (auto const& [id, node] : nodes_) {
        if (out.size() + (missing ? 1 : 0) == most_seeds && id != self) {
            break;
        }
        out.push_back(node.address);
        missing = missing && id != self;
    }
    if (missing) {
        out.push_back(own->second.address);
    }
    return out;
}
