// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_EXECUTOR_OVERHEAD_HPP
#define BERTH_MODEL_EXECUTOR_OVERHEAD_HPP

#include <berth/model/requirement.hpp>

namespace berth {

/// What an executor needs beside its task.
struct executor_overhead {
    quantity cpus{};
    quantity mem{};  ///< MB
    quantity disk{}; ///< MB

    friend constexpr bool operator==(executor_overhead const&, executor_overhead const&) = default;
};

/// What an agent adds to a task without an executor, for the command executor (Mesos,
/// `DEFAULT_EXECUTOR_CPUS` and `DEFAULT_EXECUTOR_MEM` of `src/slave/constants.hpp`). The master
/// does not account for it.
inline constexpr executor_overhead command_executor{
    quantity::thousandths(100), quantity::whole(32), {}};

/// \returns what a node needs together with its executor.
[[nodiscard]] constexpr requirement with_executor(requirement needs,
                                                  executor_overhead const& executor) {
    needs.cpus += executor.cpus;
    needs.mem += executor.mem;
    needs.disk += executor.disk;
    return needs;
}

} // namespace berth

#endif
