// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_DOCKER_VOLUME_ISOLATOR_HPP
#define BERTH_ATTACH_DOCKER_VOLUME_ISOLATOR_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/driver_options.hpp>
#include <berth/attach/task_volume.hpp>
#include <berth/attach/volume_check.hpp>
#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace berth {

/// Where the container paths of a task of the Mesos containerizer are.
enum class container_root : std::uint8_t {
    image,         ///< the task has an image: a path that is missing is created in it
    agent,         ///< no image: the task sees the agent's own files
    prepared_agent ///< likewise, and the operator vouches that the paths exist on every agent
};

namespace detail {

[[nodiscard]] constexpr outcome check_isolated_volume(std::span<attached_volume const> volumes,
                                                      std::size_t index,
                                                      container_root root) noexcept {
    auto const& volume = volumes[index];
    if (volume.name.empty()) {
        return volume_error(errc::empty, index, "name");
    }
    if (auto const checked = check_printable(volume.name, index, "name"); !checked) {
        return checked;
    }
    if (auto const checked = check_driver(volume.driver, index); !checked) {
        return checked;
    }
    if (auto const checked = check_printable(volume.options, index, "options", "\""); !checked) {
        return checked;
    }
    if (auto const checked = check_options(volume.options, index, equals_signs::one); !checked) {
        return checked;
    }
    if (volume.read_only) {
        return volume_error(errc::unsupported, index, "read_only",
                            "not every version of the isolator mounts read only");
    }
    auto const path = volume_error({}, index, "container_path");
    if (auto const checked = check_path(volume.container_path, path); !checked) {
        return checked;
    }
    if (volume.container_path.front() == '/' && root == container_root::agent) {
        auto out = volume_error(errc::unsupported, index, "container_path",
                                "without an image it has to exist on every agent: ");
        append_quoted(out, volume.container_path);
        return out;
    }
    if (auto const checked = check_distinct_name(volumes, index, true); !checked) {
        return checked;
    }
    return check_distinct_path(volumes, index, nesting::refused);
}

} // namespace detail

/// Attaches volumes to a task of the Mesos containerizer by the isolator `docker/volume`:
/// `ContainerInfo.volumes` with a source of type `DOCKER_VOLUME` (driver, name, `driver_options`)
/// and mode `RW`. The agent runs dvdcli without a shell (mesos
/// `src/slave/containerizer/mesos/isolators/docker/volume`).
///
/// Options are sent if `launches` is 1, the first launch of the node id, and not otherwise
/// (`sent_options` says why). They are checked all the same.
///
/// What the isolator refuses when a task starts is refused here, before the first call of the
/// sink, as far as a scheduler can know it: an empty name; no driver, an error for the isolator
/// although the field is optional; one name twice with one driver, compared without case, since
/// REX-Ray ignores it although the isolator does not. An absolute container path has to exist on
/// the agent unless the task has an image, and a scheduler cannot look: it is refused for `agent`,
/// and taken for `prepared_agent` on the operator's word. A relative one is created in the sandbox
/// in any case.
///
/// Refused as well is what would be dropped or misread: `launches` of 0; options that are not
/// `k=v` with one `=` (dvdcli crashes, or cuts the value), have a key twice, a blank, a quote or
/// what is not printable; a container path with a `..` or a character outside `[A-Za-z0-9._/-]`,
/// given twice, or inside another, because volumes are mounted in their order; `read_only`.
///
/// \note Nothing checks whether another agent has the volume. Do not share one between this
/// isolator and the Docker containerizer: each counts its own users only.
/// \returns how many volumes were written, or an error on `launches` or
/// `volumes[<index>].<member>`. \throws only what the sink does. \complexity quadratic in the
/// number of volumes, and of options
template <detail::asserted_volume_sink Sink>
constexpr result<std::size_t>
docker_volume_isolator(std::span<attached_volume const> volumes, generation launches,
                       container_root root,
                       Sink&& sink) noexcept(noexcept(sink.volume(task_volume{}))) {
    if (auto const checked = detail::check_launches(launches); !checked) {
        return checked.error();
    }
    for (std::size_t i = 0; i != volumes.size(); ++i) {
        if (auto const checked = detail::check_isolated_volume(volumes, i, root); !checked) {
            return checked.error();
        }
    }
    for (auto const& volume : volumes) {
        task_volume out{};
        out.container_path = volume.container_path;
        out.driver = volume.driver;
        out.name = volume.name;
        out.options = sent_options(volume, launches);
        sink.volume(out);
    }
    return volumes.size();
}

} // namespace berth

#endif
