// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATE_FILE_HPP
#define EXAMPLES_ELASTICSEARCH_STATE_FILE_HPP

#include "descriptor.hpp"
#include "record_lines.hpp"

#include <berth/flow/node_store.hpp>

#include <cstdint>
#include <string>
#include <utility>

/// Keeps the record of a framework in a file, or only in memory without a path.
///
/// The file is text: a header, the line of the framework id, and a line for each record.
///
///     berth-state <version> <revision> <lines> <checksum>
///     framework 1 <checksum> id="..."
///     node 1 <checksum> group=0 id=0 ...
///
/// `lines` counts those below the header, and its checksum covers everything but itself. The file
/// is replaced as a whole: written beside (`<path>.new`), flushed, renamed, and the folder
/// flushed, so that a crash leaves the old record or the new.
///
/// One scheduler at a time: `load` locks `<path>.lock` (`flock`) for the life of the object. There
/// are file systems on which locks do not reach the other machine, so a write is preceded by two
/// looks at the header, at the beginning and ahead of the rename: it must be the one last seen.
/// What remains are two writes in the same moment.
///
/// A path that is a symbolic link stands for what it points to. Errors name a part of the file;
/// the caller knows its path.
class state_file {
public:
    explicit state_file(std::string path) : path_(std::move(path)) {}

    /// Everything that is kept. A file that is missing is a first start.
    ///
    /// Errors are on `lock`, `file`, `header` or `line <n>: ...`: `in_use` if another scheduler
    /// uses it; `empty`, `damaged`, `unsupported` if a newer program wrote it; what is wrong with a
    /// line; `wrong_type` if it is no file; `unavailable` if the system cannot read or lock it.
    /// Unreadable state is never empty state: the file is left as it is.
    [[nodiscard]] berth::result<berth::stored_state> load();

    /// Stores what changed, all or nothing; when it answers, it is on the disk.
    ///
    /// Errors: `misplaced` before a `load` that succeeded; `in_use` if another program wrote the
    /// file meanwhile, which is then left as it is; `unavailable` if the system cannot write it;
    /// what `put` says.
    [[nodiscard]] berth::outcome apply(berth::effect::persist const& what);

private:
    [[nodiscard]] berth::outcome find_place();
    [[nodiscard]] berth::outcome lock();
    [[nodiscard]] berth::result<berth::stored_state> read();
    [[nodiscard]] berth::outcome check_unchanged() const;
    [[nodiscard]] berth::outcome write(std::string const& body);

    std::string path_;
    std::string place_{}; // where the file is, links resolved
    descriptor lock_{};
    bool loaded_ = false;  // and so it may be overwritten
    std::string header_{}; // the one last seen; empty if there was no file
    std::uint64_t revision_ = 0;
    record_lines lines_{};       // what the file has
    berth::stored_state kept_{}; // without one
};

static_assert(berth::node_store<state_file>);

#endif
