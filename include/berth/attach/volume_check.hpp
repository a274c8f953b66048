// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_VOLUME_CHECK_HPP
#define BERTH_ATTACH_VOLUME_CHECK_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/driver_options.hpp>
#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace berth {

/// The longest container path: Linux's PATH_MAX without its terminator.
inline constexpr std::size_t max_container_path = 4095;

/// The longest name of a volume driver: it is the name of a file, `<driver>.sock` or
/// `<driver>.spec`, or a reference of Docker's, which is as long at most.
inline constexpr std::size_t max_driver_name = 255;

} // namespace berth

/// What the attachments check alike, each about one member of `volumes[index]`.
namespace berth::detail {

/// Whether two volumes of a task may lie one below the other.
enum class nesting : bool { refused, accepted };

/// How many `=` an option may have.
enum class equals_signs : bool { one, any };

[[nodiscard]] constexpr error volume_error(errc code, std::size_t index, std::string_view member,
                                           std::string_view detail = {}) noexcept {
    return make_error(code, "volumes", index, member, detail);
}

constexpr void append_quoted(error& to, std::string_view value) noexcept {
    to.detail.append_clipped("\"");
    to.detail.append_clipped(value);
    to.detail.append_clipped("\"");
}

/// `<what> at position <at>`, followed by the value.
constexpr void append_position(error& to, std::string_view what, std::size_t at,
                               std::string_view value) noexcept {
    to.detail.append_clipped(what);
    to.detail.append_clipped(" at position ");
    to.detail.append_decimal(at);
    to.detail.append_clipped(" of ");
    append_quoted(to, value);
}

/// A launch is counted from 1; 0, which a forgotten value is, would pass for a first launch.
[[nodiscard]] constexpr outcome check_launches(generation launches) noexcept {
    return launches == generation{}
               ? outcome{make_error(errc::out_of_range, "launches", "they are counted from 1")}
               : ok;
}

/// Takes the next component off a path; empty and `.` components are skipped.
[[nodiscard]] constexpr std::string_view next_component(std::string_view& path) noexcept {
    while (!path.empty()) {
        auto const slash = path.find('/');
        auto const component = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (!component.empty() && component != ".") {
            return component;
        }
    }
    return {};
}

/// How two paths without `..` lie: `/data`, `/data/` and `/./data` are one.
enum class relation : std::uint8_t { apart, nested, same };

[[nodiscard]] constexpr relation compare_paths(std::string_view a, std::string_view b) noexcept {
    if (a.starts_with('/') != b.starts_with('/')) {
        return relation::apart; // the one is below the sandbox
    }
    while (true) {
        auto const next_a = next_component(a);
        auto const next_b = next_component(b);
        if (next_a.empty() || next_b.empty()) {
            return next_a == next_b ? relation::same : relation::nested;
        }
        if (next_a != next_b) {
            return relation::apart;
        }
    }
}

/// A path that no runtime misreads: `[A-Za-z0-9._/-]` only (so no `:`, which ends it in `-v`, and
/// nothing that a shell reads), no `..`, and not only slashes and dots. mesos-module-dvdi checks
/// none of it and hands the path to a shell as root.
[[nodiscard]] constexpr outcome check_path(std::string_view path, error wrong) noexcept {
    auto const refuse = [&](errc code, std::string_view detail = {}) {
        wrong.code = code;
        wrong.detail.append_clipped(detail);
        return wrong;
    };
    if (path.empty()) {
        return refuse(errc::empty);
    }
    if (path.size() > max_container_path) {
        return refuse(errc::too_long, "at most 4095 characters");
    }
    for (std::size_t i = 0; i != path.size(); ++i) {
        char const c = path[i];
        bool const known = is_lower(c) || is_upper(c) || is_digit(c) || c == '.' || c == '_' ||
                           c == '/' || c == '-';
        bool const parent = c == '.' && i + 1 != path.size() && path[i + 1] == '.';
        if (!known || parent) {
            wrong.code = errc::bad_character;
            append_position(wrong, parent ? ".." : "not one of A-Za-z0-9._/-,", i, path);
            return wrong;
        }
    }
    auto rest = path;
    if (next_component(rest).empty()) {
        return path.front() == '/' ? refuse(errc::unsupported, "the root of the file system")
                                   : refuse(errc::unsupported, "the directory it is in");
    }
    return ok;
}

/// Like `check_path`, and the path is absolute.
[[nodiscard]] constexpr outcome check_absolute_path(std::string_view path, error wrong) noexcept {
    if (!path.empty() && path.front() != '/') {
        wrong.code = errc::bad_first_character;
        wrong.detail.append_clipped("not absolute: ");
        append_quoted(wrong, path);
        return wrong;
    }
    return check_path(path, wrong);
}

[[nodiscard]] constexpr outcome check_container_path(std::string_view path,
                                                     std::size_t index) noexcept {
    return check_absolute_path(path, volume_error({}, index, "container_path"));
}

/// Printable ASCII without blanks and without `prohibited`.
[[nodiscard]] constexpr outcome check_printable(std::string_view value, std::size_t index,
                                                std::string_view member,
                                                std::string_view prohibited = {}) noexcept {
    for (std::size_t i = 0; i != value.size(); ++i) {
        char const c = value[i];
        bool const printable = c > ' ' && c <= '~';
        if (!printable || prohibited.find(c) != std::string_view::npos) {
            auto out = volume_error(errc::bad_character, index, member);
            append_position(out, printable ? "not legal here," : "not printable,", i, value);
            return out;
        }
    }
    return ok;
}

/// Not empty, short enough, and `check_printable`.
[[nodiscard]] constexpr outcome check_driver(std::string_view driver, std::size_t index,
                                             std::string_view prohibited = {}) noexcept {
    if (driver.empty()) {
        return volume_error(errc::empty, index, "driver");
    }
    if (driver.size() > max_driver_name) {
        return volume_error(errc::too_long, index, "driver", "at most 255 characters");
    }
    return check_printable(driver, index, "driver", prohibited);
}

/// `k=v,k=v`, each with something on both sides, no key twice: the runtimes keep options in a map,
/// where the last one wins. `one` is for dvdcli, which crashes on an item without `=` and cuts the
/// value at a second one (dvdcli `dvdcli/commands.go`).
[[nodiscard]] constexpr outcome check_options(std::string_view options, std::size_t index,
                                              equals_signs count) noexcept {
    driver_options const all{options};
    for (auto it = all.begin(); it != all.end(); ++it) {
        auto const [key, value] = *it;
        bool const second = value.find('=') != std::string_view::npos;
        if (key.empty() || value.empty() || (second && count == equals_signs::one)) {
            auto out = volume_error(errc::wrong_type, index, "options");
            append_position(
                out, count == equals_signs::one ? "no key=value with one '='" : "no key=value",
                it.position(), options);
            return out;
        }
        for (auto other = all.begin(); other != it; ++other) {
            if (same_folded((*other).key, key)) {
                return volume_error(errc::duplicate, index, "options", key);
            }
        }
    }
    return ok;
}

/// No volume twice in a task. Case is ignored, since drivers ignore it (REX-Ray looks a name up
/// without it). With `by_driver`, one name of two drivers is two volumes.
[[nodiscard]] constexpr outcome check_distinct_name(std::span<attached_volume const> volumes,
                                                    std::size_t index, bool by_driver) noexcept {
    for (std::size_t i = 0; i != index; ++i) {
        if (same_folded(volumes[i].name, volumes[index].name) &&
            (!by_driver || same_folded(volumes[i].driver, volumes[index].driver))) {
            return volume_error(errc::duplicate, index, "name", volumes[index].name);
        }
    }
    return ok;
}

/// No container path twice. Docker mounts the outer of two nested paths first; others mount in
/// the given order, which hides the one or fails, and refuse them.
[[nodiscard]] constexpr outcome check_distinct_path(std::span<attached_volume const> volumes,
                                                    std::size_t index, nesting nested) noexcept {
    for (std::size_t i = 0; i != index; ++i) {
        auto const lie = compare_paths(volumes[i].container_path, volumes[index].container_path);
        if (lie == relation::same) {
            return volume_error(errc::duplicate, index, "container_path",
                                volumes[index].container_path);
        }
        if (lie == relation::nested && nested == nesting::refused) {
            auto out = volume_error(errc::contradictory, index, "container_path", "one of ");
            append_quoted(out, volumes[i].container_path);
            out.detail.append_clipped(" and ");
            append_quoted(out, volumes[index].container_path);
            out.detail.append_clipped(" would hide the other");
            return out;
        }
    }
    return ok;
}

/// What holds for a volume of `docker run`, by whichever flag: a name that the engine's own driver
/// takes (with others it would become a path, or end at a `:`), once in a task whatever the
/// driver, because names are unique on an engine; a legal driver and container path.
[[nodiscard]] constexpr outcome check_docker_volume(std::span<attached_volume const> volumes,
                                                    std::size_t index,
                                                    std::string_view prohibited = {}) noexcept {
    auto const& volume = volumes[index];
    if (auto const name = check(docker_local, volume.name, "name"); !name) {
        return volume_error(name.error().code, index, "name", name.error().detail);
    }
    if (auto const driver = check_driver(volume.driver, index, prohibited); !driver) {
        return driver;
    }
    if (auto const path = check_container_path(volume.container_path, index); !path) {
        return path;
    }
    if (auto const name = check_distinct_name(volumes, index, false); !name) {
        return name;
    }
    return check_distinct_path(volumes, index, nesting::accepted);
}

} // namespace berth::detail

#endif
