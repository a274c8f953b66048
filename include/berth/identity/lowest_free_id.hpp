// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_LOWEST_FREE_ID_HPP
#define BERTH_IDENTITY_LOWEST_FREE_ID_HPP

#include <berth/core/contract.hpp>
#include <berth/core/strong.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace berth {

/// Gives out the lowest id that is not taken, from a chosen first id on: what the original did,
/// for any number of ids. Models `id_allocator`.
///
/// Two allocators are equal when they start at the same id and the same ids are taken; how they
/// came there does not matter. One that was moved from can be destroyed or assigned to.
///
/// Let n be the distance from the first id to the highest one ever taken.
/// \complexity `next()` and `contains` O(1); the others O(log64 n), four steps for a million, and
///             nearly always one. Memory: about one bit for each of n, at most four; never shrinks.
class lowest_free_id {
public:
    lowest_free_id() = default;

    /// \effects no id is taken; ids start at `first`. Does not allocate.
    constexpr explicit lowest_free_id(node_id first) noexcept : first_{first} {}

    [[nodiscard]] constexpr node_id first() const noexcept { return first_; }

    /// The lowest free id.
    /// \pre an id is free
    [[nodiscard]] constexpr node_id next() const noexcept { return lowest_in(open_leaf_); }

    /// The lowest free id above `after`, which need not be free itself.
    /// \pre an id above `after` is free
    [[nodiscard]] constexpr node_id next(node_id after) const noexcept {
        if (after < first_) {
            return next();
        }
        std::uint64_t const leaf = offset(after) / 64;
        std::uint64_t const ids = word(leaves_ + leaf) | up_to(offset(after));
        return ids != full ? id_at(leaf, ids) : lowest_in(open_leaf_after(leaf));
    }

    [[nodiscard]] constexpr bool contains(node_id id) const noexcept {
        return id >= first_ && (word(leaves_ + offset(id) / 64) & bit(offset(id))) != 0;
    }

    /// \returns false, with nothing changed, if `id` is taken or below the first id.
    /// \throws what the allocation throws; nothing is changed then.
    constexpr bool take(node_id id) {
        if (id < first_) {
            return false;
        }
        std::uint64_t const leaf = offset(id) / 64;
        make_room_for(leaf);
        std::uint64_t& ids = words_[leaves_ + leaf];
        if ((ids & bit(offset(id))) != 0) {
            return false;
        }
        ids |= bit(offset(id));
        if (ids == full) {
            close(leaf);
        }
        return true;
    }

    /// \returns false, with nothing changed, if `id` is not taken.
    constexpr bool release(node_id id) noexcept {
        if (!contains(id)) {
            return false;
        }
        std::uint64_t const leaf = offset(id) / 64;
        std::uint64_t& ids = words_[leaves_ + leaf];
        if (ids == full) {
            open(leaf);
        }
        ids &= ~bit(offset(id));
        return true;
    }

    friend constexpr bool operator==(lowest_free_id const& a, lowest_free_id const& b) noexcept {
        // Words behind the end are empty, so that the larger tree says how many to compare.
        std::uint64_t const leaves = detail::larger(a.leaves(), b.leaves());
        bool same = a.first_ == b.first_;
        for (std::uint64_t leaf = 0; same && leaf < leaves; ++leaf) {
            same = a.word(a.leaves_ + leaf) == b.word(b.leaves_ + leaf);
        }
        return same;
    }

private:
    // A tree of words in heap order: below word w are the words 64w + 1 to 64w + 64. Those from
    // leaves_ on are the leaves: a bit for each id, set when it is taken. A bit of a word above
    // is set when the word below it is full. Words behind the end of the buffer are empty.

    static constexpr std::uint64_t full = ~std::uint64_t{0};

    [[nodiscard]] static constexpr std::uint64_t bit(std::uint64_t at) noexcept {
        return std::uint64_t{1} << at % 64;
    }
    [[nodiscard]] static constexpr std::uint64_t up_to(std::uint64_t at) noexcept {
        return bit(at) | (bit(at) - 1);
    }
    [[nodiscard]] static constexpr std::uint64_t lowest_clear(std::uint64_t bits) noexcept {
        return static_cast<std::uint64_t>(std::countr_one(bits));
    }

