// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_MASTER_HPP
#define BERTH_TESTING_CLUSTER_MASTER_HPP

#include <berth/testing/cluster_accepts.hpp>
#include <berth/testing/cluster_state.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::testing {

/// The master of a simulated cluster: what it makes of calls, and of the loss of agents. Part of
/// `cluster`, which says when.
///
/// Source: Mesos, `src/master/master.cpp`.
class cluster_master : public cluster_state {
protected:
    // What comes from the master itself: it carries no uuid and is not repeated.
    void say(std::string_view task_id, std::string_view agent_id, evidence const& said,
             std::string_view message) {
        if (subscribed) {
            events.emplace_back(
                cluster_update{std::string{task_id}, std::string{agent_id}, {}, said, message});
        }
    }
    void say(cluster_known_task const& task, evidence const& said, std::string_view message) {
        if (task.framework == framework) {
            say(task.id, agents[task.agent].id, said, message);
        }
    }

    [[nodiscard]] cluster_known_task* known_on(std::size_t agent, std::string_view id,
                                               std::uint32_t owner) noexcept {
        cluster_known_task* const found = known_task(id, owner);
        return found == nullptr || found->agent != agent ? nullptr : found;
    }

    // A state that only who is partition-aware is told.
    [[nodiscard]] task_state or_lost(task_state state) const noexcept {
        return partition_aware() ? state : task_state::lost;
    }

    [[nodiscard]] bool may_offer(std::size_t agent, cluster_amounts const& free) const {
        return std::any_of(free.begin(), free.end(), is_worth_an_offer) &&
               std::none_of(filters.begin(), filters.end(), [&](cluster_filter const& filter) {
                   return filter.agent == agent && filter.refused.contains(free);
               });
    }

    void make_offer(std::size_t agent, cluster_offers& to) {
        offers.push_back({{"O" + std::to_string(++offers_made), agents[agent].id,
                           agents[agent].machine, free_of(agent)},
                          agent});
        to.offers.push_back(offers.back().what);
    }

    void rescind_at(std::size_t i) {
        events.emplace_back(cluster_rescind{std::move(offers[i].what.id)});
        erase_at(offers, i);
    }
    void rescind_offers_of(std::size_t agent) {
        for (std::size_t i = 0; i != offers.size();) {
            offers[i].agent == agent ? rescind_at(i) : void(++i);
        }
    }

    // The agent is registered no more, and all that the master remembers of its tasks is changed.
    void lose_agent(std::size_t agent, cluster_standing now_is, evidence const& said,
                    std::string_view message) {
        bool const was_unreachable = agents[agent].standing == cluster_standing::unreachable;
        agents[agent].standing = now_is;
        for (cluster_known_task& task : known) {
            if (task.agent == agent) {
                say(task, said, message);
                task.unreachable = true;
            }
        }
        if (now_is != cluster_standing::unreachable) {
            forget_unreachable(agent);
        }
        rescind_offers_of(agent);
        std::erase_if(filters, [&](cluster_filter const& f) { return f.agent == agent; });
        if (subscribed && !was_unreachable) {
            events.emplace_back(cluster_failure{agents[agent].id});
        }
    }

    void forget_unreachable(std::size_t agent) {
        std::erase_if(known, [&](cluster_known_task const& task) {
            return task.agent == agent && task.unreachable;
        });
    }

    // The connection is closed: offers do not survive it, and what is on its way is lost.
    void close() {
        calls.clear();
        events.clear();
        offers.clear();
        subscribed = false;
        attached = false;
    }

    void handle(cluster_subscribe const& call) {
        if (!call.framework_id.empty() && call.framework_id != framework_id()) {
            events.emplace_back(cluster_error{"Framework has been removed"});
            return;
        }
        framework += call.framework_id.empty() ? 1U : 0U;
        offers.clear();
        filters.clear();
        suppressed = false;
        subscribed = true;
        events.emplace_back(cluster_subscribed{framework_id()});
    }

    void handle(cluster_accept const& call) {
        judge master = judge_of(*this, call);
        master_answer const answer = master.accept(call.offer_ids, operations_of(call));
        cluster_amounts left;
        std::size_t agent = agents.size();
        for (std::string const& id : call.offer_ids) {
            spend(id, left, agent);
        }
        for (std::size_t i = 0; i != call.launches.size(); ++i) {
            cluster_launch const& launch = call.launches[i];
            master_task_answer const& said = answer.tasks[i];
            if (said.state == master_task_state::launched) {
                cluster_amounts uses = amounts_of(machine_of(agent), launch.task.resources);
                left.subtract(uses);
                start_task(agent, launch, std::move(uses));
            } else {
                say(launch.task.id, launch.task.agent_id, refusal(said), said.rule);
            }
        }
        if (answer.offers.empty()) {
            filter(agent, std::move(left), call.refuse_seconds);
        }
    }

