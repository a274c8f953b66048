// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_JSON_VALUE_HPP
#define BERTH_MESOS_JSON_VALUE_HPP

#include <berth/core/result.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace berth {

/// **Purpose.** Anything shaped like a JSON value of nlohmann/json, found by what it can do: the
/// library includes no JSON header. Models: `nlohmann::json`, `nlohmann::ordered_json`.
///
/// **Required expressions** (`J const j`, `char const* key`, `std::size_t index`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `j.is_null()`, `j.is_object()`, `j.is_array()` | `bool` | its type |
/// | `j.is_number()`, `j.is_number_unsigned()` | `bool` | any number; a whole one from 0 on |
/// | `j.size()` | `std::size_t` | of an array, its elements |
/// | `j[index]` | `J const&` | of an array, an element |
/// | `j.find(key)`, `j.end()` | an iterator | of an object, a member, or the end |
/// | `j.template get_ptr<std::string const*>()` | `std::string const*` | the text, or null if it is none |
/// | `j.template get<double>()`, `j.template get<std::uint64_t>()` | the number | of a number |
///
/// Text is accepted only where it can be borrowed, so the value must keep strings as `std::string`.
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `J::array()`, `J::object()` | `J` | an empty one | `J` can be read only: `write_resources` and `write_offer_constraints` do not compile |
/// | `m[key] = value`, `m.push_back(value)` | anything | of a `J m`, adds a member or an element | the same |
///
/// **Laws**, held by tests/mesos/json_value.test.cpp for both models and the smallest:
///
/// 1. A member that is absent, or null, is absent (`member`).
/// 2. Text is lent: it lies in the value as long as the value lives ("text is borrowed, not
///    copied").
/// 3. Each type is itself and no other ("each type takes its own and nothing else").
///
/// **Smallest legal model**
/// \model tests/mesos/json_value.test.cpp#plain_value
///
///     struct plain_value {
///         enum { null, object, array, string, number } type = null;
///         std::string key{}; // of a member
///         std::string text{};
///         double amount = 0.0;
///         std::vector<plain_value> parts{}; // members or elements
///
///         bool is_null() const { return type == null; }
///         bool is_object() const { return type == object; }
///         bool is_array() const { return type == array; }
///         bool is_number() const { return type == number; }
///         bool is_number_unsigned() const {
///             return is_number() && amount >= 0.0 && amount <= 1e15 &&
///                    static_cast<double>(static_cast<std::uint64_t>(amount)) == amount;
///         }
///         std::size_t size() const { return parts.size(); }
///         plain_value const& operator[](std::size_t index) const { return parts[index]; }
///         std::vector<plain_value>::const_iterator end() const { return parts.end(); }
///         std::vector<plain_value>::const_iterator find(std::string_view name) const {
///             return std::find_if(parts.begin(), parts.end(),
///                                 [name](plain_value const& part) { return part.key == name; });
///         }
///         template <class Pointer>
///         Pointer get_ptr() const {
///             return type == string ? &text : nullptr;
///         }
///         template <class Number>
///         Number get() const {
///             return static_cast<Number>(amount);
///         }
///     };
template <class J>
concept json_value = requires(J const& j, char const* key, std::size_t index) {
    { j.is_null() } -> std::convertible_to<bool>;
    { j.is_object() } -> std::convertible_to<bool>;
    { j.is_array() } -> std::convertible_to<bool>;
    { j.is_number() } -> std::convertible_to<bool>;
    { j.is_number_unsigned() } -> std::convertible_to<bool>;
    { j.size() } -> std::convertible_to<std::size_t>;
    { j.find(key) == j.end() } -> std::convertible_to<bool>;
    { *j.find(key) } -> std::convertible_to<J const&>;
    { j[index] } -> std::convertible_to<J const&>;
    { j.template get_ptr<std::string const*>() } -> std::convertible_to<std::string const*>;
    { j.template get<double>() } -> std::convertible_to<double>;
    { j.template get<std::uint64_t>() } -> std::convertible_to<std::uint64_t>;
};

namespace detail {

// What the compiler says first of a type that is none.
template <class J>
struct not_a_json_value : std::false_type {
    static_assert(json_value<J>,
                  "berth: a JSON value has what nlohmann::json has of is_null(), find(), "
                  "get_ptr<std::string const*>() and so on; see the concept json_value in "
                  "<berth/mesos/json_value.hpp>");
};

template <class J>
concept asserted_json_value = json_value<J> || not_a_json_value<J>::value;

} // namespace detail

