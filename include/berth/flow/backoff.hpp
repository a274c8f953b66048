// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_BACKOFF_HPP
#define BERTH_FLOW_BACKOFF_HPP

#include <berth/core/strong.hpp>
#include <berth/detail/algorithm.hpp>

namespace berth {

/// When something is to be tried again: after `delay` seconds, then twice that, up to `most`.
struct backoff {
    double delay = 0.0; ///< seconds until the next try after this one
    double most = 0.0;  ///< seconds; 0 stands for "not waiting"
    timestamp due{};

    [[nodiscard]] static constexpr backoff from(timestamp now, double first, double most) noexcept {
        return {first, most, {now.value + first}};
    }

    [[nodiscard]] constexpr bool waiting() const noexcept { return most > 0.0; }

    /// \effects counts a try made at `now`.
    constexpr void tried(timestamp now) noexcept {
        delay = detail::smaller(delay * 2.0, most);
        due = {now.value + delay};
    }

    friend constexpr bool operator==(backoff const&, backoff const&) = default;
};

} // namespace berth

#endif
