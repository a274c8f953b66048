// SPDX-License-Identifier: Apache-2.0
#include <berth/mesos/json_value.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fields = berth::json_fields;
using berth::errc;
using berth::outcome;
using nlohmann::json;
using namespace std::string_view_literals;

/// The smallest legal model, as listed in the concept's documentation.
// [plain_value]
struct plain_value {
    enum { null, object, array, string, number } type = null;
    std::string key{}; // of a member
    std::string text{};
    double amount = 0.0;
    std::vector<plain_value> parts{}; // members or elements

    bool is_null() const { return type == null; }
    bool is_object() const { return type == object; }
    bool is_array() const { return type == array; }
    bool is_number() const { return type == number; }
    bool is_number_unsigned() const {
        return is_number() && amount >= 0.0 && amount <= 1e15 &&
               static_cast<double>(static_cast<std::uint64_t>(amount)) == amount;
    }
    std::size_t size() const { return parts.size(); }
    plain_value const& operator[](std::size_t index) const { return parts[index]; }
    std::vector<plain_value>::const_iterator end() const { return parts.end(); }
    std::vector<plain_value>::const_iterator find(std::string_view name) const {
        return std::find_if(parts.begin(), parts.end(),
                            [name](plain_value const& part) { return part.key == name; });
    }
    template <class Pointer>
    Pointer get_ptr() const {
        return type == string ? &text : nullptr;
    }
    template <class Number>
    Number get() const {
        return static_cast<Number>(amount);
    }
};
// [/plain_value]

static_assert(berth::json_value<plain_value>);
static_assert(berth::json_value<json>);
static_assert(berth::json_value<nlohmann::ordered_json>);
static_assert(!berth::json_value<std::string>);
static_assert(!berth::json_value<std::vector<json>>);

bool is(outcome const& done, errc code, std::string_view field) {
    INFO(std::string{done ? "ok" : done.error().message().view()});
    CHECK_FALSE(done);
    return !done && done.error().code == code && done.error().field == field;
}

TEST_CASE("json_fields: a null member is absent, as for Mesos") {
    json const j = json::parse(R"({"a": null, "b": false})");
    CHECK(fields::member(j, "a") == nullptr);
    CHECK(fields::member(j, "c") == nullptr);
    REQUIRE(fields::member(j, "b") != nullptr);
    std::string_view text = "as it was";
    CHECK(fields::read_optional(j, "a", text));
    CHECK(fields::read_optional(j, "c", text));
    CHECK(text == "as it was");
    CHECK(is(fields::read_required(j, "a", text), errc::missing, "a"));
    CHECK(is(fields::read_required(j, "c", text), errc::missing, "c"));
}

TEST_CASE("json_fields: text is borrowed, not copied") {
    json const j = {{"a", "a string that is far too long for any small buffer"}};
    std::string_view text;
    REQUIRE(fields::read_required(j, "a", text));
    CHECK(text.data() == j["a"].get_ref<std::string const&>().data());
}

TEST_CASE("json_fields: each type takes its own and nothing else") {
    json const j =
        json::parse(R"({"s": "x", "i": 7, "n": -7, "d": 0.5, "b": true, "l": [], "o": {}})");
    std::string_view text;
    double number = 0.0;
    std::uint64_t whole = 0;
    CHECK((fields::read_required(j, "s", text) && text == "x"));
    CHECK((fields::read_required(j, "i", whole) && whole == 7));
    CHECK((fields::read_required(j, "i", number) && number == 7.0));
    CHECK((fields::read_required(j, "n", number) && number == -7.0));
    CHECK((fields::read_required(j, "d", number) && number == 0.5));
    for (char const* const key : {"i", "d", "b", "l", "o"}) {
        CHECK(is(fields::read_required(j, key, text), errc::wrong_type, key));
    }
    for (char const* const key : {"s", "b", "l", "o"}) {
        CHECK(is(fields::read_required(j, key, number), errc::wrong_type, key));
    }
    for (char const* const key : {"s", "n", "d", "b", "l", "o"}) {
        CHECK(is(fields::read_required(j, key, whole), errc::wrong_type, key));
    }
}

