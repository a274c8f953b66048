// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_REQUIREMENT_HPP
#define EXAMPLES_EXPLAIN_REQUIREMENT_HPP

#include "json.hpp"

#include <berth/core/result.hpp>
#include <berth/model/requirement.hpp>

/// Reads `requirement`. Of all but its constraints only the shape is checked; the path of an error
/// starts below it.
[[nodiscard]] berth::outcome read_requirement(json const& from, berth::requirement& out);

#endif
