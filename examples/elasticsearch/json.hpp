// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_JSON_HPP
#define EXAMPLES_ELASTICSEARCH_JSON_HPP

#include <nlohmann/json.hpp>

/// Keeps the order of members, so that the same calls are the same bytes.
using json = nlohmann::ordered_json;

#endif
