// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_NODE_INDEX_HPP
#define BERTH_MODEL_NODE_INDEX_HPP

#include <berth/detail/buffer.hpp>
#include <berth/detail/counted_keys.hpp>
#include <berth/model/agent_field.hpp>
#include <berth/model/constraints.hpp>
#include <berth/model/value_tally.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// The nodes of a group as rules see them: how many there are, how many are wanted, which agents
/// and hosts they are on, and which values their agents have in the fields that constraints name.
/// Placements of the same round are in it as soon as they are made, and held nodes stay in it.
class node_index {
public:
    constexpr node_index() = default;
    constexpr explicit node_index(std::uint32_t wanted) noexcept : wanted_(wanted) {}

    /// \effects counts values for these constraints from now on. \pre no node was added
    constexpr void watch(constraints const& some) {
        for (constraint const& one : some.parts()) {
            if (compares_nodes(one.what) && tally(one.field) == nullptr) {
                fields_.push_back({one.field, {}});
                by_host_ = by_host_ || one.field.kind == field_kind::hostname;
            }
        }
    }

    /// `where` is an offer of the node's agent, or the node's record.
    template <class Place>
    constexpr void add(Place const& where) {
        ++size_;
        agents_.add(where.agent_id);
        hosts_.add(where.hostname);
        if (by_host_) {
            pairs_.add(pair(where.agent_id, where.hostname));
        }
        for (watched& field : fields_) {
            field.tally.add(value_of(where, field.field));
        }
    }

    /// \pre `add` was called with an equal place.
    template <class Place>
    constexpr void remove(Place const& where) noexcept {
        --size_;
        agents_.remove(where.agent_id);
        hosts_.remove(where.hostname);
        if (by_host_) {
            pairs_.remove(pair(where.agent_id, where.hostname));
        }
        for (watched& field : fields_) {
            field.tally.remove(value_of(where, field.field));
        }
    }

    /// A place of which nothing else is known.
    constexpr void add(std::string_view agent_id, std::string_view hostname) {
        add(place_of(agent_id, hostname));
    }
    constexpr void remove(std::string_view agent_id, std::string_view hostname) noexcept {
        remove(place_of(agent_id, hostname));
    }

    /// How many nodes are on this agent, or this host. \complexity O(1)
    [[nodiscard]] constexpr std::uint32_t on_agent(std::string_view agent_id) const noexcept {
        return agents_.count(agent_id);
    }
    [[nodiscard]] constexpr std::uint32_t on_host(std::string_view hostname) const noexcept {
        return hosts_.count(hostname);
    }

    /// How many nodes are on this agent or under this host name: a host may come back under a new
    /// agent id. \pre the host name is watched. \complexity O(1)
    [[nodiscard]] constexpr std::uint32_t on_either(std::string_view agent_id,
                                                    std::string_view hostname) const noexcept {
        std::uint32_t const both =
            agent_id.empty() || hostname.empty() ? 0 : pairs_.count(pair(agent_id, hostname));
        return on_agent(agent_id) + on_host(hostname) - both;
    }

    /// \returns how often each value occurs in a field, or null if it is not watched.
    /// \complexity linear in the watched fields
    [[nodiscard]] constexpr value_tally const* tally(agent_field const& field) const noexcept {
        for (watched const& known : fields_) {
            if (known.field == field) {
                return &known.tally;
            }
        }
        return nullptr;
    }

    [[nodiscard]] constexpr std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr std::uint32_t wanted() const noexcept { return wanted_; }
    constexpr void want(std::uint32_t count) noexcept { wanted_ = count; }

    friend constexpr bool operator==(node_index const&, node_index const&) = default;

private:
    struct watched {
        agent_field field{};
        value_tally tally{};

        friend constexpr bool operator==(watched const&, watched const&) = default;
    };

    [[nodiscard]] static constexpr offer place_of(std::string_view agent_id,
                                                  std::string_view hostname) noexcept {
        offer out{};
        out.agent_id = agent_id;
        out.hostname = hostname;
        return out;
    }

    [[nodiscard]] static constexpr std::uint64_t pair(std::string_view agent_id,
                                                      std::string_view hostname) noexcept {
        return detail::hash(agent_id) * 3 + detail::hash(hostname);
    }

    detail::counted_keys agents_{};
    detail::counted_keys hosts_{};
    detail::counted_keys pairs_{}; // agent and host together; only if the host name is watched
    detail::buffer<watched> fields_{};
    std::uint32_t size_ = 0;
    std::uint32_t wanted_ = 0;
    bool by_host_ = false;
};

} // namespace berth

#endif
