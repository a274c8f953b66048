// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_PROMISE_KEEPER_HPP
#define BERTH_TESTING_PROMISE_KEEPER_HPP

#include <berth/flow/stored_state.hpp>
#include <berth/identity/recycling_policy.hpp>
#include <berth/model/task_name.hpp>
#include <berth/testing/cluster.hpp>
#include <berth/testing/proof_of_end.hpp>
#include <berth/testing/scheduler_process.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace berth::testing {

/// A scheduler's promises, kept by books of its own: what was heard, stored, sent and vouched for,
/// and what is true in the cluster. It says which promise is broken first. It shares no code with
/// the ledger, the planner and the recycling tables. Copyable.
class promise_keeper {
public:
    /// A task as the books have it.
    struct entry {
        std::string task{};
        std::string node{}; ///< its name and id: whose successor it is
        std::string agent{};
        bool ended = false;   ///< proof was heard, or somebody vouched for it
        bool vouched = false; ///< it was alive when that was said: no fault of the scheduler's
        bool lives = false;   ///< a sign of life was heard by this process, and no end after it
        bool spoiled = false; ///< it was tampered with on its way to the master
    };

    /// Which promise was broken first; empty if none.
    [[nodiscard]] std::string const& broken() const noexcept { return broken_; }
    [[nodiscard]] std::size_t launches() const noexcept { return tasks_.size(); }
    [[nodiscard]] std::vector<entry> const& tasks() const noexcept { return tasks_; }
    /// What the store keeps, as far as the books know.
    [[nodiscard]] std::vector<stored_node> const& records() const noexcept { return records_; }
    /// Nodes on record at the start of the process that were not heard of since.
    [[nodiscard]] std::vector<std::string> const& unheard() const noexcept { return unheard_; }

    /// \effects a process begins with this record; nothing if it could not be read.
    void on_start(stored_state const* kept) {
        unheard_.clear();
        acknowledged_.clear();
        reading_ = kept != nullptr;
        for (entry& each : tasks_) {
            each.lives = false;
        }
        for (std::size_t i = 0; kept != nullptr && i != kept->nodes.size(); ++i) {
            node const& n = kept->nodes[i].record;
            if (owned(n.state)) {
                unheard_.push_back(n.task_id);
            }
        }
    }

    /// \effects the framework hears of a task.
    void on_update(cluster_update const& what) {
        acknowledged_.clear();
        to_acknowledge_ = what.uuid;
        entry* const known = find(what.task_id);
        bool const right = known != nullptr ? known->agent == what.agent_id : true;
        if (!right) {
            return;
        }
        std::erase(unheard_, what.task_id);
        if (known == nullptr) {
            return;
        }
        if (proves_the_end(what.said)) {
            known->ended = true;
            known->lives = false;
            check(known->spoiled || what.said.reason != status_reason::task_invalid,
                  "the master refuses a launch: " + what.task_id);
        } else if (alive(what.said.state)) {
            known->lives = true;
        }
    }

    /// \effects somebody, or a fence, frees a held id: whatever lives of it is called dead. If the
    /// store does not know that it is held, it is because of `held`, whose record was not stored.
    void on_vouched(std::size_t group, node_id id, std::string_view held, cluster const& truth) {
        auto const at = std::find_if(records_.begin(), records_.end(), [&](stored_node const& r) {
            return r.group == group && r.record.id == id && owned(r.record.state);
        });
        std::string const task_id{at == records_.end() ? held : at->record.task_id};
        std::string const node = node_of(task_id);
        std::erase(unheard_, task_id);
        for (entry& each : tasks_) {
            cluster_task const* const real = truth.find_task(each.task);
            each.vouched = each.vouched || (each.node == node && real != nullptr && real->alive);
            if (each.task == task_id) {
                each.ended = true;
                each.lives = false;
            }
        }
    }

    /// \effects a launch was tampered with on its way: the master may call it invalid.
    void on_spoiled(std::string_view task_id) {
        if (entry* const known = find(task_id); known != nullptr) {
            known->spoiled = true;
        }
    }

    /// \effects records were stored.
    void on_stored(process_write const& what) {
        std::vector<stored_node const*> retired;
        for (stored_node const& now : what.nodes) {
            auto const at = std::find_if(records_.begin(), records_.end(), [&](auto const& old) {
                return old.group == now.group && old.record.id == now.record.id;
            });
            if (at == records_.end()) {
                records_.push_back(now);
                continue;
            }
            follow(at->record, now.record);
            // A late task that inherited its id goes whatever its id.
            if (now.record.retiring && !at->record.retiring &&
                at->record.task_id == now.record.task_id) {
                retired.push_back(&now);
            }
            *at = now;
        }
        for (stored_node const* const each : retired) {
            check(has_highest_id(*each), "a node is retired that has not the highest id");
        }
    }

    /// \effects a call is sent.
    void on_sent(cluster_call const& what) {
        check(reading_, "a call without a readable record");
        if (auto const* const accept = std::get_if<cluster_accept>(&what)) {
            for (cluster_launch const& each : accept->launches) {
                launch(each);
            }
        } else if (auto const* const kill = std::get_if<cluster_kill>(&what)) {
            node const* const owner = record_of(kill->task_id);
            check(owner == nullptr || owner->retiring, "the owner of an id is killed");
        } else if (auto const* const ack = std::get_if<cluster_acknowledge>(&what)) {
            check(ack->uuid == to_acknowledge_, "an update is acknowledged that was not heard");
            check(acknowledged_.empty(), "an update is acknowledged twice");
            acknowledged_ = ack->uuid;
        }
    }

