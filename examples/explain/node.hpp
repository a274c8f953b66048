// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_NODE_HPP
#define EXAMPLES_EXPLAIN_NODE_HPP

#include "question.hpp"

/// Reads an element of `nodes`. The path of an error starts below it.
[[nodiscard]] berth::outcome read_node(json const& from, known_node& out);

#endif
