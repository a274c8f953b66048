// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_TASK_STATUS_HPP
#define BERTH_MODEL_TASK_STATUS_HPP

#include <berth/model/evidence.hpp>

#include <string_view>

namespace berth {

/// The parts of an UPDATE event that berth reads. Text is borrowed from the event; what the
/// event leaves out is empty.
struct task_status {
    std::string_view task_id{};
    std::string_view agent_id{};
    std::string_view uuid{}; ///< as the framework has it (raw or base64); it is only passed back
    std::string_view message{};
    evidence said{};
};

} // namespace berth

#endif
