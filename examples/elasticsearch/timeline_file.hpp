// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_TIMELINE_FILE_HPP
#define EXAMPLES_ELASTICSEARCH_TIMELINE_FILE_HPP

#include "timeline.hpp"

#include <cstdint>
#include <string>
#include <utility>

/// A timeline that is drawn into a file. Without a path nothing is kept.
///
/// The functions that write return why they could not in words for an operator, or nothing.
class timeline_file {
public:
    static constexpr double often = 10.0; ///< seconds between two writes while the run goes on

    explicit timeline_file(std::string path) : path_(std::move(path)) {}

    /// Whether the file can be written; nothing is changed by that.
    [[nodiscard]] std::string check() const;

    /// \effects is told of an input, as a timeline is.
    void see(double now, cluster_view const& after, berth::effect::list const& effects);

    /// \effects writes the file if something changed since it was written, and it was long ago.
    /// \returns nothing as well if that failed the last time already
    [[nodiscard]] std::string write_sometimes();

    /// \effects writes the file beside its place, and puts it there.
    [[nodiscard]] std::string write();

private:
    std::string path_;
    timeline what_{};
    std::uint64_t written_ = 0; // the changes that are in the file
    double tried_ = 0.0;
    bool failed_ = false;
};

#endif
