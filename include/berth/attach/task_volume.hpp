// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_TASK_VOLUME_HPP
#define BERTH_ATTACH_TASK_VOLUME_HPP

#include <berth/attach/driver_options.hpp>

#include <string_view>
#include <type_traits>

namespace berth {

/// A volume as the message `Volume` of Mesos has it (`include/mesos/v1/mesos.proto`), of one of
/// two kinds, since the master takes exactly one source (`src/common/validation.cpp`):
/// `host_path` is set, or `source` is a `DOCKER_VOLUME` with driver, name and `driver_options`.
struct task_volume {
    std::string_view container_path{};
    bool read_only = false;       ///< `mode`: `RO`, else `RW`
    std::string_view host_path{}; ///< empty: a Docker volume
    std::string_view driver{};    ///< of a Docker volume, as the next two
    std::string_view name{};
    driver_options options{}; ///< one parameter each

    friend constexpr bool operator==(task_volume const&, task_volume const&) = default;
};

/// **Purpose.** Takes the volumes of a container (`ContainerInfo.volumes`).
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink.volume(it)` | anything | one volume, a `task_volume const&` |
///
/// **Optional expressions**: none. A call that is not `noexcept` makes the function that is given
/// the sink one that may throw.
///
/// **Laws**, for the sinks of tests/attach/docker_volume_isolator.test.cpp:
///
/// 1. It copies what it keeps: the views live as long as the call (`owning`, run with sanitizers).
/// 2. It may throw, which passes through; all volumes are checked before its first call
///    (`test_refusals`).
///
/// **Smallest legal model**
/// \model tests/attach/docker_volume_isolator.test.cpp#owning
///
///     struct owning {
///         std::vector<std::string> names{};
///
///         void volume(task_volume const& it) { names.emplace_back(it.name); }
///     };
template <class S>
concept volume_sink = requires(std::remove_reference_t<S>& sink, task_volume const& volume) {
    sink.volume(volume);
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_volume_sink : std::false_type {
    static_assert(volume_sink<S>,
                  "berth: a sink of volumes has volume(task_volume const&); see the "
                  "concept volume_sink in <berth/attach/task_volume.hpp>");
};

template <class S>
concept asserted_volume_sink = volume_sink<S> || not_a_volume_sink<S>::value;

} // namespace detail

} // namespace berth

#endif
