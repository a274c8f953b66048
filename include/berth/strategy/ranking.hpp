// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_RANKING_HPP
#define BERTH_STRATEGY_RANKING_HPP

#include <berth/detail/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace berth {

/// What is to become of a candidate that was looked at.
enum class look : std::uint8_t {
    taken,   ///< it was what was looked for
    refused, ///< not now
    closed,  ///< never again
};

/// The candidates that one requirement may still fit, by score and then by index, sorted only as
/// far as somebody looked: those that were seen lie in their order at the end, the best last; all
/// others are a heap before them. Kept by its owner, it allocates nothing once warm.
class ranking {
public:
    /// Stands for no candidate.
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// \effects all of `count` candidates are open; `score(index)` is each one's score, above
    /// `INT64_MIN`. \complexity O(count)
    template <class Score>
    constexpr void open(std::size_t count, Score score) {
        scores_.resize(count);
        order_.resize(count);
        bool ranked = true;
        std::int64_t last = INT64_MAX;
        for (std::size_t i = 0; i < count; ++i) {
            std::int64_t const now = score(i);
            ranked = ranked && now <= last;
            last = now;
            scores_[i] = now;
            order_[i] = static_cast<std::uint32_t>(count - 1 - i);
        }
        heap_ = 0;
        if (!ranked) {
            make_heap();
        }
    }

    /// \effects scores all that are open anew. \complexity linear in them
    template <class Score>
    constexpr void rank(Score score) {
        for (std::uint32_t const i : order_) {
            scores_[i] = score(i);
        }
        make_heap();
    }

    /// \effects calls `judge(index)` for what is open, from the best on, until it answers `taken`;
    /// what it closes is gone. One whose `score(index)` fell since it was ranked is put off.
    /// \pre `rescore` was called for any whose score rose
    /// \returns what was taken, or `none`
    template <class Score, class Judge>
    constexpr std::size_t find(Score score, Judge judge) {
        std::uint32_t* const order = order_.data();
        std::int64_t* const scores = scores_.data();
        std::size_t at = order_.size(); // what was seen lies from here on,
        std::size_t kept = at;          // and what of it stays open from here on
        std::size_t found = none;
        while (found == none && advance(at)) {
            std::uint32_t const i = order[--at];
            if (auto const now = score(i); now != scores[i]) {
                unrank(at++, now);
                continue;
            }
            look const said = judge(i);
            if (said == look::closed) {
                scores[i] = gone;
            } else {
                order[--kept] = i;
                found = said == look::taken ? i : none;
            }
        }
        drop(at, kept);
        last_ = at;
        return found;
    }

    /// \effects gives a candidate another score. \complexity O(log n) for what was just found, and
    /// linear in the worst case
    constexpr void rescore(std::size_t index, std::int64_t now) noexcept {
        if (scores_[index] == now || scores_[index] == gone) {
            return;
        }
        std::size_t const at = position_of(static_cast<std::uint32_t>(index));
        if (at >= heap_) {
            unrank(at, now);
            return;
        }
        scores_[index] = now;
        sift_up(at);
        sift_down(at);
    }

    /// \effects closes a candidate that is open. \complexity linear
    constexpr void close(std::size_t index) noexcept {
        bool done = false; // it has to be ranked to be taken out
        static_cast<void>(find([&](std::size_t i) { return scores_[i]; },
                               [&](std::size_t i) {
                                   look const said = done         ? look::taken
                                                     : i == index ? look::closed
                                                                  : look::refused;
                                   done = done || i == index;
                                   return said;
                               }));
    }

private:
    static constexpr std::int64_t gone = INT64_MIN;

    [[nodiscard]] constexpr bool better(std::uint32_t a, std::uint32_t b) const noexcept {
        return scores_[a] != scores_[b] ? scores_[a] > scores_[b] : a < b;
    }

    constexpr void make_heap() noexcept {
        heap_ = order_.size();
        for (std::size_t i = heap_ / 2; i-- > 0;) {
            sift_down(i);
        }
    }

    // Sees to it that what lies before `at` is the best of what was not seen in this search.
    constexpr bool advance(std::size_t at) noexcept {
        if (heap_ != 0 && (at == heap_ || better(order_[0], order_[at - 1]))) {
            pop(at);
        }
        return at != 0;
    }

    constexpr void pop(std::size_t at) noexcept {
        std::uint32_t const top = order_[0];
        order_[0] = order_[--heap_];
        sift_down(0);
        for (std::size_t i = heap_ + 1; i < at; ++i) {
            order_[i - 1] = order_[i];
        }
        order_[at - 1] = top;
    }

    // Moves one that was seen before back among the others, with another score.
    constexpr void unrank(std::size_t at, std::int64_t now) noexcept {
        std::uint32_t const moved = order_[at];
        for (; at > heap_; --at) {
            order_[at] = order_[at - 1];
        }
        order_[heap_] = moved;
        scores_[moved] = now;
        sift_up(heap_++);
    }

    constexpr void drop(std::size_t at, std::size_t kept) {
        if (at != kept) {
            std::size_t const size = order_.size() - (kept - at);
            for (; at < size; ++at, ++kept) {
                order_[at] = order_[kept];
            }
            order_.resize(size);
        }
    }

    // In blocks, so that compilers compare several at once.
    [[nodiscard]] constexpr std::size_t position_of(std::uint32_t index) const noexcept {
        if (last_ < order_.size() && order_[last_] == index) {
            return last_;
        }
        constexpr std::size_t block = 32;
        std::size_t at = 0;
        for (bool found = false; at + block <= order_.size(); at += block) {
            for (std::size_t i = at; i < at + block; ++i) {
                found |= order_[i] == index;
            }
            if (found) {
                break;
            }
        }
        while (order_[at] != index) {
            ++at;
        }
        return at;
    }

    constexpr void sift_up(std::size_t at) noexcept {
        while (at != 0 && better(order_[at], order_[(at - 1) / 2])) {
            std::swap(order_[at], order_[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
    }

    constexpr void sift_down(std::size_t at) noexcept {
        for (std::size_t child = at * 2 + 1; child < heap_; child = at * 2 + 1) {
            if (child + 1 < heap_ && better(order_[child + 1], order_[child])) {
                ++child;
            }
            if (!better(order_[child], order_[at])) {
                return;
            }
            std::swap(order_[at], order_[child]);
            at = child;
        }
    }

    detail::buffer<std::uint32_t> order_{};
    detail::buffer<std::int64_t> scores_{}; // of each candidate; `gone` if it is closed
    std::size_t heap_ = 0;                  // so many of the order are the heap
    std::size_t last_ = 0;                  // where the last one was found
};

} // namespace berth

#endif
