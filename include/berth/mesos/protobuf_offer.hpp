// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_PROTOBUF_OFFER_HPP
#define BERTH_MESOS_PROTOBUF_OFFER_HPP

#include <berth/mesos/protobuf_value.hpp>
#include <berth/mesos/unread.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/offer_round.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>

namespace berth {

/// A message with a name and a value of one of Mesos' types: a resource or an attribute. Part of
/// `protobuf_offer`.
template <class T>
concept protobuf_entry = borrowed<T> && requires(T entry) {
    { entry.name() } -> borrowed_text;
    static_cast<int>(entry.type());
    { entry.has_scalar() } -> std::convertible_to<bool>;
    { entry.scalar().value() } -> std::convertible_to<double>;
    { entry.has_ranges() } -> std::convertible_to<bool>;
    { (*entry.ranges().range().begin()).begin() } -> std::convertible_to<std::uint64_t>;
    { (*entry.ranges().range().begin()).end() } -> std::convertible_to<std::uint64_t>;
    { entry.has_set() } -> std::convertible_to<bool>;
    { entry.set().item() } -> borrowed;
    { *entry.set().item().begin() } -> borrowed_text;
};

/// **Purpose.** Anything shaped like `mesos::v1::Offer` or `mesos::Offer`, as protobuf's compiler
/// makes them, found by what it can do: the library includes no header of protobuf or of Mesos.
///
/// **Required expressions** (`O const o`): what every version of Mesos has, and presence as of
/// proto2
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `o.id()`; `o.agent_id()` or `o.slave_id()` | a message with `value()` | lent, as is the text in it |
/// | `o.hostname()` | text | lent: `std::string const&` or `std::string_view` |
/// | `o.resources()`, `o.attributes()` | a range of entries | lent |
/// | `e.name()`, `e.type()` | text, number | of an entry `e` |
/// | `e.has_scalar()`, `e.has_ranges()`, `e.has_set()` | `bool` | which value is there |
/// | `e.scalar().value()` | `double` | |
/// | `e.ranges().range()` | a range | each with `begin()` and `end()` |
/// | `e.set().item()` | a range of text | |
/// | `e.text().value()` | text | of an attribute |
///
/// **Optional expressions**
///
/// | expression | meaning | fallback |
/// |---|---|---|
/// | `o.allocation_info()`, `e.allocation_info()` | the role that it is allocated to | none |
/// | `o.domain()`, `o.unavailability()` | fault domain, maintenance | none |
/// | `e.role()`, `e.reservation()`, `e.reservations()` | who it is reserved for | nobody |
/// | `e.disk()`, and of it `source()` | persistence id; kind and root of the disk | the root disk |
/// | `e.shared()`, `e.revocable()`, `e.provider_id()` | what is special about it | it is not |
///
/// Each but `reservations()` is read if its `has_...()` is there and says so.
///
/// **Laws**, held by tests/protobuf/shape.test.cpp for generated messages and the smallest model:
///
/// 1. What is lent lies in the message as long as it lives (`old_mesos<std::string>` is refused).
/// 2. What is absent reads as its default ("fields that an old Mesos lacks are absent").
/// 3. It says what the same offer says in JSON (tests/protobuf/offer.test.cpp).
///
/// **Smallest legal model**: the messages in it are listed beside it.
/// \model tests/protobuf/shape.test.cpp#offer
///
///     struct offer {
///         id_message own{};
///         id_message agent{};
///         std::string host{};
///         std::vector<entry> list{};
///         std::vector<entry> more{};
///         [[nodiscard]] id_message const& id() const { return own; }
///         [[nodiscard]] id_message const& slave_id() const { return agent; }
///         [[nodiscard]] Text hostname() const { return host; }
///         [[nodiscard]] std::vector<entry> const& resources() const { return list; }
///         [[nodiscard]] std::vector<entry> const& attributes() const { return more; }
///     };
template <class O>
concept protobuf_offer = protobuf_of_agent<O> && requires(O const& offer) {
    { offer.id() } -> protobuf_id;
    { offer.hostname() } -> borrowed_text;
    { offer.resources() } -> borrowed;
    { *offer.resources().begin() } -> protobuf_entry;
    { offer.attributes() } -> borrowed;
    { *offer.attributes().begin() } -> protobuf_entry;
    { (*offer.attributes().begin()).text() } -> protobuf_id;
};

// A part of a message each.
namespace detail::from_protobuf {

template <class Entry>
constexpr void read_values(Entry const& entry, offer_builder& to) {
    if (entry.has_scalar()) {
        to.scalar(entry.scalar().value());
    }
    if (entry.has_ranges()) {
        to.ranges();
        for (auto const& range : entry.ranges().range()) {
            to.range(range.begin(), range.end());
        }
    }
    if (entry.has_set()) {
        to.set();
        for (std::string_view const item : entry.set().item()) {
            to.item(item);
        }
    }
}

// An absent field reads as its default, which is empty or UNKNOWN, but for `role`: that is `*`.
template <class Resource>
constexpr void read_reservations(Resource const& entry, offer_builder& to) {
    if constexpr (requires { entry.has_role(); }) {
        if (entry.has_role()) {
            to.role(entry.role());
        }
    }
    if constexpr (requires { entry.has_reservation(); }) {
        if (entry.has_reservation()) {
            auto const& old = entry.reservation();
            if constexpr (requires { old.has_type(), old.has_role(); }) {
                to.old_reservation(old.has_type(), old.has_role());
            } else {
                to.old_reservation(false, false);
            }
        }
    }
    if constexpr (requires { entry.reservations(); }) {
        for (auto const& level : entry.reservations()) {
            to.reservation(static_cast<int>(level.type()), level.role());
        }
    }
}

template <class Source>
constexpr void read_disk_source(Source const& source, offer_builder& to) {
    to.disk_source(static_cast<int>(source.type()));
    if (source.path().has_root()) {
        to.disk_root(source.path().root());
    }
    if (source.mount().has_root()) {
        to.disk_root(source.mount().root());
    }
    if constexpr (requires { source.has_id(); }) {
        if (source.has_id()) {
            to.disk_id(source.id());
        }
    }
    if constexpr (requires { source.has_profile(); }) {
        if (source.has_profile()) {
            to.disk_profile(source.profile());
        }
    }
    if constexpr (requires { source.has_vendor(); }) {
        if (source.has_vendor()) {
            to.disk_vendor(source.vendor());
        }
    }
}

template <class Disk>
constexpr void read_disk(Disk const& disk, offer_builder& to) {
    to.disk();
    if (disk.has_persistence()) {
        to.persistence(disk.persistence().id());
    }
    if constexpr (requires { disk.has_source(); }) {
        if (disk.has_source()) {
            read_disk_source(disk.source(), to);
        }
    }
}

template <class Resource>
constexpr void read_resource(Resource const& entry, offer_builder& to) {
    to.resource(entry.name(), static_cast<int>(entry.type()));
    read_values(entry, to);
    read_reservations(entry, to);
    if constexpr (requires { entry.has_allocation_info(); }) {
        if (std::string_view const role = entry.allocation_info().role(); !role.empty()) {
            to.allocation(role);
        }
    }
    if constexpr (requires { entry.has_shared(); }) {
        if (entry.has_shared()) {
            to.shared();
        }
    }
    if constexpr (requires { entry.has_revocable(); }) {
        if (entry.has_revocable()) {
            to.revocable();
        }
    }
    if constexpr (requires { entry.has_provider_id(); }) {
        if (entry.has_provider_id()) {
            to.provider(entry.provider_id().value());
        }
    }
    if constexpr (requires { entry.has_disk(); }) {
        if (entry.has_disk()) {
            read_disk(entry.disk(), to);
        }
    }
}

template <class Attribute>
constexpr void read_attribute(Attribute const& entry, offer_builder& to) {
    to.attribute(entry.name(), static_cast<int>(entry.type()));
    read_values(entry, to);
    to.text(entry.text().value());
}

} // namespace detail::from_protobuf

/// Adds an offer of Mesos' C++ interfaces, `mesos::v1::Offer` or `mesos::Offer`, to a round.
/// Unknown fields are ignored.
///
/// There is no error to return: a message that protobuf has parsed has its required fields. A
/// value that the master's rules refuse makes the offer faulty, as does a missing agent.
/// \pre `message` outlives the round, unchanged
/// \complexity one pass over the message. No copy of text, no allocation once the round is warm.
template <protobuf_offer O>
constexpr void read_offer(O const& message, offer_round& round) {
    offer_builder to{round};
    to.id(message.id().value());
    to.agent_id(agent_id_of(message));
    to.hostname(message.hostname());
    if constexpr (requires { message.allocation_info(); }) {
        to.allocation_role(message.allocation_info().role());
    }
    if constexpr (requires { message.has_domain(); }) {
        if (message.has_domain() && message.domain().has_fault_domain()) {
            auto const& domain = message.domain().fault_domain();
            to.fault_domain(domain.region().name(), domain.zone().name());
        }
    }
    if constexpr (requires { message.has_unavailability(); }) {
        if (message.has_unavailability()) {
            auto const& when = message.unavailability();
            auto const start = static_cast<double>(when.start().nanoseconds());
            to.maintenance(when.has_duration()
                               ? unavailability::from_nanoseconds(
                                     start, static_cast<double>(when.duration().nanoseconds()))
                               : unavailability::from_nanoseconds(start));
        }
    }
    for (auto const& entry : message.resources()) {
        detail::from_protobuf::read_resource(entry, to);
    }
    for (auto const& entry : message.attributes()) {
        detail::from_protobuf::read_attribute(entry, to);
    }
    to.finish();
}

} // namespace berth

#endif
