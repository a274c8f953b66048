// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_VIOLATION_HPP
#define BERTH_TESTING_LAWS_VIOLATION_HPP

#include <berth/core/text.hpp>

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace berth::testing::laws {

/// A number that helps to find the place again.
struct clue {
    std::string_view name{};
    std::uint64_t value{};
};

/// What every law says that is broken: `lasts is broken: scene 3, seed 1`.
[[nodiscard]] constexpr text<128> violation(std::string_view law,
                                            std::initializer_list<clue> clues) noexcept {
    text<128> what{law};
    std::string_view between = " is broken: ";
    for (clue const& one : clues) {
        what.append(between);
        what.append(one.name);
        what.append(" ");
        what.append_decimal(one.value);
        between = ", ";
    }
    return what;
}

} // namespace berth::testing::laws

#endif
