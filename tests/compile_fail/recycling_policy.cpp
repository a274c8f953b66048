// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a recycling policy is regular.* see the concept recycling_policy in <berth/identity/recycling_policy.hpp>
#include <berth/identity/recycling_policy.hpp>

struct own {
    berth::ruling judge(berth::evidence const&) const noexcept;
#if !BERTH_REJECT
    bool operator==(own const&) const = default;
#endif
};

double const fence = berth::fence_seconds(own{});
