// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATE_FILE_HPP
#define EXAMPLES_ELASTICSEARCH_STATE_FILE_HPP

#include "json.hpp"

#include <berth/berth.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// The record of a framework: its id and its nodes.
struct kept_record {
    std::string framework_id{};
    std::vector<berth::node> nodes{};
};

/// Keeps the record in a file, or only in memory without a path.
///
/// The file is a header line, `berth-state <version> <checksum>`, and a JSON document that the
/// checksum (FNV-1a, 64 bits, hexadecimal) covers. It is replaced as a whole: written beside,
/// flushed, renamed, and the folder flushed, so that a crash leaves the old record or the new.
class state_file {
public:
    explicit state_file(std::string path) : path_(std::move(path)) {}

    /// A file that is missing is a first start. One that is empty, damaged or newer than this
    /// program is an error: unreadable state is never empty state. The file is left as it is.
    [[nodiscard]] berth::result<kept_record> load();

    /// Stores what changed, all or nothing.
    [[nodiscard]] berth::outcome apply(berth::effect::persist const& what);

private:
    [[nodiscard]] berth::outcome write(std::string const& content) const;

    std::string path_;
    std::string framework_id_{};
    std::map<std::uint32_t, json> nodes_{};
};

#endif
