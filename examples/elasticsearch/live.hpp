// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_LIVE_HPP
#define EXAMPLES_ELASTICSEARCH_LIVE_HPP

#include "options.hpp"

/// Runs against a master until the process is told to end (its nodes go on then), or ends the
/// framework on record (`--teardown`). \returns the exit status: 0 done, 2 if flags or the record
/// are unusable or another scheduler has it, 1 if the master ended it or will not have it, another
/// scheduler wrote the record, or nobody can say if it was written. Logs to standard error.
[[nodiscard]] int run_on_master(options const& chosen);

#endif
