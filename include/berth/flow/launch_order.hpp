// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_LAUNCH_ORDER_HPP
#define BERTH_FLOW_LAUNCH_ORDER_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/detail/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace berth {

/// A group as others name it, and the names of those that are to be ready before it.
struct group_order {
    std::string_view name{};
    std::span<std::string const> after{};
};

namespace detail {

/// The index of the group that is called so, or how many there are.
[[nodiscard]] constexpr std::size_t group_called(std::span<group_order const> groups,
                                                 std::string_view name) noexcept {
    std::size_t at = 0;
    while (at != groups.size() && groups[at].name != name) {
        ++at;
    }
    return at;
}

/// The first group before `groups[at]` that is not `done`, or how many groups there are.
[[nodiscard]] inline std::size_t next_before(std::span<group_order const> groups, std::size_t at,
                                             buffer<std::uint8_t> const& done) noexcept {
    for (std::string const& name : groups[at].after) {
        std::size_t const before = group_called(groups, name);
        if (done[before] == 0) {
            return before;
        }
    }
    return groups.size();
}

/// The error for groups of which each waits for another: `es waits for kv, kv waits for es`.
[[nodiscard]] inline error cycle_error(std::span<group_order const> groups, std::size_t at,
                                       buffer<std::uint8_t> const& done) {
    for (std::size_t step = 0; step != groups.size(); ++step) {
        at = next_before(groups, at, done); // after so many steps it is on the cycle
    }
    std::size_t const first = at;
    text<160> detail{};
    do {
        std::size_t const before = next_before(groups, at, done);
        detail.append_clipped(detail.empty() ? "" : ", ");
        detail.append_clipped(groups[at].name);
        detail.append_clipped(" waits for ");
        detail.append_clipped(groups[before].name);
        at = before;
    } while (at != first);
    return make_error(errc::contradictory, "groups", first, "after", detail);
}

} // namespace detail

/// Proves that groups can be told apart by their names, and that each can have its turn.
/// Errors: `duplicate` on `groups[i].name`, `unknown` on `groups[i].after` for a name that no group
/// has, `contradictory` on it for a group that waits, by way of others, for itself.
/// \complexity quadratic in the groups, for each name in `after`
[[nodiscard]] inline outcome validate_launch_order(std::span<group_order const> groups) {
    for (std::size_t i = 0; i != groups.size(); ++i) {
        if (detail::group_called(groups, groups[i].name) != i) {
            return make_error(errc::duplicate, "groups", i, "name", groups[i].name);
        }
        for (std::string const& name : groups[i].after) {
            if (detail::group_called(groups, name) == groups.size()) {
                return make_error(errc::unknown, "groups", i, "after", name);
            }
        }
    }
    detail::buffer<std::uint8_t> done;
    done.assign(groups.size(), 0);
    for (std::size_t pass = 0; pass != groups.size(); ++pass) {
        for (std::size_t i = 0; i != groups.size(); ++i) {
            bool const in_turn = detail::next_before(groups, i, done) == groups.size();
            done[i] = in_turn ? 1 : done[i];
        }
    }
    for (std::size_t i = 0; i != groups.size(); ++i) {
        if (done[i] == 0) {
            return detail::cycle_error(groups, i, done);
        }
    }
    return ok;
}

} // namespace berth

#endif
