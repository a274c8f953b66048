// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STEADY_CLOCK_HPP
#define EXAMPLES_ELASTICSEARCH_STEADY_CLOCK_HPP

#include <chrono>

/// Seconds that nobody turns back, from an arbitrary point on.
[[nodiscard]] inline double steady_seconds() {
    return std::chrono::duration<double>{std::chrono::steady_clock::now().time_since_epoch()}
        .count();
}

/// Seconds since the epoch, as in the status of a task, that never go backwards: the wall clock is
/// looked at once.
class epoch_clock {
public:
    [[nodiscard]] double now() const { return begin_ + (steady_seconds() - steady_begin_); }

private:
    double begin_ =
        std::chrono::duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
    double steady_begin_ = steady_seconds();
};

#endif
