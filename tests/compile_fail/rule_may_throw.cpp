// SPDX-License-Identifier: Apache-2.0
// expect: constraints? not satisfied|does not satisfy 'rule'
// expect: not 'noexcept'|may throw an exception|noexcept
#include <berth/rule/rule.hpp>

struct careless {
    static constexpr berth::rule_info info{"careless", "may throw", false};
    berth::verdict operator()(berth::candidate const&, berth::pending_node const&,
                              berth::node_index const&) const noexcept(!BERTH_REJECT) {
        return {&info, {}, {}, true};
    }
};

static_assert(berth::rule<careless>);
