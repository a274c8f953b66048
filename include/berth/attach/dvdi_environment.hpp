// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_DVDI_ENVIRONMENT_HPP
#define BERTH_ATTACH_DVDI_ENVIRONMENT_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/driver_options.hpp>
#include <berth/attach/volume_check.hpp>
#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/core/text.hpp>
#include <berth/volume/name_limits.hpp>

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
    if (auto const checked = check_options(volume.options, index, equals_signs::one); !checked) {
        return checked;
    }
    if (volume.read_only) {
        return volume_error(errc::unsupported, index, "read_only",
                            "mesos-module-dvdi mounts every volume writable");
    }
    if (auto const legal = check_container_path(volume.container_path, index); !legal) {
        return legal;
    }
    if (auto const checked = check_distinct_name(volumes, index, true); !checked) {
        return checked;
    }
    return check_distinct_path(volumes, index, nesting::refused);
}

/// Writes every variable of one slot. The only place that makes their names, so that no variable
/// can go to another slot than the others (the original's container path did).
template <class Sink>
constexpr std::size_t write_dvdi_slot(attached_volume const& volume, driver_options options,
                                      std::size_t slot, Sink& sink) {
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
    if (!options.empty()) {
        write("OPTS", options.text());
    }
    write("CONTAINERPATH", volume.container_path);
    return written;
}

} // namespace detail

/// Whether the isolator creates a container path that an agent does not have. Any other has to
/// exist on every agent that runs the task, or the task fails at its start.
[[nodiscard]] constexpr bool dvdi_creates(std::string_view container_path) noexcept {
    return container_path.starts_with("/tmp/");
}

/// Attaches volumes to a task of the Mesos containerizer by the environment variables of the
/// isolator mesos-module-dvdi: `DVDI_VOLUME_NAME`, `_DRIVER`, `_OPTS` (if options are sent) and
/// `_CONTAINERPATH`, without a digit for the first volume and with 1 to 9 for the others. They
/// belong into `TaskInfo.command.environment`, or the executor's if it is the embedder's own; on
/// a Docker task they do nothing. `_DVDCLI` and `_EXPLICITCREATE` are not written: the one is the
/// agent's business, the other does not work (the isolator spells the flag of dvdcli wrongly).
///
/// Options are sent if `launches` is 1, the first launch of the node id, and not otherwise
/// (`sent_options` says why). They are checked all the same.
///
/// All volumes are checked before the first call of the sink. Refused are: `launches` of 0; an
/// eleventh volume, because more than one digit behind a name fails the task; an empty name (the
/// isolator would skip the slot) or driver (it would take `rexray`); any of `dvdi_prohibited` in
/// name, driver or options, so also a managed plugin such as `rexray/ebs`; options that are not
/// `k=v` with one `=`, or have a key twice; one name twice with one driver, compared without case
/// as the isolator does; a container path that is empty (every container of the agent would see the
/// volume) or relative, has a `..` or a character outside `[A-Za-z0-9._/-]`, is given twice, or
/// lies inside another's; `read_only`.
///
/// \note A container path is accepted whether or not `dvdi_creates` it.
/// \returns how many variables were written, or an error on `launches`, `volumes` (`too_large`) or
/// `volumes[<index>].<member>`, with the position of a character in the detail.
/// \throws only what the sink does. \complexity quadratic in the number of volumes, and of options
template <detail::asserted_environment_sink Sink>
constexpr result<std::size_t> dvdi_environment(
    std::span<attached_volume const> volumes, generation launches,
    Sink&& sink) noexcept(noexcept(sink.environment(std::string_view{}, std::string_view{}))) {
    if (auto const checked = detail::check_launches(launches); !checked) {
        return checked.error();
    }
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
        auto const& volume = volumes[slot];
        written += detail::write_dvdi_slot(volume, sent_options(volume, launches), slot, sink);
    }
    return written;
}

} // namespace berth

#endif
