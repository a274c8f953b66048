// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_JUDGE_HPP
#define EXAMPLES_EXPLAIN_JUDGE_HPP

#include "question.hpp"

#include <berth/core/result.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/other_reasons.hpp>
#include <berth/model/offer.hpp>
#include <berth/rule/explanation.hpp>
#include <berth/rule/refusals.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

/// What a reader may want to know beside the answer.
struct background {
    std::vector<berth::explanation> trees{}; ///< for each declined offer; empty for a faulty one
    berth::refusals all{};
    berth::offer const* nearest = nullptr; ///< of the nearest miss; none if all nodes are placed
    berth::explanation miss{};
};

/// What becomes of every offer. Refers to the question that it answers.
struct judgement {
    std::vector<berth::fitted> placements{};
    /// One for each time that offers are refused for.
    std::vector<berth::effect::decline> declines{};
    /// Every offer that is refused, in the order of the offers, and where in `declines` it is.
    std::vector<std::pair<berth::effect::declined, std::size_t>> declined{};
    std::uint32_t unplaced = 0;
    std::optional<background> more{};
};

/// Answers as a framework would answer one round of offers; `explains` asks for the background.
/// \returns an error with the path of what is wrong if volumes cannot be named
[[nodiscard]] berth::result<judgement> judge(question& asked, bool explains);

#endif
