// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_LEAST_RECENTLY_RELEASED_ID_HPP
#define BERTH_IDENTITY_LEAST_RECENTLY_RELEASED_ID_HPP

#include <berth/core/strong.hpp>
#include <berth/detail/buffer.hpp>

#include <cstddef>
#include <cstdint>

namespace berth {

/// Gives out the id that has been free for the longest time since it was released, and a new one,
/// the lowest never taken, only while none is free: so that a volume's old attachment has as much
/// time as possible to go. Models `id_allocator`.
///
/// Ids that are free because a higher one was taken first, as after a start with nodes on record,
/// wait in the order of ids, as if they had been released then. Two allocators are equal when they
/// start at the same id, the same ids are taken, and the free ones wait in the same order.
///
/// Let n be the distance from the first id to the highest one ever taken.
/// \complexity all O(1), `take` of an id above all others O(distance). Memory: eight bytes for each
///             of n; never shrinks.
class least_recently_released_id {
public:
    constexpr least_recently_released_id() noexcept = default;

    /// \effects no id is taken; ids start at `first`. Does not allocate.
    constexpr explicit least_recently_released_id(node_id first) noexcept : first_(first) {}

    [[nodiscard]] constexpr node_id first() const noexcept { return first_; }

    /// The id that waits the longest, or the lowest that was never taken.
    [[nodiscard]] constexpr node_id next() const noexcept {
        return id_at(oldest_ != none ? oldest_ : size());
    }

    /// The id to give out once `after` is taken. \pre `after` is free, or was never taken
    [[nodiscard]] constexpr node_id next(node_id after) const noexcept {
        std::uint32_t const at = offset(after);
        if (at >= size()) {
            return id_at(at + 1);
        }
        return id_at(places_[at].younger < none ? places_[at].younger : size());
    }

    [[nodiscard]] constexpr bool contains(node_id id) const noexcept {
        return id >= first_ && offset(id) < size() && places_[offset(id)].older == taken;
    }

    /// \returns false, with nothing changed, if `id` is taken or below the first id.
    /// \throws what the allocation throws; nothing is changed then.
    constexpr bool take(node_id id) {
        if (id < first_ || contains(id)) {
            return false;
        }
        std::uint32_t const at = offset(id);
        std::uint32_t const known = size();
        if (at >= known) {
            places_.resize(std::size_t{at} + 1);
            for (std::uint32_t gap = known; gap < at; ++gap) {
                append(gap);
            }
        } else {
            unlink(at);
        }
        places_[at] = {taken, taken};
        return true;
    }

    /// \returns false, with nothing changed, if `id` is not taken.
    constexpr bool release(node_id id) noexcept {
        if (!contains(id)) {
            return false;
        }
        append(offset(id));
        return true;
    }

    friend constexpr bool operator==(least_recently_released_id const&,
                                     least_recently_released_id const&) = default;

private:
    static constexpr std::uint32_t none = static_cast<std::uint32_t>(-2);
    static constexpr std::uint32_t taken = static_cast<std::uint32_t>(-1);

    // Where an id waits: between the one that was released before it and the one after it.
    struct place {
        std::uint32_t older = none;
        std::uint32_t younger = none;

        friend constexpr bool operator==(place const&, place const&) = default;
    };

    [[nodiscard]] constexpr std::uint32_t size() const noexcept {
        return static_cast<std::uint32_t>(places_.size());
    }
    [[nodiscard]] constexpr std::uint32_t offset(node_id id) const noexcept {
        return id.value - first_.value;
    }
    [[nodiscard]] constexpr node_id id_at(std::uint32_t offset) const noexcept {
        return {first_.value + offset};
    }

    // The end of the line, from either side, is the allocator itself.
    [[nodiscard]] constexpr std::uint32_t& younger_than(std::uint32_t at) noexcept {
        return at == none ? oldest_ : places_[at].younger;
    }
    [[nodiscard]] constexpr std::uint32_t& older_than(std::uint32_t at) noexcept {
        return at == none ? youngest_ : places_[at].older;
    }

    constexpr void append(std::uint32_t at) noexcept {
        places_[at] = {youngest_, none};
        younger_than(youngest_) = at;
        youngest_ = at;
    }

    constexpr void unlink(std::uint32_t at) noexcept {
        place const gone = places_[at];
        younger_than(gone.older) = gone.younger;
        older_than(gone.younger) = gone.older;
    }

    node_id first_{};
    detail::buffer<place> places_{}; // of the ids from the first on
    std::uint32_t oldest_ = none;
    std::uint32_t youngest_ = none;
};

} // namespace berth

#endif
