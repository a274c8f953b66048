// SPDX-License-Identifier: Apache-2.0
// A second unit with headers that the first has too: what is defined in both must be inline.
#include "volume.hpp"

#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>

std::string volume_of(berth::node_id id) {
    auto const name = berth::format_name(berth::dashed_name{}, {"shop", id, "data"});
    return name ? std::string{name->view()} : std::string{name.error().message()};
}
