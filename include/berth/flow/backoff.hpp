// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_BACKOFF_HPP
#define BERTH_FLOW_BACKOFF_HPP

#include <berth/core/strong.hpp>
#include <berth/detail/algorithm.hpp>

namespace berth {

/// When something is to be tried again: after `delay` seconds, then twice that, up to a bound.
struct backoff {
    double delay = 0.0; ///< seconds until the next try after this one; 0 stands for "not waiting"
    timestamp due{};

    /// \pre `first` is positive
    [[nodiscard]] static constexpr backoff from(timestamp now, double first) noexcept {
        return {first, {now.value + first}};
    }

    [[nodiscard]] constexpr bool waiting() const noexcept { return delay > 0.0; }

    /// \effects counts a try made at `now`; the next one is at most `most` seconds away.
    constexpr void tried(timestamp now, double most) noexcept {
        delay = detail::smaller(delay * 2.0, most);
        due = {now.value + delay};
    }

    friend constexpr bool operator==(backoff const&, backoff const&) = default;
};

} // namespace berth

#endif
