// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_NODE_ADDRESSES_HPP
#define EXAMPLES_ELASTICSEARCH_NODE_ADDRESSES_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Where the other nodes reach each node, by its latest launch.
class node_addresses {
public:
    /// A new node asks these; any that is in the cluster tells it the rest. More would make the
    /// launches of a large cluster longer and longer.
    static constexpr std::size_t most_seeds = 10;

    void put(std::uint32_t id, std::string_view task_id, std::string address);

    /// \effects forgets the node of this task, unless it has another one by now.
    void forget(std::string_view task_id);

    /// \returns the addresses of the lowest ids in their order, the one of `self` always among
    /// them: a list of none is refused by Elasticsearch, and a node that finds itself goes on.
    [[nodiscard]] std::vector<std::string> seeds(std::uint32_t self) const;

private:
    struct known {
        std::string task_id{};
        std::string address{};
    };
    std::map<std::uint32_t, known> nodes_{};
};

#endif
