// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_ATTACHED_VOLUME_HPP
#define BERTH_ATTACH_ATTACHED_VOLUME_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace berth {

/// One external volume of one task, as an attachment gets it. The views belong to the caller.
struct attached_volume {
    std::string_view name{};           ///< as a name formatter made it
    std::string_view container_path{}; ///< where the task finds it
    std::string_view driver{};         ///< the volume driver (`rexray`)
    std::string_view options{};        ///< the operator's `k=v,k=v`; empty for none

    friend constexpr bool operator==(attached_volume const&, attached_volume const&) = default;
};

/// What takes the parameters of a Docker task (`DockerInfo.parameters`). The views live as long
/// as the call: a sink copies what it keeps.
template <class S>
concept parameter_sink = requires(std::remove_reference_t<S>& sink, std::string_view text) {
    sink.parameter(text, text); // key, value
};

/// What takes environment variables of a task. The views live as long as the call.
template <class S>
concept environment_sink = requires(std::remove_reference_t<S>& sink, std::string_view text) {
    sink.environment(text, text); // name, value
};

/// The longest container path: Linux's PATH_MAX without its terminator.
inline constexpr std::size_t max_container_path = 4095;

namespace detail {

/// An error about a member of `volumes[index]`.
[[nodiscard]] constexpr error volume_error(errc code, std::size_t index, std::string_view member,
                                           std::string_view detail = {}) noexcept {
    return make_error(code, "volumes", index, member, detail);
}

/// `<what> at position <at>`, to be followed by the value.
constexpr void append_position(error& to, std::string_view what, std::size_t at,
                               std::string_view value) noexcept {
    to.detail.append_clipped(what);
    to.detail.append_clipped(" at position ");
    to.detail.append_decimal(at);
    to.detail.append_clipped(" of \"");
    to.detail.append_clipped(value);
    to.detail.append_clipped("\"");
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

/// Whether two absolute paths without `..` are one: `/data`, `/data/` and `/./data` are.
[[nodiscard]] constexpr bool same_path(std::string_view a, std::string_view b) noexcept {
    while (true) {
        auto const next = next_component(a);
        if (next != next_component(b)) {
            return false;
        }
        if (next.empty()) {
            return true;
        }
    }
}

/// A container path that no runtime misreads: absolute, not the root, `[A-Za-z0-9._/-]` only (so
/// no `:`, which ends it in `-v`, and nothing that a shell reads), no `..`. The isolator of
/// mesos-module-dvdi checks none of it and hands the path to a shell as root.
[[nodiscard]] constexpr outcome check_container_path(std::string_view path,
                                                     std::size_t index) noexcept {
    constexpr std::string_view member = "container_path";
    if (path.empty()) {
        return volume_error(errc::empty, index, member);
    }
    if (path.front() != '/') {
        auto out = volume_error(errc::bad_first_character, index, member, "not absolute: \"");
        out.detail.append_clipped(path);
        out.detail.append_clipped("\"");
        return out;
    }
    if (path.size() > max_container_path) {
        return volume_error(errc::too_long, index, member, "at most 4095 characters");
    }
    for (std::size_t i = 0; i != path.size(); ++i) {
        char const c = path[i];
        bool const known = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' || c == '-';
        bool const parent = c == '.' && i + 1 != path.size() && path[i + 1] == '.';
        if (!known || parent) {
            auto out = volume_error(errc::bad_character, index, member);
            append_position(out, parent ? ".." : "not one of A-Za-z0-9._/-,", i, path);
            return out;
        }
    }
    auto rest = path;
    if (next_component(rest).empty()) {
        return volume_error(errc::unsupported, index, member, "the root of the container");
    }
    return ok;
}

} // namespace detail

} // namespace berth

#endif
