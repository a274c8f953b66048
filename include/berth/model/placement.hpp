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

/// A part of one entry of an offer. An adapter writes it by copying the entry it points to, so
/// that reservation, allocation and disk info survive untouched, and setting the value.
struct taken {
    std::uint32_t offer{};  ///< index of the offer in its round
    std::uint32_t source{}; ///< index of the entry in the framework's own offer
    value_type type{};
    quantity amount{}; ///< of a SCALAR entry
    range numbers{};   ///< of a RANGES entry: one port

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
    std::vector<std::string> volumes{}; ///< names, in the order of `requirement::volumes`
};

} // namespace berth

#endif
