// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_LEADER_FINDER_HPP
#define EXAMPLES_ELASTICSEARCH_LEADER_FINDER_HPP

#include "endpoint.hpp"

#include <optional>
#include <string>

/// What is known of the master that leads.
struct leader_news {
    enum class type {
        leads,   ///< the one at `where`
        nobody,  ///< there is no leader
        unknown, ///< whoever was told last may lead still
        refused, ///< nobody will ever be found this way
    };
    type what{};
    endpoint where{};
    std::string why{}; ///< for a person; may be empty
};

/// Tells which master leads, whenever that changes.
class leader_finder {
public:
    leader_finder() = default;
    leader_finder(leader_finder const&) = delete;
    leader_finder& operator=(leader_finder const&) = delete;
    virtual ~leader_finder() = default;

    /// A file that can be read when `news` is to be called.
    [[nodiscard]] virtual int file() const noexcept = 0;

    /// What changed since the last call. It does not wait.
    [[nodiscard]] virtual std::optional<leader_news> news() = 0;
};

#endif
