// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_APPETITE_HPP
#define BERTH_FLOW_APPETITE_HPP

#include <berth/flow/backoff.hpp>

#include <cstdint>

namespace berth {

/// What to tell the master about its offers.
enum class offer_call : std::uint8_t { nothing, suppress, revive };

/// Whether the master should send offers: SUPPRESS when nothing is missing, REVIVE when a node
/// goes missing while suppressed or while a long filter is out, nothing in between.
///
/// A new subscription forgets suppression and filters, as the master does.
class appetite {
public:
    /// What the master assumes of a scheduler until it says something.
    static constexpr double default_filter_seconds = 5.0;

    /// Refuse seconds for what a complete framework has no use for; REVIVE undoes it.
    static constexpr double long_filter_seconds = 3600.0;

    /// How long a call that failed waits to be made again.
    static constexpr double retry_seconds = 5.0;

    constexpr void on_subscribed() noexcept { *this = {}; }

    /// \effects remembers that a decline asked for `seconds` of peace.
    constexpr void on_filter(double seconds) noexcept {
        filtered_ = filtered_ || seconds > default_filter_seconds;
    }

    /// \effects offers came.
    constexpr void on_offers() noexcept { offered_ = true; }

    /// \effects a long time has passed: if no offer came in it, the master may have missed REVIVE.
    constexpr void on_audit() noexcept {
        filtered_ = filtered_ || !offered_;
        offered_ = false;
    }

    /// \effects a call of `settle` did not reach the master, which believes the opposite still.
    constexpr void on_call_failed(offer_call which, timestamp now) noexcept {
        suppressed_ = which == offer_call::revive;
        retry_at_ = {now.value + retry_seconds};
    }

    /// \returns the call that brings the master's view in line with whether nodes are missing.
    [[nodiscard]] constexpr offer_call settle(bool missing, timestamp now) noexcept {
        if (now < retry_at_ && retry_at_ != never) {
            return offer_call::nothing;
        }
        retry_at_ = never;
        if (missing && (suppressed_ || filtered_)) {
            suppressed_ = filtered_ = false;
            return offer_call::revive;
        }
        if (!missing && !suppressed_) {
            suppressed_ = true;
            return offer_call::suppress;
        }
        return offer_call::nothing;
    }

    [[nodiscard]] constexpr bool suppressed() const noexcept { return suppressed_; }
    [[nodiscard]] constexpr bool filtered() const noexcept { return filtered_; }
    [[nodiscard]] constexpr bool offered() const noexcept { return offered_; }

    /// When a call that failed is to be made again.
    [[nodiscard]] constexpr timestamp wake_at() const noexcept { return retry_at_; }

    friend constexpr bool operator==(appetite const&, appetite const&) = default;

private:
    bool suppressed_ = false;
    bool filtered_ = false;
    bool offered_ = false;       // since the last audit
    timestamp retry_at_ = never; // until then nothing is said
};

} // namespace berth

#endif
