// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_CANDIDATE_HPP
#define BERTH_MODEL_CANDIDATE_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/model/offer.hpp>
#include <berth/model/requirement.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace berth {

namespace detail {

// How many of `numbers` can be given out as ports: `take` gives out neither 0, which stands for
// "any", nor what no socket can have.
[[nodiscard]] constexpr std::uint64_t count_ports(range_view numbers) noexcept {
    std::uint64_t sum = 0;
    for (range const r : numbers) {
        std::uint64_t const first = larger<std::uint64_t>(r.begin, 1);
        std::uint64_t const last = smaller<std::uint64_t>(r.end, 65535);
        sum += first <= last ? last - first + 1 : 0;
    }
    return sum;
}

} // namespace detail

/// Sums of the plain entries of one reservation role, or of none.
struct totals {
    quantity cpus{};
    quantity mem{};
    quantity disk{};
    std::uint64_t ports = 0;

    /// \effects counts an entry, whatever its role; what has no field here is not counted.
    constexpr void add(resource const& entry) noexcept {
        if (entry.kind == resource_kind::ports) {
            ports += detail::count_ports(entry.ranges);
        } else {
            add(entry.kind, entry.amount);
        }
    }

    /// \effects counts an amount of a scalar with a field of its own.
    constexpr void add(resource_kind kind, quantity amount) noexcept {
        switch (kind) {
        case resource_kind::cpus: cpus += amount; break;
        case resource_kind::mem: mem += amount; break;
        case resource_kind::disk: disk += amount; break;
        default: break;
        }
    }

    /// \pre `other` is a part of this
    constexpr void subtract(totals const& other) noexcept {
        cpus -= other.cpus;
        mem -= other.mem;
        disk -= other.disk;
        ports -= other.ports;
    }

    /// \returns the sum of a scalar with a field of its own; zero for any other kind.
    [[nodiscard]] constexpr quantity scalar(resource_kind kind) const noexcept {
        switch (kind) {
        case resource_kind::cpus: return cpus;
        case resource_kind::mem: return mem;
        case resource_kind::disk: return disk;
        default: return {};
        }
    }

    friend constexpr bool operator==(totals const&, totals const&) = default;
};

/// What one agent offers to one allocation role in a round: its offers, merged. This is what
/// rules judge and what `take` takes from.
///
/// Amounts are summed once, when the candidate is made, for unreserved entries and for those of
/// the one role that an agent's reservations usually have. What else a requirement may ask for,
/// further roles, revocable entries, a provider's, is summed on demand.
class candidate {
    // The slow paths. They are not inlined: a flattened caller would have a copy for every rule.
    // Ahead of their users: clang 14 would not have them in a constant expression otherwise.
    template <class Matches>
    [[nodiscard, gnu::noinline]] constexpr quantity sum_if(requirement const& needs,
                                                           Matches matches) const noexcept {
        quantity sum{};
        for (resource const& entry : stock_) {
            if (matches(entry) && usable(entry, needs)) {
                sum += entry.amount;
            }
        }
        return sum;
    }

    [[nodiscard, gnu::noinline]] constexpr std::uint64_t
    count_ports(requirement const& needs) const noexcept {
        std::uint64_t sum = 0;
        for (resource const& entry : stock_) {
            if (entry.kind == resource_kind::ports && usable(entry, needs)) {
                sum += detail::count_ports(entry.ranges);
            }
        }
        return sum;
    }

public:
    constexpr candidate() noexcept = default;

    /// \pre the round outlives the candidate; `first` has no fault, and no port is in two of its
    /// entries. `merger` makes candidates of offers for which the latter does not hold.
    constexpr explicit candidate(offer const& first) noexcept
        : offer_(&first), stock_(first.resources) {
        sum();
    }

    /// The first of its offers: names, attributes and domain are the same in all of them.
    [[nodiscard]] constexpr offer const& first_offer() const noexcept { return *offer_; }
    [[nodiscard]] constexpr std::string_view agent_id() const noexcept { return offer_->agent_id; }
    [[nodiscard]] constexpr std::string_view hostname() const noexcept { return offer_->hostname; }
    [[nodiscard]] constexpr std::string_view allocation_role() const noexcept {
        return offer_->allocation_role;
    }

    /// What is left to take.
    [[nodiscard]] constexpr std::span<resource const> stock() const noexcept { return stock_; }

