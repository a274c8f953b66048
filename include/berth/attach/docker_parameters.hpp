// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_DOCKER_PARAMETERS_HPP
#define BERTH_ATTACH_DOCKER_PARAMETERS_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/volume_check.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/volume/name_limits.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

namespace detail {

[[nodiscard]] constexpr outcome check_docker_parameters(std::span<attached_volume const> volumes,
                                                        std::size_t index) noexcept {
    auto const& volume = volumes[index];
    if (auto const checked = check_docker_volume(volumes, index); !checked) {
        return checked;
    }
    if (volume.driver != volumes[0].driver) {
        auto out = volume_error(errc::unsupported, index, "driver",
                                "docker run takes one --volume-driver per task: ");
        append_quoted(out, volumes[0].driver);
        out.detail.append_clipped(" and ");
        append_quoted(out, volume.driver);
        return out;
    }
    if (!volume.options.empty()) {
        return volume_error(errc::unsupported, index, "options",
                            "nothing in docker run -v carries driver options; create the volume "
                            "beforehand, or use docker_mounts");
    }
    return ok;
}

} // namespace detail

/// Attaches volumes to a Docker task by `DockerInfo.parameters`: `volume-driver=<driver>` once,
/// then `volume=<name>:<container path>` for each volume, in their order, as the Elasticsearch
/// framework did (mesos/elasticsearch `TaskInfoFactory.getContainer`), with `:ro` behind it if it
/// is read only. Mesos appends each parameter to `docker run` as `--<key>=<value>` (mesos
/// `src/docker/docker.cpp`). Sends no options, so a recycled id needs no other call.
///
/// All volumes are checked before the first call of the sink. Refused are: an empty name or
/// driver; a name that is not `[a-zA-Z0-9][a-zA-Z0-9_.-]+` (others become a path, or end at the
/// `:`); driver options, because `-v` has no place for them and the original dropped them
/// silently; a second driver, because the flag holds for the whole container and the last one
/// wins; a container path that is not absolute, or has a `:`, a `..` or any character outside
/// `[A-Za-z0-9._/-]`; one container path twice (`Duplicate mount point`); one name twice, without
/// regard to case.
///
/// \note An image `VOLUME` that none of the paths hits becomes an anonymous volume of the same
/// driver: a real disk, created at every start. `docker_mounts` leaves it to the `local` driver.
/// \returns how many parameters were written (none without volumes), or an error on
/// `volumes[<index>].<member>`. \throws only what the sink does. \complexity quadratic in the
/// number of volumes
template <detail::asserted_parameter_sink Sink>
constexpr result<std::size_t> docker_parameters(
    std::span<attached_volume const> volumes,
    Sink&& sink) noexcept(noexcept(sink.parameter(std::string_view{}, std::string_view{}))) {
    for (std::size_t i = 0; i != volumes.size(); ++i) {
        if (auto const checked = detail::check_docker_parameters(volumes, i); !checked) {
            return checked.error();
        }
    }
    if (volumes.empty()) {
        return std::size_t{0};
    }
    sink.parameter(std::string_view{"volume-driver"}, volumes[0].driver);
    for (auto const& volume : volumes) {
        text<docker_local.maximum_length + 1 + max_container_path + 3> value{volume.name};
        value.append(':');
        value.append(volume.container_path);
        if (volume.read_only) {
            value.append(":ro");
        }
        sink.parameter(std::string_view{"volume"}, value.view());
    }
    return volumes.size() + 1;
}

} // namespace berth

#endif
