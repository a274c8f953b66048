// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_HISTORY_HPP
#define EXAMPLES_ELASTICSEARCH_HISTORY_HPP

#include "json.hpp"

#include <berth/berth.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

/// The latest decisions, for a person; the log has them all.
class history {
public:
    static constexpr std::size_t most = 500;

    /// \effects keeps one, and forgets the oldest if there are too many.
    void add(double now, std::string_view what, std::optional<berth::node_id> node,
             std::string text);

    /// \effects keeps what an effect decides about nodes, and what a note tells.
    void add(double now, berth::effect::list::any const& what);

    /// An array, the latest first.
    [[nodiscard]] json document() const;

private:
    struct decision {
        double at = 0.0; ///< seconds since the epoch
        std::string what{};
        std::optional<berth::node_id> node{};
        std::string text{};
    };

    std::deque<decision> latest_{};
};

#endif
