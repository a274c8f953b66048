// SPDX-License-Identifier: Apache-2.0
// Counts the bytes that a program has asked for and not given back: included by one source of a
// program, whose global operator new it replaces. What the heap itself needs is not in it.
#ifndef BENCH_LIVE_BYTES_HPP
#define BENCH_LIVE_BYTES_HPP

#include <cstddef>
#include <cstdlib>
#include <new>

namespace berth_bench {

inline std::size_t live_bytes = 0;

// In front of each block: how long it is.
inline constexpr std::size_t block_head = alignof(std::max_align_t);

inline void give_back(void* memory) noexcept {
    if (memory != nullptr) {
        char* const block = static_cast<char*>(memory) - block_head;
        live_bytes -= *reinterpret_cast<std::size_t*>(block);
        std::free(block); // NOLINT
    }
}

} // namespace berth_bench

// Not inlined, because g++ would pair one half with the library's own.
[[gnu::noinline]] void* operator new(std::size_t size) {
    void* const block = std::malloc(berth_bench::block_head + size); // NOLINT
    if (block == nullptr) {
        throw std::bad_alloc{};
    }
    *static_cast<std::size_t*>(block) = size;
    berth_bench::live_bytes += size;
    return static_cast<char*>(block) + berth_bench::block_head;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { berth_bench::give_back(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    berth_bench::give_back(memory);
}

#endif
