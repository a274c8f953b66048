// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_QUESTION_HPP
#define EXAMPLES_EXPLAIN_QUESTION_HPP

#include "json.hpp"

#include <berth/core/result.hpp>
#include <berth/core/strong.hpp>
#include <berth/model/evidence.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/requirement.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// A node that was placed before, and the last thing known of its task.
struct known_node {
    berth::node_id id{};
    berth::evidence last{};
    std::string agent_id{};
    std::string hostname{};
};

/// A document in the terms of the library.
struct question {
    json offers = json::array(); ///< as they were sent; `round` borrows from them
    berth::offer_round round{};
    berth::requirement needs{};
    std::uint32_t count = 1; ///< nodes to place now
    bool external_storage = false;
    bool one_per_host = false;
    std::vector<known_node> nodes{};
    std::string framework = "framework"; ///< first part of volume names
};

/// More nodes than this are refused: nobody reads so long an answer.
inline constexpr std::uint32_t most_nodes = 1'000'000;

/// \returns the question that `document` asks, or an error with the path of what is wrong with it.
[[nodiscard]] berth::result<question> read_question(json document);

#endif
