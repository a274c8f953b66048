// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_OPTIONS_HPP
#define EXAMPLES_EXPLAIN_OPTIONS_HPP

#include <string>

struct options {
    std::string file = "-"; ///< the document; `-` is standard input
    bool text = false;      ///< write for a reader
    bool tree = false;      ///< and show what passes too
};

/// What to do after the command line was read: run, or end with `status`.
struct command_line {
    options chosen{};
    bool ends = false;
    int status = 0;
};

/// Reads the command line; says what is wrong with it on standard error.
[[nodiscard]] command_line parse_command_line(int argc, char const* const* argv);

#endif
