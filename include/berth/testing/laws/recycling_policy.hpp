// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_RECYCLING_POLICY_HPP
#define BERTH_TESTING_LAWS_RECYCLING_POLICY_HPP

#include <berth/core/text.hpp>
#include <berth/identity/recycling_policy.hpp>
#include <berth/model/evidence.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::testing::laws {

/// Calls `use` with every evidence there is: each state with each source and each reason, absent
/// ones included, until it returns false.
template <class Use>
constexpr void for_each_evidence(Use use) {
    for (std::size_t state = 0; state < berth::detail::task_state_names.size(); ++state) {
        for (std::size_t source = 0; source <= berth::detail::status_source_names.size();
             ++source) {
            for (std::size_t reason = 0; reason <= berth::detail::status_reason_names.size();
                 ++reason) {
                evidence said{static_cast<task_state>(state)};
                if (source < berth::detail::status_source_names.size()) {
                    said.source = static_cast<status_source>(source);
                }
                if (reason < berth::detail::status_reason_names.size()) {
                    said.reason = static_cast<status_reason>(reason);
                }
                if (!use(said)) {
                    return;
                }
            }
        }
    }
}

/// \returns the name of the first law that `p` breaks for this evidence; empty if none.
template <berth::recycling_policy P>
[[nodiscard]] constexpr std::string_view recycling_of(P const& p, evidence const& said) {
    ruling const says = p.judge(said);
    if (says != ruling::owned && says != ruling::released && says != ruling::held) {
        return "total";
    }
    if (alive(said.state) && says != ruling::owned) {
        return "living_is_owned";
    }
    if (!alive(said.state) && says == ruling::owned) {
        return "others_are_not_owned";
    }
    P const copy = p;
    static_cast<void>(p.judge({task_state::lost}));
    return p.judge(said) == says && copy.judge(said) == says && copy == p ? "" : "pure";
}

/// Holds a recycling policy against every law of `berth::recycling_policy`, for every evidence
/// there is; usable in constant expressions if the policy is. In a test of your own:
///
///     auto const broken = berth::testing::laws::recycling_policy(never_again{});
///     REQUIRE_MESSAGE(!broken, broken->view());
///
/// \returns the first violation: the law's name, then the evidence; nothing if all hold.
template <berth::detail::asserted_recycling_policy P>
[[nodiscard]] constexpr std::optional<text<128>> recycling_policy(P const& p) {
    std::optional<text<128>> what{};
    double const fence = fence_seconds(p);
    if (!(fence > 0.0) || fence < fence_seconds(p) || fence_seconds(p) < fence) {
        return text<128>{"fence_takes_time is broken"};
    }
    for_each_evidence([&](evidence const& said) {
        if (std::string_view const broken = recycling_of(p, said); !broken.empty()) {
            what = text<128>{broken};
            what->append(" is broken: ");
            what->append(name(said.state));
            for (std::string_view const part : {name(said.source), name(said.reason)}) {
                what->append(part.empty() ? "" : " ");
                what->append(part);
            }
        }
        return !what;
    });
    return what;
}

} // namespace berth::testing::laws

#endif
