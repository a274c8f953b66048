// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_AGENT_HPP
#define BERTH_TESTING_CLUSTER_AGENT_HPP

#include <cstddef>
#include <cstdint>
#include <string>

namespace berth::testing {

/// What the master takes an agent for.
enum class cluster_standing : std::uint8_t {
    registered,
    disconnected, ///< registered, but the master has noticed that their connection broke
    recovering,   ///< known from before a master fail-over, still to re-register
    unreachable,
    gone,    ///< marked so by an operator; told to shut down when it returns
    unknown, ///< removed or forgotten
};

/// An agent of a simulated cluster: one life of a machine's work directory, under one id.
struct cluster_agent {
    std::string id{};
    std::size_t machine{}; ///< index
    cluster_standing standing = cluster_standing::registered;
    bool up = true;        ///< its process; tasks outlive it
    bool linked = true;    ///< whether messages pass between it and the master
    bool ended = false;    ///< it never starts again under this id
    bool draining = false; ///< its tasks are killed, and it makes no offers
    bool going = false;    ///< it drains to be marked gone, and reports so

    /// Whether what the master sends now arrives.
    [[nodiscard]] bool hears() const noexcept { return up && linked; }
};

} // namespace berth::testing

#endif
