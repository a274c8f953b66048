// SPDX-License-Identifier: Apache-2.0
// Counts what a program allocates: included by one source of a program, whose global operator new
// it replaces.
#ifndef SUPPORT_COUNTING_NEW_HPP
#define SUPPORT_COUNTING_NEW_HPP

#include <cstddef>
#include <cstdlib>
#include <new>

namespace berth_test {

inline std::size_t allocations = 0;

} // namespace berth_test

// Not inlined, because g++ would pair one half with the library's own.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++berth_test::allocations;
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) { // NOLINT
        return memory;
    }
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); } // NOLINT
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory); // NOLINT
}

#endif
