// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_REFUSALS_HPP
#define BERTH_RULE_REFUSALS_HPP

#include <berth/core/text.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/model/describe.hpp>
#include <berth/model/requirement.hpp>
#include <berth/model/verdict.hpp>

#include <cstddef>
#include <span>

namespace berth {

/// How many offers of a round one rule, or one constraint, refuses.
struct refusal {
    verdict least{}; ///< the one that is short by least, the first of equal ones
    std::size_t offers = 0;
    std::size_t order = 0; ///< in which it was first met

    friend constexpr bool operator==(refusal const&, refusal const&) = default;
};

/// What a round of offers came to, summed up from the reasons that each of them is declined for:
///
///     berth::refusals all;
///     all.add_used(accepted_offers);
///     for (auto const& no : declined.offers) {
///         all.add(declined.reasons(no));
///     }
///     all.to_text(needs); // 0 of 12 offers: 7 short of mem by at least 512, 5 already run a node
///
/// Kept by its owner, it allocates nothing once warm.
class refusals {
public:
    /// \effects counts offers from which something is taken.
    constexpr void add_used(std::size_t offers) noexcept {
        offers_ += offers;
        used_ += offers;
    }

    /// \effects counts an offer with the verdicts that speak against it; others are left out.
    /// \complexity linear in the reasons and in the rules met so far
    constexpr void add(std::span<verdict const> reasons) {
        ++offers_;
        for (verdict const& said : reasons) {
            if (!said.passed) {
                count(said);
            }
        }
    }

    [[nodiscard]] constexpr std::size_t offers() const noexcept { return offers_; }
    [[nodiscard]] constexpr std::size_t used() const noexcept { return used_; }

    /// What refuses the most offers first; what refuses equally many in the order in which it was
    /// met.
    [[nodiscard]] constexpr detail::buffer<refusal> by_offers() const {
        detail::buffer<refusal> out = rules_;
        detail::sort(out.data(), out.size(), [](refusal const& a, refusal const& b) {
            return a.offers != b.offers ? a.offers > b.offers : a.order < b.order;
        });
        return out;
    }

    /// \returns one line; cut if it is too long. \pre all verdicts were given for `needs`
    [[nodiscard]] constexpr text<1024> to_text(requirement const& needs) const {
        text<1024> out{};
        out.append_decimal(used_);
        out.append(" of ");
        out.append_decimal(offers_);
        out.append(offers_ == 1 ? " offer" : " offers");
        std::string_view between = ": ";
        for (refusal const& one : by_offers()) {
            text<24> number{between};
            number.append_decimal(one.offers);
            number.append(' ');
            out.append_clipped(number);
            append_words(out, one.least, needs);
            between = ", ";
        }
        return out;
    }

    constexpr void clear() noexcept {
        rules_.clear();
        offers_ = used_ = 0;
    }

    friend constexpr bool operator==(refusals const&, refusals const&) = default;

private:
    // A name may stand for several rules' constants, and one constant for several constraints.
    constexpr void count(verdict const& said) {
        for (refusal& known : rules_) {
            if (known.least.rule->name == said.rule->name && known.least.part == said.part) {
                ++known.offers;
                known.least = said.short_by() < known.least.short_by() ? said : known.least;
                return;
            }
        }
        rules_.push_back({said, 1, rules_.size()});
    }

    static constexpr void append_words(text<1024>& out, verdict const& said,
                                       requirement const& needs) noexcept {
        if (!said.rule->of_many.empty()) {
            detail::slot_writer{out, said, needs, nullptr}.write(said.rule->of_many);
            return;
        }
        out.append_clipped("refused by ");
        out.append_clipped(said.rule->name);
        if (said.rule->measured) {
            out.append_clipped(", short by at least ");
            out.append_clipped(said.short_by().to_text());
        }
    }

    detail::buffer<refusal> rules_{};
    std::size_t offers_ = 0;
    std::size_t used_ = 0;
};

} // namespace berth

#endif
