// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a selection is copyable.* see the concept selection in <berth/strategy/selection.hpp>
// reject 2: berth: a selection is copyable
// reject 3: berth: a rule is copyable
// reject 4: berth: a strategy is a berth::rule_list of rules
#include <berth/rule/enough_cpus.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/preferring.hpp>

#include <vector>

struct own {
#if BERTH_REJECT == 1
    int score(berth::candidate const&, berth::pending_node const&,
              berth::node_index const&) const noexcept;
#else
    std::int64_t score(berth::candidate const&, berth::pending_node const&,
                       berth::node_index const&) const noexcept;
#endif
};

#if BERTH_REJECT == 2
using wishes = berth::preferring<int, berth::enough_cpus>;
#elif BERTH_REJECT == 3
using wishes = berth::preferring<berth::first_fit, own>;
#else
using wishes = berth::preferring<berth::first_fit, berth::enough_cpus>;
#endif
static_assert(wishes::steady);

#if BERTH_REJECT == 4
using rules = berth::enough_cpus;
#else
using rules = berth::rule_list<berth::enough_cpus>;
#endif

void place(berth::placer& placing, std::vector<berth::candidate>& candidates,
           berth::node_index const& nodes, berth::offer_round& round) {
    placing(rules{}, own{}, {}, candidates, nodes, round,
            [](std::size_t, std::size_t, berth::taking&) {});
}
