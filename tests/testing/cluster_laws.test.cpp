// SPDX-License-Identifier: Apache-2.0
// What holds after every move of the simulated cluster, whatever a careless framework does.
#include "../support/cluster_scene.hpp"
#include "../support/splitmix.hpp"

#include <berth/testing/cluster.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace berth::testing;
using berth_test::scene;

/// A framework that names any offers, kills and reconciles anything, and loses what it likes.
class careless {
public:
    explicit careless(std::uint64_t seed) : random_(seed), s_(3, {"*", seed % 2 == 0}) {}

    void step() {
        cluster& c = s_.c;
        std::size_t const task = random_.below(c.tasks.size() + 1);
        std::size_t const agent = random_.below(c.agents.size());
        switch (random_.below(34)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
        case 5: return hear();
        case 6: return void(c.offer());
        case 7: return c.can_offer_from(agent) ? c.offer_from(agent) : void();
        case 8:
        case 9:
        case 10: return accept();
        case 11: return void(c.send(cluster_decline{some_offers(), 5.0}));
        case 12: return void(c.send(cluster_kill{some_task(), ""}));
        case 13: return void(c.send(cluster_reconcile{{{some_task(), c.agents[agent].id}}}));
        case 14: return c.offers.empty() ? void() : c.rescind(random_.below(c.offers.size()));
        case 15:
        case 16:
        case 17:
        case 18: return deliver();
        case 19: return c.calls.empty() ? void() : c.lose_call(random_.below(c.calls.size()));
        case 20: return c.can_start(task) ? c.start(task) : void();
        case 21: return c.can_run(task) ? c.run(task) : void();
        case 22: return c.can_end(task) ? c.finish(task) : void();
        case 23:
        case 24: return c.can_send_update(task) ? c.send_update(task) : void();
        case 25: return c.advance(static_cast<double>(random_.below(10)));
        case 26: return c.can_reregister(agent) ? c.reregister(agent) : void();
        case 27: return c.can_die(task) ? c.die(task) : void();
        case 28: return c.can_declare_unreachable(agent) ? c.declare_unreachable(agent) : void();
        default: return trouble(agent);
        }
    }

    void check() {
        cluster const& c = s_.c;
        std::set<std::string> ids;
        for (cluster_open_offer const& offer : c.offers) {
            CHECK(offer.agent < c.agents.size());
            CHECK(c.agents[offer.agent].standing == cluster_standing::registered);
            CHECK(ids.insert(offer.what.id).second);
            CHECK(spent_.count(offer.what.id) == 0);
        }
        for (std::size_t i = 0; i != c.agents.size(); ++i) {
            cluster_amounts sum = within(i, true);
            CHECK(c.setup->offered(c.agents[i].machine).contains(sum));
            // What is free is neither used nor offered: together it is all, unless used by orphans.
            CHECK(c.setup->offered(c.agents[i].machine).contains(c.free_of(i)));
        }
        for (cluster_task const& task : c.tasks) {
            CHECK((task.alive || task.listed || !task.reports.empty()));
            CHECK((task.alive ? !is_terminal(task.state) : true));
        }
    }

    [[nodiscard]] std::size_t launched() const noexcept { return next_task_; }
    [[nodiscard]] std::size_t started() const noexcept { return started_.size(); }

private:
    // What living tasks use of an agent, and what is offered of it while it is registered.
    [[nodiscard]] cluster_amounts within(std::size_t agent, bool once) {
        cluster const& c = s_.c;
        cluster_amounts sum;
        auto const add = [&](cluster_amounts const& more) {
            cluster_amounts rest = more;
            rest.subtract(sum);
            for (cluster_amount const& part : more) {
                if (once && part.kind() == cluster_kind::ports) {
                    CHECK(rest.contains(only(part))); // no port twice
                }
            }
            sum.add(more);
        };
        for (cluster_task const& task : c.tasks) {
            if (task.agent == agent && task.alive) {
                started_.insert(task.id);
                add(task.uses);
            }
        }
        for (cluster_open_offer const& offer : c.offers) {
            if (offer.agent == agent) {
                add(offer.what.has);
            }
        }
        return sum;
    }
    static cluster_amounts only(cluster_amount const& part) {
        cluster_amounts out;
        out.add(part);
        return out;
    }

