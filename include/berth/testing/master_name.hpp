// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_NAME_HPP
#define BERTH_TESTING_MASTER_NAME_HPP

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace berth::testing {

/// \returns whether the master takes that for the name of a role: `*`, or components between
/// slashes, none of them empty, `.`, `..`, `*` or with a leading `-`, and no white space or DEL.
///
/// Source: Mesos, `src/common/roles.cpp`.
[[nodiscard]] inline bool is_master_role(std::string_view name) noexcept {
    if (name == "*") {
        return true;
    }
    if (name.find_first_of("\t\n\v\f\r \x7f") != std::string_view::npos) {
        return false;
    }
    for (std::size_t begin = 0; begin <= name.size();) {
        std::size_t const end = std::min(name.find('/', begin), name.size());
        std::string_view const part = name.substr(begin, end - begin);
        if (part.empty() || part == "." || part == ".." || part == "*" || part[0] == '-') {
            return false;
        }
        begin = end + 1;
    }
    return true;
}

/// \returns whether `name` lies below `ancestor`: `a/b` below `a`, but neither `a` nor `ab`.
[[nodiscard]] inline bool is_strict_subrole(std::string_view name,
                                            std::string_view ancestor) noexcept {
    return name.size() > ancestor.size() && name.starts_with(ancestor) &&
           name[ancestor.size()] == '/';
}

/// \returns whether the master takes that for an id of a task, an executor, a framework or a
/// volume: 1 to 255 bytes, not `.` or `..`, no control character, slash or backslash.
///
/// Source: Mesos, `src/common/validation.cpp`.
[[nodiscard]] inline bool is_master_id(std::string_view id) noexcept {
    return !id.empty() && id.size() <= 255 && id != "." && id != ".." &&
           std::none_of(id.begin(), id.end(), [](char c) {
               auto const byte = static_cast<unsigned char>(c);
               return byte < 0x20 || byte == 0x7f || c == '/' || c == '\\';
           });
}

} // namespace berth::testing

#endif
