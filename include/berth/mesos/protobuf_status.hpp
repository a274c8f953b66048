// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_PROTOBUF_STATUS_HPP
#define BERTH_MESOS_PROTOBUF_STATUS_HPP

#include <berth/core/result.hpp>
#include <berth/mesos/protobuf_value.hpp>
#include <berth/mesos/unread.hpp>
#include <berth/model/task_status.hpp>

#include <concepts>
#include <cstddef>

namespace berth {

/// **Purpose.** Anything shaped like `mesos::v1::TaskStatus` or `mesos::TaskStatus`, as protobuf's
/// compiler makes them.
///
/// **Required expressions** (`S const s`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `s.has_task_id()`, `s.has_state()` | `bool` | without them there is no status |
/// | `s.task_id()`; `s.agent_id()` or `s.slave_id()` | a message with `value()` | lent, as is the text in it |
/// | `s.state()` | an enumerator of Mesos | converted to `int` |
/// | `s.message()` | text | lent: `std::string const&` or `std::string_view` |
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `s.uuid()` | text | of an update that is to be acknowledged | empty: it needs no acknowledgement |
/// | `s.has_source()`, `s.source()` | `bool`, enumerator | who says it | absent |
/// | `s.has_reason()`, `s.reason()` | `bool`, enumerator | why | absent |
///
/// **Laws**, held by tests/protobuf/shape.test.cpp for generated messages and the smallest model:
///
/// 1. What is lent lies in the message as long as it lives (`old_mesos<std::string>` is refused).
/// 2. Numbers are Mesos' own, of v0 and v1 alike (tests/protobuf/status.test.cpp).
///
/// **Smallest legal model**
/// \model tests/protobuf/shape.test.cpp#status
///
///     struct status {
///         id_message task{};
///         id_message agent{};
///         std::string said{};
///         [[nodiscard]] bool has_task_id() const { return true; }
///         [[nodiscard]] id_message const& task_id() const { return task; }
///         [[nodiscard]] id_message const& slave_id() const { return agent; }
///         [[nodiscard]] bool has_state() const { return true; }
///         [[nodiscard]] int state() const { return 5; }
///         [[nodiscard]] Text message() const { return said; }
///     };
template <class S>
concept protobuf_status = protobuf_of_agent<S> && requires(S const& status) {
    { status.has_task_id() } -> std::convertible_to<bool>;
    { status.task_id() } -> protobuf_id;
    { status.has_state() } -> std::convertible_to<bool>;
    static_cast<int>(status.state());
    { status.message() } -> borrowed_text;
};

namespace detail {

// The enumerator with this number, or `absent` if there are but `count`.
template <class Enum>
[[nodiscard]] constexpr Enum numbered(int number, std::size_t count) noexcept {
    bool const known = number >= 0 && static_cast<std::size_t>(number) < count;
    return known ? static_cast<Enum>(number) : Enum::absent;
}

} // namespace detail

/// Reads a TaskStatus of Mesos' C++ interfaces. A state that berth does not know is an error, an
/// unknown reason or source is absent; v0 and v1 number them alike. The `uuid` is raw.
///
/// \returns an error with the name of the field if the task or its state is missing, or the state
///          is of a later Mesos. `status` must outlive `out`.
template <protobuf_status S>
[[nodiscard]] constexpr outcome read_status(S const& status, task_status& out) {
    out = {};
    if (!status.has_task_id()) {
        return make_error(errc::missing, "task_id");
    }
    if (!status.has_state()) {
        return make_error(errc::missing, "state");
    }
    auto const state = static_cast<int>(status.state());
    if (state < 0 || static_cast<std::size_t>(state) >= detail::task_state_names.size()) {
        return make_error(errc::unknown, "state");
    }
    out.task_id = status.task_id().value();
    out.agent_id = agent_id_of(status);
    out.message = status.message();
    out.said.state = static_cast<task_state>(state);
    if constexpr (requires { status.uuid(); }) {
        out.uuid = status.uuid();
    }
    if constexpr (requires { status.has_source(); }) {
        if (status.has_source()) {
            out.said.source = detail::numbered<status_source>(static_cast<int>(status.source()),
                                                              detail::status_source_names.size());
        }
    }
    if constexpr (requires { status.has_reason(); }) {
        if (status.has_reason()) {
            out.said.reason = detail::numbered<status_reason>(static_cast<int>(status.reason()),
                                                              detail::status_reason_names.size());
        }
    }
    return ok;
}

} // namespace berth

#endif
