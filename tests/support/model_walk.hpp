// SPDX-License-Identifier: Apache-2.0
// Walks through every state that a small world can come to, in whatever order things happen.
#ifndef BERTH_TESTS_SUPPORT_MODEL_WALK_HPP
#define BERTH_TESTS_SUPPORT_MODEL_WALK_HPP

#include "simulated.hpp"

#include <berth/testing/cluster_move.hpp>
#include <berth/testing/world.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace berth_test {

/// A host without a twin, which would only cost time here.
struct plain_host : berth::testing::honest_host {
    static constexpr bool has_twin = false;
};

/// What may happen in a walk, and how often.
struct model_bounds {
    std::uint32_t wanted = 2;
    std::size_t agents = 2;
    std::size_t launches = 5;
    int crashes = 1;
    int partitions = 1;
    int fail_overs = 0;
    std::size_t link = 1; ///< how many a link holds before its sender waits
};

/// The real planner with a few ids on a few agents, links in order. A process performs all effects
/// of an input, or crashes after any number of them; what it has sent may arrive or be lost then.
/// That is enough: performing an effect only appends to a link or to the store, so it can be put
/// before whatever else happens meanwhile.
class model_walk {
public:
    using world = berth::testing::world<berth::planner<berth::group<>>, plain_host>;

    explicit model_walk(model_bounds bounds) : bounds_(bounds) {}

    /// \effects visits every state, once. \returns the first promise that was broken
    std::string run() {
        berth::testing::cluster cluster{small_machines(bounds_.agents)};
        state first{world{std::move(cluster), small_planner(bounds_.wanted)}, {}, 0};
        perform_all(first.at);
        reach(std::move(first), {0, "start", 0, 0, 0});
        while (!open_.empty() && broken_.empty()) {
            state const from = std::move(open_.back());
            open_.pop_back();
            expand(from);
        }
        return broken_;
    }

