// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_DETAIL_ALGORITHM_HPP
#define BERTH_DETAIL_ALGORITHM_HPP

#include <cstddef>
#include <utility>

// The few algorithms that headers need, because <algorithm> costs every includer 8,000 lines.
namespace berth::detail {

template <class T>
[[nodiscard]] constexpr T const& smaller(T const& a, T const& b) noexcept {
    return b < a ? b : a;
}

template <class T>
[[nodiscard]] constexpr T const& larger(T const& a, T const& b) noexcept {
    return a < b ? b : a;
}

template <class T, class Less>
[[nodiscard]] constexpr bool is_sorted(T const* data, std::size_t size, Less less) {
    for (std::size_t i = 1; i < size; ++i) {
        if (less(data[i], data[i - 1])) {
            return false;
        }
    }
    return true;
}

// Heap sort: in place, O(n log n) always, not stable.
template <class T, class Less>
constexpr void sort(T* data, std::size_t size, Less less) {
    auto const sift_down = [&](std::size_t root, std::size_t end) {
        for (std::size_t child = root * 2 + 1; child < end; child = root * 2 + 1) {
            if (child + 1 < end && less(data[child], data[child + 1])) {
                ++child;
            }
            if (!less(data[root], data[child])) {
                return;
            }
            std::swap(data[root], data[child]);
            root = child;
        }
    };
    for (std::size_t i = size / 2; i-- > 0;) {
        sift_down(i, size);
    }
    for (std::size_t end = size; end-- > 1;) {
        std::swap(data[0], data[end]);
        sift_down(0, end);
    }
}

} // namespace berth::detail

#endif
