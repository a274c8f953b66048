// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_RESOURCE_HPP
#define BERTH_TESTING_MASTER_RESOURCE_HPP

#include <berth/testing/master_name.hpp>
#include <berth/testing/master_value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::testing {

// Enumerators carry the numbers of the protocol: `static_cast` reads them.
enum class master_value_type { scalar = 0, ranges = 1, set = 2, text = 3 };
enum class master_reservation_type { unknown = 0, fixed = 1, dynamic = 2 }; ///< `fixed` is STATIC
enum class master_source_type { unknown = 0, path = 1, mount = 2, block = 3, raw = 4 };
enum class master_volume_mode { rw = 1, ro = 2 };

struct master_label {
    std::string key{};
    std::optional<std::string> value{};

    friend auto operator<=>(master_label const&, master_label const&) = default;
};
using master_labels = std::vector<master_label>;

/// `Resource.ReservationInfo`.
struct master_reservation {
    std::optional<master_reservation_type> type{};
    std::optional<std::string> role{};
    std::optional<std::string> principal{};
    std::optional<master_labels> labels{};

    friend bool operator==(master_reservation const&, master_reservation const&) = default;
};

/// `Resource.DiskInfo.Persistence`.
struct master_persistence {
    std::string id{};
    std::optional<std::string> principal{};

    friend bool operator==(master_persistence const&, master_persistence const&) = default;
};

/// `Resource.DiskInfo.volume`: where a persistent volume is mounted.
struct master_disk_volume {
    std::string container_path{};
    master_volume_mode mode = master_volume_mode::rw;
    std::optional<std::string> host_path{};

    friend bool operator==(master_disk_volume const&, master_disk_volume const&) = default;
};

/// `Resource.DiskInfo.Source`; `root` is that of its path or mount.
struct master_source {
    master_source_type type = master_source_type::unknown;
    std::optional<std::string> root{};
    std::optional<std::string> id{};
    std::optional<std::string> profile{};
    std::optional<std::string> vendor{};
    std::optional<master_labels> metadata{};

    friend bool operator==(master_source const&, master_source const&) = default;
};

struct master_disk {
    std::optional<master_persistence> persistence{};
    std::optional<master_disk_volume> volume{};
    std::optional<master_source> source{};

    friend bool operator==(master_disk const&, master_disk const&) = default;
};

/// `Resource` as a plain value, whatever the format of its reservations.
///
/// Equality is that of its fields; what the master calls equal is `same_resource`.
struct master_resource {
    std::string name{};
    master_value_type type = master_value_type::scalar;
    std::optional<double> scalar{}; ///< MB for `mem` and `disk`
    std::optional<master_ranges> ranges{};
    std::optional<master_set> set{};
    std::optional<std::string> role{};               ///< deprecated
    std::optional<master_reservation> reservation{}; ///< of the format before refinement
    std::vector<master_reservation> reservations{};  ///< the last one is the innermost
    std::optional<master_disk> disk{};
    bool revocable = false;
    bool shared = false;
    std::optional<std::string> allocation_role{};
    std::optional<std::string> provider_id{};

    friend bool operator==(master_resource const&, master_resource const&) = default;
};

namespace detail {

// Labels have no order, and each counts as often as it stands there.
[[nodiscard]] inline bool equal_labels(std::optional<master_labels> const& a,
                                       std::optional<master_labels> const& b) {
    if (!a || !b || a->size() != b->size() || *a == *b) {
        return a == b;
    }
    master_labels left = *a;
    master_labels right = *b;
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    return left == right;
}

[[nodiscard]] inline std::string_view fault_of_scalar(double value) noexcept {
    if (!std::isfinite(value)) {
        return "scalar_not_finite";
    }
    if (value > master_value::largest) {
        return "scalar_too_large";
    }
    bool const absent = value >= 0.0 && value <= 0.0;
    bool const positive = value > 0.0 && master_value::fixed(value) > 0;
    return absent || positive ? "" : "scalar_not_positive";
}

[[nodiscard]] inline std::string_view fault_of_ranges(master_ranges ranges) {
    for (master_range const& r : ranges) {
        if (r.end < r.begin) {
            return "range_inverted";
        }
    }
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i].begin <= ranges[i - 1].end) {
            return "range_overlap";
        }
    }
    return "";
}

[[nodiscard]] inline std::string_view fault_of_set(master_set items) {
    std::sort(items.begin(), items.end());
    return std::adjacent_find(items.begin(), items.end()) == items.end() ? "" : "set_duplicate";
}

