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

/// What takes the volumes of a container (`ContainerInfo.volumes`). The views live as long as the
/// call: a sink copies what it keeps.
template <class S>
concept volume_sink = requires(std::remove_reference_t<S>& sink, task_volume const& volume) {
    sink.volume(volume);
};

} // namespace berth

#endif
