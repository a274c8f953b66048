// SPDX-License-Identifier: Apache-2.0
#include "names.hpp"

#include "fields.hpp"

#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_limits.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace {

berth::result<berth::proven_names>
prove(question const& asked, std::span<std::string_view const> purposes, berth::node_id largest) {
    return berth::validate_names(berth::dashed_name{}, asked.framework, purposes, largest,
                                 berth::portable);
}

// The library blames a part of the name; the reader knows the place in the document.
berth::error in_document(question const& asked, berth::node_id largest, berth::error wrong) {
    if (wrong.field == berth::field_of(berth::name_part::framework)) {
        return berth::make_error(wrong.code, "framework", wrong.detail);
    }
    for (std::size_t i = 0; i < asked.needs.volumes.size(); ++i) {
        berth::volume_request const& volume = asked.needs.volumes[i];
        std::string_view const purpose = volume.purpose;
        if (volume.external && !prove(asked, {&purpose, 1}, largest)) {
            return fields::within("requirement.volumes", i,
                                  berth::make_error(wrong.code, "purpose", wrong.detail));
        }
    }
    return berth::make_error(wrong.code, "requirement.volumes", wrong.detail);
}

} // namespace

berth::outcome check_names(question const& asked, berth::node_id largest) {
    std::vector<std::string_view> purposes;
    for (berth::volume_request const& volume : asked.needs.volumes) {
        if (volume.external) {
            purposes.push_back(volume.purpose);
        }
    }
    auto const proven = prove(asked, purposes, largest);
    return proven ? berth::outcome{berth::ok} : in_document(asked, largest, proven.error());
}

std::vector<std::string> volume_names(question const& asked, berth::node_id id) {
    std::vector<std::string> out;
    for (berth::volume_request const& volume : asked.needs.volumes) {
        if (volume.external) {
            auto const name =
                berth::format_name(berth::dashed_name{}, {asked.framework, id, volume.purpose});
            out.emplace_back(name->view());
        }
    }
    return out;
}
