// SPDX-License-Identifier: Apache-2.0
// expect: berth::name_template: .*a field is not known
#include <berth/volume/name_template.hpp>

#if BERTH_REJECT
using names = berth::name_template<"{framework}-{id}-{volume}">;
#else
using names = berth::name_template<"{framework}-{id}-{purpose}">;
#endif
static_assert(names::injective);
