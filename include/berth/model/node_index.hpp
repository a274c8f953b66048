// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_NODE_INDEX_HPP
#define BERTH_MODEL_NODE_INDEX_HPP

#include <berth/detail/counted_keys.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

/// The nodes of a group as rules see them: how many there are, how many are wanted, and which
/// agents and hosts they are on. Placements of the same round are in it as soon as they are
/// made, and held nodes stay in it.
class node_index {
public:
    constexpr node_index() = default;
    constexpr explicit node_index(std::uint32_t wanted) noexcept : wanted_(wanted) {}

    constexpr void add(std::string_view agent_id, std::string_view hostname) {
        ++size_;
        agents_.add(agent_id);
        hosts_.add(hostname);
    }

    /// \pre `add` was called with the same names.
    constexpr void remove(std::string_view agent_id, std::string_view hostname) noexcept {
        --size_;
        agents_.remove(agent_id);
        hosts_.remove(hostname);
    }

    /// How many nodes are on this agent, or this host. \complexity O(1)
    [[nodiscard]] constexpr std::uint32_t on_agent(std::string_view agent_id) const noexcept {
        return agents_.count(agent_id);
    }
    [[nodiscard]] constexpr std::uint32_t on_host(std::string_view hostname) const noexcept {
        return hosts_.count(hostname);
    }

    [[nodiscard]] constexpr std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr std::uint32_t wanted() const noexcept { return wanted_; }
    constexpr void want(std::uint32_t count) noexcept { wanted_ = count; }

    friend constexpr bool operator==(node_index const&, node_index const&) = default;

private:
    detail::counted_keys agents_{};
    detail::counted_keys hosts_{};
    std::uint32_t size_ = 0;
    std::uint32_t wanted_ = 0;
};

} // namespace berth

#endif