    void handle(cluster_decline const& call) {
        for (std::string const& id : call.offer_ids) {
            cluster_amounts left;
            std::size_t agent = agents.size();
            if (spend(id, left, agent)) {
                filter(agent, std::move(left), call.refuse_seconds);
            }
        }
    }

    void handle(cluster_revive const& /*call*/) {
        suppressed = false;
        filters.clear();
    }
    void handle(cluster_suppress const& /*call*/) { suppressed = true; }

    void handle(cluster_reconcile const& call) {
        if (call.tasks.empty()) {
            for (cluster_known_task const& task : known) {
                if (!task.unreachable) {
                    say_latest(task);
                }
            }
        }
        for (cluster_task_ref const& task : call.tasks) {
            reconcile(task);
        }
    }

    // The six cases of explicit reconciliation, in their order.
    void reconcile(cluster_task_ref const& task) {
        if (cluster_known_task const* const found = find_known(task.task_id)) {
            return say_latest(*found);
        }
        auto const recovers = [](cluster_agent const& agent) {
            return agent.standing == cluster_standing::recovering;
        };
        std::size_t const agent = find_agent(task.agent_id);
        bool const named = agent != agents.size();
        if (named ? recovers(agents[agent])
                  : task.agent_id.empty() && std::any_of(agents.begin(), agents.end(), recovers)) {
            return;
        }
        task_state state = task_state::unknown;
        std::string_view message = "Reconciliation: Task is unknown";
        switch (named ? agents[agent].standing : cluster_standing::unknown) {
        case cluster_standing::registered:
        case cluster_standing::disconnected:
            state = task_state::gone;
            message = "Reconciliation: Task is unknown to the agent";
            break;
        case cluster_standing::unreachable:
            state = task_state::unreachable;
            message = "Reconciliation: Task is unreachable";
            break;
        case cluster_standing::gone:
            state = task_state::gone_by_operator;
            message = "Reconciliation: Task is gone";
            break;
        case cluster_standing::recovering:
        case cluster_standing::unknown: break;
        }
        say(task.task_id, task.agent_id,
            {or_lost(state), status_source::master, status_reason::reconciliation}, message);
    }

    void say_latest(cluster_known_task const& task) {
        say(task, {task.reconciled(), status_source::master, status_reason::reconciliation},
            "Reconciliation: Latest task state");
    }

private:
    // Less than this the master does not offer (its flag `--min_allocatable_resources`).
    [[nodiscard]] static bool is_worth_an_offer(cluster_amount const& part) noexcept {
        return (part.kind() == cluster_kind::cpus && part.amount >= quantity::thousandths(10)) ||
               (part.kind() == cluster_kind::mem && part.amount >= quantity::whole(32));
    }

    // \effects an open offer is one no more, and what it had is added. \returns whether it was one
    bool spend(std::string_view id, cluster_amounts& left, std::size_t& agent) {
        for (std::size_t i = 0; i != offers.size(); ++i) {
            if (offers[i].what.id == id) {
                left.add(offers[i].what.has);
                agent = offers[i].agent;
                erase_at(offers, i);
                return true;
            }
        }
        return false;
    }

    void filter(std::size_t agent, cluster_amounts refused, double seconds) {
        constexpr double year = 365.0 * 24 * 3600;
        bool const is_none = seconds >= 0.0 && seconds <= 0.0;
        if (!is_none && !refused.empty()) {
            double const time = seconds > year   ? year
                                : seconds >= 1.0 ? seconds
                                : seconds > 0.0  ? 1.0
                                                 : 5.0; // negative, or not a number
            filters.push_back({agent, std::move(refused), now + time});
        }
    }

    void start_task(std::size_t agent, cluster_launch const& launch, cluster_amounts uses) {
        if (agents[agent].hears()) {
            tasks.push_back({launch.task.id, agent, framework, uses, launch.volumes});
        }
        known.push_back({launch.task.id, agent, framework, std::move(uses)});
    }
};

} // namespace berth::testing

#endif
