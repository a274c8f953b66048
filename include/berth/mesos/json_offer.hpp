// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_OFFER_HPP
#define BERTH_MESOS_JSON_OFFER_HPP

#include <berth/mesos/json_value.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/offer_round.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

namespace detail {

using json_fields::member;
using json_fields::read;
using json_fields::read_optional;
using json_fields::read_required;
using json_fields::read_value;
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

// The value of a resource or an attribute, by its type.
template <json_value J>
[[nodiscard]] outcome read_typed_value(J const& entry, int type, offer_builder& to) {
    switch (type) {
    case 0: {
        double amount = 0.0;
        outcome const done = read_value(entry, "scalar", amount);
        to.scalar(amount);
        return done;
    }
    case 1:
        return with_required(entry, "ranges", [&](J const& ranges) {
            return with_each(ranges, "range", [&](J const& r) -> outcome {
                std::uint64_t begin = 0;
                std::uint64_t end = 0;
                if (outcome const done = read_required(r, "begin", begin); !done) {
                    return done;
                }
                outcome const done = read_required(r, "end", end);
                to.range(begin, end);
                return done;
            });
        });
    case 2:
        return with_required(entry, "set", [&](J const& set) {
            return with_each(set, "item", [&](J const& item) {
                std::string_view text;
                outcome const done = read(item, text);
                to.item(text);
                return done;
            });
        });
    case 3: {
        std::string_view text;
        outcome const done = read_value(entry, "text", text);
        to.text(text);
        return done;
    }
    default: return ok;
    }
}

template <json_value J>
[[nodiscard]] outcome read_disk(J const& disk, offer_builder& to) {
    if (!disk.is_object()) {
        return make_error(errc::wrong_type, {}, "an object is expected");
    }
    if (member(disk, "persistence") != nullptr) {
        to.special();
    }
    return with_optional(disk, "source", [&](J const& source) {
        std::string_view type;
        outcome const done = read_required(source, "type", type);
        to.disk(disk_source_named(type));
        return done;
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
    if (outcome const done = read_typed_value(entry, type, to); !done) {
        return done;
    }
    std::string_view role;
    if (outcome const done = read_allocation(entry, role); !done) {
        return done;
    }
    role = {};
    if (outcome const done = read_optional(entry, "role", role); !done) {
        return done;
    }
    if (!role.empty()) {
        to.role(role);
    }
    for (char const* const flag : {"shared", "revocable", "provider_id"}) {
        if (member(entry, flag) != nullptr) {
            to.special();
        }
    }
    if (outcome const done =
            with_optional(entry, "disk", [&](J const& disk) { return read_disk(disk, to); });
        !done) {
        return done;
    }
    return with_each(entry, "reservations", [&](J const& reservation) {
        std::string_view reserved;
        outcome const done = read_required(reservation, "role", reserved);
        to.reservation(reserved);
        return done;
    });
}

template <json_value J>
[[nodiscard]] outcome read_attribute(J const& entry, offer_builder& to) {
    std::string_view name;
    int type = 0;
    if (outcome const done = read_name_and_type(entry, name, type); !done) {
        return done;
    }
    to.attribute(name, type);
    return read_typed_value(entry, type, to);
}

template <json_value J>
[[nodiscard]] outcome read_domain(J const& domain, offer_builder& to) {
    return with_optional(domain, "fault_domain", [&](J const& fault) -> outcome {
        std::string_view region;
        std::string_view zone;
        auto const name_of = [&](char const* key, std::string_view& out) {
            return with_required(fault, key,
                                 [&](J const& part) { return read_required(part, "name", out); });
        };
        if (outcome const done = name_of("region", region); !done) {
            return done;
        }
        outcome const done = name_of("zone", zone);
        to.fault_domain(region, zone);
        return done;
    });
}

} // namespace detail

/// Adds an offer of the v1 HTTP API (Mesos, `include/mesos/v1/mesos.proto`, as JSON) to a round.
/// Unknown fields are ignored and null is absent, as for Mesos.
///
/// \returns an error with the path of the field if the document does not have the shape of an
///          offer; it is then not added. A *value* that the master's rules refuse is not such an
///          error: the offer is added and faulty.
/// `json` must outlive the round.
template <json_value J>
[[nodiscard]] outcome read_offer(J const& json, offer_round& round) {
    offer_builder to{round};
    std::string_view id;
    std::string_view agent_id;
    std::string_view hostname;
    if (outcome const done = json_fields::read_value(json, "id", id); !done) {
        return done;
    }
    if (outcome const done = json_fields::read_value(json, "agent_id", agent_id); !done) {
        return done;
    }
    if (outcome const done = json_fields::read_required(json, "hostname", hostname); !done) {
        return done;
    }
    to.id(id);
    to.agent_id(agent_id);
    to.hostname(hostname);
    std::string_view role;
    if (outcome const done = detail::read_allocation(json, role); !done) {
        return done;
    }
    to.allocation_role(role);
    if (outcome const done = json_fields::with_optional(
            json, "domain", [&](J const& domain) { return detail::read_domain(domain, to); });
        !done) {
        return done;
    }
    if (outcome const done = json_fields::with_each(
            json, "resources", [&](J const& r) { return detail::read_resource(r, to); });
        !done) {
        return done;
    }
    if (outcome const done = json_fields::with_each(
            json, "attributes", [&](J const& a) { return detail::read_attribute(a, to); });
        !done) {
        return done;
    }
    to.finish();
    return ok;
}

} // namespace berth

#endif
