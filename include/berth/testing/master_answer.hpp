// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_ANSWER_HPP
#define BERTH_TESTING_MASTER_ANSWER_HPP

#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resources.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace berth::testing {

/// What becomes of a task of an ACCEPT: it is launched, or `TASK_ERROR`, `TASK_DROPPED`,
/// `TASK_LOST`.
enum class master_task_state { launched, error, dropped, lost };

/// With the protocol's numbers; `none` for launched tasks.
enum class master_reason {
    none = -1,
    invalid_offers = 6,
    agent_disconnected = 10,
    agent_removed = 11,
    task_invalid = 14,
    task_unauthorized = 15,
    group_invalid = 25,
    group_unauthorized = 26,
};

struct master_task_answer {
    std::string task_id{};
    master_task_state state = master_task_state::launched;
    master_reason reason = master_reason::none;
    std::string_view rule{}; ///< name of the rule that is broken; static; empty if launched
};

struct master_operation_answer {
    master_operation_type type = master_operation_type::unknown;
    std::string_view rule{}; ///< as above; a LAUNCH has one only if it fails as a whole
    bool reported = false;   ///< whether the framework is sent OPERATION_ERROR

    [[nodiscard]] bool ok() const noexcept { return rule.empty(); }
};

/// What the master does about an ACCEPT.
struct master_answer {
    std::string_view offers{};                         ///< the broken rule of offers, if any
    std::vector<master_task_answer> tasks{};           ///< in the order of the call
    std::vector<master_operation_answer> operations{}; ///< in the order of the call
    std::vector<std::string> rescinded{};              ///< offers that a DESTROY took along
    master_resources left{};                           ///< what nothing took, to be offered again

    /// Whether every task is launched and every operation done.
    [[nodiscard]] bool all_ok() const noexcept {
        for (master_task_answer const& task : tasks) {
            if (task.state != master_task_state::launched) {
                return false;
            }
        }
        for (master_operation_answer const& operation : operations) {
            if (!operation.ok()) {
                return false;
            }
        }
        return offers.empty();
    }
    /// The first rule that is broken; empty if `all_ok`.
    [[nodiscard]] std::string_view first_rule() const noexcept {
        if (!offers.empty()) {
            return offers;
        }
        for (master_task_answer const& task : tasks) {
            if (!task.rule.empty()) {
                return task.rule;
            }
        }
        for (master_operation_answer const& operation : operations) {
            if (!operation.ok()) {
                return operation.rule;
            }
        }
        return "";
    }
};

} // namespace berth::testing

#endif
