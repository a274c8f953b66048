// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RESERVATION_CHECK_HPP
#define BERTH_MODEL_RESERVATION_CHECK_HPP

#include <berth/core/error.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/model/role.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth::detail {

struct reservation_fault {
    bool found = false;
    errc code{};
    std::string_view field{};
};

// The reservation of one resource, in whichever of Mesos' three formats it comes: `role` with an
// optional `reservation`, from before reservations could be refined; the stack `reservations`; or
// both, as some HTTP endpoints write a stack of one (Mesos, `src/common/resources.cpp`).
struct reservation_check {
    static constexpr int type_static = 1;
    static constexpr int type_dynamic = 2;

    std::string_view old_role{};
    bool has_old = false;    // `reservation` is there
    bool old_is_new = false; // and has fields that only a stack's entries have
    std::string_view top{};  // role of the stack's last level
    std::size_t levels = 0;
    int bottom_type = 0;

    // \effects adds a level. \returns what is wrong with it
    constexpr reservation_fault push(int type, std::string_view role) noexcept {
        std::string_view const below = top;
        bool const is_bottom = levels == 0;
        top = role;
        bottom_type = is_bottom ? type : bottom_type;
        ++levels;
        if (type != type_static && type != type_dynamic) {
            return {true, errc::missing, "reservation type"};
        }
        if (role.empty()) {
            return {true, errc::missing, "reservation role"};
        }
        if (role == "*" || !is_role(role)) {
            return {true, errc::bad_character, "reservation role"};
        }
        if (!is_bottom && type != type_dynamic) {
            return {true, errc::misplaced, "reservation type"};
        }
        if (!is_bottom && !is_below(role, below)) {
            return {true, errc::misplaced, "reservation role"};
        }
        return {};
    }

    // \returns what is wrong with the whole
    [[nodiscard]] constexpr reservation_fault check() const noexcept {
        if (!old_role.empty() && !is_role(old_role)) {
            return {true, errc::bad_character, "role"};
        }
        if (!has_old && old_role.empty()) {
            return {};
        }
        if (levels == 0) {
            bool const reserved = !old_role.empty() && old_role != "*";
            return {has_old && (!reserved || old_is_new), errc::misplaced, "reservation"};
        }
        if (levels > 1) {
            return {true, errc::misplaced, "role"};
        }
        if (!old_role.empty() && old_role != top) {
            return {true, errc::contradictory, "role"};
        }
        bool const is_dynamic = bottom_type == type_dynamic;
        return {has_old != is_dynamic || old_role.empty(), errc::contradictory, "reservation"};
    }

    [[nodiscard]] constexpr std::string_view innermost() const noexcept {
        return levels != 0 ? top : old_role == "*" ? std::string_view{} : old_role;
    }

    // The deeper the role, and then the higher the stack; 0 if unreserved.
    [[nodiscard]] constexpr std::uint8_t rank() const noexcept {
        std::string_view const role = innermost();
        if (role.empty()) {
            return 0;
        }
        return static_cast<std::uint8_t>(smaller<std::size_t>(role_depth(role), 15) * 16 +
                                         smaller<std::size_t>(larger<std::size_t>(levels, 1), 15));
    }
};

} // namespace berth::detail

#endif
