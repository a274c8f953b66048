// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_PROTOBUF_RESOURCES_HPP
#define BERTH_MESOS_PROTOBUF_RESOURCES_HPP

#include <berth/mesos/protobuf_offer.hpp>
#include <berth/model/placement.hpp>

#include <cstddef>
#include <span>
#include <type_traits>

namespace berth {

/// Offers in a row, as events have them: a `RepeatedPtrField` of protobuf, or a `std::vector`.
template <class T>
concept protobuf_offers = requires(T const& offers, std::ptrdiff_t index) {
    { *offers.begin() } -> borrowed;
    requires protobuf_offer<std::remove_cvref_t<decltype(offers.begin()[index])>>;
    offers.begin()[index].resources().begin()[index];
};

/// A repeated field that takes the resources of such offers, as `TaskInfo` has one.
template <class F, class Offers>
concept protobuf_resource_field = requires(F& field, Offers const& offers, double amount) {
    *field.Add() = *(*offers.begin()).resources().begin();
    field.Add()->mutable_scalar()->set_value(amount);
    field.Add()->mutable_ranges()->clear_range();
    field.Add()->mutable_ranges()->add_range()->set_begin(0);
    field.Add()->mutable_ranges()->add_range()->set_end(0);
};

/// Writes the resources of a launch for Mesos' C++ interfaces: each a copy of the entry that it
/// was taken from, with the amount that was taken, unless it was taken whole. So reservations,
/// allocation and disk info are the master's own, and fields that this program does not know.
///
/// `offers` are those that the round was read from, in its order. A port is an entry of its own.
/// \effects adds to `out`: `write_resources(takes, offers, task.mutable_resources())`
template <protobuf_offers Offers, protobuf_resource_field<Offers> Field>
constexpr void write_resources(std::span<taken const> takes, Offers const& offers, Field* out) {
    for (taken const& part : takes) {
        auto const& offer = offers.begin()[static_cast<std::ptrdiff_t>(part.offer)];
        auto& entry = *out->Add();
        entry = offer.resources().begin()[static_cast<std::ptrdiff_t>(part.source)];
        if (part.type == value_type::ranges) {
            auto& ranges = *entry.mutable_ranges();
            ranges.clear_range();
            auto& port = *ranges.add_range();
            port.set_begin(part.numbers.begin);
            port.set_end(part.numbers.end);
        } else if (!part.whole) {
            entry.mutable_scalar()->set_value(part.amount.to_double());
        }
    }
}

} // namespace berth

#endif
