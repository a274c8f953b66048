// SPDX-License-Identifier: Apache-2.0
#ifndef CONSUMER_APP_VOLUME_HPP
#define CONSUMER_APP_VOLUME_HPP

#include <berth/core/strong.hpp>

#include <string>

std::string volume_of(berth::node_id id);

#endif
