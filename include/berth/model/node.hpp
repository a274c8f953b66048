// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_NODE_HPP
#define BERTH_MODEL_NODE_HPP

#include <berth/core/strong.hpp>
#include <berth/model/evidence.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth {

/// Where a node id stands. `promised` means that a launch is on record and nothing has been
/// heard of its task; it may or may not have been sent.
enum class node_state : std::uint8_t { free, promised, starting, running, killing, held, retired };

namespace detail {

inline constexpr std::array<std::string_view, 7> node_state_names{
    "free", "promised", "starting", "running", "killing", "held", "retired"};

} // namespace detail

[[nodiscard]] constexpr std::string_view name(node_state state) noexcept {
    return detail::node_state_names[static_cast<std::size_t>(state)];
}
[[nodiscard]] constexpr result<node_state, errc> node_state_named(std::string_view text) noexcept {
    return detail::named<node_state>(detail::node_state_names, text);
}

/// Whether an id in this state has an owner, or may have one: it counts towards the wanted
/// number and is not given out.
[[nodiscard]] constexpr bool owned(node_state state) noexcept {
    return state != node_state::free && state != node_state::retired;
}

/// What the agent of a node said of itself when the node was launched.
struct node_attribute {
    std::string name{}; ///< of an attribute; or `@region`, `@zone`
    std::string value{};

    friend bool operator==(node_attribute const&, node_attribute const&) = default;
};

/// One member of the framework as it is kept on record. Strings, not references to the
/// configuration: a framework that is renamed must not rename a volume that lives.
struct node {
    node_id id{};
    generation launches{}; ///< how often this id was launched; the task id carries it
    node_state state{};
    bool retiring = false;  ///< scaled down: its task is to end, and then the id is `retired`
    evidence last{};        ///< what put it there
    std::string task_id{};  ///< of the latest launch
    std::string agent_id{}; ///< where that launch went
    std::string hostname{};
    std::string region{};
    std::string zone{};
    /// What placement constraints name of that agent, each name once.
    std::vector<node_attribute> attributes{};
    /// That launch's, in the order asked for: where other nodes find this one, also after a restart
    /// of the framework. None if the task was adopted, since no update tells them.
    std::vector<std::uint32_t> ports{};
    std::vector<std::string> volumes{}; ///< names of the external volumes that follow the id

    friend bool operator==(node const&, node const&) = default;
};

} // namespace berth

#endif
