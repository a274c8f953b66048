// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_TAKE_HPP
#define BERTH_STRATEGY_TAKE_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/disk_fit.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/placement.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

namespace detail {

// Takes from the entries of one candidate, on a copy of them, reservations first, the most
// refined first of all.
template <class Resource, class Taking>
class taker {
public:
    constexpr taker(std::span<Resource> stock, std::uint8_t highest_rank, requirement const& needs,
                    Taking& out) noexcept
        : stock_(stock), highest_rank_(highest_rank), needs_(&needs), out_(&out) {
        out.resources.clear();
        out.ports.clear();
    }

    template <class Matches>
    constexpr bool scalar(quantity asked, Matches matches) {
        return share(asked, no_volume, [&](Resource const& entry) {
            return matches(entry) && candidate::usable(entry, *needs_);
        });
    }

    constexpr bool disks() {
        if (needs_->volumes.empty()) {
            return true;
        }
        disk_fit const fit{stock_, *needs_};
        if (fit.placed() != fit.asked()) {
            return false;
        }
        for (std::size_t v = 0; v < fit.asked(); ++v) {
            volume_request const& volume = needs_->volumes[fit.volume(v)];
            Resource& entry = stock_[fit.entry(v)];
            if (fit.takes_all(v)) {
                add(entry, entry.amount, fit.volume(v), true);
                entry.amount = entry.shared ? entry.amount : quantity{};
            } else {
                Resource const disk = entry;
                share(volume.size, fit.volume(v), [&](Resource const& other) {
                    return disk_fit::shares(other, volume, *needs_) &&
                           disk_fit::on_same_disk(other, disk);
                });
            }
        }
        return true;
    }

    // Sums of what was taken of plain entries.
    [[nodiscard]] constexpr totals const& unreserved() const noexcept { return unreserved_; }
    [[nodiscard]] constexpr totals const& reserved() const noexcept { return reserved_; }

    // Fixed numbers are among the chosen from the start, so dynamic ones cannot collide with them.
    template <class Range>
    constexpr bool ports(arena<Range>& memory) {
        auto& chosen = out_->ports;
        auto& takes = out_->resources;
        chosen = needs_->ports;
        if (chosen.empty()) {
            return true;
        }
        std::size_t const first = takes.size();
        with_ports_ = narrowed_to_ports();
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            Resource const* const entry =
                chosen[i] != 0 ? holder(chosen[i]) : lowest_free(chosen[i]);
            if (entry == nullptr) {
                return false;
            }
            sums(*entry).ports += plain(*entry) ? 1U : 0U;
            takes.push_back(
                {entry->offer, entry->source, value_type::ranges, {}, {chosen[i], chosen[i]}});
        }
        for (Resource& entry : with_ports_) {
            remove_ports(entry, first, memory);
        }
        return true;
    }

private:
    // Passes the entries to `use`, from the highest rank down, until it returns false, or, at the
    // end of a rank, `enough` returns true.
    template <class Use, class Enough>
    constexpr void by_rank(std::span<Resource> entries, Use use, Enough enough) const {
        for (int rank = highest_rank_; rank >= 0;) {
            int next = -1;
            for (Resource& entry : entries) {
                if (entry.rank < rank) {
                    next = larger<int>(next, entry.rank);
                } else if (entry.rank == rank && !use(entry)) {
                    return;
                }
            }
            if (enough()) {
                return;
            }
            rank = next;
        }
    }

    // Takes `asked` from all entries that match, as much as each has.
    template <class Matches>
    constexpr bool share(quantity asked, std::uint32_t volume, Matches matches) {
        if (asked == quantity{}) {
            return true;
        }
        by_rank(
            stock_,
            [&](Resource& entry) {
                if (matches(entry) && entry.amount > quantity{}) {
                    quantity const part = smaller(asked, entry.amount);
                    entry.amount -= part;
                    asked -= part;
                    add(entry, part, volume, false);
                }
                return asked != quantity{};
            },
            [] { return false; });
        return asked == quantity{};
    }

    [[nodiscard]] constexpr totals& sums(Resource const& entry) noexcept {
        return entry.role.empty() ? unreserved_ : reserved_;
    }

    constexpr void add(Resource const& entry, quantity part, std::uint32_t volume, bool whole) {
        if (plain(entry)) {
            sums(entry).add(entry.kind, part);
        }
        out_->resources.push_back(
            {entry.offer, entry.source, value_type::scalar, part, {}, whole, volume});
    }

    // From the first to the last entry of ports.
    [[nodiscard]] constexpr std::span<Resource> narrowed_to_ports() const noexcept {
        auto out = stock_;
        while (!out.empty() && out.front().kind != resource_kind::ports) {
            out = out.subspan(1);
        }
        while (!out.empty() && out.back().kind != resource_kind::ports) {
            out = out.first(out.size() - 1);
        }
        return out;
    }