    [[nodiscard]] std::size_t states() const noexcept { return seen_.size(); }
    [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
    /// States in which every wanted node runs and nothing is on its way.
    [[nodiscard]] std::size_t quiet() const noexcept { return quiet_; }

private:
    struct spent {
        int crashes = 0;
        int partitions = 0;
        int fail_overs = 0;
    };
    struct state {
        world at;
        spent used{};
        std::uint32_t number = 0; ///< in `trail_`
    };
    /// How a state was reached.
    struct trail {
        std::uint32_t from{};
        std::string_view move{};
        std::uint8_t with{};
        std::uint8_t undone{};  ///< effects that a crash left undone
        std::uint8_t arrived{}; ///< calls of the dead process that arrived
    };
    struct hash {
        std::size_t operator()(std::pair<std::uint64_t, std::uint64_t> const& key) const noexcept {
            return static_cast<std::size_t>(key.first);
        }
    };

    static void perform_all(world& at) {
        while (at.can_perform()) {
            at.perform();
        }
    }

    // Two hashes of the canonical text stand for it.
    void reach(state next, trail how) {
        ++steps_;
        // The planner does nothing about these, whenever they come; other tests show it.
        std::erase_if(next.at.cluster.events, [](auto const& event) {
            return std::holds_alternative<berth::testing::cluster_rescind>(event) ||
                   std::holds_alternative<berth::testing::cluster_failure>(event);
        });
        if (!next.at.broken().empty()) {
            broken_ = next.at.broken() + path_of(how);
            return;
        }
        key_.clear();
        write_key(next);
        std::uint64_t a = 0xcbf29ce484222325U;
        std::uint64_t b = 0x9e3779b97f4a7c15U;
        for (char const c : key_) {
            a = (a ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
            b = (b + static_cast<unsigned char>(c)) * 0xff51afd7ed558ccdU;
            b ^= b >> 29U;
        }
        if (seen_.insert({a, b}).second) {
            quiet_ += is_quiet(next.at) ? 1U : 0U;
            next.number = static_cast<std::uint32_t>(trail_.size());
            trail_.push_back(how);
            open_.push_back(std::move(next));
        }
    }

    [[nodiscard]] std::string path_of(trail how) const {
        std::string out;
        for (bool more = true; more; how = trail_[how.from]) {
            more = how.from != 0;
            std::string line = "\n  " + std::string{how.move} + " " + std::to_string(how.with);
            if (how.undone != 0) {
                line += ", a crash with " + std::to_string(how.undone - 1) + " effects to do, " +
                        std::to_string(how.arrived) + " calls arrive";
            }
            out.insert(0, line);
        }
        return out;
    }

    [[nodiscard]] static bool is_quiet(world const& at) {
        return at.cluster.calls.empty() && at.cluster.events.empty() &&
               at.planner().group().missing() == 0 && at.cluster.writers_of("es-0-data") == 1 &&
               at.cluster.writers_of("es-1-data") == 1;
    }

    // All that an input causes is done; or the process crashes on the way, once.
    void inputs(state next, trail how) {
        if (next.used.crashes < bounds_.crashes) {
            state crashing = next;
            ++crashing.used.crashes;
            for (bool more = true; more;) {
                state dead = crashing;
                how.undone = static_cast<std::uint8_t>(dead.at.process().steps().size() + 1);
                dead.at.restart();
                // What it had sent arrives before the new process subscribes, or it does not.
                std::size_t const sent = dead.at.cluster.calls.size();
                for (std::size_t arrive = 0; arrive <= sent; ++arrive) {
                    state later = dead;
                    how.arrived = static_cast<std::uint8_t>(arrive);
                    for (std::size_t k = 0; k != arrive; ++k) {
                        later.at.cluster.deliver_call(0);
                        later.at.look();
                    }
                    perform_all(later.at);
                    reach(std::move(later), how);
                }
                more = crashing.at.can_perform();
                if (more) {
                    crashing.at.perform();
                }
            }
            how.undone = how.arrived = 0;
        }
        perform_all(next.at);
        reach(std::move(next), how);
    }

    void expand(state const& was) {
        using berth::testing::cluster_move;
        auto const& cluster = was.at.cluster;
        bool const hearable = cluster.events.size() < bounds_.link;
        bool const room = hearable && cluster.calls.size() < bounds_.link;
        if (!cluster.calls.empty() && hearable) {
            moved(was, cluster_move::deliver_call, 0, {});
        }
        if (was.at.can_hear() && !cluster.events.empty()) {
            state next = was;
            next.at.hear(0);
            inputs(std::move(next), {was.number, "hear", 0, 0, 0});
        }
        if (was.at.can_resubscribe()) {
            state next = was;
            next.at.resubscribe();
            inputs(std::move(next), {was.number, "resubscribe", 0, 0, 0});
        }
        if (was.at.can_hear() && room) {
            state next = was;
            next.at.tick(1e6); // everything that waits is due
            inputs(std::move(next), {was.number, "tick", 0, 0, 0});
        }
        bool const may_launch = was.at.promises().launches() < bounds_.launches;
        for (std::size_t i = 0; i != cluster.agents.size(); ++i) {
            if (room && may_launch && cluster.can_offer_from(i)) {
                moved(was, cluster_move::offer_from, i, {});
            }
            if (cluster.can_cut_off(i) && was.used.partitions < bounds_.partitions) {
                moved(was, cluster_move::cut_off, i, {0, 1, 0});
            }
            for (cluster_move const move :
                 {cluster_move::declare_unreachable, cluster_move::reregister}) {
                if (hearable && can(cluster, move, i)) {
                    moved(was, move, i, {});
                }
            }
        }
        for (std::size_t i = 0; i != cluster.tasks.size(); ++i) {
            for (cluster_move const move : {cluster_move::run, cluster_move::fail}) {
                if (can(cluster, move, i)) {
                    moved(was, move, i, {});
                }
            }
            if (room && cluster.can_send_update(i) && !cluster.is_update_on_its_way(i)) {
                moved(was, cluster_move::send_update, i, {});
            }
        }
        if (was.used.fail_overs < bounds_.fail_overs) {
            moved(was, cluster_move::fail_over, 0, {0, 0, 1});
        }
    }

    void moved(state const& was, berth::testing::cluster_move move, std::size_t i, spent more) {
        state next = was;
        next.used.partitions += more.partitions;
        next.used.fail_overs += more.fail_overs;
        make(next.at.cluster, move, i);
        next.at.look();
        reach(std::move(next), {was.number, name(move), static_cast<std::uint8_t>(i), 0, 0});
    }

    void put(std::string_view text) {
        key_ += text;
        key_ += '\x1f';
    }
    void put(bool flag) { key_ += flag ? '+' : '-'; }
    void put(std::size_t number) { put(std::string_view{std::to_string(number)}); }

    void put(berth::node const& n) {
        put(std::size_t{n.id.value});
        put(std::size_t{n.launches.value});
        put(static_cast<std::size_t>(n.state));
        put(n.retiring);
        put(std::string_view{n.task_id});
        put(std::string_view{n.agent_id});
    }

    // All that decides what can happen, times only as far as something waits for them.
    void write_key(state const& of) {
        auto const& planner = of.at.planner();
        put(static_cast<std::size_t>(of.used.crashes));
        put(static_cast<std::size_t>(of.used.partitions));
        put(static_cast<std::size_t>(of.used.fail_overs));
        of.at.cluster.key(key_);
        auto const& keeper = planner.group().keeper();
        for (berth::node const& n : planner.group().nodes()) {
            put(n);
            std::size_t const slot = keeper.slot(n.id);
            put(static_cast<std::size_t>(keeper.questions().why(slot)));
            put(keeper.questions().blocks(slot));
            put(keeper.failures().waits(slot, {of.at.cluster.now}));
        }
        for (std::size_t i = 0; i != planner.late_tasks().size(); ++i) {
            put(std::string_view{planner.late_tasks()[i].task_id});
            put(static_cast<std::size_t>(planner.late_tasks()[i].last.state));
        }
        for (auto const& agent : of.at.cluster.agents) {
            put(std::size_t{planner.failing_agents().failures(agent.id)});
            put(planner.failing_agents().seconds_left(agent.id, {of.at.cluster.now}) > 0.0);
        }
        put(planner.offers_wanted().suppressed());
        put(planner.offers_wanted().filtered());
        put(planner.offers_wanted().offered());
        put(planner.offers_wanted().stirred());
        put(planner.subscribed());
        put(planner.stale());
        put(of.at.store.kept.framework_id == planner.framework_id());
        for (berth::stored_node const& each : of.at.store.kept.nodes) {
            put(each.record);
        }
        for (auto const& each : of.at.promises().tasks()) {
            put(std::string_view{each.task});
            put(each.ended);
            put(each.vouched);
            put(each.lives);
        }
        for (std::string const& each : of.at.promises().unheard()) {
            put(std::string_view{each});
        }
    }

    model_bounds bounds_;
    std::vector<state> open_{};
    std::vector<trail> trail_{};
    std::unordered_set<std::pair<std::uint64_t, std::uint64_t>, hash> seen_{};
    std::string key_{};
    std::string broken_{};
    std::size_t steps_ = 0;
    std::size_t quiet_ = 0;
};

} // namespace berth_test

#endif
