// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_NODE_HPP
#define EXAMPLES_EXPLAIN_NODE_HPP

#include "json.hpp"

#include <berth/core/result.hpp>
#include <berth/model/node.hpp>

/// Reads an element of `nodes`. The path of an error starts below it.
[[nodiscard]] berth::outcome read_node(json const& from, berth::node& out);

#endif
