// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_REQUIREMENT_HPP
#define BERTH_MODEL_REQUIREMENT_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/model/quantity.hpp>
#include <berth/model/resource.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace berth {

/// An amount of a resource that rules do not know by name (`gpus`, `licenses`, ...).
struct named_quantity {
    text<63> name{};
    quantity amount{};

    friend constexpr bool operator==(named_quantity const&, named_quantity const&) = default;
};

/// A volume that a node needs: what it is for and where its container expects it.
struct volume_request {
    text<63> purpose{};         ///< part of the volume's name: `data`
    text<255> container_path{}; ///< `/usr/share/elasticsearch/data`

    friend constexpr bool operator==(volume_request const&, volume_request const&) = default;
};

using role_name = text<255>;

/// What one node needs of an agent. A regular value; shared by all nodes of a group.
struct requirement {
    quantity cpus{};
    quantity mem{};  ///< MB
    quantity disk{}; ///< MB of the agent's root disk; zero with external storage
    std::vector<named_quantity> scalars{}; ///< further scalars, each name once

    /// Ports in the order in which the node wants them; 0 is any free one.
    std::vector<std::uint32_t> ports{};

    /// What may be consumed: `*` unreserved resources, a name that role's reservations. An
    /// ancestor role must be named itself. Reservations are used before unreserved resources.
    std::vector<role_name> roles{role_name{"*"}};

    std::vector<volume_request> volumes{};

    friend constexpr bool operator==(requirement const&, requirement const&) = default;

    /// Whether resources reserved for `role` (empty: unreserved ones) may be consumed.
    [[nodiscard]] constexpr bool allows(std::string_view role) const noexcept {
        std::string_view const wanted = role.empty() ? "*" : role;
        for (role_name const& r : roles) {
            if (r == wanted) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] constexpr quantity amount(resource_kind kind) const noexcept {
        switch (kind) {
        case resource_kind::cpus: return cpus;
        case resource_kind::mem: return mem;
        case resource_kind::disk: return disk;
        default: return {};
        }
    }
};

/// Whether the master could ever accept a launch with these resources, or the first fault:
/// a negative amount, the same fixed port or volume purpose twice, a port above 65535, a name
/// that has a field of its own, no roles, nothing asked for at all (Mesos refuses a task without
/// resources, `src/master/validation.cpp`).
[[nodiscard]] constexpr outcome validate(requirement const& needs) noexcept {
    if (needs.cpus < quantity{}) {
        return make_error(errc::negative, "requirement.cpus");
    }
    if (needs.mem < quantity{}) {
        return make_error(errc::negative, "requirement.mem");
    }
    if (needs.disk < quantity{}) {
        return make_error(errc::negative, "requirement.disk");
    }
    bool something = needs.cpus + needs.mem + needs.disk > quantity{} || !needs.ports.empty();
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
        something = something || amount > quantity{};
    }
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
    for (std::size_t i = 0; i < needs.volumes.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (needs.volumes[k].purpose == needs.volumes[i].purpose) {
                return make_error(errc::duplicate, "requirement.volumes", needs.volumes[i].purpose);
            }
        }
    }
    if (needs.roles.empty()) {
        return make_error(errc::empty, "requirement.roles");
    }
    if (!something) {
        return make_error(errc::empty, "requirement", "a task needs at least one resource");
    }
    return ok;
}

} // namespace berth

#endif
