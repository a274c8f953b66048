// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_PLACEMENT_HPP
#define BERTH_MODEL_PLACEMENT_HPP

#include <berth/core/strong.hpp>
#include <berth/model/quantity.hpp>
#include <berth/model/range.hpp>
#include <berth/model/resource.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth {

/// Says that something taken serves no local volume.
inline constexpr std::uint32_t no_volume = static_cast<std::uint32_t>(-1);

/// A part of one entry of an offer, or all of it. An adapter writes it by copying the entry it
/// points to, so that reservation, allocation and disk info survive untouched, and setting the
/// value, unless the entry is taken `whole`.
struct taken {
    std::uint32_t offer{};  ///< index of the offer in its round
    std::uint32_t source{}; ///< index of the entry in the framework's own offer
    value_type type{};
    quantity amount{};                ///< of a SCALAR entry
    range numbers{};                  ///< of a RANGES entry: one port
    bool whole = false;               ///< a MOUNT or BLOCK disk or a persistent volume, as it is
    std::uint32_t volume = no_volume; ///< index in `requirement::volumes`, if on a separate disk

    friend constexpr bool operator==(taken const&, taken const&) = default;
};

/// The resources and ports of one fitted node.
struct taking {
    std::vector<taken> resources{};
    std::vector<std::uint32_t> ports{}; ///< in the order in which they were asked for

    friend constexpr bool operator==(taking const&, taking const&) = default;
};

/// A requirement fitted to an agent: one launch. Text is borrowed from the round, but for what
/// the record keeps.
struct placement {
    node_id id{};
    generation launches{}; ///< including this one
    std::string task_id{};
    std::string_view agent_id{};
    std::string_view hostname{};
    taking takes{};
    std::vector<std::string> volumes{}; ///< names of the external ones, in their order
};

} // namespace berth

#endif
