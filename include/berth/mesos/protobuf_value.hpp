// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_PROTOBUF_VALUE_HPP
#define BERTH_MESOS_PROTOBUF_VALUE_HPP

#include <concepts>
#include <string_view>
#include <type_traits>

namespace berth {

/// What an accessor of a message returns when it lends a part of it. A copy would be gone before
/// the offer is judged. Part of `protobuf_offer` and `protobuf_status`.
template <class T>
concept borrowed = std::is_lvalue_reference_v<T>;

/// Text that a message lends: a `std::string const&`, or the `std::string_view` that newer
/// versions of protobuf return. Part of `protobuf_offer` and `protobuf_status`.
template <class T>
concept borrowed_text = std::convertible_to<T, std::string_view> &&
    (borrowed<T> || std::same_as<T, std::string_view>);

/// A message like Mesos' `OfferID`: text by the name of `value`. Part of `protobuf_offer` and
/// `protobuf_status`.
template <class T>
concept protobuf_id = borrowed<T> && requires(T message) {
    { message.value() } -> borrowed_text;
};

/// A message that names an agent: v1 of Mesos' interface says `agent_id`, v0 says `slave_id`. Part
/// of `protobuf_offer` and `protobuf_status`.
template <class M>
concept protobuf_of_agent = requires(M const& message) {
    { message.agent_id() } -> protobuf_id;
}
|| requires(M const& message) {
    { message.slave_id() } -> protobuf_id;
};

/// The agent that a message names; empty if it names none. Borrowed.
template <protobuf_of_agent M>
[[nodiscard]] constexpr std::string_view agent_id_of(M const& message) {
    if constexpr (requires { message.agent_id(); }) {
        return message.agent_id().value();
    } else {
        return message.slave_id().value();
    }
}

} // namespace berth

#endif
