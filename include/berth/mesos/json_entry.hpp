// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_ENTRY_HPP
#define BERTH_MESOS_JSON_ENTRY_HPP

#include <berth/mesos/json_value.hpp>
#include <berth/model/offer_builder.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

// Reads one resource or attribute of an offer of the v1 HTTP API.
namespace detail::from_json {

using json_fields::member;
using json_fields::read;
using json_fields::read_optional;
using json_fields::read_required;
using json_fields::with_each;
using json_fields::with_optional;
using json_fields::with_required;

// The number of an enumerator of Mesos, or -1, which the builder calls unknown.
[[nodiscard]] constexpr int value_type_named(std::string_view name) noexcept {
    return name == "SCALAR"   ? 0
           : name == "RANGES" ? 1
           : name == "SET"    ? 2
           : name == "TEXT"   ? 3
                              : -1;
}

// Of an optional enumeration Mesos leaves a name that it does not know unset.
[[nodiscard]] constexpr int reservation_type_named(std::string_view name) noexcept {
    return name == "STATIC" ? 1 : name == "DYNAMIC" ? 2 : 0;
}

[[nodiscard]] constexpr int disk_source_named(std::string_view name) noexcept {
    return name == "PATH" ? 1 : name == "MOUNT" ? 2 : name == "BLOCK" ? 3 : name == "RAW" ? 4 : -1;
}

// The head of a resource or an attribute. A type that Mesos does not know fails the message.
template <json_value J>
[[nodiscard]] outcome read_name_and_type(J const& entry, std::string_view& name, int& type) {
    if (outcome const done = read_required(entry, "name", name); !done) {
        return done;
    }
    std::string_view text;
    if (outcome const done = read_required(entry, "type", text); !done) {
        return done;
    }
    type = value_type_named(text);
    return type < 0 ? outcome{make_error(errc::unknown, "type", text)} : outcome{ok};
}

// The role that a resource, or a whole offer, is allocated to.
template <json_value J>
[[nodiscard]] outcome read_allocation(J const& object, std::string_view& role) {
    return with_optional(object, "allocation_info", [&](J const& allocation) {
        return read_optional(allocation, "role", role);
    });
}

// The values of a resource or an attribute: the one of its type, if the offer is in order.
template <json_value J>
[[nodiscard]] outcome read_values(J const& entry, offer_builder& to) {
    outcome done = with_optional(entry, "scalar", [&](J const& scalar) {
        double amount = 0.0;
        outcome const read = read_required(scalar, "value", amount);
        to.scalar(amount);
        return read;
    });
    if (!done) {
        return done;
    }
    done = with_optional(entry, "ranges", [&](J const& ranges) {
        to.ranges();
        return with_each(ranges, "range", [&](J const& r) -> outcome {
            std::uint64_t begin = 0;
            std::uint64_t end = 0;
            if (outcome const read = read_required(r, "begin", begin); !read) {
                return read;
            }
            outcome const read = read_required(r, "end", end);
            to.range(begin, end);
            return read;
        });
    });
    if (!done) {
        return done;
    }
    return with_optional(entry, "set", [&](J const& set) {
        to.set();
        return with_each(set, "item", [&](J const& item) {
            std::string_view text;
            outcome const read_item = read(item, text);
            to.item(text);
            return read_item;
        });
    });
}

// Passes an optional member that is text to `use`.
template <json_value J, class Use>
[[nodiscard]] outcome pass_text(J const& object, char const* key, Use use) {
    return with_optional(object, key, [&](J const& value) {
        std::string_view text;
        outcome const done = read(value, text);
        use(text);
        return done;
    });
}

// Passes an optional member of the form `{"value": "..."}` to `use`.
template <json_value J, class Use>
[[nodiscard]] outcome pass_value(J const& object, char const* key, Use use) {
    return with_optional(object, key, [&](J const& inner) {
        std::string_view text;
        outcome const done = read_required(inner, "value", text);
        use(text);
        return done;
    });
}

template <json_value J>
[[nodiscard]] outcome read_disk_source(J const& source, offer_builder& to) {
    std::string_view type;
    if (outcome const done = read_required(source, "type", type); !done) {
        return done;
    }
    to.disk_source(disk_source_named(type));
    for (char const* const kind : {"path", "mount"}) {
        outcome const done = with_optional(source, kind, [&](J const& place) {
            return pass_text(place, "root", [&](std::string_view root) { to.disk_root(root); });
        });
        if (!done) {
            return done;
        }
    }
    if (outcome const done = pass_text(source, "id", [&](std::string_view id) { to.disk_id(id); });
        !done) {
        return done;
    }
    if (outcome const done =
            pass_text(source, "profile", [&](std::string_view name) { to.disk_profile(name); });
        !done) {
        return done;
    }
    return pass_text(source, "vendor", [&](std::string_view name) { to.disk_vendor(name); });
}

template <json_value J>
[[nodiscard]] outcome read_disk(J const& disk, offer_builder& to) {
    to.disk();
    outcome const done = with_optional(disk, "persistence", [&](J const& persistence) {
        std::string_view id;
        outcome const read = read_required(persistence, "id", id);
        to.persistence(id);
        return read;
    });
    return done ? with_optional(disk, "source",
                                [&](J const& source) { return read_disk_source(source, to); })
                : done;
}

// The reservation, in each of its formats.
template <json_value J>
[[nodiscard]] outcome read_reservations(J const& entry, offer_builder& to) {
    if (outcome const done =
            pass_text(entry, "role", [&](std::string_view role) { to.role(role); });
        !done) {
        return done;
    }
    outcome const done = with_optional(entry, "reservation", [&](J const& old) -> outcome {
        if (!old.is_object()) {
            return make_error(errc::wrong_type, {}, "an object is expected");
        }
        to.old_reservation(member(old, "type") != nullptr, member(old, "role") != nullptr);
        return ok;
    });
    if (!done) {
        return done;
    }
    return with_each(entry, "reservations", [&](J const& reservation) -> outcome {
        std::string_view type;
        std::string_view role;
        if (outcome const read = read_optional(reservation, "type", type); !read) {
            return read;
        }
        outcome const read = read_optional(reservation, "role", role);
        to.reservation(reservation_type_named(type), role);
        return read;
    });
}

template <json_value J>
[[nodiscard]] outcome read_resource(J const& entry, offer_builder& to) {
    std::string_view name;
    int type = 0;
    if (outcome const done = read_name_and_type(entry, name, type); !done) {
        return done;
    }
    to.resource(name, type);
    if (outcome const done = read_values(entry, to); !done) {
        return done;
    }
    if (outcome const done = read_reservations(entry, to); !done) {
        return done;
    }
    std::string_view allocation;
    if (outcome const done = read_allocation(entry, allocation); !done) {
        return done;
    }
    if (!allocation.empty()) {
        to.allocation(allocation);
    }
    if (member(entry, "shared") != nullptr) {
        to.shared();
    }
    if (member(entry, "revocable") != nullptr) {
        to.revocable();
    }
    if (outcome const done =
            pass_value(entry, "provider_id", [&](std::string_view id) { to.provider(id); });
        !done) {
        return done;
    }
    return with_optional(entry, "disk", [&](J const& disk) { return read_disk(disk, to); });
}

template <json_value J>
[[nodiscard]] outcome read_attribute(J const& entry, offer_builder& to) {
    std::string_view name;
    int type = 0;
    if (outcome const done = read_name_and_type(entry, name, type); !done) {
        return done;
    }
    to.attribute(name, type);
    outcome const done = read_values(entry, to);
    return done ? pass_value(entry, "text", [&](std::string_view text) { to.text(text); }) : done;
}

} // namespace detail::from_json

} // namespace berth

#endif
