// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_VALIDATE_REQUIREMENT_HPP
#define BERTH_MODEL_VALIDATE_REQUIREMENT_HPP

#include <berth/core/result.hpp>
#include <berth/model/requirement.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

namespace detail {

[[nodiscard]] constexpr outcome validate_scalars(requirement const& needs) noexcept {
    if (needs.cpus < quantity{}) {
        return make_error(errc::negative, "requirement.cpus");
    }
    if (needs.mem < quantity{}) {
        return make_error(errc::negative, "requirement.mem");
    }
    if (needs.disk < quantity{}) {
        return make_error(errc::negative, "requirement.disk");
    }
    for (std::size_t i = 0; i < needs.scalars.size(); ++i) {
        auto const& [name, amount] = needs.scalars[i];
        if (name.empty()) {
            return make_error(errc::empty, "requirement.scalars", "a resource needs a name");
        }
        auto const kind = kind_of(name);
        if (kind != resource_kind::custom && kind != resource_kind::gpus) {
            return make_error(errc::unsupported, "requirement.scalars", name);
        }
        if (amount < quantity{}) {
            return make_error(errc::negative, "requirement.scalars", name);
        }
        for (std::size_t k = 0; k < i; ++k) {
            if (needs.scalars[k].name == name) {
                return make_error(errc::duplicate, "requirement.scalars", name);
            }
        }
        if (kind == resource_kind::gpus && amount.thousandths() % 1000 != 0) {
            return make_error(errc::out_of_range, "requirement.scalars",
                              "gpus come in whole numbers");
        }
    }
    return ok;
}

[[nodiscard]] constexpr outcome validate_ports(requirement const& needs) noexcept {
    for (std::size_t i = 0; i < needs.ports.size(); ++i) {
        std::uint32_t const port = needs.ports[i];
        if (port > 65535) {
            return make_error(errc::out_of_range, "requirement.ports", "a port is at most 65535");
        }
        for (std::size_t k = 0; port != 0 && k < i; ++k) {
            if (needs.ports[k] == port) {
                text<160> which{};
                which.append_decimal(port);
                return make_error(errc::duplicate, "requirement.ports", which);
            }
        }
    }
    return ok;
}

[[nodiscard]] constexpr error request_error(errc code, std::size_t index, std::string_view member,
                                            std::string_view why = {}) noexcept {
    return make_error(code, "requirement.volumes", index, member, why);
}

[[nodiscard]] constexpr outcome validate_local(volume_request const& volume,
                                               std::size_t i) noexcept {
    if (volume.size < quantity{}) {
        return request_error(errc::negative, i, "size");
    }
    if (volume.shared && volume.persistence_id.empty()) {
        return request_error(errc::unsupported, i, "shared",
                             "only an existing persistent volume can be shared");
    }
    if (!volume.persistence_id.empty()) {
        return ok;
    }
    if (volume.disk == disk_source::raw) {
        return request_error(errc::unsupported, i, "disk",
                             "a RAW disk must be made into another kind before it is used");
    }
    if (volume.disk == disk_source::root && !volume.profile.empty()) {
        return request_error(errc::contradictory, i, "profile", "the root disk has none");
    }
    if (!is_whole(volume.disk) && volume.size == quantity{}) {
        return request_error(errc::missing, i, "size", "a part of a disk has one");
    }
    return ok;
}

[[nodiscard]] constexpr outcome validate_volumes(requirement const& needs) noexcept {
    std::size_t separate = 0;
    for (std::size_t i = 0; i < needs.volumes.size(); ++i) {
        volume_request const& volume = needs.volumes[i];
        if (volume.purpose.empty()) {
            return request_error(errc::empty, i, "purpose");
        }
        for (std::size_t k = 0; k < i; ++k) {
            volume_request const& other = needs.volumes[k];
            if (other.purpose == volume.purpose) {
                return make_error(errc::duplicate, "requirement.volumes", volume.purpose);
            }
            if (!volume.external && !other.external && !volume.persistence_id.empty() &&
                volume.persistence_id == other.persistence_id) {
                return request_error(errc::duplicate, i, "persistence_id", volume.persistence_id);
            }
        }
        if (!volume.external) {
            if (outcome const done = validate_local(volume, i); !done) {
                return done;
            }
        }
        separate += volume.needs_separate_disk() ? 1U : 0U;
    }
    return separate <= max_separate_disks
               ? outcome{ok}
               : make_error(errc::too_large, "requirement.volumes",
                            "a node has at most 10 volumes on separate disks");
}

[[nodiscard]] constexpr outcome validate_placement(requirement const& needs) noexcept {
    if (needs.zonal_volumes && needs.external_volumes() == 0) {
        return make_error(errc::contradictory, "requirement.zonal_volumes",
                          "no volume is external");
    }
    if (!needs.zone_attribute.empty() && !needs.zonal_volumes) {
        return make_error(errc::contradictory, "requirement.zone_attribute",
                          "volumes are not zonal");
    }
    if (needs.attach_limit != 0 &&
        std::int64_t{needs.attach_limit} < std::int64_t{needs.external_volumes()}) {
        return make_error(errc::out_of_range, "requirement.attach_limit",
                          "one node has more external volumes");
    }
    return ok;
}

[[nodiscard]] constexpr outcome validate_roles(requirement const& needs) noexcept {
    if (needs.roles.empty()) {
        return make_error(errc::empty, "requirement.roles");
    }
    for (std::size_t i = 0; i < needs.roles.size(); ++i) {
        if (!is_role(needs.roles[i])) {
            return make_error(errc::bad_character, "requirement.roles", needs.roles[i]);
        }
        for (std::size_t k = 0; k < i; ++k) {
            if (needs.roles[k] == needs.roles[i]) {
                return make_error(errc::duplicate, "requirement.roles", needs.roles[i]);
            }
        }
    }
    return ok;
}

[[nodiscard]] constexpr bool asks_for_something(requirement const& needs) noexcept {
    bool out = needs.cpus + needs.mem + needs.disk > quantity{} || !needs.ports.empty();
    for (named_quantity const& scalar : needs.scalars) {
        out = out || scalar.amount > quantity{};
    }
    for (volume_request const& volume : needs.volumes) {
        out = out || !volume.external;
    }
    return out;
}

} // namespace detail

/// Whether the master could ever accept a launch with these resources, or the first fault: a
/// negative amount, a fraction of a GPU, the same fixed port or volume purpose twice, a port above
/// 65535, a name that has a field of its own, a local volume without size, zones or an attach limit that contradict the volumes, no roles or a name that
/// is none, nothing asked for at all (Mesos refuses a task without resources,
/// `src/master/validation.cpp`). \complexity quadratic in each list
[[nodiscard]] constexpr outcome validate(requirement const& needs) noexcept {
    for (auto const check :
         {detail::validate_scalars, detail::validate_ports, detail::validate_volumes,
          detail::validate_placement, detail::validate_roles}) {
        if (outcome const done = check(needs); !done) {
            return done;
        }
    }
    if (!detail::asks_for_something(needs)) {
        return make_error(errc::empty, "requirement", "a task needs at least one resource");
    }
    return ok;
}

} // namespace berth

#endif
