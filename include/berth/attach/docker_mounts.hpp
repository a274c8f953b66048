// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_DOCKER_MOUNTS_HPP
#define BERTH_ATTACH_DOCKER_MOUNTS_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/driver_options.hpp>
#include <berth/attach/volume_check.hpp>
#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/core/text.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

/// The longest value of a `mount` parameter.
inline constexpr std::size_t max_mount = 8191;

namespace detail {

/// The value of `--mount`; false if it does not fit.
[[nodiscard]] constexpr bool write_mount(text<max_mount>& to, attached_volume const& volume,
                                         driver_options options) noexcept {
    bool fits = to.append("type=volume,source=") && to.append(volume.name) &&
                to.append(",target=") && to.append(volume.container_path) &&
                to.append(",volume-driver=") && to.append(volume.driver);
    for (auto it = options.begin(); fits && it != options.end(); ++it) {
        fits = to.append(",volume-opt=") && to.append(it.item());
    }
    return fits && (!volume.read_only || to.append(",readonly"));
}

[[nodiscard]] constexpr outcome check_docker_mount(std::span<attached_volume const> volumes,
                                                   std::size_t index) noexcept {
    auto const& volume = volumes[index];
    if (auto const checked = check_docker_volume(volumes, index, ",\""); !checked) {
        return checked;
    }
    if (auto const checked = check_printable(volume.options, index, "options", "\""); !checked) {
        return checked;
    }
    if (auto const checked = check_options(volume.options, index, equals_signs::any); !checked) {
        return checked;
    }
    text<max_mount> value{};
    return write_mount(value, volume, driver_options{volume.options})
               ? ok
               : outcome{volume_error(errc::too_long, index, "options",
                                      "at most 8191 characters in a mount")};
}

} // namespace detail

/// Attaches volumes to a Docker task by `DockerInfo.parameters`, one `mount` for each volume, in
/// their order: `type=volume,source=<name>,target=<container path>,volume-driver=<driver>`, then
/// `,volume-opt=<k>=<v>` for each option and `,readonly` if it is. Driver and options belong to the
/// volume, so a task can have several drivers; `docker run` knows `--mount` from 17.06 on.
///
/// Options are sent if `launches` is 1, the first launch of the node id, and not otherwise
/// (`sent_options` says why). They are checked all the same.
///
/// The value is one record of comma separated values (docker/cli `opts/mount.go`, Go's
/// `encoding/csv`): a comma ends a field, a quote has to open one, and a line end ends the record,
/// what follows it being dropped. What is accepted holds none of these, so nothing is quoted.
///
/// All volumes are checked before the first call of the sink. Refused are: `launches` of 0; an
/// empty name or driver; a name that is not `[a-zA-Z0-9][a-zA-Z0-9_.-]+` (one that starts with
/// `./` would become a path); a blank, a quote or what is not printable in driver or options, a
/// comma in the driver; options that are not `k=v` each, or have a key twice (the last one would
/// win); container paths as for `docker_parameters`; one name twice, because the second one's
/// options would be dropped, and because a name has one driver on an engine; a value longer than
/// `max_mount`.
///
/// \note An engine asks the driver for the volume first (`VolumeDriver.Get`), and creates it only
/// if the driver does not see it. \note An image `VOLUME` that none of the paths hits becomes an
/// anonymous volume of the `local` driver.
/// \returns how many parameters were written, or an error on `launches` or
/// `volumes[<index>].<member>`. \throws only what the sink does. \complexity quadratic in the
/// number of volumes, and of options
template <detail::asserted_parameter_sink Sink>
constexpr result<std::size_t> docker_mounts(
    std::span<attached_volume const> volumes, generation launches,
    Sink&& sink) noexcept(noexcept(sink.parameter(std::string_view{}, std::string_view{}))) {
    if (auto const checked = detail::check_launches(launches); !checked) {
        return checked.error();
    }
    for (std::size_t i = 0; i != volumes.size(); ++i) {
        if (auto const checked = detail::check_docker_mount(volumes, i); !checked) {
            return checked.error();
        }
    }
    for (auto const& volume : volumes) {
        text<max_mount> value{};
        static_cast<void>(detail::write_mount(value, volume, sent_options(volume, launches)));
        sink.parameter(std::string_view{"mount"}, value.view());
    }
    return volumes.size();
}

} // namespace berth

#endif
