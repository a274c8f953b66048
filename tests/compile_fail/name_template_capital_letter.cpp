// SPDX-License-Identifier: Apache-2.0
// expect: berth::name_template: .*no capital letter
#include <berth/volume/name_template.hpp>

#if BERTH_REJECT
using names = berth::name_template<"{framework}-N{id}-{purpose}">;
#else
using names = berth::name_template<"{framework}-n{id}-{purpose}">;
#endif
static_assert(names::injective);
