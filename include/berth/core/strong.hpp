// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_CORE_STRONG_HPP
#define BERTH_CORE_STRONG_HPP

#include <compare>
#include <cstdint>
#include <limits>

namespace berth {

/// A number that is not to be mixed up with another: regular, ordered, no arithmetic.
template <class Tag, class Rep>
struct strong {
    using rep = Rep;

    Rep value{};

    friend constexpr auto operator<=>(strong, strong) = default;
    friend constexpr bool operator==(strong, strong) = default;
};

/// The small, recycled number of a node; volumes follow it.
using node_id = strong<struct node_id_tag, std::uint32_t>;

/// How many times a node id has been launched, from 1; 0 means never. Part of the task id, so
/// that no task id is ever used twice.
using generation = strong<struct generation_tag, std::uint32_t>;

/// A point in time in seconds since a fixed epoch, chosen by the embedder: that of Unix where agents
/// announce maintenance, any where they do not. berth has no clock.
using timestamp = strong<struct timestamp_tag, double>;

/// A time that does not come.
inline constexpr timestamp never{std::numeric_limits<double>::infinity()};

} // namespace berth

#endif
