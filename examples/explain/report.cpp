// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <cstdint>
#include <set>

std::vector<std::string_view> offer_ids(question const& asked, berth::placement const& placed) {
    std::set<std::uint32_t> used;
    for (berth::taken const& part : placed.takes.resources) {
        used.insert(part.offer);
    }
    std::vector<std::string_view> out;
    for (std::uint32_t const index : used) {
        out.push_back(asked.round.offers()[index].id);
    }
    return out;
}
