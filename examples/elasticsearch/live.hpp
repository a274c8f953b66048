// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_LIVE_HPP
#define EXAMPLES_ELASTICSEARCH_LIVE_HPP

#include "options.hpp"

/// Runs against a master until the process is told to end (its nodes go on then), or ends the
/// framework on record (`--teardown`). \returns the exit status: 0 done, 2 if flags or the state
/// file are unusable, 1 if the master ended it or will not have it, or another scheduler wrote the
/// state file. Logs to standard error.
[[nodiscard]] int run_on_master(options const& chosen);

#endif
