// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_VALUE_HPP
#define BERTH_TESTING_MASTER_VALUE_HPP

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace berth::testing {

/// Whole numbers from `begin` to `end`, both included (`Value.Range`).
struct master_range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    friend auto operator<=>(master_range const&, master_range const&) = default;
};

using master_ranges = std::vector<master_range>;
using master_set = std::vector<std::string>;

/// The master's arithmetic on the values of resources (Mesos, `src/common/values.cpp`), written
/// anew. Where it differs, it gives the mathematical result:
///
/// - `end + 1` does not wrap at 2^64 - 1;
/// - ranges that overlap themselves may be subtracted from, and differences are coalesced;
/// - two sets are equal whatever the order of their items.
namespace master_value {

/// The largest scalar that is judged: beyond it a `double` no longer carries three decimals.
inline constexpr double largest = 9.0e12;

/// \returns `x` in thousandths: the product as a rounded `double`, then half away from zero.
/// What has no such number gives the least one, as on the machines that masters run on.
[[nodiscard]] inline std::int64_t fixed(double x) noexcept {
    double const product = x * 1000.0;
    if (!(std::fabs(product) < 0x1p63)) {
        return std::numeric_limits<std::int64_t>::min();
    }
    return static_cast<std::int64_t>(std::llround(product));
}

/// \returns the double nearest to that many thousandths.
[[nodiscard]] inline double from_fixed(std::int64_t thousandths) noexcept {
    std::int64_t const whole = thousandths / 1000;
    return static_cast<double>(whole) + static_cast<double>(thousandths % 1000) / 1000.0;
}

[[nodiscard]] inline double add(double a, double b) noexcept {
    return from_fixed(fixed(a) + fixed(b));
}
/// It does not clamp: the difference may be negative.
[[nodiscard]] inline double subtract(double a, double b) noexcept {
    return from_fixed(fixed(a) - fixed(b));
}
[[nodiscard]] inline bool equal(double a, double b) noexcept { return fixed(a) == fixed(b); }
[[nodiscard]] inline bool contains(double a, double b) noexcept { return fixed(b) <= fixed(a); }

/// \returns the same numbers in the fewest ranges, sorted; adjacent ones are joined. What is
/// inverted counts as empty. O(n log n).
[[nodiscard]] inline master_ranges coalesce(master_ranges ranges) {
    std::erase_if(ranges, [](master_range const& r) { return r.end < r.begin; });
    std::sort(ranges.begin(), ranges.end());
    master_ranges out;
    out.reserve(ranges.size());
    for (master_range const& next : ranges) {
        if (!out.empty() && (next.begin <= out.back().end || next.begin - 1 == out.back().end)) {
            out.back().end = std::max(out.back().end, next.end);
        } else {
            out.push_back(next);
        }
    }
    return out;
}

/// \returns the union, coalesced.
[[nodiscard]] inline master_ranges add(master_ranges a, master_ranges const& b) {
    a.insert(a.end(), b.begin(), b.end());
    return coalesce(std::move(a));
}

/// \returns what is in `a` and not in `b`, coalesced. O(n log n + m log m).
[[nodiscard]] inline master_ranges subtract(master_ranges const& a, master_ranges const& b) {
    master_ranges const holes = coalesce(b);
    master_ranges out;
    auto hole = holes.begin();
    for (master_range rest : coalesce(a)) {
        while (hole != holes.end() && hole->end < rest.begin) {
            ++hole;
        }
        bool left = true;
        for (auto cut = hole; left && cut != holes.end() && cut->begin <= rest.end; ++cut) {
            if (rest.begin < cut->begin) {
                out.push_back({rest.begin, cut->begin - 1});
            }
            left = cut->end < rest.end;
            rest.begin = left ? cut->end + 1 : rest.begin;
        }
        if (left) {
            out.push_back(rest);
        }
    }
    return out;
}

/// \returns what is in both, coalesced.
[[nodiscard]] inline master_ranges common(master_ranges const& a, master_ranges const& b) {
    return subtract(a, subtract(a, b));
}

[[nodiscard]] inline bool equal(master_ranges const& a, master_ranges const& b) {
    return coalesce(a) == coalesce(b);
}
/// \returns whether every number of `b` is in `a`.
[[nodiscard]] inline bool contains(master_ranges const& a, master_ranges const& b) {
    return subtract(b, a).empty();
}

[[nodiscard]] inline bool has(master_set const& set, std::string const& item) {
    return std::find(set.begin(), set.end(), item) != set.end();
}

/// \returns the union: items of `a`, then those only in `b`, in their order. O(n * m).
[[nodiscard]] inline master_set add(master_set a, master_set const& b) {
    for (std::string const& item : b) {
        if (!has(a, item)) {
            a.push_back(item);
        }
    }
    return a;
}
/// \returns the items of `a` that are not in `b`, in their order. O(n * m).
[[nodiscard]] inline master_set subtract(master_set a, master_set const& b) {
    std::erase_if(a, [&](std::string const& item) { return has(b, item); });
    return a;
}
[[nodiscard]] inline master_set common(master_set const& a, master_set const& b) {
    return subtract(a, subtract(a, b));
}
[[nodiscard]] inline bool contains(master_set const& a, master_set const& b) {
    return subtract(b, a).empty();
}
[[nodiscard]] inline bool equal(master_set const& a, master_set const& b) {
    return contains(a, b) && contains(b, a);
}

} // namespace master_value

} // namespace berth::testing

#endif
