// SPDX-License-Identifier: Apache-2.0
// What must hold of a planner in a cluster where any bytes say what happens.
#ifndef BERTH_TESTS_FUZZ_CLUSTER_FUZZ_HPP
#define BERTH_TESTS_FUZZ_CLUSTER_FUZZ_HPP

#include "fuzz/input.hpp"
#include "fuzz/target.hpp"
#include "support/simulated.hpp"

#include <berth/testing/calm.hpp>
#include <berth/testing/cluster_move.hpp>
#include <berth/testing/world.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace berth_fuzz {

/// A cluster and its scheduler, moved by bytes: one says what happens, and another with which of
/// several things, if there are several. What is not possible then does not happen.
class cluster_script {
public:
    static constexpr std::size_t most_steps = 150;

    explicit cluster_script(input& from)
        : from_(&from), machines_(3 + from.one_of(2)),
          in_(berth_test::small_cluster(machines_, from.one_of(4)),
              berth_test::small_planner(2, from.one_of(35))) {}

    /// \returns the promise that is broken, or nothing
    [[nodiscard]] std::string_view live_through() {
        for (std::size_t i = 0; i != most_steps && !from_->empty() && in_.broken().empty(); ++i) {
            step();
        }
        return in_.broken();
    }

    /// What holds after all trouble. \returns the same
    [[nodiscard]] std::string_view calm_down() {
        berth::testing::calm_down(in_, 20);
        return in_.broken();
    }

    [[nodiscard]] std::size_t launches() const { return in_.promises().launches(); }

private:
    using move = berth::testing::cluster_move;

    /// What happens beside the moves of the cluster; their numbers follow.
    enum class happening : std::uint8_t {
        flow,
        perform,
        hear,
        tick,
        tick_long,
        restart,
        store_fails,
        store_unreadable,
        release,
        want,
        spoil,
        none, // the last
    };
    static constexpr auto happenings = static_cast<std::size_t>(happening::none);

    void step() {
        auto const what = from_->one_of(happenings + berth::testing::cluster_moves);
        if (what >= happenings) {
            make(static_cast<move>(what - happenings));
            return;
        }
        bool const hears = in_.can_hear();
        switch (static_cast<happening>(what)) {
        case happening::flow: in_.flow(); return;
        case happening::perform: return perform();
        case happening::hear: return hear();
        case happening::tick:
            return hears ? in_.tick(static_cast<double>(1 + 4 * among(8))) : void();
        case happening::tick_long: return hears ? in_.tick(700.0) : void();
        case happening::restart: return in_.restart();
        case happening::store_fails: in_.store.fail_next = true; return perform();
        case happening::store_unreadable:
            in_.store.unreadable = !in_.store.unreadable;
            return in_.restart();
        case happening::release: return release();
        case happening::want:
            return hears ? in_.want(1 + static_cast<std::uint32_t>(among(machines_))) : void();
        case happening::spoil: static_cast<void>(in_.spoil_launch()); return;
        case happening::none: return;
        }
    }

    // One of several; of one it needs no byte.
    std::size_t among(std::size_t n) { return n < 2 ? 0 : from_->one_of(n); }

    void make(move what) {
        // Calls are never overtaken, since one connection carries them.
        std::size_t const at = what == move::deliver_call ? 0 : among(choices(in_.cluster, what));
        bool const possible =
            can(in_.cluster, what, at) &&
            (what != move::lose_event ||
             std::holds_alternative<berth::testing::cluster_update>(in_.cluster.events[at]));
        if (possible) {
            berth::testing::make(in_.cluster, what, at);
            in_.look();
        }
    }

    void perform() {
        if (in_.can_perform()) {
            in_.perform();
        }
        in_.store.fail_next = false;
    }

    // One connection carries the events, in order; but updates of different origin may cross.
    void hear() {
        if (in_.can_resubscribe()) {
            return in_.resubscribe();
        }
        auto const& events = in_.cluster.events;
        std::size_t updates = 0;
        while (updates != events.size() &&
               std::holds_alternative<berth::testing::cluster_update>(events[updates])) {
            ++updates;
        }
        std::size_t const at = among(updates);
        if (in_.can_hear() && in_.cluster.can_deliver_event(at)) {
            in_.hear(at);
        }
    }

    void release() {
        if (auto const held = berth::testing::detail::first_held(in_); held && in_.can_hear()) {
            in_.release(held->id, held->group);
        }
    }

    input* from_;
    std::size_t machines_; // no more nodes are wanted: each is on a host of its own
    berth::testing::world<berth::planner<berth::group<>>> in_;
};

/// Four bytes choose the cluster, the planner, and whether it is looked at after the trouble too; what
/// follows is the trouble.
inline verdict judge_cluster(std::string_view bytes) {
    input from{bytes};
    bool const calm = from.one_of(8) == 7; // takes as long as all the rest
    cluster_script script{from};
    std::string_view wrong = script.live_through();
    if (wrong.empty() && calm) {
        wrong = script.calm_down();
    }
    return {std::string{wrong}, script.launches() != 0};
}

} // namespace berth_fuzz

#endif
