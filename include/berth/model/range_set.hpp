// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_RANGE_SET_HPP
#define BERTH_MODEL_RANGE_SET_HPP

#include <berth/core/result.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/model/range_view.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace berth {

/// A set of whole numbers as ranges in normal form; a width costs nothing, only pieces do. A
/// template only so that including it costs nothing until it is used; there is one, `range_set`.
template <class Range>
class basic_range_set {
public:
    constexpr basic_range_set() noexcept = default;

    /// Errors: `inverted_range`, `overlapping_ranges`.
    [[nodiscard]] static constexpr result<basic_range_set, errc> from(std::vector<Range> ranges) {
        auto const size = normalize(ranges);
        if (!size) {
            return size.error();
        }
        ranges.resize(*size);
        basic_range_set out;
        out.ranges_ = std::move(ranges);
        return out;
    }

    /// What it holds, in normal form; valid until it is changed or gone.
    [[nodiscard]] constexpr range_view view() const noexcept { return ranges_; }
    [[nodiscard]] constexpr operator range_view() const noexcept { return ranges_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return ranges_.empty(); }

    /// Union. \complexity O(n + m)
    friend constexpr basic_range_set operator+(basic_range_set const& a, basic_range_set const& b) {
        basic_range_set out;
        std::size_t i = 0;
        std::size_t k = 0;
        while (i < a.ranges_.size() || k < b.ranges_.size()) {
            bool const from_a = k == b.ranges_.size() ||
                                (i < a.ranges_.size() && a.ranges_[i].begin <= b.ranges_[k].begin);
            out.push(from_a ? a.ranges_[i++] : b.ranges_[k++]);
        }
        return out;
    }

    /// Difference. \complexity O(n + m)
    friend constexpr basic_range_set operator-(basic_range_set const& a, basic_range_set const& b) {
        basic_range_set out;
        out.ranges_.resize(a.ranges_.size() + b.ranges_.size());
        out.ranges_.resize(subtract(a, b, out.ranges_));
        return out;
    }

    friend constexpr bool operator==(basic_range_set const& a, basic_range_set const& b) noexcept {
        return same(a, b);
    }

private:
    /// \pre begins of successive calls do not fall
    constexpr void push(Range r) {
        if (!ranges_.empty() &&
            (r.begin <= ranges_.back().end || r.begin - 1 == ranges_.back().end)) {
            ranges_.back().end = detail::larger(ranges_.back().end, r.end);
        } else {
            ranges_.push_back(r);
        }
    }

    std::vector<Range> ranges_{};
};

using range_set = basic_range_set<range>;

} // namespace berth

#endif
