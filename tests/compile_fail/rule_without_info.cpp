// SPDX-License-Identifier: Apache-2.0
// expect: constraints? not satisfied|does not satisfy 'rule'|static assertion failed|static_assert failed
// expect: R::info
#include <berth/rule/rule.hpp>

struct nameless {
#if !BERTH_REJECT
    static constexpr berth::rule_info info{"nameless", "has a name after all", false};
#endif
    berth::verdict operator()(berth::candidate const&, berth::pending_node const&,
                              berth::node_index const&) const noexcept {
        return {};
    }
};

static_assert(berth::rule<nameless>);
