// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_SESSION_HPP
#define BERTH_TESTING_MASTER_SESSION_HPP

#include <berth/testing/master_answer.hpp>
#include <berth/testing/master_apply.hpp>
#include <berth/testing/master_cluster.hpp>
#include <berth/testing/master_group_rules.hpp>
#include <berth/testing/master_name.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_operation_rules.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_task.hpp>
#include <berth/testing/master_task_rules.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::testing {

/// One ACCEPT while it is judged: operations run in order on what the offers brought. Part of
/// `judge`, which prepares them.
///
/// Source: Mesos, `Master::_accept` in `src/master/master.cpp`.
class master_session {
public:
    master_session(master_state& state, master_agent& agent, master_answer& answer) noexcept
        : state_(state), agent_(agent), answer_(answer) {}

    [[nodiscard]] master_agent const& agent() const noexcept { return agent_; }

    /// \effects adds to the pool.
    void put(master_resource const& r) { pool_.add(r); }

    /// \effects judges an operation and does it. \requires it has been prepared.
    void run(master_operation const& what, std::vector<master_offer> const& outstanding) {
        answer_.operations.push_back({what.type, "", false});
        if (what.type == master_operation_type::launch) {
            for (master_task const& task : what.tasks) {
                launch(task);
            }
        } else if (what.type == master_operation_type::launch_group) {
            answer_.operations.back().rule = launch_group(what);
        } else {
            std::string_view const fault = convert(what, outstanding);
            answer_.operations.back().rule = fault;
            answer_.operations.back().reported = !fault.empty() && what.id.has_value();
        }
    }

    /// \effects says in the answer what is left.
    void finish() {
        answer_.left = std::move(pool_);
        for (master_resources::entry const& each : shared_use_.entries()) {
            for (std::uint32_t copy = 0; copy != each.count; ++copy) {
                (void)answer_.left.subtract({each.resource});
            }
        }
    }

private:
    [[nodiscard]] bool may_launch(master_task const& task) const {
        return !state_.authorised || state_.authorised(task);
    }

    [[nodiscard]] bool runs(master_executor const& e) const noexcept {
        return state_.executor_on(agent_.id, e.id) != nullptr;
    }

    void say(master_task const& task, master_reason reason, std::string_view rule) {
        auto const state = rule.empty() ? master_task_state::launched : master_task_state::error;
        answer_.tasks.push_back(
            {task.id, state, rule.empty() ? master_reason::none : reason, rule});
    }

    void launch(master_task const& task) {
        if (!may_launch(task)) {
            say(task, master_reason::task_unauthorized, "unauthorized");
            return;
        }
        master_resources total{task.resources};
        if (task.executor && !runs(*task.executor)) {
            total.add(master_resources{task.executor->resources});
        }
        std::string_view const fault = master_rules::first_fault(
            [&] { return fault_of_task(task); }, [&] { return fault_of_executor(task); },
            [&] { return pool_.contains(total) ? "" : "not_contained"; },
            [&] {
                bool const own = !master_rules::shares_cgroups(task.container);
                return own ? "share_cgroups_false" : "";
            });
        say(task, master_reason::task_invalid, fault);
        if (fault.empty()) {
            if (task.executor && !runs(*task.executor)) {
                state_.executors.push_back({agent_.id, *task.executor});
            }
            take(total);
            state_.tasks[task.id] = {task.id, agent_.id, std::move(total)};
        }
    }

    // The rules of a task without regard to its executor and the pool.
    [[nodiscard]] std::string_view fault_of_task(master_task const& task) const {
        if (!is_master_id(task.id)) {
            return "task_id_invalid";
        }
        if (state_.tasks.contains(task.id) || state_.unreachable.contains(task.id)) {
            return "task_id_duplicate";
        }
        return task.agent_id == agent_.id ? master_rules::body(task, agent_.task_resource_limits)
                                          : "task_agent";
    }

    [[nodiscard]] std::string_view fault_of_executor(master_task const& task) const {
        if (task.command.has_value() == task.executor.has_value()) {
            return task.command ? "command_and_executor" : "no_command_or_executor";
        }
        if (!task.executor) {
            return master_rules::combined_resources(task.resources);
        }
        return master_rules::first_fault(
            [&] { return master_rules::custom_executor(*task.executor); },
            [&] { return master_rules::executor(*task.executor, state_.framework.id); },
            [&] { return fault_of_twin(*task.executor); },
            [&] {
                std::vector<master_resource> all = task.resources;
                all.insert(all.end(), task.executor->resources.begin(),
                           task.executor->resources.end());
                return master_rules::combined_resources(all);
            });
    }

    [[nodiscard]] std::string_view fault_of_twin(master_executor const& e) const {
        master_executor const* twin = state_.executor_on(agent_.id, e.id);
        return twin == nullptr || same_executor(*twin, e) ? "" : "executor_incompatible";
    }

