// SPDX-License-Identifier: Apache-2.0
#include "requirement.hpp"

#include "constraint.hpp"
#include "fields.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::errc;
using berth::make_error;
using berth::outcome;

outcome read_scalars(json const& from, std::vector<berth::named_quantity>& out) {
    if (!from.is_object()) {
        return make_error(errc::wrong_type, {}, "an object is expected");
    }
    for (auto const& [name, value] : from.items()) {
        if (value.is_null()) {
            continue;
        }
        berth::named_quantity& scalar = out.emplace_back();
        outcome const done = scalar.name.append(name) ? fields::read_amount(value, scalar.amount)
                                                      : outcome{make_error(errc::too_long, {})};
        if (!done) {
            return fields::within(name, done.error());
        }
    }
    return berth::ok;
}

template <class Text>
outcome read_names(json const& object, char const* key, std::vector<Text>& out) {
    if (fields::member(object, key) != nullptr) {
        out.clear();
    }
    return fields::with_each(
        object, key, [&](json const& name) { return fields::read_text(name, out.emplace_back()); });
}

outcome read_disk(json const& value, berth::disk_source& out) {
    std::string_view name;
    if (outcome const done = fields::read(value, name); !done) {
        return done;
    }
    for (auto const& [known, disk] :
         {std::pair{"ROOT", berth::disk_source::root}, std::pair{"PATH", berth::disk_source::path},
          std::pair{"MOUNT", berth::disk_source::mount},
          std::pair{"BLOCK", berth::disk_source::block},
          std::pair{"RAW", berth::disk_source::raw}}) {
        if (name == known) {
            out = disk;
            return berth::ok;
        }
    }
    return make_error(errc::unknown, {}, name);
}

// Unless the document says so, a volume is external if nothing is said of a disk.
outcome read_volume(json const& from, berth::volume_request& out) {
    if (outcome const done = fields::with_required(
            from, "purpose", [&](json const& v) { return fields::read_text(v, out.purpose); });
        !done) {
        return done;
    }
    out.external = true;
    for (char const* const key : {"size", "disk", "profile", "persistence_id"}) {
        out.external = out.external && fields::member(from, key) == nullptr;
    }
    outcome done = berth::ok;
    auto const read = [&](char const* key, auto use) {
        done = done ? fields::with_optional(from, key, use) : done;
    };
    read("container_path", [&](json const& v) { return fields::read_text(v, out.container_path); });
    read("external", [&](json const& v) { return fields::read_bool(v, out.external); });
    read("disk", [&](json const& v) { return read_disk(v, out.disk); });
    read("size", [&](json const& v) { return fields::read_amount(v, out.size); });
    read("profile", [&](json const& v) { return fields::read_text(v, out.profile); });
    read("persistence_id", [&](json const& v) { return fields::read_text(v, out.persistence_id); });
    read("shared", [&](json const& v) { return fields::read_bool(v, out.shared); });
    return done;
}

outcome read_amounts(json const& from, berth::requirement& out) {
    for (auto const& [key, to] :
         {std::pair{"cpus", &out.cpus}, std::pair{"mem", &out.mem}, std::pair{"disk", &out.disk}}) {
        berth::quantity& amount = *to;
        if (outcome const done = fields::with_optional(
                from, key, [&](json const& v) { return fields::read_amount(v, amount); });
            !done) {
            return done;
        }
    }
    if (outcome const done = fields::with_optional(from, "gpus",
                                                   [&](json const& v) {
                                                       berth::named_quantity& gpus =
                                                           out.scalars.emplace_back();
                                                       gpus.name.append("gpus");
                                                       return fields::read_amount(v, gpus.amount);
                                                   });
        !done) {
        return done;
    }
    return fields::with_optional(from, "scalars",
                                 [&](json const& v) { return read_scalars(v, out.scalars); });
}

// All of them have to hold.
outcome read_constraints(json const& from, berth::constraints& out) {
    return fields::with_each(from, "constraints", [&](json const& each) -> outcome {
        auto const one = read_constraint(each);
        if (one) {
            out = out && *one;
        }
        return one ? outcome{berth::ok} : one.error();
    });
}

} // namespace

outcome read_requirement(json const& from, berth::requirement& out) {
    if (outcome const done = read_amounts(from, out); !done) {
        return done;
    }
    if (outcome const done = fields::with_each(
            from, "ports",
            [&](json const& v) { return fields::read_number(v, 65535, out.ports.emplace_back()); });
        !done) {
        return done;
    }
    if (outcome const done = read_names(from, "roles", out.roles); !done) {
        return done;
    }
    if (outcome const done = read_names(from, "revocable", out.revocable); !done) {
        return done;
    }
    if (outcome const done = read_names(from, "providers", out.providers); !done) {
        return done;
    }
    if (outcome const done = fields::with_optional(
            from, "on_gpu_agents",
            [&](json const& v) { return fields::read_bool(v, out.on_gpu_agents); });
        !done) {
        return done;
    }
    if (outcome const done = read_names(from, "avoided", out.avoided); !done) {
        return done;
    }
    if (outcome const done = fields::with_optional(
            from, "maintenance_ahead",
            [&](json const& v) { return fields::read(v, out.maintenance_ahead); });
        !done) {
        return done;
    }
    if (outcome const done = read_constraints(from, out.constraints); !done) {
        return done;
    }
    return fields::with_each(
        from, "volumes", [&](json const& v) { return read_volume(v, out.volumes.emplace_back()); });
}
