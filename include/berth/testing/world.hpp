// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_WORLD_HPP
#define BERTH_TESTING_WORLD_HPP

#include <berth/testing/cluster.hpp>
#include <berth/testing/memory_store.hpp>
#include <berth/testing/promise_keeper.hpp>
#include <berth/testing/scheduler_process.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace berth::testing {

/// A scheduler in a simulated cluster, with its store and with somebody who keeps it to its
/// promises. Nothing moves by itself; copies are independent.
///
/// The scheduler is a planner with one group or several. Its process performs one effect at a
/// time, so that it can crash between any two, and hears nothing new before it has performed them
/// all.
template <class Planner, class Host = honest_host>
class world {
public:
    static constexpr std::size_t group_count =
        std::remove_cvref_t<decltype(std::declval<Planner const&>().groups())>::count;

    /// \param configured a planner that was given no input yet
    world(testing::cluster of, Planner configured, Host host = {})
        : cluster(std::move(of)), process_(std::move(configured), std::move(host)) {
        restart();
    }

    testing::cluster cluster; ///< to be moved by whoever watches
    memory_store store{};     ///< to be made to fail

    [[nodiscard]] Planner const& planner() const noexcept { return process_.planner(); }
    [[nodiscard]] scheduler_process<Planner, Host> const& process() const noexcept {
        return process_;
    }
    [[nodiscard]] promise_keeper const& promises() const noexcept { return promises_; }

    /// Which promise was broken first; empty if none.
    [[nodiscard]] std::string const& broken() const noexcept { return promises_.broken(); }

    /// \effects the process ends, wherever it is, and starts anew. Calls that it has sent may still
    /// arrive, until the new one subscribes.
    void restart() {
        whole_ = false;
        auto const kept = process_.start(store, cluster, cluster.now);
        promises_.on_start(kept && !store.unreadable ? &*kept : nullptr);
        promises_.check(process_.runs() || store.unreadable, "a record is refused");
    }

    /// \effects the process ends, and starts anew with another configuration.
    void upgrade(Planner configured) {
        process_.configure(std::move(configured));
        restart();
    }

    /// Whether an effect waits to be performed.
    [[nodiscard]] bool can_perform() const noexcept { return !process_.idle(); }
    /// \effects performs the next effect. \pre `can_perform()`
    void perform() {
        process_step step = process_.next();
        if (auto* const write = std::get_if<process_write>(&step)) {
            if (store.apply(write->effect())) {
                promises_.on_stored(*write);
            } else {
                whole_ = false;
                process_.on_persist_failed(cluster, write->sequence);
            }
        } else if (auto* const call = std::get_if<cluster_call>(&step)) {
            if (!std::holds_alternative<cluster_subscribe>(*call) && !cluster.attached) {
                whole_ = false; // it fails at once
            } else {
                promises_.on_sent(*call);
                cluster.send(std::move(*call));
            }
        }
        settle();
    }

    /// Whether an input can be given.
    [[nodiscard]] bool can_hear() const noexcept { return process_.runs() && process_.idle(); }
    /// \effects an event reaches the planner. \pre `can_hear() && cluster.can_deliver_event(i)`
    void hear(std::size_t i) {
        cluster_event const event = cluster.deliver_event(i);
        begin();
        if (auto const* const update = std::get_if<cluster_update>(&event)) {
            heard_update_ = true;
            promises_.on_update(*update);
        }
        process_.hear(cluster, event);
        promises_.check(process_.is_deterministic(), "the same inputs give something else");
        settle();
    }

    /// Whether the process can find that it is not subscribed, nor about to be.
    [[nodiscard]] bool can_resubscribe() const noexcept {
        return can_hear() && !cluster.attached && cluster.calls.empty() && cluster.events.empty();
    }
    /// \pre `can_resubscribe()`
    void resubscribe() {
        input([](Planner& to, effect::list& out) { to.on_disconnected(out); });
    }

    /// \effects time passes, and the planner is told. \pre `can_hear()`
    void tick(double seconds) {
        cluster.advance(seconds);
        double const now = cluster.now;
        input([now](Planner& to, effect::list& out) { to.on_tick({now}, out); });
        for (process_step const& step : process_.steps()) { // a fence speaks for itself
            if (auto const* const note = std::get_if<process_note>(&step);
                note != nullptr && note->kind == effect::note_kind::fence_released) {
                vouch(note->id, note->group);
            }
        }
    }