    void hear() {
        cluster& c = s_.c;
        std::size_t const i = random_.below(c.events.size() + 1);
        if (!c.can_deliver_event(i)) {
            return;
        }
        cluster_event const event = c.deliver_event(i);
        if (auto const* const update = std::get_if<cluster_update>(&event)) {
            if (!update->uuid.empty() && random_.chance(3, 4)) {
                c.send(cluster_acknowledge{update->agent_id, update->task_id, update->uuid});
            }
        } else if (auto const* const made = std::get_if<cluster_offers>(&event)) {
            for (cluster_offer const& each : made->offers) {
                known_offers_.push_back(each.id);
            }
        }
    }

    // Mostly one that is open; else any two that it once heard of.
    [[nodiscard]] std::vector<std::string> some_offers() {
        std::vector<cluster_open_offer> const& open = s_.c.offers;
        if (!open.empty() && random_.chance(3, 4)) {
            return {open[random_.below(open.size())].what.id};
        }
        std::size_t const recent = known_offers_.size() < 6 ? known_offers_.size() : 6;
        std::vector<std::string> out;
        for (std::uint64_t i = recent == 0 ? 0 : random_.below(3); i != 0; --i) {
            out.push_back(known_offers_[known_offers_.size() - 1 - random_.below(recent)]);
        }
        return out;
    }
    [[nodiscard]] std::string some_task() {
        return "t" + std::to_string(random_.below(next_task_));
    }

    void accept() {
        cluster& c = s_.c;
        cluster_accept call{some_offers(), {}, random_.chance(1, 2) ? 0.0 : 5.0};
        std::string agent = "A";
        for (cluster_open_offer const& offer : c.offers) {
            if (!call.offer_ids.empty() && offer.what.id == call.offer_ids[0]) {
                agent = offer.what.agent_id;
            }
        }
        for (std::uint64_t i = random_.below(3); i != 0; --i) {
            call.launches.push_back(
                scene::task("t" + std::to_string(next_task_++), agent, 31000 + random_.below(11)));
        }
        c.send(std::move(call));
    }

    void deliver() {
        cluster& c = s_.c;
        if (c.calls.empty()) {
            return;
        }
        std::size_t const i = random_.below(c.calls.size());
        // An offer that the call names is spent, and never open again.
        if (auto const* const named = std::get_if<cluster_accept>(&c.calls[i])) {
            spent_.insert(named->offer_ids.begin(), named->offer_ids.end());
        } else if (auto const* const refused = std::get_if<cluster_decline>(&c.calls[i])) {
            spent_.insert(refused->offer_ids.begin(), refused->offer_ids.end());
        }
        c.deliver_call(i);
    }

    void trouble(std::size_t agent) {
        cluster& c = s_.c;
        if (!c.subscribed && random_.chance(1, 2)) {
            known_offers_.clear();
            return void(c.send(cluster_subscribe{c.framework == 0 ? "" : c.framework_id()}));
        }
        switch (random_.below(50)) {
        case 0: return random_.chance(1, 8) ? c.disconnect() : void();
        case 1: return random_.chance(1, 8) ? c.fail_over() : void();
        case 2:
        case 3:
        case 4: return c.can_cut_off(agent) ? c.cut_off(agent) : void();
        case 5: return c.can_crash(agent) ? c.crash(agent) : void();
        case 6: return c.can_reboot(agent) ? c.reboot(agent) : void();
        case 7:
        case 8: return c.can_notice(agent) ? c.notice(agent) : void();
        case 9:
        case 10:
            return c.can_replace(agent) ? void(c.replace(agent, random_.chance(1, 2))) : void();
        case 11: return c.can_shut_down(agent) ? c.shut_down(agent) : void();
        case 12: return c.can_mark_gone(agent) ? c.mark_gone(agent) : void();
        case 13:
        case 14: return c.can_forget(agent) ? c.forget(agent) : void();
        case 15: return c.can_drain(agent) ? c.drain(agent, random_.chance(1, 2)) : void();
        case 16: return c.reactivate(agent);
        default: return;
        }
    }

    berth_test::splitmix random_;
    scene s_;
    std::vector<std::string> known_offers_{};
    std::set<std::string> spent_{};
    std::set<std::string> started_{};
    std::size_t next_task_ = 0;
};

TEST_CASE("cluster: whatever a framework does, nothing is offered or used twice") {
    std::uint64_t const seed = berth_test::seed_or(0xc1a5);
    std::size_t launched = 0;
    std::size_t started = 0;
    for (std::uint64_t run = 0; run != 60; ++run) {
        CAPTURE(seed + run);
        careless framework{seed + run};
        for (int i = 0; i != 600; ++i) {
            framework.step();
            framework.check();
        }
        launched += framework.launched();
        started += framework.started();
    }
    CHECK(launched > 1000);
    CHECK(started > 100); // it is not all refused
}

} // namespace
