// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_PROTOBUF_STATUS_HPP
#define BERTH_MESOS_PROTOBUF_STATUS_HPP

#include <berth/core/result.hpp>
#include <berth/mesos/protobuf_value.hpp>
#include <berth/model/task_status.hpp>

#include <concepts>
#include <cstddef>

namespace berth {

/// Anything shaped like `mesos::v1::TaskStatus` or `mesos::TaskStatus`, as protobuf's compiler
/// makes them. **Optional**, and absent where a version of Mesos does not know it: `uuid`,
/// `source`, `reason`.
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
