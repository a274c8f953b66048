// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STORY_HPP
#define EXAMPLES_ELASTICSEARCH_STORY_HPP

#include "options.hpp"

/// Runs the scheduler on a simulated cluster through a loss and a return, and tells a reader what
/// happens and why. \returns the exit status
[[nodiscard]] int tell_story(options const& chosen);

#endif
