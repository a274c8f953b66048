// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VALIDATE_NAMES_ON_RECORD_HPP
#define BERTH_VALIDATE_NAMES_ON_RECORD_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/group_set.hpp>
#include <berth/model/task_name.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/shared_name.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace berth {

namespace detail {

// Whether a volume of this id is called so now.
template <class F>
[[nodiscard]] bool calls(volume_naming<F> const& naming, node_id id, std::string_view volume) {
    for (std::string_view const purpose : naming.purposes) {
        auto const name = format_name(naming.formatter, {naming.framework, id, purpose});
        if (name && name->view() == volume) {
            return true;
        }
    }
    return false;
}

} // namespace detail

/// Whether a record leaves the groups the names that they are going to give. A name on record stays
/// when a group is called something else, so another group, or another id of this one, could give
/// it again, letters' case aside: two tasks would write to one volume, or have one task id. One
/// group may be renamed.
///
/// Errors: `not_decodable` on `record.task` if the node has an owner whose updates would never be
/// known for it; `in_use` on `record.task` or `record.volumes`, with the group that would use it.
/// \complexity linear in the purposes of its group; where a name on record is not what the group calls
///             it now, in those of all groups and the digits of their largest ids
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
        bool usual = false; // no other has it then: the groups are proven
        groups.at(kept.group, [&](auto const& g) {
            usual = g.with_naming(
                [&](auto const& naming) { return detail::calls(naming, record.id, volume); });
        });
        if (!out || usual) {
            continue;
        }
        groups.for_each([&](auto const& g, std::size_t index) {
            auto const id =
                g.with_naming([&](auto const& naming) { return id_named(naming, volume); });
            bool const own = index == kept.group && id == record.id;
            if (out && id && !own && g.keeper().has_room_for(*id)) {
                text<160> detail{"id "};
                detail.append_decimal(id->value);
                detail.append_clipped(" of group ");
                detail.append_clipped(g.chosen().name);
                detail.append_clipped(" has such a volume: ");
                detail.append_clipped(volume);
                out = make_error(errc::in_use, "record.volumes", detail);
            }
        });
    }
    return out;
}

} // namespace berth

#endif
