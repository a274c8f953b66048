// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_TASK_NAME_HPP
#define BERTH_MODEL_TASK_NAME_HPP

#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/core/text.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

/// A task id read back: `<name>.<node id>.<generation>`.
struct task_name_parts {
    std::string_view name{};
    node_id id{};
    generation launches{};

    friend constexpr bool operator==(task_name_parts const&, task_name_parts const&) = default;
};

/// The task id of the `launches`-th launch of a node: no task id is ever used twice, because the
/// master does not promise to notice (Mesos, `src/master/validation.cpp`, unique task ids).
[[nodiscard]] inline std::string task_name(std::string_view name, node_id id, generation launches) {
    text<22> numbers{};
    numbers.append('.');
    numbers.append_decimal(id.value);
    numbers.append('.');
    numbers.append_decimal(launches.value);
    std::string out{name};
    out += numbers.view();
    return out;
}

namespace detail {

// A canonical decimal number of 32 bits: digits only, no leading zero.
[[nodiscard]] constexpr result<std::uint32_t, errc> parse_decimal(std::string_view digits) {
    if (digits.empty() || digits.size() > 10 || (digits.size() > 1 && digits[0] == '0')) {
        return errc::not_decodable;
    }
    std::uint64_t number = 0;
    for (char const c : digits) {
        if (c < '0' || c > '9') {
            return errc::not_decodable;
        }
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (number > 0xffff'ffff) {
        return errc::not_decodable;
    }
    return static_cast<std::uint32_t>(number);
}

} // namespace detail

/// Reads a task id from the right, so that the name may hold dots and digits.
/// \returns views into `task_id`, or `not_decodable` if it is not of this form.
[[nodiscard]] constexpr result<task_name_parts, errc>
parse_task_name(std::string_view task_id) noexcept {
    auto const second = task_id.rfind('.');
    if (second == std::string_view::npos || second == 0) {
        return errc::not_decodable;
    }
    auto const first = task_id.rfind('.', second - 1);
    if (first == std::string_view::npos || first == 0) {
        return errc::not_decodable;
    }
    auto const id = detail::parse_decimal(task_id.substr(first + 1, second - first - 1));
    auto const launches = detail::parse_decimal(task_id.substr(second + 1));
    if (!id || !launches || *launches == 0) {
        return errc::not_decodable;
    }
    return task_name_parts{task_id.substr(0, first), node_id{*id}, generation{*launches}};
}

/// Whether task ids can begin with `name`: not empty, no control character, slash or backslash,
/// and short enough for the largest numbers in Mesos' 255 bytes (`src/common/validation.cpp`).
[[nodiscard]] constexpr outcome validate_task_name(std::string_view name) noexcept {
    if (name.empty()) {
        return make_error(errc::empty, "frameworkName");
    }
    if (name.size() > 255 - 22) {
        return make_error(errc::too_long, "frameworkName", "a task id has at most 255 bytes");
    }
    for (char const c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\') {
            return make_error(errc::bad_character, "frameworkName",
                              "a task id takes no control character, slash or backslash");
        }
    }
    return ok;
}

} // namespace berth

#endif