    [[nodiscard]] constexpr bool has_ports(Resource const& entry) const noexcept {
        return entry.kind == resource_kind::ports && candidate::usable(entry, *needs_);
    }

    [[nodiscard]] constexpr Resource const* holder(std::uint32_t port) const noexcept {
        Resource const* found = nullptr;
        by_rank(
            with_ports_,
            [&](Resource const& entry) {
                if (has_ports(entry) && contains(entry.ranges, port)) {
                    found = &entry;
                }
                return found == nullptr;
            },
            [] { return false; });
        return found;
    }

    [[nodiscard]] constexpr Resource const* lowest_free(std::uint32_t& port) const noexcept {
        Resource const* best = nullptr;
        by_rank(
            with_ports_,
            [&](Resource const& entry) {
                std::uint32_t const free = has_ports(entry) ? first_unchosen(entry.ranges) : 0;
                if (free != 0 && (best == nullptr || free < port)) {
                    port = free;
                    best = &entry;
                }
                return true;
            },
            [&] { return best != nullptr; });
        return best;
    }

    // Port 0 is "any" to whoever asks for it, so it is never given out and stands for "none".
    [[nodiscard]] constexpr std::uint32_t first_unchosen(range_view ranges) const noexcept {
        for (range const r : ranges) {
            std::uint64_t const last = smaller<std::uint64_t>(r.end, 65535);
            for (std::uint64_t port = r.begin == 0 ? 1 : r.begin; port <= last; ++port) {
                if (!is_chosen(static_cast<std::uint32_t>(port))) {
                    return static_cast<std::uint32_t>(port);
                }
            }
        }
        return 0;
    }

    [[nodiscard]] constexpr bool is_chosen(std::uint32_t port) const noexcept {
        for (std::uint32_t const other : out_->ports) {
            if (other == port) {
                return true;
            }
        }
        return false;
    }

    template <class Range>
    constexpr void remove_ports(Resource& entry, std::size_t first, arena<Range>& memory) const {
        if (entry.kind != resource_kind::ports) {
            return;
        }
        auto const& takes = out_->resources;
        auto const gone = memory.allocate(takes.size() - first);
        std::size_t count = 0;
        for (std::size_t i = first; i < takes.size(); ++i) {
            if (takes[i].offer == entry.offer && takes[i].source == entry.source) {
                gone[count++] = takes[i].numbers;
            }
        }
        if (count != 0) {
            auto const by_begin = [](range a, range b) { return a.begin < b.begin; };
            if (!is_sorted(gone.data(), count, by_begin)) {
                sort(gone.data(), count, by_begin);
            }
            auto const left = memory.allocate(entry.ranges.size() + count);
            entry.ranges = left.first(subtract(entry.ranges, gone.first(count), left));
        }
    }

    std::span<Resource> stock_;
    std::span<Resource> with_ports_{};
    std::uint8_t highest_rank_;
    requirement const* needs_;
    Taking* out_;
    totals unreserved_{};
    totals reserved_{};
};

} // namespace detail

/// Chooses the very resources for one node and removes them from what the candidate has left.
///
/// Same-named entries are summed; reservations that the requirement allows are used before
/// unreserved resources, the most refined first, and never another role's. Dynamic ports are the
/// lowest free ones, each from the entry that has it, in the order in which they were asked for.
/// A MOUNT disk is taken whole, a PATH volume from the entries of one disk, and no volume on a
/// separate disk from the root disk, nor the other way; `disk_fit` chooses. A shared persistent
/// volume stays for others.
///
/// \returns false, with the candidate unchanged and `out` unspecified, if there is not enough.
///          Law: false exactly when a stock rule on resources fails.
/// `memory` is the round of the candidate's offers. No allocation once it and `out` are warm.
/// \complexity O(entries x ranks x (scalars + ports) + port ranges x ports), and `disk_fit`'s
template <class Offer>
[[nodiscard]] constexpr bool take(candidate& from, requirement const& needs,
                                  basic_offer_round<Offer>& memory, taking& out) {
    if (from.spares_gpus(needs)) {
        return false;
    }
    auto const stock = memory.resources().copy(from.stock().data(), from.stock().size());
    detail::taker taker{stock, from.highest_rank(), needs, out};
    for (auto const kind : {resource_kind::cpus, resource_kind::mem, resource_kind::disk}) {
        if (!taker.scalar(needs.amount(kind),
                          [=](resource const& entry) { return entry.kind == kind; })) {
            return false;
        }
    }
    for (named_quantity const& asked : needs.scalars) {
        if (!taker.scalar(asked.amount,
                          [&](resource const& entry) { return entry.name == asked.name; })) {
            return false;
        }
    }
    if (!taker.disks() || !taker.ports(memory.ranges())) {
        return false;
    }
    from.restock(stock, taker.unreserved(), taker.reserved());
    return true;
}

} // namespace berth

#endif
