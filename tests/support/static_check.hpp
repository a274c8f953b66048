// SPDX-License-Identifier: Apache-2.0
// A check for test bodies that run twice, in a constant expression and under doctest:
//
//     constexpr bool test_x() { STATIC_CHECK(1 + 1 == 2); return true; }
//     static_assert(test_x());
//     TEST_CASE("x") { REQUIRE(test_x()); }
//
// Includes no berth header: a harness that judged the library with the library would share its faults.
#ifndef BERTH_TESTS_SUPPORT_STATIC_CHECK_HPP
#define BERTH_TESTS_SUPPORT_STATIC_CHECK_HPP

#include <stdexcept>
#include <string>

namespace berth_test {

// Not constexpr, so that a failing check ends constant evaluation here and the compiler names the expression.
[[noreturn]] inline void check_failed(char const* expression, char const* file, int line) {
    throw std::logic_error(std::string(file) + ":" + std::to_string(line) + ": STATIC_CHECK(" +
                           expression + ") failed");
}

constexpr void static_check(bool holds, char const* expression, char const* file, int line) {
    if (!holds) {
        check_failed(expression, file, line);
    }
}

} // namespace berth_test

#define STATIC_CHECK(...)                                                                          \
    ::berth_test::static_check(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

#define STATIC_CHECK_FALSE(...)                                                                    \
    ::berth_test::static_check(!static_cast<bool>(__VA_ARGS__), "!(" #__VA_ARGS__ ")", __FILE__,   \
                               __LINE__)

#endif
