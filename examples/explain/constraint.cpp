// SPDX-License-Identifier: Apache-2.0
#include "constraint.hpp"

#include "fields.hpp"

#include <berth/model/parse_constraint.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using berth::constraints;
using berth::errc;
using berth::make_error;
using berth::outcome;
using berth::result;

outcome read_value(json const& from, std::string& out) {
    if (from.is_number()) {
        out = fields::plain_number(from);
        return berth::ok;
    }
    outcome const done = fields::read_string(from, out);
    return done ? done : make_error(errc::wrong_type, {}, "a string or a number is expected");
}

// Marathon's form. The library names what is wrong; the reader knows its place in the list.
result<constraints> read_leaf(json const& from) {
    constexpr std::array<std::string_view, 3> names{"field", "operator", "value"};
    if (from.size() < 2 || from.size() > names.size()) {
        return make_error(errc::wrong_type, {}, "[field, operator] or [field, operator, value]");
    }
    std::array<std::string, 3> parts;
    for (std::size_t i = 0; i < from.size(); ++i) {
        outcome const done =
            i == 2 ? read_value(from[i], parts[i]) : fields::read_string(from[i], parts[i]);
        if (!done) {
            return fields::within({}, i, done.error());
        }
    }
    auto made = berth::parse_constraint(parts[0], parts[1], parts[2]);
    for (std::size_t i = 0; !made && i < names.size(); ++i) {
        if (made.error().field == names[i]) {
            return fields::within({}, i, make_error(made.error().code, {}, made.error().detail));
        }
    }
    return made;
}

result<constraints> read_joined(json const& from) {
    for (char const* const key : {"all", "any", "none"}) {
        json const* const list = from.size() == 1 ? fields::member(from, key) : nullptr;
        if (list == nullptr) {
            continue;
        }
        std::string_view const how = key;
        constraints out;
        outcome const done = fields::with_each(from, key, [&](json const& each) -> outcome {
            auto const one = read_constraint(each);
            if (!one) {
                return one.error();
            }
            out = out.empty() ? *one : how == "all" ? out && *one : out || *one;
            return berth::ok;
        });
        if (!done) {
            return done.error();
        }
        if (out.empty()) {
            return make_error(errc::empty, key);
        }
        return how == "none" ? !out : out;
    }
    return make_error(errc::wrong_type, {}, "one of all, any, none, with a list, is expected");
}

} // namespace

result<constraints> read_constraint(json const& from) {
    if (from.is_array()) {
        return read_leaf(from);
    }
    if (from.is_object()) {
        return read_joined(from);
    }
    return make_error(errc::wrong_type, {}, "[field, operator] or [field, operator, value]");
}
