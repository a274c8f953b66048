// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_VOLUME_COMMANDS_HPP
#define BERTH_ATTACH_VOLUME_COMMANDS_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/attach/driver_options.hpp>
#include <berth/attach/volume_check.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/volume/name_limits.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace berth {

/// **Purpose.** Takes command lines for an operator, each complete and without a line end.
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink.command(line)` | anything | one line, a `std::string_view` |
///
/// **Optional expressions**: none. A call that is not `noexcept` makes the function that is given
/// the sink one that may throw.
///
/// **Laws**, for the sinks of tests/attach/volume_commands.test.cpp:
///
/// 1. It copies what it keeps: the views live as long as the call (`owning`, run with sanitizers).
/// 2. It may throw, which passes through; all volumes are checked before its first call
///    (`test_refusals`).
///
/// **Smallest legal model**
/// \model tests/attach/volume_commands.test.cpp#owning
///
///     struct owning {
///         std::vector<std::string> lines{};
///
///         void command(std::string_view line) { lines.emplace_back(line); }
///     };
template <class S>
concept command_sink = requires(std::remove_reference_t<S>& sink, std::string_view line) {
    sink.command(line);
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_command_sink : std::false_type {
    static_assert(command_sink<S>,
                  "berth: a sink of commands has command(std::string_view line); see the "
                  "concept command_sink in <berth/attach/volume_commands.hpp>");
};

template <class S>
concept asserted_command_sink = command_sink<S> || not_a_command_sink<S>::value;

} // namespace detail

/// The longest command line for a volume.
inline constexpr std::size_t max_volume_command = 8191;

namespace detail {

/// What no shell reads as anything but itself, at any place of a word that starts with a letter
/// or a digit.
inline constexpr char_set shell_safe =
    lower_letters | upper_letters | decimal_digits | char_set{"-._/:@%+=,"};

[[nodiscard]] constexpr outcome check_shell_safe(std::string_view value, std::size_t index,
                                                 std::string_view member) noexcept {
    for (std::size_t i = 0; i != value.size(); ++i) {
        bool const first =
            i == 0 && !is_lower(value[0]) && !is_upper(value[0]) && !is_digit(value[0]);
        if (first || !shell_safe.contains(value[i])) {
            auto out = volume_error(first ? errc::bad_first_character : errc::bad_character, index,
                                    member);
            append_position(out, "not safe in a shell,", i, value);
            return out;
        }
    }
    return ok;
}

/// One line: `before_driver` driver `before_name` name, and each option behind `before_option`.
struct command_form {
    std::string_view before_driver{};
    std::string_view before_name{};
    std::string_view before_option{};
    bool name_last = false;
};

inline constexpr command_form dvdcli_mount{
    "dvdcli mount --volumedriver=", " --volumename=", " --volumeopts=", false};
inline constexpr command_form dvdcli_unmount{
    "dvdcli unmount --volumedriver=", " --volumename=", {}, false};
inline constexpr command_form docker_create{"docker volume create -d ", " ", " --opt ", true};

[[nodiscard]] constexpr bool write_command(text<max_volume_command>& to, command_form form,
                                           attached_volume const& volume) noexcept {
    auto const name = [&] { return to.append(form.before_name) && to.append(volume.name); };
    bool fits = to.append(form.before_driver) && to.append(volume.driver);
    fits = fits && (form.name_last || name());
    driver_options const options{form.before_option.empty() ? std::string_view{} : volume.options};
    for (auto it = options.begin(); fits && it != options.end(); ++it) {
        fits = to.append(form.before_option) && to.append(it.item());
    }
    return fits && (!form.name_last || name());
}

[[nodiscard]] constexpr outcome check_commands(std::span<attached_volume const> volumes,
                                               command_form form, equals_signs count) noexcept {
    for (std::size_t i = 0; i != volumes.size(); ++i) {
        auto const& volume = volumes[i];
        if (volume.name.empty()) {
            return volume_error(errc::empty, i, "name");
        }
        if (auto const checked = check_shell_safe(volume.name, i, "name"); !checked) {
            return checked;
        }
        if (auto const checked = check_driver(volume.driver, i); !checked) {
            return checked;
        }
        if (auto const checked = check_shell_safe(volume.driver, i, "driver"); !checked) {
            return checked;
        }
        if (auto const checked = check_shell_safe(volume.options, i, "options"); !checked) {
            return checked;
        }
        if (auto const checked = check_options(volume.options, i, count); !checked) {
            return checked;
        }
        if (auto const checked = check_distinct_name(volumes, i, true); !checked) {
            return checked;
        }
        if (text<max_volume_command> line{}; !write_command(line, form, volume)) {
            return volume_error(errc::too_long, i, "options",
                                "at most 8191 characters in a command");
        }
    }
    return ok;
}

template <class Sink>
constexpr void write_line(command_form form, attached_volume const& volume, Sink& sink) {
    text<max_volume_command> line{};
    static_cast<void>(write_command(line, form, volume));
    sink.command(line.view());
}

} // namespace detail

/// Command lines with which an operator creates volumes before the first launch, on one agent, as
/// root: for each volume `dvdcli mount --volumedriver=D --volumename=N --volumeopts=k=v ...`, which
/// creates what is missing and has the driver make a file system, and then
/// `dvdcli unmount --volumedriver=D --volumename=N`, without which the agent would keep it.
///
/// dvdcli 0.2 asks for the volume first and creates it only if it is missing; then the options do
/// nothing to one that exists. dvdcli 0.1 sends a `Create` with every `mount`, and one without
/// options with `unmount` and `path` as well: there, run them for new volumes only. `dvdcli create`
/// is not used because it sends `Create` in every version.
///
/// Container paths are not looked at. Nothing is quoted; everything is checked before the first
/// call of the sink. Refused are: in name, driver or options, any character outside
/// `[A-Za-z0-9._/:@%+=,-]` or a first one that is no letter or digit; an empty name or driver;
/// options that are not `k=v` with one `=`, or have a key twice; a volume twice; a line longer than
/// `max_volume_command`.
///
/// \returns how many lines were written, or an error on `volumes[<index>].<member>`. \throws only
/// what the sink does. \complexity quadratic in the number of volumes, and of options
template <detail::asserted_command_sink Sink>
constexpr result<std::size_t>
dvdcli_commands(std::span<attached_volume const> volumes,
                Sink&& sink) noexcept(noexcept(sink.command(std::string_view{}))) {
    if (auto const checked =
            detail::check_commands(volumes, detail::dvdcli_mount, detail::equals_signs::one);
        !checked) {
        return checked.error();
    }
    for (auto const& volume : volumes) {
        detail::write_line(detail::dvdcli_mount, volume, sink);
        detail::write_line(detail::dvdcli_unmount, volume, sink);
    }
    return 2 * volumes.size();
}

/// The same for an agent with Docker: `docker volume create -d D --opt k=v ... N` for each volume.
/// The engine asks the driver first, and creates what it does not see; the volume is attached
/// nowhere. Checks are those of `dvdcli_commands`, but for an option's value, which may hold a `=`.
template <detail::asserted_command_sink Sink>
constexpr result<std::size_t>
docker_volume_commands(std::span<attached_volume const> volumes,
                       Sink&& sink) noexcept(noexcept(sink.command(std::string_view{}))) {
    if (auto const checked =
            detail::check_commands(volumes, detail::docker_create, detail::equals_signs::any);
        !checked) {
        return checked.error();
    }
    for (auto const& volume : volumes) {
        detail::write_line(detail::docker_create, volume, sink);
    }
    return volumes.size();
}

} // namespace berth

#endif
