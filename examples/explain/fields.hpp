// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_EXPLAIN_FIELDS_HPP
#define EXAMPLES_EXPLAIN_FIELDS_HPP

#include "json.hpp"

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/mesos/json_value.hpp>
#include <berth/model/quantity.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What `berth::json_fields` does not read: a value each, found in a member that is there. The
/// caller knows the path, so an error has none.
namespace fields {

using namespace berth::json_fields;

[[nodiscard]] inline berth::outcome read_bool(json const& value, bool& out) {
    if (!value.is_boolean()) {
        return berth::make_error(berth::errc::wrong_type, {}, "true or false is expected");
    }
    out = value.get<bool>();
    return berth::ok;
}

[[nodiscard]] inline berth::outcome read_string(json const& value, std::string& out) {
    std::string_view text;
    berth::outcome const done = read(value, text);
    out = text;
    return done;
}

/// Never cuts: what does not fit is refused.
template <std::size_t Capacity>
[[nodiscard]] berth::outcome read_text(json const& value, berth::text<Capacity>& out) {
    std::string_view text;
    if (berth::outcome const done = read(value, text); !done) {
        return done;
    }
    out.clear();
    return out.append(text) ? berth::outcome{berth::ok}
                            : berth::make_error(berth::errc::too_long, {}, text);
}

/// A JSON number as agents' values are compared: with at most three decimals.
[[nodiscard]] inline std::string plain_number(json const& value) {
    if (value.is_number_integer()) {
        return value.dump();
    }
    auto const number = value.get<double>();
    auto const amount = berth::quantity::from_double(number < 0.0 ? -number : number);
    if (!amount) {
        return amount.error() == berth::errc::rounds_to_zero ? "0" : value.dump();
    }
    std::string const sign = number < 0.0 && amount->thousandths() != 0 ? "-" : "";
    return sign + std::string{amount->to_text().view()};
}

[[nodiscard]] inline berth::outcome read_amount(json const& value, berth::quantity& out) {
    double amount = 0.0;
    if (berth::outcome const done = read(value, amount); !done) {
        return done;
    }
    auto const rounded = berth::quantity::from_double(amount);
    if (!rounded) {
        return berth::make_error(rounded.error(), {}, value.dump());
    }
    out = *rounded;
    return berth::ok;
}

[[nodiscard]] inline berth::outcome read_number(json const& value, std::uint32_t largest,
                                                std::uint32_t& out) {
    std::uint64_t number = 0;
    if (berth::outcome const done = read(value, number); !done) {
        return done;
    }
    if (number > largest) {
        return berth::make_error(berth::errc::out_of_range, {},
                                 "at most " + std::to_string(largest));
    }
    out = static_cast<std::uint32_t>(number);
    return berth::ok;
}

} // namespace fields

#endif
