// SPDX-License-Identifier: Apache-2.0
// expect: (nodiscard|unused-result)
// expect: validate|result
#include <berth/model/validate_requirement.hpp>

#pragma GCC diagnostic error "-Wunused-result"

bool check(berth::requirement const& needs) {
#if BERTH_REJECT
    validate(needs);
    return true;
#else
    return validate(needs).has_value();
#endif
}
