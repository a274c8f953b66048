// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_TAKE_HPP
#define BERTH_STRATEGY_TAKE_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/placement.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

namespace detail {

// Takes from the entries of one candidate, on a copy of them. What may be consumed is offered in
// two tiers: reservations first, then what nobody has reserved.
template <class Resource, class Taking>
class taker {
public:
    constexpr taker(std::span<Resource> stock, requirement const& needs, Taking& out) noexcept
        : stock_(stock), needs_(&needs), out_(&out) {
        out.resources.clear();
        out.ports.clear();
    }

    template <class Matches>
    constexpr bool scalar(quantity asked, Matches matches) {
        for (bool const reserved : {true, false}) {
            for (resource& entry : stock_) {
                if (asked == quantity{}) {
                    return true;
                }
                if (!in_tier(entry, reserved) || !matches(entry)) {
                    continue;
                }
                quantity const part = smaller(asked, entry.amount);
                if (part > quantity{}) {
                    entry.amount -= part;
                    asked -= part;
                    out_->resources.push_back(
                        {entry.offer, entry.source, value_type::scalar, part, {}});
                }
            }
        }
        return asked == quantity{};
    }

    // Fixed numbers are among the chosen from the start, so dynamic ones cannot collide with them.
    template <class Range>
    constexpr bool ports(arena<Range>& memory) {
        auto& chosen = out_->ports;
        auto& takes = out_->resources;
        chosen = needs_->ports;
        std::size_t const first = takes.size();
        takes.resize(first + chosen.size());
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            resource const* const entry =
                chosen[i] != 0 ? holder(chosen[i]) : lowest_free(chosen[i]);
            if (entry == nullptr) {
                return false;
            }
            takes[first + i] = {
                entry->offer, entry->source, value_type::ranges, {}, {chosen[i], chosen[i]}};
        }
        for (resource& entry : stock_) {
            remove_ports(entry, first, memory);
        }
        return true;
    }

private:
    [[nodiscard]] constexpr bool in_tier(resource const& entry, bool reserved) const noexcept {
        return entry.role.empty() != reserved && candidate::usable(entry, *needs_);
    }

    [[nodiscard]] constexpr resource const* holder(std::uint32_t port) const noexcept {
        for (bool const reserved : {true, false}) {
            for (resource const& entry : stock_) {
                if (in_tier(entry, reserved) && entry.kind == resource_kind::ports &&
                    contains(entry.ranges, port)) {
                    return &entry;
                }
            }
        }
        return nullptr;
    }

    [[nodiscard]] constexpr resource const* lowest_free(std::uint32_t& port) const noexcept {
        resource const* best = nullptr;
        for (bool const reserved : {true, false}) {
            for (resource const& entry : stock_) {
                if (!in_tier(entry, reserved) || entry.kind != resource_kind::ports) {
                    continue;
                }
                std::uint32_t const free = first_unchosen(entry.ranges);
                if (free != 0 && (best == nullptr || free < port)) {
                    port = free;
                    best = &entry;
                }
            }
            if (best != nullptr) {
                break;
            }
        }
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
    constexpr void remove_ports(Resource& entry, std::size_t first, arena<Range>& memory) {
        if (entry.kind != resource_kind::ports) {
            return;
        }
        for (std::size_t i = first; i < out_->resources.size(); ++i) {
            auto const& take = out_->resources[i];
            if (take.offer == entry.offer && take.source == entry.source) {
                auto const left = memory.allocate(entry.ranges.size() + 1);
                auto const size = subtract(entry.ranges, range_view{&take.numbers, 1}, left);
                entry.ranges = left.first(size);
            }
        }
    }

    std::span<Resource> stock_;
    requirement const* needs_;
    Taking* out_;
};

} // namespace detail

/// Chooses the very resources for one node and removes them from what the candidate has left.
///
/// Same-named entries are summed; reservations that the requirement allows are used before
/// unreserved resources, and never another role's. Dynamic ports are the lowest free ones, each
/// from the entry that has it, in the order in which they were asked for.
///
/// \returns false, with the candidate unchanged and `out` unspecified, if there is not enough.
///          Law: false exactly when a stock rule on resources fails.
/// `memory` is the round of the candidate's offers. No allocation once it and `out` are warm.
/// \complexity O(entries x (scalars + ports) + port ranges x ports)
template <class Offer>
[[nodiscard]] constexpr bool take(candidate& from, requirement const& needs,
                                  basic_offer_round<Offer>& memory, taking& out) {
    auto const stock = memory.resources().copy(from.stock().data(), from.stock().size());
    detail::taker taker{stock, needs, out};
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
    if (!taker.ports(memory.ranges())) {
        return false;
    }
    from.restock(stock);
    return true;
}

} // namespace berth

#endif