[[nodiscard]] inline std::string_view fault_of_value(master_resource const& r) {
    if (r.scalar.has_value() != (r.type == master_value_type::scalar) ||
        r.ranges.has_value() != (r.type == master_value_type::ranges) ||
        r.set.has_value() != (r.type == master_value_type::set)) {
        return r.type == master_value_type::text ? "type_text" : "value_of_other_type";
    }
    switch (r.type) {
    case master_value_type::scalar: return fault_of_scalar(*r.scalar);
    case master_value_type::ranges: return fault_of_ranges(*r.ranges);
    case master_value_type::set: return fault_of_set(*r.set);
    case master_value_type::text: return "type_text";
    }
    return "type_unknown";
}

[[nodiscard]] inline std::string_view fault_of_old_format(master_resource const& r) {
    std::string_view const role = r.role ? std::string_view{*r.role} : "*";
    if (!is_master_role(role)) {
        return "role_invalid";
    }
    if (r.reservation && r.reservation->type) {
        return "reservation_type_set";
    }
    if (r.reservation && r.reservation->role) {
        return "reservation_role_set";
    }
    return r.reservation && role == "*" ? "reserve_star" : "";
}

[[nodiscard]] inline std::string_view fault_of_stack(std::vector<master_reservation> const& all) {
    for (master_reservation const& each : all) {
        if (each.type.value_or(master_reservation_type::unknown) ==
            master_reservation_type::unknown) {
            return "reservation_type_missing";
        }
        if (!each.role) {
            return "reservation_role_missing";
        }
        if (!is_master_role(*each.role)) {
            return "role_invalid";
        }
        if (*each.role == "*") {
            return "reserve_star";
        }
    }
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i].type == master_reservation_type::fixed) {
            return "refinement_static";
        }
        if (!is_strict_subrole(*all[i].role, *all[i - 1].role)) {
            return "refinement_not_child";
        }
    }
    return "";
}

// The deprecated fields beside a stack: as the master's HTTP endpoints write them.
[[nodiscard]] inline std::string_view fault_of_endpoint_format(master_resource const& r) {
    if (r.reservations.size() > 1) {
        return r.role ? "role_beside_stack" : r.reservation ? "reservation_beside_stack" : "";
    }
    master_reservation const& only = r.reservations.front();
    if (r.role && r.role != only.role) {
        return "role_disagrees";
    }
    bool const dynamic = only.type == master_reservation_type::dynamic;
    if (dynamic ? r.role.has_value() != r.reservation.has_value() : r.reservation.has_value()) {
        return "reservation_disagrees";
    }
    bool const agrees = !r.reservation || (r.reservation->principal == only.principal &&
                                           equal_labels(r.reservation->labels, only.labels));
    return agrees ? "" : "reservation_disagrees";
}

} // namespace detail

/// The master's check of one resource, in any of the three formats of reservations.
///
/// It applies the rules of the unversioned API, as masters do to every call. Differences on
/// purpose: ranges that overlap are refused in either order (the master misses one), and NaN,
/// infinities and scalars above 9.0e12 have rules of their own.
///
/// \returns the name of the first rule that is broken; empty if none is.
///
/// Source: Mesos, `Resources::validate` in `src/common/resources.cpp`.
[[nodiscard]] inline std::string_view validate(master_resource const& r) {
    if (r.name.empty()) {
        return "name_empty";
    }
    if (std::string_view const fault = detail::fault_of_value(r); !fault.empty()) {
        return fault;
    }
    if (r.disk && r.name != "disk") {
        return "disk_info_name";
    }
    if (r.disk && r.disk->source && r.disk->source->type == master_source_type::unknown) {
        return "disk_source_unknown";
    }
    if (r.reservations.empty()) {
        if (std::string_view const fault = detail::fault_of_old_format(r); !fault.empty()) {
            return fault;
        }
    } else {
        if (std::string_view const fault = detail::fault_of_stack(r.reservations); !fault.empty()) {
            return fault;
        }
        if (std::string_view const fault = detail::fault_of_endpoint_format(r); !fault.empty()) {
            return fault;
        }
    }
    return r.shared && !(r.disk && r.disk->persistence) ? "shared_not_volume" : "";
}

/// \returns the resource with its reservations as a stack only, and no deprecated field.
/// \requires `validate(r).empty()`.
[[nodiscard]] inline master_resource upgrade(master_resource r) {
    if (r.reservations.empty() && r.role && *r.role != "*") {
        master_reservation bottom = r.reservation.value_or(master_reservation{});
        bottom.type =
            r.reservation ? master_reservation_type::dynamic : master_reservation_type::fixed;
        bottom.role = std::move(r.role);
        r.reservations.push_back(std::move(bottom));
    }
    r.role.reset();
    r.reservation.reset();
    return r;
}

} // namespace berth::testing

#endif
