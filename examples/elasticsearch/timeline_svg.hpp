// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_TIMELINE_SVG_HPP
#define EXAMPLES_ELASTICSEARCH_TIMELINE_SVG_HPP

#include "timeline.hpp"

#include <string>

/// One picture of a whole run, an SVG file that needs nothing beside it: a line for each node id and
/// its volumes, time to the right, a bar for each task in the colour of its agent. The same
/// timeline gives the same bytes.
[[nodiscard]] std::string draw(timeline const& what);

#endif
