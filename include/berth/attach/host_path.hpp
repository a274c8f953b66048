// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_HOST_PATH_HPP
#define BERTH_ATTACH_HOST_PATH_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/task_volume.hpp>
#include <berth/attach/volume_check.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

namespace detail {

[[nodiscard]] constexpr outcome check_local_volume(std::span<attached_volume const> volumes,
                                                   std::size_t index,
                                                   std::string_view data_dir) noexcept {
    auto const& volume = volumes[index];
    auto const name = volume_error({}, index, "name");
    if (volume.name.starts_with('/')) {
        return volume_error(errc::bad_first_character, index, "name", "relative to data_dir");
    }
    if (auto const checked = check_path(volume.name, name); !checked) {
        return checked;
    }
    if (data_dir.size() + 1 + volume.name.size() > max_container_path) {
        return volume_error(errc::too_long, index, "name", "at most 4095 characters with data_dir");
    }
    if (!volume.driver.empty()) {
        return volume_error(errc::unsupported, index, "driver", "a local volume has none");
    }
    if (!volume.options.empty()) {
        return volume_error(errc::unsupported, index, "options", "a local volume has none");
    }
    if (auto const checked = check_container_path(volume.container_path, index); !checked) {
        return checked;
    }
    for (std::size_t i = 0; i != index; ++i) {
        if (compare_paths(volumes[i].name, volume.name) != relation::apart) {
            return volume_error(errc::duplicate, index, "name", volume.name);
        }
    }
    return check_distinct_path(volumes, index, nesting::refused);
}

} // namespace detail

/// Gives a task directories of its agent as `ContainerInfo.volumes` with a `host_path`:
/// `<data_dir>/<name>`, absolute, which the container sees at its container path. For nodes whose
/// data stays on the agent: the volumes are local, their names directories below `data_dir`.
///
/// The path depends on the name alone, so a node that starts again on its agent finds its data.
/// The Elasticsearch framework had the agent id in it (`Configuration.taskSpecificHostDir`), which
/// an agent that registers anew does not keep.
///
/// All volumes are checked before the first call of the sink. Refused are: a `data_dir` that is
/// not absolute (Mesos would take it as relative to the sandbox), or is the root; a name that is
/// empty, absolute, the same as another's or a directory inside it (two volumes would share files);
/// a driver or options, which a local volume does not have; container paths that are not absolute,
/// given twice or inside one another; in all of these a `..` or a character outside
/// `[A-Za-z0-9._/-]`, since a `:` ends a path in `docker run -v`.
///
/// \note Docker creates a host path that is missing, owned by root; the Mesos containerizer fails
/// the task.
/// \returns how many volumes were written, or an error on `data_dir` or
/// `volumes[<index>].<member>`. \throws only what the sink does. \complexity quadratic in the
/// number of volumes
template <detail::asserted_volume_sink Sink>
constexpr result<std::size_t>
host_path(std::span<attached_volume const> volumes, std::string_view data_dir,
          Sink&& sink) noexcept(noexcept(sink.volume(task_volume{}))) {
    if (auto const checked = detail::check_absolute_path(data_dir, make_error({}, "data_dir"));
        !checked) {
        return checked.error();
    }
    for (std::size_t i = 0; i != volumes.size(); ++i) {
        if (auto const checked = detail::check_local_volume(volumes, i, data_dir); !checked) {
            return checked.error();
        }
    }
    for (auto const& volume : volumes) {
        text<max_container_path> path{data_dir};
        if (data_dir.back() != '/') {
            path.append('/');
        }
        path.append(volume.name);
        task_volume out{};
        out.container_path = volume.container_path;
        out.read_only = volume.read_only;
        out.host_path = path.view();
        sink.volume(out);
    }
    return volumes.size();
}

} // namespace berth

#endif