    [[nodiscard]] std::string_view launch_group(master_operation const& what) {
        bool allowed = true;
        for (master_task const& task : what.tasks) {
            allowed = allowed && may_launch(task);
        }
        master_resources total;
        std::string_view const fault = allowed ? fault_of_group(what, total) : "unauthorized";
        for (master_task const& task : what.tasks) {
            say(task, allowed ? master_reason::group_invalid : master_reason::group_unauthorized,
                fault);
        }
        if (fault.empty()) {
            take(total);
            for (std::size_t i = 0; i != what.tasks.size(); ++i) {
                master_resources own{what.tasks[i].resources};
                if (i == 0 && !runs(*what.executor)) {
                    own.add(master_resources{what.executor->resources});
                }
                state_.tasks[what.tasks[i].id] = {what.tasks[i].id, agent_.id, std::move(own)};
            }
            if (!runs(*what.executor)) {
                state_.executors.push_back({agent_.id, *what.executor});
            }
        }
        return fault;
    }

    [[nodiscard]] std::string_view fault_of_group(master_operation const& what,
                                                  master_resources& total) const {
        if (!what.executor || what.tasks.empty()) {
            return what.executor ? "group_empty" : "group_executor_missing";
        }
        std::vector<master_resource> all = what.executor->resources;
        for (std::size_t i = 0; i != what.tasks.size(); ++i) {
            master_task const& task = what.tasks[i];
            std::string_view const fault =
                master_rules::first_fault([&] { return fault_of_task(task); },
                                          [&] { return master_rules::group_task(task); });
            if (!fault.empty()) {
                return fault;
            }
            for (std::size_t k = 0; k != i; ++k) {
                if (what.tasks[k].id == task.id) {
                    return "task_id_duplicate";
                }
            }
            all.insert(all.end(), task.resources.begin(), task.resources.end());
            total.add(master_resources{task.resources});
        }
        if (!runs(*what.executor)) {
            total.add(master_resources{what.executor->resources});
        }
        master_executor const& e = *what.executor;
        return master_rules::first_fault(
            [&] { return master_rules::group_executor_type(e); },
            [&] { return master_rules::executor(e, state_.framework.id); },
            [&] { return fault_of_twin(e); },
            [&] { return master_rules::group_agrees(what.tasks, e, same_executor); },
            [&] { return master_rules::group_executor_minimum(e); },
            [&] { return master_rules::combined_resources(all); },
            [&] { return pool_.contains(total) ? "" : "not_contained"; });
    }

    void take(master_resources const& total) {
        (void)pool_.subtract(total.exclusive());
        shared_use_.add(total.shared());
    }

    [[nodiscard]] std::string_view convert(master_operation const& what,
                                           std::vector<master_offer> const& outstanding) {
        using type = master_operation_type;
        std::string_view const fault =
            master_rules::first_fault([&] { return master_rules::each_resource(what.resources); },
                                      [&] { return fault_of_conversion(what); });
        if (!fault.empty()) {
            return fault;
        }
        if (what.type != type::reserve && what.type != type::unreserve &&
            what.type != type::create && what.type != type::destroy) {
            return pool_.subtract(master_resources{what.resources}) ? "" : "not_contained";
        }
        std::string_view const failed = apply(pool_, what);
        if (failed.empty() && what.type == type::create) {
            agent_.volumes.add(master_resources{what.resources}.unallocated());
        } else if (failed.empty() && what.type == type::destroy) {
            (void)agent_.volumes.subtract(master_resources{what.resources}.unallocated());
            rescind(what, outstanding);
        }
        return failed;
    }

    [[nodiscard]] std::string_view fault_of_conversion(master_operation const& what) const {
        switch (what.type) {
        case master_operation_type::reserve:
            return master_rules::reserve(what.resources, state_.framework, agent_);
        case master_operation_type::unreserve: return master_rules::unreserve(what.resources);
        case master_operation_type::create:
            return master_rules::create(what.resources, state_.framework, agent_);
        case master_operation_type::destroy:
            return master_rules::destroy(what.resources, agent_, state_.tasks);
        case master_operation_type::grow_volume:
        case master_operation_type::shrink_volume: return master_rules::resize(what, agent_);
        case master_operation_type::create_disk:
        case master_operation_type::destroy_disk: return master_rules::convert_disk(what);
        default: return "operation_unknown";
        }
    }

    // Other offers that hold a volume cannot stand when it is destroyed.
    void rescind(master_operation const& what, std::vector<master_offer> const& outstanding) {
        master_resources const volumes = master_resources{what.resources}.unallocated();
        for (master_offer const& offer : outstanding) {
            master_resources const held = master_resources{offer.resources}.unallocated();
            bool found = false;
            for (master_resources::entry const& each : volumes.entries()) {
                found = found || held.contains(master_resources{each.resource});
            }
            if (found && offer.agent_id == agent_.id) {
                answer_.rescinded.push_back(offer.id);
            }
        }
    }

    master_state& state_;
    master_agent& agent_;
    master_answer& answer_;
    master_resources pool_{};       // copies of what is shared stay in it: more tasks may use them
    master_resources shared_use_{}; // copies that tasks took
};

} // namespace berth::testing

#endif
