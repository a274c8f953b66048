// SPDX-License-Identifier: Apache-2.0
// Short ways to write the resources that the judge works on.
#ifndef BERTH_TESTS_SUPPORT_MASTER_MAKE_HPP
#define BERTH_TESTS_SUPPORT_MASTER_MAKE_HPP

#include <berth/testing/master_resource.hpp>

#include <optional>
#include <string>
#include <utility>

namespace berth_test {

using berth::testing::master_disk;
using berth::testing::master_labels;
using berth::testing::master_ranges;
using berth::testing::master_reservation;
using berth::testing::master_reservation_type;
using berth::testing::master_resource;
using berth::testing::master_set;
using berth::testing::master_source;
using berth::testing::master_source_type;
using berth::testing::master_value_type;
using berth::testing::master_volume_mode;

[[nodiscard]] inline master_resource make_scalar(std::string name, double value) {
    master_resource out;
    out.name = std::move(name);
    out.scalar = value;
    return out;
}
[[nodiscard]] inline master_resource make_cpus(double value) { return make_scalar("cpus", value); }
[[nodiscard]] inline master_resource make_mem(double mb) { return make_scalar("mem", mb); }
[[nodiscard]] inline master_resource make_disk(double mb) { return make_scalar("disk", mb); }

[[nodiscard]] inline master_resource make_ports(master_ranges ranges) {
    master_resource out;
    out.name = "ports";
    out.type = master_value_type::ranges;
    out.ranges = std::move(ranges);
    return out;
}

[[nodiscard]] inline master_resource make_set(std::string name, master_set items) {
    master_resource out;
    out.name = std::move(name);
    out.type = master_value_type::set;
    out.set = std::move(items);
    return out;
}

/// Adds a reservation of the role to the stack: dynamic if it has a principal, else static.
[[nodiscard]] inline master_resource reserved(master_resource r, std::string role,
                                              std::optional<std::string> principal = {}) {
    auto const type = principal ? master_reservation_type::dynamic : master_reservation_type::fixed;
    r.reservations.push_back({type, std::move(role), std::move(principal), {}});
    return r;
}

[[nodiscard]] inline master_resource allocated(master_resource r, std::string role) {
    r.allocation_role = std::move(role);
    return r;
}

[[nodiscard]] inline master_resource revocable(master_resource r) {
    r.revocable = true;
    return r;
}

[[nodiscard]] inline master_resource on_source(master_resource r, master_source_type type,
                                               std::optional<std::string> root = {},
                                               std::optional<std::string> id = {}) {
    if (!r.disk) {
        r.disk.emplace();
    }
    r.disk->source = master_source{type, std::move(root), std::move(id), {}, {}, {}};
    return r;
}

/// Turns a disk into a persistent volume.
[[nodiscard]] inline master_resource volume(master_resource r, std::string id,
                                            std::optional<std::string> principal = {}) {
    if (!r.disk) {
        r.disk.emplace();
    }
    r.disk->persistence = {std::move(id), std::move(principal)};
    r.disk->volume = {"data", master_volume_mode::rw, {}};
    return r;
}

[[nodiscard]] inline master_resource shared(master_resource r) {
    r.shared = true;
    return r;
}

[[nodiscard]] inline master_resource provided(master_resource r, std::string provider) {
    r.provider_id = std::move(provider);
    return r;
}

} // namespace berth_test

#endif
