// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a rule is copyable.* see the concept rule in <berth/rule/rule.hpp>
// reject 2: berth: a rule is .*static constexpr rule_info info
// reject 3: berth: a rule is
// reject 4: berth: a sink of verdicts .* returns a bool.* concept verdict_sink in
// reject 5: berth: the predicate of an embedder's check
#include <berth/rule/embedder_check.hpp>
#include <berth/rule/enough_cpus.hpp>
#include <berth/rule/rule_list.hpp>

struct own {
#if BERTH_REJECT != 2
    static constexpr berth::rule_info info{"own", "Refused by a rule of my own", false};
#endif
    berth::verdict operator()(berth::candidate const&, berth::pending_node const&,
                              berth::node_index const&) const noexcept(BERTH_REJECT != 1);
};

#if BERTH_REJECT == 3
using rules = berth::rule_list<berth::enough_cpus, int>;
#else
using rules = berth::rule_list<berth::enough_cpus, own>;
#endif
static_assert(rules::size() == 2);

void hear(rules const& list, berth::candidate const& offered, berth::pending_node const& pending,
          berth::node_index const& nodes) {
    list.visit(offered, pending, nodes, [](berth::verdict const& said) {
#if BERTH_REJECT == 4
        static_cast<void>(said);
#else
        return said.passed;
#endif
    });
}

struct own_text {
    static constexpr berth::rule_info info{"resolves", "Host does not resolve", false};
};
#if BERTH_REJECT == 5
auto const check = berth::make_check<own_text>([](int) { return true; });
#else
auto const check = berth::make_check<own_text>([](berth::candidate const&) { return true; });
#endif
