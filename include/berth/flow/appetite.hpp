// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_APPETITE_HPP
#define BERTH_FLOW_APPETITE_HPP

#include <berth/flow/backoff.hpp>
#include <berth/model/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace berth {

/// What to tell the master about its offers.
enum class offer_call : std::uint8_t { nothing, suppress, revive };

/// How many nodes are to be launched, and how many ids have an owner or may have one.
struct demand {
    std::size_t missing{};
    std::size_t nodes{};

    friend constexpr bool operator==(demand const&, demand const&) = default;
};

/// Whether the master should send offers, and for how long it should not send one again: SUPPRESS
/// when nothing is missing, REVIVE when a node goes missing while suppressed or while a filter
/// longer than the default is out, or when one goes that another may have been refused for.
///
/// A framework that declines for too short a time is offered the same agents over and over, ahead
/// of those that could use them, as long as it has less than its share; one that declines for too
/// long does not see what it waits for. Mesos' filters make long ones safe where an agent has too
/// little: they hide only what is contained in the refused resources, so an agent that gains
/// something is offered at once (`RefusedOfferFilter` in
/// `src/master/allocator/mesos/hierarchical.cpp`). What no offer shows, REVIVE undoes.
///
/// REVIVE removes every filter, so it follows a change of the demand and never a refusal: a
/// framework whose nodes fit nowhere is silent until something changes. A new subscription
/// forgets suppression and filters, as the master does.
class appetite {
public:
    /// What the master assumes of a scheduler until it says something. For what may fit at any
    /// moment.
    static constexpr double default_filter_seconds = 5.0;

    /// Refuse seconds while a node is missing, for what will not fit before the agent or the
    /// group's nodes change. Not longer, because an agent may come to fit and look as before: its
    /// attributes are changed, or another framework takes its GPUs.
    static constexpr double settled_filter_seconds = 120.0;

    /// Refuse seconds for what a complete framework has no use for; REVIVE undoes it.
    static constexpr double long_filter_seconds = 3600.0;

    /// For how long an offer is refused for a cause while a node is missing.
    [[nodiscard]] static constexpr double refuse_seconds(refusal_cause cause) noexcept {
        return cause == refusal_cause::moment ? default_filter_seconds : settled_filter_seconds;
    }

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
        stirred_ = stirred_ || !offered_;
        offered_ = false;
    }

    /// \effects what was refused was refused for the sake of placements that are undone.
    constexpr void on_mistake() noexcept { stirred_ = true; }

    /// \effects a call of `settle` did not reach the master, which believes the opposite still.
    constexpr void on_call_failed(offer_call which, timestamp now) noexcept {
        suppressed_ = which == offer_call::revive;
        retry_at_ = {now.value + retry_seconds};
    }

    /// \returns the call that brings the master's view in line with what is missing.
    [[nodiscard]] constexpr offer_call settle(demand wanted, timestamp now) noexcept {
        stirred_ = stirred_ || wanted.missing > wanted_.missing || wanted.nodes < wanted_.nodes;
        wanted_ = wanted;
        if (now < retry_at_ && retry_at_ != never) {
            return offer_call::nothing;
        }
        retry_at_ = never;
        bool const missing = wanted.missing != 0;
        bool const stirred = std::exchange(stirred_, false);
        if (missing && (suppressed_ || (filtered_ && stirred))) {
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
    [[nodiscard]] constexpr bool stirred() const noexcept { return stirred_; }

    /// When a call that failed is to be made again.
    [[nodiscard]] constexpr timestamp wake_at() const noexcept { return retry_at_; }

    friend constexpr bool operator==(appetite const&, appetite const&) = default;

private:
    bool suppressed_ = false;
    bool filtered_ = false;
    bool offered_ = false;       // since the last audit
    bool stirred_ = false;       // something may fit now that was refused
    demand wanted_{};            // when the last call was settled
    timestamp retry_at_ = never; // until then nothing is said
};

} // namespace berth

#endif
