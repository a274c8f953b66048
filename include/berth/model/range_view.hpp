// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RANGE_VIEW_HPP
#define BERTH_MODEL_RANGE_VIEW_HPP

#include <berth/core/result.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/model/range.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace berth {

/// Ranges in normal form: sorted, disjoint, not adjacent. Borrowed.
using range_view = std::span<range const>;

/// \effects brings `ranges` into normal form, in place. Adjacent ranges merge, as in the master.
/// \returns how many ranges are left at the front; or `inverted_range`, or `overlapping_ranges`
///          in whatever order the two are given.
/// \complexity O(n log n); O(n) if sorted.
[[nodiscard]] constexpr result<std::size_t, errc> normalize(std::span<range> ranges) noexcept {
    // What a master sends is in normal form already.
    bool normal = ranges.empty() || ranges[0].begin <= ranges[0].end;
    for (std::size_t i = 1; normal && i < ranges.size(); ++i) {
        normal = ranges[i].begin <= ranges[i].end && ranges[i].begin > ranges[i - 1].end &&
                 ranges[i].begin - ranges[i - 1].end > 1;
    }
    if (normal) {
        return ranges.size();
    }
    auto const by_begin = [](range a, range b) { return a.begin < b.begin; };
    for (range const r : ranges) {
        if (r.begin > r.end) {
            return errc::inverted_range;
        }
    }
    if (!detail::is_sorted(ranges.data(), ranges.size(), by_begin)) {
        detail::sort(ranges.data(), ranges.size(), by_begin);
    }
    std::size_t last = 0;
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i].begin <= ranges[last].end) {
            return errc::overlapping_ranges;
        }
        if (ranges[i].begin - 1 == ranges[last].end) {
            ranges[last].end = ranges[i].end;
        } else {
            ranges[++last] = ranges[i];
        }
    }
    return ranges.empty() ? 0 : last + 1;
}

/// How many numbers `set` holds; saturates at the largest count.
[[nodiscard]] constexpr std::uint64_t count(range_view set) noexcept {
    std::uint64_t sum = 0;
    for (range const r : set) {
        std::uint64_t const width = r.end - r.begin;
        if (width >= std::numeric_limits<std::uint64_t>::max() - sum) {
            return std::numeric_limits<std::uint64_t>::max();
        }
        sum += width + 1;
    }
    return sum;
}

/// \complexity O(log n)
[[nodiscard]] constexpr bool contains(range_view set, std::uint64_t number) noexcept {
    std::size_t first = 0;
    std::size_t last = set.size();
    while (first < last) {
        std::size_t const middle = first + (last - first) / 2;
        if (set[middle].end < number) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    return first < set.size() && set[first].begin <= number;
}

/// Whether two sets hold the same numbers.
[[nodiscard]] constexpr bool same(range_view a, range_view b) noexcept {
    bool all = a.size() == b.size();
    for (std::size_t i = 0; all && i < a.size(); ++i) {
        all = a[i] == b[i];
    }
    return all;
}

/// Whether every number of `part` is in `whole`. \complexity O(n + m), one merge scan
[[nodiscard]] constexpr bool contains(range_view whole, range_view part) noexcept {
    std::size_t i = 0;
    for (range const r : part) {
        while (i < whole.size() && whole[i].end < r.begin) {
            ++i;
        }
        if (i == whole.size() || whole[i].begin > r.begin || whole[i].end < r.end) {
            return false;
        }
    }
    return true;
}

/// \effects writes `whole` without the numbers of `part` to the front of `out`.
/// \pre `out` has room for `whole.size() + part.size()` ranges and overlaps neither
/// \returns how many ranges were written. \complexity O(n + m), one merge scan
constexpr std::size_t subtract(range_view whole, range_view part, std::span<range> out) noexcept {
    std::size_t size = 0;
    std::size_t hole = 0;
    for (range r : whole) {
        while (hole < part.size() && part[hole].end < r.begin) {
            ++hole;
        }
        bool left = true;
        for (std::size_t i = hole; left && i < part.size() && part[i].begin <= r.end; ++i) {
            if (part[i].begin > r.begin) {
                out[size++] = {r.begin, part[i].begin - 1};
            }
            left = part[i].end < r.end;
            r.begin = left ? part[i].end + 1 : r.begin;
        }
        if (left) {
            out[size++] = r;
        }
    }
    return size;
}

} // namespace berth

#endif
