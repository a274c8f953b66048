// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_DVDI_ENVIRONMENT_HPP
#define BERTH_ATTACH_DVDI_ENVIRONMENT_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace berth {

/// How many volumes one task can have: a slot is no digit, or one digit
/// (mesos-module-dvdi `isolator/docker_volume_driver_isolator.cpp`; its README counts nine more).
inline constexpr std::size_t dvdi_slots = 10;

/// The 26 characters that mesos-module-dvdi refuses in names, drivers and options
/// (`isolator/docker_volume_driver_isolator.hpp`). It lets `( ) * # ~ !` through, although they
/// mean something to the shell that they reach; `portable` names hold none of them.
inline constexpr char_set dvdi_prohibited{
    std::string_view{"%/:;\0<>|`$'?^& {\"}[]\n\t\v\b\r\\", 26}};

namespace detail {

[[nodiscard]] constexpr outcome check_dvdi_characters(std::string_view value, std::size_t index,
                                                      std::string_view member) noexcept {
    for (std::size_t i = 0; i != value.size(); ++i) {
        if (dvdi_prohibited.contains(value[i])) {
            auto out = volume_error(errc::bad_character, index, member);
            append_position(out, "prohibited by mesos-module-dvdi,", i, value);
            return out;
        }
    }
    return ok;
}

/// `k=v,k=v`, each with one `=` and something on both sides: dvdcli crashes on an item without
/// `=` and cuts the value at a second one (dvdcli `cli/cli`, `--volumeopts`).
[[nodiscard]] constexpr outcome check_options(std::string_view options,
                                              std::size_t index) noexcept {
    for (std::size_t begin = 0; !options.empty() && begin <= options.size();) {
        auto const comma = options.find(',', begin);
        auto const end = comma == std::string_view::npos ? options.size() : comma;
        auto const item = options.substr(begin, end - begin);
        auto const equals = item.find('=');
        if (equals == std::string_view::npos || equals == 0 || equals + 1 == item.size() ||
            item.find('=', equals + 1) != std::string_view::npos) {
            auto out = volume_error(errc::wrong_type, index, "options");
            append_position(out, "no key=value with one '='", begin, options);
            return out;
        }
        begin = end + 1;
    }
    return ok;
}

[[nodiscard]] constexpr outcome check_dvdi_volume(std::span<attached_volume const> volumes,
                                                  std::size_t index) noexcept {
    auto const& volume = volumes[index];
    if (volume.name.empty()) {
        return volume_error(errc::empty, index, "name");
    }
    if (volume.driver.empty()) {
        return volume_error(errc::empty, index, "driver");
    }
    if (auto const checked = check_dvdi_characters(volume.name, index, "name"); !checked) {
        return checked;
    }
    if (auto const checked = check_dvdi_characters(volume.driver, index, "driver"); !checked) {
        return checked;
    }
    if (auto const checked = check_dvdi_characters(volume.options, index, "options"); !checked) {
        return checked;
    }
    if (auto const checked = check_options(volume.options, index); !checked) {
        return checked;
    }
    if (auto const legal = check_container_path(volume.container_path, index); !legal) {
        return legal;
    }
    for (std::size_t i = 0; i != index; ++i) {
        auto const& other = volumes[i];
        if (same_folded(other.driver, volume.driver) && same_folded(other.name, volume.name)) {
            return volume_error(errc::duplicate, index, "name", volume.name);
        }
        if (same_path(other.container_path, volume.container_path)) {
            return volume_error(errc::duplicate, index, "container_path", volume.container_path);
        }
    }
    return ok;
}

/// Writes every variable of one slot. The only place that makes their names, so that no variable
/// can go to another slot than the others (the original's container path did).
template <environment_sink Sink>
constexpr std::size_t write_dvdi_slot(attached_volume const& volume, std::size_t slot, Sink& sink) {
    std::size_t written = 0;
    auto const write = [&](std::string_view what, std::string_view value) {
        text<32> name{"DVDI_VOLUME_"};
        name.append(what);
        if (slot != 0) {
            name.append_decimal(slot);
        }
        sink.environment(name.view(), value);
        ++written;
    };
    write("NAME", volume.name);
    write("DRIVER", volume.driver);
    if (!volume.options.empty()) {
        write("OPTS", volume.options);
    }
    write("CONTAINERPATH", volume.container_path);
    return written;
}

} // namespace detail

/// Attaches volumes to a task of the Mesos containerizer by the environment variables of the
/// isolator mesos-module-dvdi: `DVDI_VOLUME_NAME`, `_DRIVER`, `_OPTS` (if there are options) and
/// `_CONTAINERPATH`, without a digit for the first volume and with 1 to 9 for the others. They
/// belong into `TaskInfo.command.environment`, or the executor's if it is the embedder's own; on
/// a Docker task they do nothing.
///
/// All volumes are checked before the first call of the sink. Refused are: an eleventh volume;
/// an empty name (the isolator would skip the slot) or driver (it would take `rexray`); any of
/// `dvdi_prohibited` in name, driver or options, so also a managed plugin such as `rexray/ebs`;
/// options that are not `k=v` each; one name twice with one driver, compared without case as the
/// isolator does; a container path that is empty (every container of the agent would see the
/// volume) or relative, has a `..` or a character outside `[A-Za-z0-9._/-]`, or is given twice.
///
/// \note A container path under `/tmp/` is created by the isolator. Any other is accepted here,
/// but has to exist on every agent, or the task fails at its start.
/// \note `overwritefs=true` in the options may wipe a volume that a recycled id finds again.
/// \returns how many variables were written, or an error on `volumes` (`too_large`) or
/// `volumes[<index>].<member>`, with the position of a character in the detail.
/// \throws only what the sink does. \complexity quadratic in the number of volumes
template <environment_sink Sink>
constexpr result<std::size_t> dvdi_environment(
    std::span<attached_volume const> volumes,
    Sink&& sink) noexcept(noexcept(sink.environment(std::string_view{}, std::string_view{}))) {
    if (volumes.size() > dvdi_slots) {
        return make_error(errc::too_large, "volumes",
                          "mesos-module-dvdi has slots for 10 volumes in a task");
    }
    for (std::size_t i = 0; i != volumes.size(); ++i) {
        if (auto const checked = detail::check_dvdi_volume(volumes, i); !checked) {
            return checked.error();
        }
    }
    std::size_t written = 0;
    for (std::size_t slot = 0; slot != volumes.size(); ++slot) {
        written += detail::write_dvdi_slot(volumes[slot], slot, sink);
    }
    return written;
}

} // namespace berth

#endif
