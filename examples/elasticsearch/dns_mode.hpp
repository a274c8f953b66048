// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_DNS_MODE_HPP
#define EXAMPLES_ELASTICSEARCH_DNS_MODE_HPP

#include "options.hpp"

/// Shows the names under which Mesos-DNS serves the nodes while they run (its
/// `records/generator.go`). \returns the exit status
[[nodiscard]] int show_dns(options const& chosen);

#endif
