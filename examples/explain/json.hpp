// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_JSON_HPP
#define EXAMPLES_EXPLAIN_JSON_HPP

#include <nlohmann/json.hpp>

/// Keeps the order of members, so that the same document gives the same bytes.
using json = nlohmann::ordered_json;

#endif
