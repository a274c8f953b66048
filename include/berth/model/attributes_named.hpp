// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_ATTRIBUTES_NAMED_HPP
#define BERTH_MODEL_ATTRIBUTES_NAMED_HPP

#include <berth/model/agent_field.hpp>
#include <berth/model/constraints.hpp>
#include <berth/model/node.hpp>
#include <berth/model/offer.hpp>

#include <string>
#include <vector>

namespace berth {

/// \returns what `some` constraints name of the agent of an offer, each once, but for host name and
/// agent id, which a record has anyway. \complexity quadratic in the constraints
template <class Attributes = std::vector<node_attribute>>
[[nodiscard]] Attributes attributes_named(constraints const& some, offer const& from) {
    Attributes out;
    for (constraint const& one : some.parts()) {
        bool known = joins(one.what) || one.field.kind == field_kind::hostname ||
                     one.field.kind == field_kind::agent_id;
        for (auto const& listed : out) {
            known = known || listed.name == one.field.name();
        }
        if (auto const value = value_of(from, one.field); !known && value.there) {
            out.push_back({std::string{one.field.name()}, std::string{value.text}});
        }
    }
    return out;
}

} // namespace berth

#endif
