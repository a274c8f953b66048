// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RANGE_HPP
#define BERTH_MODEL_RANGE_HPP

#include <cstdint>

namespace berth {

/// Whole numbers from `begin` to `end`, both included, as in Mesos' `Value.Range`.
struct range {
    std::uint64_t begin{};
    std::uint64_t end{};

    friend constexpr bool operator==(range, range) = default;
};

} // namespace berth

#endif