    /// \effects an operator vouches that the task of a held id has ended; he may be wrong.
    /// \pre `can_hear()`, and the id is held
    void release(node_id id, std::size_t group = 0) {
        vouch(id, group);
        input([=](Planner& to, effect::list& out) {
            with_index(group, [&](auto index) {
                static_cast<void>(to.template on_operator_release<index()>(id, "it is off", out));
            });
        });
    }

    /// \pre `can_hear()`
    void want(std::uint32_t count, std::size_t group = 0) {
        input([=](Planner& to, effect::list& out) {
            with_index(group, [&](auto index) {
                static_cast<void>(to.template set_wanted<index()>(count, out));
            });
        });
    }

    /// \effects what a launch on its way asks for is spoiled, so that the master refuses it.
    /// \returns whether there is one
    bool spoil_launch() {
        for (cluster_call& call : cluster.calls) {
            if (auto* const accept = std::get_if<cluster_accept>(&call);
                accept != nullptr && !accept->launches.empty()) {
                accept->launches[0].task.command.reset();
                promises_.on_spoiled(accept->launches[0].task.id);
                return true;
            }
        }
        return false;
    }

    /// \effects gives the planner an input that must change nothing, but that a store write which
    /// failed before is tried again.
    template <class Input>
    void mislead(Input give) {
        Planner const before = planner();
        input(give);
        bool const writes =
            !process_.idle() && std::holds_alternative<process_write>(process_.steps().front());
        promises_.check(writes || planner() == before, "nonsense changes the planner");
    }

    /// \effects all that is to be done is done, all that is on its way arrives in order, agents send
    /// what they have to say to who listens, and every task that can runs: until nothing is left.
    void flow() {
        bool more = true;
        for (int guard = 0; more && guard != 10'000; ++guard) {
            more = true;
            if (can_perform()) {
                perform();
            } else if (!cluster.calls.empty()) {
                cluster.deliver_call(0);
            } else if (can_hear() && !cluster.events.empty()) {
                hear(0);
            } else if (can_resubscribe()) {
                resubscribe();
            } else {
                more = tasks_go_on();
            }
        }
        promises_.check(!more, "it never comes to rest");
    }

    /// \effects looks at what is true in the cluster; to be called after each of its moves.
    void look() { promises_.on_step(cluster); }

    /// \effects if something does not hold that the watcher asks for, that promise is broken.
    void require(bool holds, std::string_view promise) { promises_.check(holds, promise); }

private:
    void vouch(node_id id, std::size_t group) {
        planner().groups().at(group, [&](auto const& g) {
            promises_.on_vouched(group, id, g.find(id)->task_id, cluster);
        });
    }

    // Calls `call` with the index of a group as a type.
    template <std::size_t Index = 0, class Call>
    static void with_index(std::size_t group, Call call) {
        if (group == Index) {
            call(std::integral_constant<std::size_t, Index>{});
        } else if constexpr (Index + 1 < group_count) {
            with_index<Index + 1>(group, call);
        }
    }

    template <class Input>
    void input(Input give) {
        begin();
        process_.input(cluster, give);
        promises_.check(process_.is_deterministic(), "the same inputs give something else");
        settle();
    }

    void begin() {
        whole_ = true;
        heard_update_ = false;
    }

    // After every step.
    void settle() {
        if (process_.idle() && whole_) {
            promises_.on_done(cluster, heard_update_);
            heard_update_ = false;
        }
        promises_.check(process_.says_why(), "an offer is declined without a reason");
        look();
    }

    bool tasks_go_on() {
        for (std::size_t i = 0; i != cluster.tasks.size(); ++i) {
            if (cluster.can_run(i)) {
                cluster.run(i);
                return true;
            }
            bool const heard =
                cluster.subscribed && cluster.tasks[i].framework == cluster.framework;
            if (heard && cluster.can_send_update(i) && !cluster.is_update_on_its_way(i)) {
                cluster.send_update(i);
                return true;
            }
        }
        return false;
    }

    scheduler_process<Planner, Host> process_;
    promise_keeper promises_{};
    bool whole_ = false;        // whether the last input was performed without a failure
    bool heard_update_ = false; // whether the last input was an update
};

} // namespace berth::testing

#endif
