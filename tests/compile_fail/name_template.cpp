// SPDX-License-Identifier: Apache-2.0
// reject 1: berth::name_template: a brace is not closed
// reject 2: berth::name_template: a field is not known
// reject 3: berth::name_template: .*no capital letter
// reject 4: berth::name_template: a field is there twice
// reject 5: berth::name_template: a field is missing
// reject 6: berth::name_template: two names could be the same
#include <berth/volume/name_template.hpp>

#if BERTH_REJECT == 1
using names = berth::name_template<"{framework}-{id}-{purpose">;
#elif BERTH_REJECT == 2
using names = berth::name_template<"{framework}-{id}-{volume}">;
#elif BERTH_REJECT == 3
using names = berth::name_template<"{framework}-N{id}-{purpose}">;
#elif BERTH_REJECT == 4
using names = berth::name_template<"{framework}-{id}-{id}">;
#elif BERTH_REJECT == 5
using names = berth::name_template<"{framework}-{id}">;
#elif BERTH_REJECT == 6
using names = berth::name_template<"{framework}{id}-{purpose}">;
#else
using names = berth::name_template<"{framework}-n{id}-{purpose}">;
#endif
static_assert(names::injective);
