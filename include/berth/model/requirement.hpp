// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_REQUIREMENT_HPP
#define BERTH_MODEL_REQUIREMENT_HPP

#include <berth/core/text.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/model/constraints.hpp>
#include <berth/model/quantity.hpp>
#include <berth/model/resource.hpp>
#include <berth/model/role.hpp>
#include <berth/model/volume_request.hpp>

#include <cstddef>
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

using role_name = text<255>;

namespace detail {

template <class Names>
[[nodiscard]] constexpr bool is_among(Names const& names, std::string_view name) noexcept {
    for (auto const& known : names) {
        if (known == name) {
            return true;
        }
    }
    return false;
}

} // namespace detail

/// What one node needs of an agent. A regular value; shared by all nodes of a group.
struct requirement {
    quantity cpus{};
    quantity mem{};  ///< MB
    quantity disk{}; ///< MB of the agent's root disk; zero with external storage
    std::vector<named_quantity> scalars{}; ///< further scalars, each name once

    /// Ports in the order in which the node wants them; 0 is any free one.
    std::vector<std::uint32_t> ports{};

    /// What may be consumed: `*` unreserved resources, a name that role's reservations. An
    /// ancestor role must be named itself. Reservations are used before unreserved resources, the
    /// most refined first.
    std::vector<role_name> roles{role_name{"*"}};

    std::vector<volume_request> volumes{};

    /// Resources that are taken from revocable entries, and only from those, since the master
    /// refuses a task that mixes both under one name: `cpus`.
    std::vector<text<255>> revocable{};

    /// Ids of the resource providers whose resources may be consumed beside the agent's own.
    std::vector<text<255>> providers{};

    /// Whether a node that asks for no GPUs may still use an agent that has some.
    bool on_gpu_agents = false;

    /// Whether external volumes exist only in the zone in which they were made, as those of EBS
    /// and GCE do: a node then stays in the zone of its id.
    bool zonal_volumes = false;

    /// Whether the node's data lies on the agent's own disk: an id that was launched goes back to
    /// the agent of its last launch, or to its host, and nowhere else.
    bool local_data = false;

    /// The TEXT attribute by which an agent says its zone; empty: it is in the fault domain.
    text<63> zone_attribute{};

    /// How many external volumes the nodes of a group can have attached to one agent; 0: no limit.
    /// REX-Ray's EBS driver has 11 device letters by default. What else attaches volumes there,
    /// other groups too, has to be subtracted.
    std::uint32_t attach_limit = 0;

    /// Where a node may go, beside what it needs there.
    berth::constraints constraints{};

    /// An agent is shunned from this many seconds before its maintenance begins.
    double maintenance_ahead = 0.0;

    /// Host names and agent ids that get no node.
    std::vector<text<255>> avoided{};

    friend constexpr bool operator==(requirement const&, requirement const&) = default;

    /// Whether resources reserved for `role` (empty: unreserved ones) may be consumed.
    [[nodiscard]] constexpr bool allows(std::string_view role) const noexcept {
        for (role_name const& r : roles) {
            std::string_view const name = r;
            if (role.empty() ? name.size() == 1 && name[0] == '*' : name == role) {
                return true;
            }
        }
        return false;
    }

    /// Whether `entry` may be consumed at all: its reservation, its provider, and whether it is
    /// revocable.
    [[nodiscard]] constexpr bool admits(resource const& entry) const noexcept {
        return allows(entry.role) && entry.revocable == detail::is_among(revocable, entry.name) &&
               (!entry.provided || detail::is_among(providers, entry.detail().provider));
    }

    /// How much of a scalar that has a field of its own is taken; of `disk`, with the local
    /// volumes on the root disk.
    [[nodiscard]] constexpr quantity amount(resource_kind kind) const noexcept {
        quantity sum = kind == resource_kind::cpus   ? cpus
                       : kind == resource_kind::mem  ? mem
                       : kind == resource_kind::disk ? disk
                                                     : quantity{};
        for (volume_request const& volume : volumes) {
            if (kind == resource_kind::disk && volume.needs_root_disk()) {
                sum += volume.size;
            }
        }
        return sum;
    }

    /// Whether an id that was launched can go back only where its data is, so that it matters
    /// which of the free ids gets which place.
    [[nodiscard]] constexpr bool binds_ids() const noexcept { return zonal_volumes || local_data; }

    /// How many of its volumes lie outside the agent.
    [[nodiscard]] constexpr std::ptrdiff_t external_volumes() const noexcept {
        std::ptrdiff_t out = 0;
        for (volume_request const& volume : volumes) {
            out += volume.external ? 1 : 0;
        }
        return out;
    }

    /// What those are for, in their order. Refers to the requirement.
    [[nodiscard]] constexpr detail::buffer<std::string_view> external_purposes() const {
        detail::buffer<std::string_view> out;
        for (volume_request const& volume : volumes) {
            if (volume.external) {
                out.push_back(volume.purpose);
            }
        }
        return out;
    }

    /// Whether it asks for GPUs.
    [[nodiscard]] constexpr bool wants_gpus() const noexcept {
        for (named_quantity const& scalar : scalars) {
            if (scalar.name == "gpus" && scalar.amount > quantity{}) {
                return true;
            }
        }
        return false;
    }
};

/// How many local volumes on separate disks a node can have; `disk_fit` is exact up to here.
inline constexpr std::size_t max_separate_disks = 10;

} // namespace berth

#endif
