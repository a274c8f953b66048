// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a bundle of policies names strategy, .*derive it from berth::default_policies
// reject 2: berth: a strategy is a berth::rule_list of rules
// reject 3: berth: an id allocator is regular
// reject 4: berth: a recycling policy is regular
// reject 5: berth: a name formatter is regular
// reject 6: berth: a selection is copyable
// reject 7: berth: the largest_id of a bundle is a berth::node_id
#include <berth/settings.hpp>

struct nothing {
    bool operator==(nothing const&) const = default;
};

struct own : berth::default_policies {
#if BERTH_REJECT == 2
    using strategy = nothing;
#elif BERTH_REJECT == 3
    using allocator = nothing;
#elif BERTH_REJECT == 4
    using recycling = nothing;
#elif BERTH_REJECT == 5
    using formatter = nothing;
#elif BERTH_REJECT == 6
    using selection = nothing;
#elif BERTH_REJECT == 7
    static constexpr int largest_id = 999;
#endif
};

#if BERTH_REJECT == 1
berth::settings<nothing> const chosen{};
#else
berth::settings<own> const chosen{};
#endif
