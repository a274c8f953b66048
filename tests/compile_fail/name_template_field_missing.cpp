// SPDX-License-Identifier: Apache-2.0
// expect: berth::name_template: .*a field is missing
#include <berth/volume/name_template.hpp>

#if BERTH_REJECT
using names = berth::name_template<"{framework}-{id}">;
#else
using names = berth::name_template<"{framework}-{id}-{purpose}">;
#endif
static_assert(names::injective);
