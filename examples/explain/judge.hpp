// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_JUDGE_HPP
#define EXAMPLES_EXPLAIN_JUDGE_HPP

#include "question.hpp"

#include <berth/core/result.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/effect.hpp>

#include <cstdint>
#include <vector>

/// What becomes of every offer. Refers to the question that it answers.
struct judgement {
    std::vector<berth::fitted> placements{};
    berth::effect::decline declined{};
    std::uint32_t unplaced = 0;
};

/// Answers as a framework would answer one round of offers.
/// \returns an error with the path of what is wrong if volumes cannot be named
[[nodiscard]] berth::result<judgement> judge(question& asked);

#endif
