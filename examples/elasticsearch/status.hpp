// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATUS_HPP
#define EXAMPLES_ELASTICSEARCH_STATUS_HPP

#include "cluster_view.hpp"
#include "history.hpp"
#include "http_exchange.hpp"
#include "tally.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What is known beside the planner.
struct surroundings {
    double now = 0.0;        ///< seconds since the epoch
    double away_since = 0.0; ///< when the subscription ended, or the process began
    double away_most = 0.0;  ///< seconds without a subscription that are no reason to worry
    bool stored = true;      ///< whether the last write of the record succeeded
};

/// Whether the scheduler does its work, and why; the reason is there in either case.
struct health {
    bool good = true;
    std::string why{};
};
[[nodiscard]] health health_of(cluster_view const& view, surroundings const& about);

/// An order of an operator.
struct scale_order {
    std::uint32_t wanted = 0;
};
struct release_order {
    berth::node_id id{};
    std::string reason{};
};

/// \returns the order that a request gives, or the answer if it gives none that can be followed.
[[nodiscard]] std::variant<scale_order, release_order, http_reply>
read_order(http_request const& request);

/// \returns the answer to a request that changes nothing; nothing if it may be an order.
[[nodiscard]] std::optional<http_reply> read_status(http_request const& request,
                                                    cluster_view const& view,
                                                    surroundings const& about, history const& past,
                                                    tally const& counts);

/// `{"field":...,"message":...}`
[[nodiscard]] http_reply error_reply(unsigned status, std::string_view field,
                                     std::string_view message);

#endif
