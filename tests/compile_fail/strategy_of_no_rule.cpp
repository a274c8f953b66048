// SPDX-License-Identifier: Apache-2.0
// expect: constraints? not satisfied|constraint failure
// expect: 'int'|\bint\b
#include <berth/rule/enough_cpus.hpp>
#include <berth/rule/rule_list.hpp>

#if BERTH_REJECT
using strategy = berth::rule_list<berth::enough_cpus, int>;
#else
using strategy = berth::rule_list<berth::enough_cpus>;
#endif
static_assert(strategy::size() >= 1);
