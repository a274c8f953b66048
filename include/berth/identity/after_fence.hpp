// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_AFTER_FENCE_HPP
#define BERTH_IDENTITY_AFTER_FENCE_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/identity/recycling_tables.hpp>

#include <string_view>

namespace berth {

/// What is known of a storage driver as a fence.
struct fence_driver {
    std::string_view name{}; ///< as in REX-Ray's configuration
    bool fences = false;     ///< whether a second attach takes the volume from the first host
    std::string_view why{};
};

/// The storage drivers of REX-Ray (`libstorage/drivers/storage/`), by what attaching does when
/// pre-emption is on and the volume is attached elsewhere.
inline constexpr fence_driver fence_drivers[]{
    {"azureud", true, "detached there first"},
    {"cinder", true, "detached there first"},
    {"dobs", true, "detached there first"},
    {"ebs", true, "detached there by force first"},
    {"gcepd", true, "detached there first"},
    {"scaleio", true, "unmapped from every host first"},
    {"virtualbox", true, "detached there first"},
    {"efs", false, "it never refuses a second host"},
    {"isilon", false, "its documentation does not promise to take it from the first host"},
    {"rbd", false, "it maps the image a second time and unmaps nothing"},
    {"s3fs", false, "it never refuses a second host"},
};

/// What is known of a driver, written alone or as `rexray/<driver>`. Errors: `unknown`.
[[nodiscard]] constexpr result<fence_driver, errc>
fence_driver_named(std::string_view name) noexcept {
    constexpr std::string_view family = "rexray/";
    if (name.substr(0, family.size()) == family) {
        name.remove_prefix(family.size());
    }
    for (fence_driver const& known : fence_drivers) {
        if (known.name == name) {
            return known;
        }
    }
    return errc::unknown;
}

/// A master calls an agent unreachable after five pings of 15 s (Mesos,
/// `src/master/constants.hpp`), so nothing shorter can be told from a short disturbance.
inline constexpr double least_fence_seconds = 75.0;

/// `proven_gone`, but a held id is free `seconds` after it became held, because the storage driver
/// takes its volumes from the old task at the next attach. For volumes with pre-emption switched
/// on, on every agent (`libstorage.integration.volume.operations.mount.preempt`); choose a time
/// after which a task that lost its volumes, or its agent, has stopped by itself.
///
/// The time runs from when this process first hears of the doubt; a restart begins it anew.
///
/// Errors: `empty` and `unsupported` for `fenceDriver` (one that is not known, or does not fence),
/// `out_of_range` for a `fenceDelay` below 75 s, or no number.
[[nodiscard]] constexpr result<recycling_table> after_fence(std::string_view driver,
                                                            double seconds) noexcept {
    if (driver.empty()) {
        return make_error(errc::empty, "fenceDriver", "a delay without a fence proves nothing");
    }
    auto const known = fence_driver_named(driver);
    if (!known || !known->fences) {
        auto out = make_error(errc::unsupported, "fenceDriver", driver);
        out.detail.append_clipped(": ");
        out.detail.append_clipped(known ? known->why
                                        : "not known to take a volume from its holder");
        return out;
    }
    if (!(seconds >= least_fence_seconds && seconds <= 1.0e9)) {
        return make_error(errc::out_of_range, "fenceDelay", "at least 75 seconds");
    }
    return proven_gone.fenced("after_fence", text<31>{known->name}, seconds);
}

} // namespace berth

#endif
