// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_RECORD_LINES_HPP
#define EXAMPLES_ELASTICSEARCH_RECORD_LINES_HPP

#include <berth/flow/effect.hpp>
#include <berth/flow/stored_state.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

/// The record of a framework as a store writes it: the line of the framework id, and a line for
/// each record. They are kept, so that a write encodes only what changed.
class record_lines {
public:
    using key = std::pair<std::size_t, std::uint32_t>; ///< group and id

    /// Lines that are to take the place of others, each with its newline.
    struct change {
        std::string framework{};
        std::map<key, std::string> records{};
    };

    /// Errors: what `put` says.
    [[nodiscard]] static berth::result<change> encode(berth::effect::persist const& what);
    [[nodiscard]] static change encode(berth::stored_state const& all);

    /// \returns all lines in their order, as they are after the change. \complexity O(size)
    [[nodiscard]] std::string with(change const& next) const;

    /// \effects makes the change.
    void keep(change next);

private:
    std::map<key, std::string> records_{};
};

#endif
