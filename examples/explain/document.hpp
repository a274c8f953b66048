// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_DOCUMENT_HPP
#define EXAMPLES_EXPLAIN_DOCUMENT_HPP

#include "json.hpp"

#include <berth/core/result.hpp>

#include <string>

/// Reads a file, or standard input for `-`, as one JSON document. What is wrong is a sentence.
[[nodiscard]] berth::result<json, std::string> read_document(std::string const& file);

#endif
