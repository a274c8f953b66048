// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_ROLE_HPP
#define BERTH_MODEL_ROLE_HPP

#include <cstddef>
#include <string_view>

namespace berth {

/// Whether Mesos takes `name` for a role (`src/common/roles.cpp`): `*`, or components divided by
/// single slashes, none of them empty, `.`, `..`, `*` or starting with `-`, without blanks and
/// control characters. \complexity linear
[[nodiscard]] constexpr bool is_role(std::string_view name) noexcept {
    if (name == "*") {
        return true;
    }
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= name.size(); ++i) {
        char const c = i < name.size() ? name[i] : '/';
        if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\x7f') {
            return false;
        }
        if (c == '/') {
            auto const part = name.substr(begin, i - begin);
            if (part.empty() || part == "." || part == ".." || part == "*" || part[0] == '-') {
                return false;
            }
            begin = i + 1;
        }
    }
    return true;
}

/// Whether `role` lies below `ancestor`: `a/b` below `a`, but not `a/bx` below `a/b`.
[[nodiscard]] constexpr bool is_below(std::string_view role, std::string_view ancestor) noexcept {
    return role.size() > ancestor.size() && role.starts_with(ancestor) &&
           role[ancestor.size()] == '/';
}

/// How many components a role has: 2 for `a/b`.
[[nodiscard]] constexpr std::size_t role_depth(std::string_view role) noexcept {
    std::size_t out = role.empty() ? 0 : 1;
    for (char const c : role) {
        out += c == '/' ? 1U : 0U;
    }
    return out;
}

} // namespace berth

#endif
