// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_CONSTRAINT_HPP
#define EXAMPLES_EXPLAIN_CONSTRAINT_HPP

#include "json.hpp"

#include <berth/core/result.hpp>
#include <berth/model/constraints.hpp>

/// Reads an element of `constraints`: `[field, operator]`, `[field, operator, value]`, or what joins
/// others, `{"all": [...]}`, `{"any": [...]}`, `{"none": [...]}`. The path of an error starts below
/// it.
[[nodiscard]] berth::result<berth::constraints> read_constraint(json const& from);

#endif
