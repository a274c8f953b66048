// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_MASTER_INFO_HPP
#define EXAMPLES_ELASTICSEARCH_MASTER_INFO_HPP

#include "endpoint.hpp"

#include <berth/core/result.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Of the nodes below the masters' path, the one of the master that leads: that with the lowest
/// sequence number, `<label>_<number>` (Mesos, `src/zookeeper/group.cpp`). Other nodes do not count.
/// \returns empty if there is none
[[nodiscard]] std::string leading_member(std::vector<std::string> const& names);

/// Whether a member keeps a `MasterInfo` in JSON, as masters from Mesos 0.24 on do.
[[nodiscard]] bool has_json(std::string_view member) noexcept;

/// Where a master listens, by its `MasterInfo` in JSON. \returns if it does not say, why
[[nodiscard]] berth::result<endpoint, std::string> read_master_info(std::string_view text);

#endif