    /// \effects replaces what is left. \complexity one pass over the entries
    constexpr void restock(std::span<resource const> left) noexcept {
        stock_ = left;
        sum();
    }

    /// \effects replaces what is left after something was taken: `unreserved` and `reserved` are
    /// the sums of what was taken of plain entries. \complexity O(1)
    constexpr void restock(std::span<resource const> left, totals const& unreserved,
                           totals const& reserved) noexcept {
        stock_ = left;
        unreserved_.subtract(unreserved);
        reserved_.subtract(reserved);
    }

    /// Whether the agent has GPUs, also when they are all taken by now.
    [[nodiscard]] constexpr bool has_gpus() const noexcept { return has_gpus_; }

    /// Whether its GPUs are to be kept for nodes that ask for some, and `needs` does not.
    [[nodiscard]] constexpr bool spares_gpus(requirement const& needs) const noexcept {
        return has_gpus_ && !needs.on_gpu_agents && !needs.wants_gpus();
    }

    /// No `resource::rank` in the stock is higher.
    [[nodiscard]] constexpr std::uint8_t highest_rank() const noexcept { return highest_rank_; }

    /// How much of a scalar that has a field of its own `needs` may consume here.
    /// \complexity O(1), or one pass over the entries if several roles have reservations here, or
    /// if the requirement asks for revocable entries or a provider's
    [[nodiscard]] constexpr quantity available(resource_kind kind,
                                               requirement const& needs) const noexcept {
        if (needs_scan(needs)) {
            return sum_if(needs, [=](resource const& entry) { return entry.kind == kind; });
        }
        quantity sum{};
        if (needs.allows({})) {
            sum += unreserved_.scalar(kind);
        }
        if (!role_.empty() && needs.allows(role_)) {
            sum += reserved_.scalar(kind);
        }
        return sum;
    }

    /// How much of a scalar known by name only. \complexity one pass over the entries
    [[nodiscard]] constexpr quantity available(std::string_view name,
                                               requirement const& needs) const noexcept {
        return sum_if(needs, [=](resource const& entry) { return entry.name == name; });
    }

    /// How many ports `needs` may consume here.
    [[nodiscard]] constexpr std::uint64_t ports(requirement const& needs) const noexcept {
        if (needs_scan(needs)) {
            return count_ports(needs);
        }
        std::uint64_t sum = 0;
        if (needs.allows({})) {
            sum += unreserved_.ports;
        }
        if (!role_.empty() && needs.allows(role_)) {
            sum += reserved_.ports;
        }
        return sum;
    }

    /// Whether `needs` may consume this very port. \complexity O(log n) an entry
    [[nodiscard]] constexpr bool has_port(std::uint64_t port,
                                          requirement const& needs) const noexcept {
        for (resource const& entry : stock_) {
            if (entry.kind == resource_kind::ports && usable(entry, needs) &&
                contains(entry.ranges, port)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `needs` may consume `entry` when it asks for a plain amount of its kind.
    [[nodiscard]] static constexpr bool usable(resource const& entry,
                                               requirement const& needs) noexcept {
        return divisible(entry) && needs.admits(entry);
    }

private:
    [[nodiscard]] constexpr bool needs_scan(requirement const& needs) const noexcept {
        return several_roles_ || !needs.revocable.empty() || !needs.providers.empty();
    }

    constexpr void sum() noexcept {
        totals unreserved{};
        totals reserved{};
        role_ = {};
        several_roles_ = false;
        bool gpus = false;
        std::uint8_t highest_rank = 0;
        for (resource const& entry : stock_) {
            gpus = gpus || entry.kind == resource_kind::gpus;
            highest_rank = detail::larger(highest_rank, entry.rank);
            if (!plain(entry)) {
                continue;
            }
            if (entry.role.empty()) {
                unreserved.add(entry);
                continue;
            }
            if (role_.empty()) {
                role_ = entry.role;
            }
            several_roles_ = several_roles_ || entry.role != role_;
            reserved.add(entry);
        }
        unreserved_ = unreserved;
        reserved_ = reserved;
        has_gpus_ = has_gpus_ || gpus;
        highest_rank_ = highest_rank;
    }

    offer const* offer_ = nullptr;
    std::span<resource const> stock_{};
    totals unreserved_{};
    totals reserved_{};
    std::string_view role_{};
    bool several_roles_ = false;
    bool has_gpus_ = false;
    std::uint8_t highest_rank_ = 0;
};

} // namespace berth

#endif
