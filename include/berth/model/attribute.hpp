// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_ATTRIBUTE_HPP
#define BERTH_MODEL_ATTRIBUTE_HPP

#include <berth/model/quantity.hpp>
#include <berth/model/range_view.hpp>
#include <berth/model/resource.hpp>

#include <string_view>

namespace berth {

/// What an agent says of itself. Several may share a name; the order is kept, and the first is the
/// one that counts, as for the master. Text is borrowed.
struct attribute {
    std::string_view name{};
    value_type type{};
    std::string_view text{}; ///< the value, of whatever type: `r1`, `4.5`, `[1-5,7-9]`, `{a,b}`
    quantity scalar{};       ///< of SCALAR; may be negative
    range_view ranges{};     ///< of RANGES
};

} // namespace berth

#endif
