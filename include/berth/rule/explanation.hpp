// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_EXPLANATION_HPP
#define BERTH_RULE_EXPLANATION_HPP

#include <berth/detail/buffer.hpp>
#include <berth/rule/placement_allowed.hpp>
#include <berth/rule/rule.hpp>
#include <berth/rule/shortfall.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

/// One verdict of an explanation.
struct explained {
    verdict said{};
    std::uint32_t depth = 0; ///< 0 for what has to pass; deeper for what a constraint joins

    friend constexpr bool operator==(explained const&, explained const&) = default;
};

/// All that the rules of a strategy say of one candidate and one pending node, what passes too: a
/// tree, as a list in which what a constraint joins follows it one step deeper. A part that
/// passes under `none_of` is what speaks against the candidate.
///
///     berth::explanation why;
///     berth::explain(strategy, candidate, pending, nodes, why);
///     for (berth::explained const& one : why) { ... one.said, one.depth ... }
///
/// Nothing is made unless it is asked for: rules know nothing of it. Kept by its owner, it
/// allocates nothing once warm. Refers to the rules, not to the candidate.
class explanation {
public:
    [[nodiscard]] constexpr explained const* begin() const noexcept { return all_.begin(); }
    [[nodiscard]] constexpr explained const* end() const noexcept { return all_.end(); }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return all_.size(); }

    /// What is missing altogether; nothing if the candidate fits.
    [[nodiscard]] constexpr shortfall missing() const noexcept {
        shortfall out{};
        for (explained const& one : all_) {
            if (one.depth == 0) {
                out.add(one.said);
            }
        }
        return out;
    }

    constexpr void clear() noexcept { all_.clear(); }

    /// \effects adds a verdict.
    constexpr void add(verdict const& said, std::uint32_t depth = 0) {
        explained& next = all_.next();
        next.said = said;
        next.depth = depth;
        all_.push_next();
    }

    /// \effects adds what the constraint at `at` joins, below it.
    /// \pre its verdict was added last, at `depth - 1`
    constexpr void add_joined(std::span<constraint const> parts, std::size_t at, offer const& where,
                              node_index const& nodes, std::uint32_t depth = 1) {
        if (joins(parts[at].what)) {
            for_each_joined(parts, at, [&](std::size_t part) {
                add(placement_allowed::judge(parts, part, where, nodes), depth);
                add_joined(parts, part, where, nodes, depth + 1);
                return true;
            });
        }
    }

    friend constexpr bool operator==(explanation const&, explanation const&) = default;

private:
    detail::buffer<explained> all_{};
};

/// \effects replaces `out`. \complexity that of the rules; for constraints, their parts times how
/// deep they lie
template <class List>
constexpr void explain(List const& rules, candidate const& offered, pending_node const& pending,
                       node_index const& nodes, explanation& out) {
    out.clear();
    auto const parts = pending.needs->constraints.parts();
    rules.visit(offered, pending, nodes, [&](verdict const& said) {
        out.add(said);
        if (said.part < parts.size() && placement_allowed::judges(parts[said.part], said)) {
            out.add_joined(parts, said.part, offered.first_offer(), nodes);
        }
        return true;
    });
}

} // namespace berth

#endif