    [[nodiscard]] constexpr std::uint64_t word(std::uint64_t w) const noexcept {
        return w < words_.size() ? words_[w] : 0;
    }

    /// How many leaves the tree has room for: a power of 64.
    [[nodiscard]] constexpr std::uint64_t leaf_limit() const noexcept { return 63 * leaves_ + 1; }

    /// How many leaves there are in the buffer.
    [[nodiscard]] constexpr std::uint64_t leaves() const noexcept {
        return words_.empty() ? 0 : words_.size() - leaves_;
    }

    /// \pre `id >= first_`
    [[nodiscard]] constexpr std::uint64_t offset(node_id id) const noexcept {
        return id.value - first_.value;
    }

    /// The lowest id of `leaf` that is not in `ids`.
    [[nodiscard]] constexpr node_id id_at(std::uint64_t leaf, std::uint64_t ids) const noexcept {
        std::uint64_t const id = first_.value + 64 * leaf + lowest_clear(ids);
        expects(id <= std::numeric_limits<std::uint32_t>::max(),
                "berth::lowest_free_id: no id is free");
        return {static_cast<std::uint32_t>(id)};
    }
    [[nodiscard]] constexpr node_id lowest_in(std::uint64_t leaf) const noexcept {
        return id_at(leaf, word(leaves_ + leaf));
    }

    /// The first leaf at or below word `w` that is not full.
    /// \pre `w` is not full
    [[nodiscard]] constexpr std::uint64_t open_leaf_below(std::uint64_t w) const noexcept {
        while (w < leaves_) {
            w = 64 * w + 1 + lowest_clear(word(w));
        }
        return w - leaves_;
    }

    [[nodiscard]] constexpr std::uint64_t open_leaf_after(std::uint64_t leaf) const noexcept {
        if (leaf >= leaf_limit()) {
            return leaf + 1;
        }
        for (std::uint64_t w = leaves_ + leaf; w != 0; w = (w - 1) / 64) {
            std::uint64_t const above = (w - 1) / 64;
            std::uint64_t const rest = word(above) | up_to(w - 1);
            if (rest != full) {
                return open_leaf_below(64 * above + 1 + lowest_clear(rest));
            }
        }
        return leaf_limit();
    }

    /// \effects says above that `leaf`, which has become full, is full.
    constexpr void close(std::uint64_t leaf) noexcept {
        for (std::uint64_t w = leaves_ + leaf; w != 0 && words_[w] == full; w = (w - 1) / 64) {
            words_[(w - 1) / 64] |= bit(w - 1);
        }
        if (leaf == open_leaf_) {
            open_leaf_ = open_leaf_after(leaf);
        }
    }

    /// \effects says above that `leaf`, which is still full, is not full.
    constexpr void open(std::uint64_t leaf) noexcept {
        bool was_full = true;
        for (std::uint64_t w = leaves_ + leaf; w != 0 && was_full; w = (w - 1) / 64) {
            was_full = words_[(w - 1) / 64] == full;
            words_[(w - 1) / 64] &= ~bit(w - 1);
        }
        open_leaf_ = detail::smaller(open_leaf_, leaf);
    }

    constexpr void make_room_for(std::uint64_t leaf) {
        if (leaves_ + leaf < words_.size()) {
            return;
        }
        while (leaf >= leaf_limit()) {
            add_root();
        }
        words_.resize(leaves_ + leaf + 1);
    }

    /// \effects puts a new root above the old one: each level moves to where the next one was.
    constexpr void add_root() {
        if (std::uint64_t end = words_.size(); end != 0) {
            std::uint64_t level = leaves_;
            words_.resize(end + 63 * level + 1);
            // Upwards from the lowest level, which is the one that moves farthest.
            for (; end != 0; end = level, level = (level - 1) / 64) {
                for (std::uint64_t w = level; w != end; ++w) {
                    words_[w + 63 * level + 1] = std::exchange(words_[w], 0);
                }
            }
            words_[0] = words_[1] == full ? 1 : 0;
        }
        leaves_ = 64 * leaves_ + 1;
    }

    detail::buffer<std::uint64_t> words_{};
    std::uint64_t leaves_ = 0;    // the first leaf: 0, 1, 65, 4161, ...
    std::uint64_t open_leaf_ = 0; // the first leaf that is not full, counted among the leaves
    node_id first_{};
};

} // namespace berth

#endif
