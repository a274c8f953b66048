// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_REPORT_HPP
#define EXAMPLES_EXPLAIN_REPORT_HPP

#include "judge.hpp"
#include "question.hpp"

#include <berth/model/placement.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The ids of the offers that something is taken from, in the order of the round.
[[nodiscard]] std::vector<std::string_view> offer_ids(question const& asked,
                                                      berth::placement const& placed);

/// One JSON document.
[[nodiscard]] std::string as_json(question const& asked, judgement const& answer);

/// The same for a reader, with what it comes to and what would help; `tree` shows all rules, what
/// passes too. \pre the answer has its background
[[nodiscard]] std::string as_text(question const& asked, judgement const& answer, bool tree);

#endif
