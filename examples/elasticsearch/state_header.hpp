// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATE_HEADER_HPP
#define EXAMPLES_ELASTICSEARCH_STATE_HEADER_HPP

#include <berth/core/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// The line that vouches for a record: `berth-state <version> <revision> <lines> <checksum>`.
struct state_header {
    std::uint64_t revision = 0; ///< counts the writes
    std::uint64_t lines = 0;    ///< what it counts is up to the store

    /// \param body what the checksum covers beside the line itself
    [[nodiscard]] std::string text(std::string_view body) const;
};

/// Reads a line that `text` wrote, and nothing else. Errors: on `header` `damaged`, or `unsupported`
/// if a newer program wrote it; on what `whole` names, `damaged` if it is no record at all or
/// `body` is another one.
[[nodiscard]] berth::result<state_header>
parse_state_header(std::string_view line, std::string_view body, std::string_view whole);

#endif