    /// \effects every effect of an input was performed.
    void on_done(cluster const& truth, bool heard_update) {
        check(truth.unanswered() == nullptr, "an offer is not answered");
        if (heard_update) {
            check(acknowledged_ == to_acknowledge_, "an update is not acknowledged");
            to_acknowledge_.clear();
            acknowledged_.clear();
        }
    }

    /// \effects looks at what is true: no volume has two writers, but for wrong words.
    void on_step(cluster const& truth) {
        for (cluster_task const& task : truth.tasks) {
            for (std::string const& volume : task.volumes) {
                if (task.alive && truth.writers_of(volume) > 1) {
                    check(excused(truth, volume), "two tasks write to " + volume);
                }
            }
        }
    }

    void check(bool holds, std::string_view promise) {
        if (!holds && broken_.empty()) {
            broken_ = promise;
        }
    }

    /// \returns the record that names a task; null if none does.
    [[nodiscard]] node const* record_of(std::string_view task_id) const noexcept {
        for (stored_node const& each : records_) {
            if (each.record.task_id == task_id && owned(each.record.state)) {
                return &each.record;
            }
        }
        return nullptr;
    }

private:
    [[nodiscard]] entry* find(std::string_view task) noexcept {
        for (entry& each : tasks_) {
            if (each.task == task) {
                return &each;
            }
        }
        return nullptr;
    }

    // \pre the record is one of `records_`
    [[nodiscard]] std::size_t group_of(node const& record) const noexcept {
        return std::find_if(records_.begin(), records_.end(),
                            [&](stored_node const& each) { return &each.record == &record; })
            ->group;
    }

    [[nodiscard]] static std::string node_of(std::string_view task) {
        return std::string{task.substr(0, task.rfind('.'))};
    }

    void follow(node const& was, node const& now) {
        bool const given_up = was.task_id != now.task_id || !owned(now.state);
        entry* const old = find(was.task_id);
        check(!owned(was.state) || !given_up || old == nullptr || old->ended,
              "an id is freed without proof: " + was.task_id);
        check(was.launches <= now.launches, "a generation falls: " + now.task_id);
        if (entry* const back = find(now.task_id);
            back != nullptr && !owned(was.state) && owned(now.state)) {
            back->ended = false; // it came back, or is believed to: a new proof is needed
        }
    }

    // Of those that are not to go themselves.
    [[nodiscard]] bool has_highest_id(stored_node const& retired) const noexcept {
        return std::none_of(records_.begin(), records_.end(), [&](stored_node const& other) {
            return other.group == retired.group && owned(other.record.state) &&
                   !other.record.retiring && other.record.id > retired.record.id;
        });
    }

    void launch(cluster_launch const& what) {
        std::string const& id = what.task.id;
        node const* const record = record_of(id);
        check(record != nullptr && record->state == node_state::promised &&
                  record->agent_id == what.task.agent_id && record->volumes == what.volumes,
              "a launch is not on record: " + id);
        check(unheard_.empty(), "a launch before recovery is complete: " + id);
        std::string const node = node_of(id);
        check(parse_task_name(id).has_value() && record != nullptr &&
                  parse_task_name(id)->id == record->id,
              "a task does not say which node it is: " + id);
        for (entry const& each : tasks_) {
            check(each.task != id, "a task id is used twice: " + id);
            if (each.node == node) {
                check(each.ended, "an id is given out without proof: " + id);
                check(!each.lives, "an id is given out while a task of it is known to live: " + id);
            }
        }
        // Held nodes count, and so do those that were placed a moment ago.
        for (stored_node const& other : records_) {
            check(record == nullptr || &other.record == record || !owned(other.record.state) ||
                      other.group != group_of(*record) ||
                      other.record.hostname != record->hostname || record->hostname.empty(),
                  "two nodes are on one host: " + id);
        }
        tasks_.push_back({id, node, what.task.agent_id});
    }

    // Two writers are no fault of the scheduler's where all but one were called dead by somebody.
    [[nodiscard]] bool excused(cluster const& truth, std::string_view volume) const noexcept {
        std::size_t unexcused = 0;
        for (cluster_task const& task : truth.tasks) {
            bool const writes = task.alive && std::find(task.volumes.begin(), task.volumes.end(),
                                                        volume) != task.volumes.end();
            auto const known = std::find_if(tasks_.begin(), tasks_.end(),
                                            [&](entry const& e) { return e.task == task.id; });
            unexcused += writes && (known == tasks_.end() || !known->vouched) ? 1U : 0U;
        }
        return unexcused <= 1;
    }

    std::string broken_{};
    std::vector<entry> tasks_{};
    std::vector<stored_node> records_{};
    std::vector<std::string> unheard_{}; // task ids
    std::string to_acknowledge_{};
    std::string acknowledged_{};
    bool reading_ = false;
};

} // namespace berth::testing

#endif
