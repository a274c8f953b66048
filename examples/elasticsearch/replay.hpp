// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_REPLAY_HPP
#define EXAMPLES_ELASTICSEARCH_REPLAY_HPP

#include "options.hpp"

/// Runs the scheduler on a recorded stream and writes what it would do, one JSON line per call or
/// store write. Everything is read and parsed before the first line is written.
/// \returns the exit status: 0 done, 2 unusable input, 1 anything else.
[[nodiscard]] int replay(options const& chosen);

#endif