/// Reading fields of a JSON value, with errors that name the path.
namespace json_fields {

/// An error about a member, as its parent sees it: `scalar` + `value` is `scalar.value`.
[[nodiscard]] constexpr error within(std::string_view parent, error inner) noexcept {
    error out{inner.code, {}, inner.detail};
    out.field.append_clipped(parent);
    if (!inner.field.empty() && inner.field.view().front() != '[') {
        out.field.append_clipped(".");
    }
    out.field.append_clipped(inner.field);
    return out;
}

[[nodiscard]] constexpr error within(std::string_view parent, std::size_t index,
                                     error inner) noexcept {
    text<128> step{};
    step.append_clipped(parent);
    step.append('[');
    step.append_decimal(index);
    step.append(']');
    return within(step, inner);
}

/// A member, or null if it is absent; a JSON null is absent, as for Mesos.
template <json_value J>
[[nodiscard]] J const* member(J const& object, char const* key) {
    auto const it = object.find(key);
    if (it == object.end()) {
        return nullptr;
    }
    J const& found = *it;
    return found.is_null() ? nullptr : &found;
}

/// Passes an optional member to `use`, which says what is wrong with it.
template <json_value J, class Use>
[[nodiscard]] outcome with_optional(J const& object, char const* key, Use use) {
    if (!object.is_object()) {
        return make_error(errc::wrong_type, {}, "an object is expected");
    }
    J const* const found = member(object, key);
    if (found == nullptr) {
        return ok;
    }
    outcome const used = use(*found);
    return used ? used : outcome{within(key, used.error())};
}

template <json_value J, class Use>
[[nodiscard]] outcome with_required(J const& object, char const* key, Use use) {
    if (!object.is_object()) {
        return make_error(errc::wrong_type, {}, "an object is expected");
    }
    if (member(object, key) == nullptr) {
        return make_error(errc::missing, key);
    }
    return with_optional(object, key, use);
}

/// Passes each element of an optional array to `use`.
template <json_value J, class Use>
[[nodiscard]] outcome with_each(J const& object, char const* key, Use use) {
    return with_optional(object, key, [&](J const& list) -> outcome {
        if (!list.is_array()) {
            return make_error(errc::wrong_type, {}, "an array is expected");
        }
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (outcome const used = use(list[i]); !used) {
                return within({}, i, used.error());
            }
        }
        return ok;
    });
}

template <json_value J>
[[nodiscard]] outcome read(J const& value, std::string_view& out) {
    auto const* const found = value.template get_ptr<std::string const*>();
    if (found == nullptr) {
        return make_error(errc::wrong_type, {}, "a string is expected");
    }
    out = *found;
    return ok;
}

/// A number, or one of the two that JSON cannot write, as text, as Mesos writes them.
template <json_value J>
[[nodiscard]] outcome read(J const& value, double& out) {
    if (auto const* const text = value.template get_ptr<std::string const*>();
        text != nullptr && (*text == "Infinity" || *text == "-Infinity")) {
        out = *text == "Infinity" ? __builtin_inf() : -__builtin_inf();
        return ok;
    }
    if (!value.is_number()) {
        return make_error(errc::wrong_type, {}, "a number is expected");
    }
    out = value.template get<double>();
    return ok;
}

template <json_value J>
[[nodiscard]] outcome read(J const& value, std::uint64_t& out) {
    if (!value.is_number_unsigned()) {
        return make_error(errc::wrong_type, {}, "a whole number is expected");
    }
    out = value.template get<std::uint64_t>();
    return ok;
}

template <json_value J, class T>
[[nodiscard]] outcome read_required(J const& object, char const* key, T& out) {
    return with_required(object, key, [&](J const& value) { return read(value, out); });
}

template <json_value J, class T>
[[nodiscard]] outcome read_optional(J const& object, char const* key, T& out) {
    return with_optional(object, key, [&](J const& value) { return read(value, out); });
}

/// `{"value": ...}`, the form of Mesos' ids and values.
template <json_value J, class T>
[[nodiscard]] outcome read_value(J const& object, char const* key, T& out) {
    return with_required(object, key,
                         [&](J const& inner) { return read_required(inner, "value", out); });
}

} // namespace json_fields

} // namespace berth

#endif
