// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_APPLY_HPP
#define BERTH_TESTING_MASTER_APPLY_HPP

#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_resources.hpp>

#include <string_view>
#include <utility>

namespace berth::testing {

/// \returns the disk that a volume is made of: without persistence, mount and sharing, but with
/// its source.
[[nodiscard]] inline master_resource strip_volume(master_resource r) {
    r.shared = false;
    if (r.disk) {
        r.disk->persistence.reset();
        r.disk->volume.reset();
        if (!r.disk->source) {
            r.disk.reset();
        }
    }
    return r;
}

/// \effects applies RESERVE, UNRESERVE, CREATE or DESTROY to a pool, one resource after the
/// other; nothing, if one of them cannot be.
/// \returns the name of the rule that is broken; empty if all is done.
/// \requires the resources are valid and upgraded.
///
/// Source: Mesos, `Resources::apply` in `src/common/resources.cpp`.
[[nodiscard]] inline std::string_view apply(master_resources& pool, master_operation const& what) {
    master_resources out = pool;
    for (master_resource const& r : what.resources) {
        if (!is_reserved(r)) {
            return "not_reserved";
        }
        master_resource from = r;
        master_resource to = r;
        switch (what.type) {
        case master_operation_type::reserve: from.reservations.pop_back(); break;
        case master_operation_type::unreserve: to.reservations.pop_back(); break;
        case master_operation_type::create: from = strip_volume(from); break;
        case master_operation_type::destroy: to = strip_volume(to); break;
        default: return "operation_not_applicable";
        }
        if (!out.subtract({from})) {
            return "not_contained";
        }
        if (what.type == master_operation_type::destroy && out.contains(r)) {
            return "shared_copies_remain";
        }
        out.add(to);
    }
    pool = std::move(out);
    return "";
}

} // namespace berth::testing

#endif
