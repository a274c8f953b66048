// SPDX-License-Identifier: Apache-2.0
// expect: non-constant condition|not an integral constant expression
// expect: there is an error, not a value
#include <berth/model/quantity.hpp>

// In a constant expression a broken precondition is a compile error that says what is broken.
constexpr double amount = BERTH_REJECT ? -1.0 : 1.0;
static_assert((*berth::quantity::from_double(amount)).thousandths() == 1000);
