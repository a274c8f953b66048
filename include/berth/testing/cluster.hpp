// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_HPP
#define BERTH_TESTING_CLUSTER_HPP

#include <berth/core/contract.hpp>
#include <berth/testing/cluster_key.hpp>
#include <berth/testing/cluster_outages.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace berth::testing {

/// A Mesos cluster as plain data, to drive a framework of any kind with: a master, its agents,
/// their tasks, and what is on its way between master and framework.
///
/// Nothing moves by itself: no clock, no thread, no chance. Each thing that can happen is a
/// function, and its `can_...` says whether it can happen now, which is its precondition. Copies
/// are independent, so that everything can be tried from one state, and `key` tells states apart.
///
///     cluster c{{{"S1", "host-1", "here", "a", {}, {{"", 4.0, 4096.0, 0.0, {{31000, 31009}}}}}}};
///     c.send(cluster_subscribe{});
///     c.deliver_call(0);
///     cluster_event const event = c.deliver_event(0); // SUBSCRIBED
///
/// Between the master and an agent messages arrive at once, or not at all when the agent is down
/// or cut off. There is one framework, which checkpoints; one that subscribes anew without its id
/// is another, and the tasks of the first go on without it. Several share agents through a
/// `shared_cluster`. The framework's side is in `cluster_links`, and
/// how agents and the master are lost in `cluster_outages`.
///
/// Source: Mesos 1.11, `src/master/master.cpp` and `src/slave/slave.cpp`.
class cluster : public cluster_outages {
public:
    /// \pre ids of machines differ, and so do the roles of the shares of one machine
    explicit cluster(std::vector<cluster_machine> machines, cluster_framework of = {}) {
        setup = std::make_shared<cluster_setup const>(std::move(machines), std::move(of));
        for (cluster_machine const& machine : setup->machines()) {
            agents.push_back({machine.id, agents.size()});
        }
    }

    /// \effects appends a description of the whole state. Two states that behave alike have the
    /// same one: offers and uuids count in the order of their appearance, times do not.
    void key(std::string& out) const { cluster_key{*this, out}.write(); }

    /// \effects time passes: filters end. \pre `seconds` is not negative
    void advance(double seconds) {
        now += seconds;
        std::erase_if(filters, [this](cluster_filter const& f) { return f.until <= now; });
    }

    /// Whether the master has something to offer from an agent that the framework has not refused.
    [[nodiscard]] bool can_offer_from(std::size_t agent) const {
        return subscribed && !suppressed && agent < agents.size() && is_connected(agent) &&
               !agents[agent].draining && may_offer(agent, free_of(agent));
    }
    /// \effects an OFFERS event with all that an agent has left. \pre `can_offer_from(agent)`
    void offer_from(std::size_t agent) {
        expects(can_offer_from(agent), "there is nothing to offer");
        cluster_offers made;
        make_offer(agent, made);
        events.emplace_back(std::move(made));
    }
    /// \effects an OFFERS event with an offer of each agent that has something to offer.
    /// \returns whether there is one
    bool offer() {
        std::vector<std::size_t> from;
        for (std::size_t i = 0; i != agents.size(); ++i) {
            if (can_offer_from(i)) {
                from.push_back(i);
            }
        }
        offer_from(from);
        return !from.empty();
    }
    /// \effects an OFFERS event with an offer of each of these agents, if there are any.
    /// \pre `can_offer_from` each, and each is there once
    void offer_from(std::vector<std::size_t> const& from) {
        cluster_offers made;
        for (std::size_t const agent : from) {
            expects(can_offer_from(agent), "there is nothing to offer");
            make_offer(agent, made);
        }
        if (!made.offers.empty()) {
            events.emplace_back(std::move(made));
        }
    }
    /// \effects the master takes an offer back. \pre it is open
    void rescind(std::size_t offer) {
        expects(offer < offers.size(), "no such offer is open");
        rescind_at(offer);
    }

    /// Whether the executor of a task can start.
    [[nodiscard]] bool can_start(std::size_t task) const noexcept {
        return goes_on(task) && tasks[task].state == task_state::staging;
    }
    /// \pre `can_start(task)`
    void start(std::size_t task) {
        expects(can_start(task), "the task cannot start");
        report(tasks[task], {task_state::starting, status_source::executor}, "");
    }
    /// \effects the container of a task cannot be launched, as when a volume does not attach.
    /// \pre `can_start(task)`
    void fail_to_start(std::size_t task) {
        expects(can_start(task), "the task cannot start");
        report(tasks[task],
               {task_state::failed, status_source::agent, status_reason::container_launch_failed},
               "Failed to launch container");
    }
    [[nodiscard]] bool can_run(std::size_t task) const noexcept {
        return goes_on(task) && tasks[task].state != task_state::running;
    }
    /// \pre `can_run(task)`
    void run(std::size_t task) {
        expects(can_run(task), "the task cannot run");
        report(tasks[task], {task_state::running, status_source::executor}, "");
    }
    /// Whether a task can come to an end of its own.
    [[nodiscard]] bool can_end(std::size_t task) const noexcept {
        return goes_on(task) && tasks[task].state != task_state::staging;
    }
    /// \pre `can_end(task)`
    void finish(std::size_t task) {
        expects(can_end(task), "the task cannot end");
        report(tasks[task], {task_state::finished, status_source::executor},
               "Command exited with status 0");
    }
    /// \pre `can_end(task)`
    void fail(std::size_t task) {
        expects(can_end(task), "the task cannot end");
        report(tasks[task], {task_state::failed, status_source::executor},
               "Command exited with status 1");
    }
    /// Whether a task can die unseen: its agent is down.
    [[nodiscard]] bool can_die(std::size_t task) const noexcept {
        return task < tasks.size() && tasks[task].alive && !agents[tasks[task].agent].up;
    }
    /// \pre `can_die(task)`
    void die(std::size_t task) {
        expects(can_die(task), "the task cannot die unseen");
        tasks[task].alive = false;
        if (agents[tasks[task].agent].ended) {
            erase_at(tasks, task);
        }
    }

    /// Whether an agent has an update of a task to send: the oldest that is not acknowledged.
    [[nodiscard]] bool can_send_update(std::size_t task) const noexcept {
        return task < tasks.size() && !tasks[task].reports.empty() &&
               is_connected(tasks[task].agent) && agents[tasks[task].agent].hears();
    }
    /// Whether a copy of that update is on its way already. \pre `can_send_update(task)`
    [[nodiscard]] bool is_update_on_its_way(std::size_t task) const noexcept {
        std::size_t i = 0;
        while (i != events.size() && !(agent_update(i) != nullptr &&
                                       agent_update(i)->uuid == tasks[task].reports[0].uuid)) {
            ++i;
        }
        return i != events.size();
    }
    /// \effects the agent sends it, for the first time or again. \pre `can_send_update(task)`
    void send_update(std::size_t task) {
        expects(can_send_update(task), "there is no update to send");
        send_first_report(tasks[task]);
    }

private:
    [[nodiscard]] bool goes_on(std::size_t task) const noexcept {
        return task < tasks.size() && tasks[task].alive && agents[tasks[task].agent].up;
    }
};

} // namespace berth::testing

#endif
