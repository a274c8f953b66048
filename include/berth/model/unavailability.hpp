// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_UNAVAILABILITY_HPP
#define BERTH_MODEL_UNAVAILABILITY_HPP

#include <berth/core/strong.hpp>

namespace berth {

/// When an operator takes an agent out of service, as offers announce it (Mesos,
/// `docs/maintenance.md`). A default one never comes.
struct unavailability {
    timestamp start = never;      ///< since the Unix epoch
    double seconds = never.value; ///< that it lasts; infinite without an end

    /// \returns what Mesos' message says; without a duration it has no end.
    [[nodiscard]] static constexpr unavailability
    from_nanoseconds(double start, double duration = never.value) noexcept {
        return {{start / 1e9}, duration / 1e9};
    }

    /// Whether it is going on at `now`, or begins within `ahead` seconds.
    [[nodiscard]] constexpr bool near(timestamp now, double ahead) const noexcept {
        return start.value <= now.value + ahead && now.value < start.value + seconds;
    }

    friend constexpr bool operator==(unavailability const&, unavailability const&) = default;
};

} // namespace berth

#endif
