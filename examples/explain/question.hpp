// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_QUESTION_HPP
#define EXAMPLES_EXPLAIN_QUESTION_HPP

#include "json.hpp"

#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/model/node.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/requirement.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// Which of several fitting offers is taken.
enum class choice : std::uint8_t { first_fit, best_fit, spread };

/// A document in the terms of the library.
struct question {
    json offers = json::array(); ///< as they were sent; `round` borrows from them
    berth::offer_round round{};
    berth::requirement needs{};
    std::uint32_t count = 1; ///< nodes to place now
    bool external_storage = false;
    choice selection = choice::first_fit;
    std::vector<berth::node>
        nodes{}; ///< those placed before, with the last thing known of their tasks
    berth::timestamp now{};
    std::string framework = "framework"; ///< first part of volume names
};

/// More nodes than this are refused: nobody reads so long an answer.
inline constexpr std::uint32_t most_nodes = 1'000'000;

/// \returns the question that `document` asks, or an error with the path of what is wrong with it.
[[nodiscard]] berth::result<question> read_question(json document);

#endif
