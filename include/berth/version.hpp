// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VERSION_HPP
#define BERTH_VERSION_HPP

// The one place that says it: meson.build reads these lines, major, minor, patch.
#define BERTH_VERSION_MAJOR 0
#define BERTH_VERSION_MINOR 1
#define BERTH_VERSION_PATCH 0

#endif
