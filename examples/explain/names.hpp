// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_NAMES_HPP
#define EXAMPLES_EXPLAIN_NAMES_HPP

#include "question.hpp"

#include <string>
#include <vector>

/// Whether every driver takes the names of the external volumes of all nodes up to `largest`.
[[nodiscard]] berth::outcome check_names(question const& asked, berth::node_id largest);

/// The names of the external volumes of a node, in their order. \pre `check_names` passed
[[nodiscard]] std::vector<std::string> volume_names(question const& asked, berth::node_id id);

#endif
