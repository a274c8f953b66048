// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_MERGE_HPP
#define BERTH_STRATEGY_MERGE_HPP

#include <berth/detail/buffer.hpp>
#include <berth/detail/counted_keys.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/offer_round.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace berth {

/// Makes the candidates of a round: offers of the same agent *and* allocation role are merged,
/// because the master refuses an ACCEPT that mixes either (Mesos, `src/master/validation.cpp`,
/// offer rules). Faulty offers are left out. The order is that of the first offer of each.
class merger {
public:
    /// \effects replaces `out`. \complexity linear in offers and entries
    template <class Offer, class Candidate>
    constexpr void operator()(basic_offer_round<Offer>& round, std::vector<Candidate>& out) {
        out.clear();
        std::size_t size = 16;
        while (size < round.offers().size() * 2) {
            size *= 2;
        }
        slots_.assign(size, 0);
        candidate_of_.assign(round.offers().size(), none);
        for (Offer const& o : round.offers()) {
            if (o.fault) {
                continue;
            }
            std::uint32_t& slot = find(o, out);
            if (slot == 0) {
                out.emplace_back(o);
                slot = static_cast<std::uint32_t>(out.size());
            } else {
                join(out[slot - 1], o, round);
            }
            candidate_of_[o.index] = slot - 1;
        }
        for (Candidate& c : out) {
            part_ports(c, round);
        }
    }

    static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

    /// \returns the candidate that an offer of the last round went into, or `none`.
    [[nodiscard]] constexpr std::uint32_t candidate_of(offer const& o) const noexcept {
        return candidate_of_[o.index];
    }

private:
    template <class Candidates>
    [[nodiscard]] constexpr std::uint32_t& find(offer const& o, Candidates const& made) noexcept {
        std::size_t const mask = slots_.size() - 1;
        std::size_t at = detail::hash(o.agent_id) & mask;
        while (slots_[at] != 0) {
            candidate const& c = made[slots_[at] - 1];
            if (c.agent_id() == o.agent_id && c.allocation_role() == o.allocation_role) {
                break;
            }
            at = (at + 1) & mask;
        }
        return slots_[at];
    }

    template <class Round>
    static constexpr void join(candidate& into, offer const& more, Round& round) {
        auto const stock = into.stock();
        auto const all = round.resources().allocate(stock.size() + more.resources.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = i < stock.size() ? stock[i] : more.resources[i - stock.size()];
        }
        into.restock(all);
    }

    // A port that two entries name is one port: it stays with the entry that `take` asks first.
    template <class Round>
    static constexpr void part_ports(candidate& c, Round& round) {
        auto const is_ports = [](resource const& entry) {
            return entry.kind == resource_kind::ports;
        };
        std::size_t entries = 0;
        for (resource const& entry : c.stock()) {
            entries += is_ports(entry) ? 1U : 0U;
        }
        if (entries < 2) {
            return;
        }
        auto const stock = round.resources().copy(c.stock().data(), c.stock().size());
        for (resource& entry : stock) {
            for (resource const& other : stock) {
                bool const other_first =
                    other.role.empty() == entry.role.empty() ? &other < &entry : entry.role.empty();
                if (is_ports(entry) && is_ports(other) && other_first) {
                    auto const left =
                        round.ranges().allocate(entry.ranges.size() + other.ranges.size());
                    entry.ranges = left.first(subtract(entry.ranges, other.ranges, left));
                }
            }
        }
        c.restock(stock);
    }

    detail::buffer<std::uint32_t> candidate_of_{};
    detail::buffer<std::uint32_t> slots_{}; // 1 + index of the candidate; 0 if there is none
};

} // namespace berth

#endif