/// What another value holds, in the smallest model.
plain_value plain(json const& from, std::string const& key = {}) {
    plain_value out;
    out.key = key;
    if (from.is_object()) {
        out.type = plain_value::object;
        for (auto const& [name, part] : from.items()) {
            out.parts.push_back(plain(part, name));
        }
    } else if (from.is_array()) {
        out.type = plain_value::array;
        for (auto const& part : from) {
            out.parts.push_back(plain(part));
        }
    } else if (from.is_string()) {
        out.type = plain_value::string;
        out.text = from.get<std::string>();
    } else if (from.is_number()) {
        out.type = plain_value::number;
        out.amount = from.get<double>();
    }
    return out;
}

TEST_CASE("json_value: the smallest model keeps the laws") {
    plain_value const j = plain(json::parse(
        R"({"a": null, "s": "x", "i": 7, "n": -7, "d": 0.5, "l": ["y", "z"], "v": {"value": 3}})"));
    std::string_view text;
    double number = 0.0;
    std::uint64_t whole = 0;
    CHECK(fields::member(j, "a") == nullptr);
    CHECK(fields::member(j, "c") == nullptr);
    CHECK((fields::read_required(j, "s", text) && text == "x"));
    CHECK(text.data() == j.find("s")->text.data());
    CHECK((fields::read_required(j, "i", whole) && whole == 7));
    CHECK((fields::read_required(j, "d", number) && number == 0.5));
    CHECK(is(fields::read_required(j, "n", whole), errc::wrong_type, "n"));
    CHECK(is(fields::read_required(j, "d", whole), errc::wrong_type, "d"));
    CHECK(is(fields::read_required(j, "s", whole), errc::wrong_type, "s"));
    CHECK(is(fields::read_required(j, "l", text), errc::wrong_type, "l"));
    CHECK((fields::read_value(j, "v", whole) && whole == 3));
    std::string all;
    CHECK(fields::with_each(j, "l", [&](plain_value const& one) {
        outcome const done = fields::read(one, text);
        all += text;
        return done;
    }));
    CHECK(all == "yz");
}

TEST_CASE("json_fields: what is not an object has no fields") {
    std::string_view text;
    for (char const* const document : {"[]", "1", "\"x\"", "true", "null"}) {
        CAPTURE(document);
        json const j = json::parse(document);
        CHECK(is(fields::read_required(j, "a", text), errc::wrong_type, ""));
        CHECK(is(fields::read_optional(j, "a", text), errc::wrong_type, ""));
    }
    json const j = json::parse(R"({"id": "bare"})");
    CHECK(is(fields::read_value(j, "id", text), errc::wrong_type, "id"));
}

TEST_CASE("json_fields: an error names the whole path") {
    json const j = json::parse(R"({"a": {"b": [{"value": "x"}, {"value": "y"}, {"value": 3}]}})");
    int seen = 0;
    outcome const done = fields::with_required(j, "a", [&](json const& a) {
        return fields::with_each(a, "b", [&](json const& element) {
            std::string_view text;
            ++seen;
            return fields::read_required(element, "value", text);
        });
    });
    CHECK(is(done, errc::wrong_type, "a.b[2].value"));
    CHECK(done.error().message() == "a.b[2].value has the wrong type: a string is expected"sv);
    CHECK(seen == 3);
}

TEST_CASE("json_fields: a list may be absent or empty, and must be a list") {
    json const j = json::parse(R"({"none": null, "empty": [], "object": {}})");
    auto const never = [](json const&) -> outcome { return berth::make_error(errc::unknown, "!"); };
    CHECK(fields::with_each(j, "none", never));
    CHECK(fields::with_each(j, "missing", never));
    CHECK(fields::with_each(j, "empty", never));
    CHECK(is(fields::with_each(j, "object", never), errc::wrong_type, "object"));
}

TEST_CASE("json_fields: a path that is too long is cut, not lost") {
    std::string const key(200, 'k');
    json const j = {{key, 1}};
    std::string_view text;
    outcome const done = fields::read_required(j, key.c_str(), text);
    REQUIRE_FALSE(done);
    CHECK(done.error().field == std::string_view{key}.substr(0, 128));
}

} // namespace
