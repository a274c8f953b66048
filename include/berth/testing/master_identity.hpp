// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_IDENTITY_HPP
#define BERTH_TESTING_MASTER_IDENTITY_HPP

#include <berth/testing/master_name.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// What a resource is, and when the master takes two for the same (Mesos,
/// `src/common/resources.cpp`). All of it is about upgraded resources: see `upgrade`.
namespace berth::testing {

[[nodiscard]] inline bool is_reserved(master_resource const& r) noexcept {
    return !r.reservations.empty();
}
[[nodiscard]] inline bool is_dynamically_reserved(master_resource const& r) noexcept {
    return is_reserved(r) && r.reservations.back().type == master_reservation_type::dynamic;
}
[[nodiscard]] inline bool is_persistent_volume(master_resource const& r) noexcept {
    return r.disk && r.disk->persistence;
}

/// \returns the role of the innermost reservation; `*` if there is none.
[[nodiscard]] inline std::string_view reservation_role(master_resource const& r) noexcept {
    return is_reserved(r) ? std::string_view{*r.reservations.back().role} : "*";
}

/// \returns whether a role may be allocated it: unreserved, or reserved for it or an ancestor.
[[nodiscard]] inline bool is_allocatable_to(master_resource const& r,
                                            std::string_view role) noexcept {
    std::string_view const own = reservation_role(r);
    return !is_reserved(r) || own == role || is_strict_subrole(role, own);
}

/// \returns whether there is nothing of it: such entries vanish.
[[nodiscard]] inline bool is_nothing(master_resource const& r) noexcept {
    switch (r.type) {
    case master_value_type::scalar: return master_value::fixed(*r.scalar) <= 0;
    case master_value_type::ranges: return r.ranges->empty();
    case master_value_type::set: return r.set->empty();
    case master_value_type::text: break;
    }
    return true;
}

[[nodiscard]] inline bool same_reservation(master_reservation const& a,
                                           master_reservation const& b) {
    return a.type == b.type && a.role == b.role && a.principal == b.principal &&
           detail::equal_labels(a.labels, b.labels);
}

/// Compares all of a source, metadata too: who launches must copy it as offered.
[[nodiscard]] inline bool same_source(master_source const& a, master_source const& b) {
    return a.type == b.type && a.root == b.root && a.id == b.id && a.profile == b.profile &&
           a.vendor == b.vendor && detail::equal_labels(a.metadata, b.metadata);
}

/// Compares what a disk is. Where and how a volume is mounted, and who created it, is not part
/// of that.
[[nodiscard]] inline bool same_disk(master_disk const& a, master_disk const& b) {
    if (a.persistence.has_value() != b.persistence.has_value() ||
        a.source.has_value() != b.source.has_value()) {
        return false;
    }
    return (!a.persistence || a.persistence->id == b.persistence->id) &&
           (!a.source || same_source(*a.source, *b.source));
}

/// \returns whether the two differ in their amount only.
[[nodiscard]] inline bool same_kind(master_resource const& a, master_resource const& b) {
    if (a.name != b.name || a.type != b.type || a.shared != b.shared ||
        a.revocable != b.revocable || a.allocation_role != b.allocation_role ||
        a.provider_id != b.provider_id || a.disk.has_value() != b.disk.has_value() ||
        a.reservations.size() != b.reservations.size()) {
        return false;
    }
    for (std::size_t i = 0; i != a.reservations.size(); ++i) {
        if (!same_reservation(a.reservations[i], b.reservations[i])) {
            return false;
        }
    }
    return !a.disk || same_disk(*a.disk, *b.disk);
}

/// \requires the two are of one type.
[[nodiscard]] inline bool same_amount(master_resource const& a, master_resource const& b) {
    switch (a.type) {
    case master_value_type::scalar: return master_value::equal(*a.scalar, *b.scalar);
    case master_value_type::ranges: return master_value::equal(*a.ranges, *b.ranges);
    case master_value_type::set: return master_value::equal(*a.set, *b.set);
    case master_value_type::text: break;
    }
    return false;
}

/// Equality in the eyes of the master: kind and amount.
[[nodiscard]] inline bool same_resource(master_resource const& a, master_resource const& b) {
    return same_kind(a, b) && same_amount(a, b);
}

/// \returns whether part of it cannot be had: persistent volumes, whole disks, and shared things,
/// of which there are copies instead.
[[nodiscard]] inline bool is_indivisible(master_resource const& r) noexcept {
    if (r.shared || is_persistent_volume(r)) {
        return true;
    }
    if (!r.disk || !r.disk->source) {
        return false;
    }
    switch (r.disk->source->type) {
    case master_source_type::mount:
    case master_source_type::block: return true;
    case master_source_type::raw: return r.disk->source->id.has_value();
    case master_source_type::path:
    case master_source_type::unknown: break;
    }
    return false;
}

/// \requires the two are of one kind, and not indivisible.
[[nodiscard]] inline bool holds_amount(master_resource const& a, master_resource const& b) {
    switch (a.type) {
    case master_value_type::scalar: return master_value::contains(*a.scalar, *b.scalar);
    case master_value_type::ranges: return master_value::contains(*a.ranges, *b.ranges);
    case master_value_type::set: return master_value::contains(*a.set, *b.set);
    case master_value_type::text: break;
    }
    return false;
}

/// \effects adds the amount of `b` to `a`. \requires as `holds_amount`.
inline void add_amount(master_resource& a, master_resource const& b) {
    switch (a.type) {
    case master_value_type::scalar: a.scalar = master_value::add(*a.scalar, *b.scalar); break;
    case master_value_type::ranges: a.ranges = master_value::add(*a.ranges, *b.ranges); break;
    case master_value_type::set: a.set = master_value::add(*a.set, *b.set); break;
    case master_value_type::text: break;
    }
}

/// \effects takes the amount of `b` from `a`. \requires as `holds_amount`, which is true.
inline void subtract_amount(master_resource& a, master_resource const& b) {
    switch (a.type) {
    case master_value_type::scalar: a.scalar = master_value::subtract(*a.scalar, *b.scalar); break;
    case master_value_type::ranges: a.ranges = master_value::subtract(*a.ranges, *b.ranges); break;
    case master_value_type::set: a.set = master_value::subtract(*a.set, *b.set); break;
    case master_value_type::text: break;
    }
}

} // namespace berth::testing

#endif
