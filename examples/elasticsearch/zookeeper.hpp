// SPDX-License-Identifier: Apache-2.0
// What the program needs ZooKeeper's C client for; without it, without_zookeeper.cpp is linked.
#ifndef EXAMPLES_ELASTICSEARCH_ZOOKEEPER_HPP
#define EXAMPLES_ELASTICSEARCH_ZOOKEEPER_HPP

#include "leader_finder.hpp"
#include "state_store.hpp"
#include "zookeeper_url.hpp"

#include <memory>

/// Whether the program was built with it. The rest is not called if it was not.
[[nodiscard]] bool has_zookeeper() noexcept;

/// The record below a path. \param timeout seconds without a word until a session is over
[[nodiscard]] std::unique_ptr<state_store> open_zookeeper_state(zookeeper_url const& where,
                                                                double timeout);

/// Watches the masters that register below a path.
[[nodiscard]] std::unique_ptr<leader_finder> find_leader(zookeeper_url const& where,
                                                         double timeout);

#endif
