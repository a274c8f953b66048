// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_PROTOBUF_RESOURCES_HPP
#define BERTH_MESOS_PROTOBUF_RESOURCES_HPP

#include <berth/mesos/protobuf_offer.hpp>
#include <berth/model/placement.hpp>

#include <cstddef>
#include <span>
#include <type_traits>

namespace berth {

/// **Purpose.** Offers in a row, as events have them. Models: a `RepeatedPtrField` of protobuf, a
/// `std::vector` of messages, both of `protobuf_offer`.
///
/// **Required expressions** (`T const offers`, `std::ptrdiff_t i`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `*offers.begin()` | an offer, lent | a model of `protobuf_offer` |
/// | `offers.begin()[i]` | the offer at `i` | iterators are random-access |
/// | `offers.begin()[i].resources().begin()[i]` | an entry | so are those of its resources |
///
/// **Optional expressions**: none.
///
/// **Laws**, held by tests/protobuf/resources.test.cpp for both models:
///
/// 1. They are those that the round was read from, in its order, unchanged ("what take chose is
///    written from the offers it chose from").
///
/// **Smallest legal model**
/// \model tests/protobuf/resources.test.cpp#in_a_row
///
///     template <class Offer>
///     using in_a_row = std::vector<Offer>;
template <class T>
concept protobuf_offers = requires(T const& offers, std::ptrdiff_t index) {
    { *offers.begin() } -> borrowed;
    requires protobuf_offer<std::remove_cvref_t<decltype(offers.begin()[index])>>;
    offers.begin()[index].resources().begin()[index];
};

namespace detail {

// What the compiler says first of a type that is none.
template <class T>
struct not_a_protobuf_offers : std::false_type {
    static_assert(protobuf_offers<T>,
                  "berth: offers in a row are a RepeatedPtrField or std::vector of "
                  "messages like mesos::Offer; see the concept protobuf_offers in "
                  "<berth/mesos/protobuf_resources.hpp>");
};

template <class T>
concept asserted_protobuf_offers = protobuf_offers<T> || not_a_protobuf_offers<T>::value;

} // namespace detail

/// A repeated field that takes the resources of such offers, as `TaskInfo` has one. Part of what
/// `write_resources` asks for, beside `protobuf_offers`.
template <class F, class Offers>
concept protobuf_resource_field = requires(F& field, Offers const& offers, double amount) {
    *field.Add() = *(*offers.begin()).resources().begin();
    field.Add()->mutable_scalar()->set_value(amount);
    field.Add()->mutable_ranges()->clear_range();
    field.Add()->mutable_ranges()->add_range()->set_begin(0);
    field.Add()->mutable_ranges()->add_range()->set_end(0);
};

namespace detail {

template <class F, class Offers>
struct not_a_protobuf_resource_field : std::false_type {
    static_assert(protobuf_resource_field<F, Offers>,
                  "berth: resources are written to a repeated field of the same kind of Resource, "
                  "`task.mutable_resources()`; see the concept protobuf_resource_field in "
                  "<berth/mesos/protobuf_resources.hpp>");
};

template <class F, class Offers>
concept asserted_protobuf_resource_field =
    protobuf_resource_field<F, Offers> || not_a_protobuf_resource_field<F, Offers>::value;

} // namespace detail

/// Writes the resources of a launch for Mesos' C++ interfaces: each a copy of the entry that it
/// was taken from, with the amount that was taken, unless it was taken whole. So reservations,
/// allocation and disk info are the master's own, and fields that this program does not know.
///
/// `offers` are those that the round was read from, in its order. A port is an entry of its own.
/// \effects adds to `out`: `write_resources(takes, offers, task.mutable_resources())`
template <detail::asserted_protobuf_offers Offers,
          detail::asserted_protobuf_resource_field<Offers> Field>
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
