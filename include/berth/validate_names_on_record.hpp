// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VALIDATE_NAMES_ON_RECORD_HPP
#define BERTH_VALIDATE_NAMES_ON_RECORD_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/group_set.hpp>
#include <berth/model/task_name.hpp>
#include <berth/model/volume_request.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace berth {

namespace detail {

// Whether a group gives this name to a volume of this id.
template <class Group>
[[nodiscard]] bool gives(Group const& g, node_id id, std::string_view volume) {
    auto const& chosen = g.chosen();
    std::string const framework = chosen.volume_prefix + chosen.name;
    for (volume_request const& request : chosen.needs.volumes) {
        char buffer[volume_name::capacity()];
        auto const size = chosen.formatter.format({framework, id, request.purpose}, buffer);
        if (request.external && size && std::string_view{buffer, *size} == volume) {
            return true;
        }
    }
    return false;
}

// Calls `one(id)` for each number in a text, whose digits may belong to what stands before it or
// behind it: a name has the digits of its id in one piece (law [id_is_digits]).
template <class One>
void for_each_number_in(std::string_view text, One one) {
    for (std::size_t first = 0; first < text.size(); ++first) {
        for (std::size_t size = 1; size <= 10 && first + size <= text.size(); ++size) {
            auto const number = parse_decimal(text.substr(first, size));
            if (!number) {
                break;
            }
            one(node_id{*number});
        }
    }
}

} // namespace detail

/// Whether a record leaves the groups the names that they are going to give. A name on record stays
/// when a group is called something else, so another group, or another id of this one, could give
/// it again: two tasks would write to one volume, or have one task id. One group may be renamed.
///
/// Errors: `not_decodable` on `record.task` if the node has an owner whose updates would never be
/// known for it; `in_use` on `record.task` or `record.volumes`, with the group that would use it.
/// \complexity linear in the groups and their purposes; and in the square of a name's digits where a
///             name on record is not what the group calls it now
template <class... Groups>
[[nodiscard]] outcome validate_names_on_record(group_set<Groups...> const& groups,
                                               stored_node const& kept) {
    node const& record = kept.record;
    auto const task = parse_task_name(record.task_id);
    if (owned(record.state) && (!task || task->id != record.id)) {
        return make_error(errc::not_decodable, "record.task", "it does not end with the node's id");
    }
    outcome out = ok;
    groups.for_each([&](auto const& g, std::size_t index) {
        if (out && index != kept.group && task && g.is_called(*task)) {
            text<160> detail{"group "};
            detail.append_clipped(g.chosen().name);
            detail.append_clipped(" has such tasks: ");
            detail.append_clipped(record.task_id);
            out = make_error(errc::in_use, "record.task", detail);
        }
    });
    for (std::string const& volume : record.volumes) {
        bool own = false; // no other has it then: the groups are proven
        groups.at(kept.group, [&](auto const& g) { own = detail::gives(g, record.id, volume); });
        if (!out || own) {
            continue;
        }
        groups.for_each([&](auto const& g, std::size_t) {
            detail::for_each_number_in(volume, [&](node_id id) {
                if (out && g.keeper().has_room_for(id) && detail::gives(g, id, volume)) {
                    text<160> detail{"id "};
                    detail.append_decimal(id.value);
                    detail.append_clipped(" of group ");
                    detail.append_clipped(g.chosen().name);
                    detail.append_clipped(" has such a volume: ");
                    detail.append_clipped(volume);
                    out = make_error(errc::in_use, "record.volumes", detail);
                }
            });
        });
    }
    return out;
}

} // namespace berth

#endif
