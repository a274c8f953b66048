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
/// offer rules). Faulty offers are left out, and those that the caller has no use for. The order is that of the first offer of each.
/// A template only so that including it costs nothing until it is used; there is one, `merger`.
template <class Candidate>
class basic_merger {
public:
    /// \effects replaces `out`. \complexity linear in offers and entries, but for agents where
    /// two entries name the same port, which no master offers
    template <class Offer>
    constexpr void operator()(basic_offer_round<Offer>& round, std::vector<Candidate>& out) {
        (*this)(round, out, [](Offer const& /*o*/) { return false; });
    }

    /// The same, but offers for which `skip(offer)` is true are left out too.
    template <class Offer, class Skip>
    constexpr void operator()(basic_offer_round<Offer>& round, std::vector<Candidate>& out,
                              Skip skip) {
        out.clear();
        std::size_t size = 16;
        while (size < round.offers().size() * 2) {
            size *= 2;
        }
        slots_.assign(size, 0);
        candidate_of_.assign(round.offers().size(), none);
        gathered_.clear();
        for (Offer const& o : round.offers()) {
            if (o.fault || skip(o)) {
                continue;
            }
            std::uint32_t& slot = find(o, out);
            if (slot == 0) {
                out.emplace_back(o);
                gathered_.push_back({});
                slot = static_cast<std::uint32_t>(out.size());
            }
            candidate_of_[o.index] = slot - 1;
            gathered_[slot - 1].expected += o.resources.size();
        }
        join(round, out);
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
    [[nodiscard]] constexpr std::uint32_t& find(offer const& o,
                                                std::vector<Candidate> const& made) noexcept {
        std::size_t const mask = slots_.size() - 1;
        std::size_t at = detail::hash(o.agent_id) & mask;
        while (slots_[at] != 0) {
            Candidate const& c = made[slots_[at] - 1];
            if (c.agent_id() == o.agent_id && c.allocation_role() == o.allocation_role) {
                break;
            }
            at = (at + 1) & mask;
        }
        return slots_[at];
    }

    // The entries of a candidate's offers, until they are all together.
    struct gathering {
        std::size_t expected = 0;
        std::size_t size = 0;
        resource* data = nullptr;
    };

    // Gives each candidate of several offers the entries of all of them, in the offers' order.
    template <class Round>
    constexpr void join(Round& round, std::vector<Candidate>& out) {
        for (auto const& o : round.offers()) {
            std::uint32_t const at = candidate_of_[o.index];
            if (at == none || gathered_[at].expected == out[at].stock().size()) {
                continue;
            }
            gathering& all = gathered_[at];
            if (all.data == nullptr) {
                all.data = round.resources().allocate(all.expected).data();
            }
            for (auto const& entry : o.resources) {
                all.data[all.size++] = entry;
            }
            if (all.size == all.expected) {
                out[at].restock({all.data, all.size});
            }
        }
    }

    // A port that two entries name is one port: it stays with the entry that `take` asks first.
    template <class Round>
    static constexpr void part_ports(Candidate& c, Round& round) {
        if (!ports_overlap(c, round)) {
            return;
        }
        auto const stock = round.resources().copy(c.stock().data(), c.stock().size());
        for (resource& entry : stock) {
            for (resource const& other : stock) {
                bool const other_first =
                    other.rank == entry.rank ? &other < &entry : other.rank > entry.rank;
                if (is_ports(entry) && is_ports(other) && other_first) {
                    auto const left =
                        round.ranges().allocate(entry.ranges.size() + other.ranges.size());
                    entry.ranges = left.first(subtract(entry.ranges, other.ranges, left));
                }
            }
        }
        c.restock(stock);
    }

    [[nodiscard]] static constexpr bool is_ports(resource const& entry) noexcept {
        return entry.kind == resource_kind::ports;
    }

    template <class Round>
    [[nodiscard]] static constexpr bool ports_overlap(Candidate const& c, Round& round) {
        std::size_t entries = 0;
        std::size_t size = 0;
        for (auto const& entry : c.stock()) {
            entries += is_ports(entry) ? 1U : 0U;
            size += is_ports(entry) ? entry.ranges.size() : 0U;
        }
        if (entries < 2) {
            return false;
        }
        auto const all = round.ranges().allocate(size);
        size = 0;
        for (auto const& entry : c.stock()) {
            for (auto const& piece :
                 entry.ranges.first(is_ports(entry) ? entry.ranges.size() : 0)) {
                all[size++] = piece;
            }
        }
        return !normalize(all);
    }

    detail::buffer<std::uint32_t> candidate_of_{};
    detail::buffer<std::uint32_t> slots_{}; // 1 + index of the candidate; 0 if there is none
    detail::buffer<gathering> gathered_{};  // for each candidate
};

using merger = basic_merger<candidate>;

} // namespace berth

#endif
