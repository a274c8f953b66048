// SPDX-License-Identifier: Apache-2.0
// Refuses compilers and language modes that the library does not support.
#ifndef BERTH_DETAIL_CONFIG_HPP
#define BERTH_DETAIL_CONFIG_HPP

// 201907, not 202002: clang 14 has all that the library uses and reports the older value.
#if !defined(__cpp_concepts)
#    error "berth needs C++20 with concepts: compile with -std=c++20, g++ 12 or clang 14 or later"
#elif __cpp_concepts < 201907L || __cplusplus < 202002L
#    error "berth needs C++20 with concepts: compile with -std=c++20, g++ 12 or clang 14 or later"
#endif

#endif
