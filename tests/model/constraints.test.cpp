// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/parse_constraint.hpp>
#include <berth/model/value_tally.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::constraint;
using berth::constraint_operator;
using berth::constraints;
using berth::errc;
using berth::field_kind;
using berth::parse_constraint;
namespace constrain = berth::constrain;

constexpr constraint only(berth::result<constraints> const& parsed) {
    STATIC_CHECK(parsed && parsed->parts().size() == 1);
    return parsed->parts()[0];
}

constexpr bool test_operators() {
    STATIC_CHECK(only(parse_constraint("rack", "UNIQUE")).what == constraint_operator::unique);
    STATIC_CHECK(only(parse_constraint("rack", "UNIQUE", "")).what == constraint_operator::unique);
    STATIC_CHECK(only(parse_constraint("rack", "CLUSTER")).value.empty());
    STATIC_CHECK(only(parse_constraint("rack", "CLUSTER", "r 1")).value == "r 1");
    STATIC_CHECK(only(parse_constraint("rack", "GROUP_BY")).count == 1);
    STATIC_CHECK(only(parse_constraint("rack", "GROUP_BY", "0")).count == 0);
    STATIC_CHECK(only(parse_constraint("rack", "GROUP_BY", "3")).count == 3);
    STATIC_CHECK(only(parse_constraint("rack", "GROUP_BY", "inf")).count == UINT32_MAX);
    STATIC_CHECK(only(parse_constraint("rack", "MAX_PER", "2")).count == 2);
    STATIC_CHECK(only(parse_constraint("rack", "LIKE", "r[12]")).like.source() == "r[12]");
    STATIC_CHECK(only(parse_constraint("rack", "UNLIKE", "r.")).what ==
                 constraint_operator::unlike);
    STATIC_CHECK(only(parse_constraint("rack", "IS", "r1")).value == "r1");
    return true;
}
static_assert(test_operators());
TEST_CASE("parse_constraint: every operator") { REQUIRE(test_operators()); }

// Scalar attributes have at most three decimals, and so has what they are compared with.
constexpr bool test_numbers() {
    constexpr auto value = [](std::string_view asked) {
        return only(parse_constraint("x", "IS", asked)).value;
    };
    STATIC_CHECK(value("1") == "1" && value("1.0") == "1" && value("1.50") == "1.5");
    STATIC_CHECK(value("007") == "7" && value("0.0004") == "0" && value("1.9996") == "2");
    STATIC_CHECK(value("1.0005") == "1.001" && value("123456789012.5") == "123456789012.5");
    for (std::string_view const text :
         {"1.", ".5", "1.2.3", "-1", "1e3", "", "12345678901234567890", "[1-5]", "{a,b}", "v1"}) {
        STATIC_CHECK(value(text) == text); // no number, or one that no scalar can be
    }
    return true;
}
static_assert(test_numbers());
TEST_CASE("parse_constraint: IS compares numbers as numbers") { REQUIRE(test_numbers()); }

constexpr bool test_fields() {
    constexpr auto field = [](std::string_view name) {
        return only(parse_constraint(name, "UNIQUE")).field;
    };
    STATIC_CHECK(field("hostname").kind == field_kind::hostname);
    STATIC_CHECK(field("@hostname") == field("hostname"));
    STATIC_CHECK(field("@agent_id").kind == field_kind::agent_id);
    STATIC_CHECK(field("@region").kind == field_kind::region);
    STATIC_CHECK(field("@zone").kind == field_kind::zone);
    STATIC_CHECK(field("zone").kind == field_kind::attribute && field("zone").name() == "zone");
    for (std::string_view const name : {"hostname", "@agent_id", "@region", "@zone", "rack"}) {
        STATIC_CHECK(field(name).name() == name);
    }
    return true;
}
static_assert(test_fields());
TEST_CASE("agent_field: names") { REQUIRE(test_fields()); }

constexpr bool refused(berth::result<constraints> const& parsed, errc code, std::string_view field,
                       std::string_view detail = {}) {
    return !parsed && parsed.error().code == code && parsed.error().field == field &&
           (detail.empty() || parsed.error().detail == detail);
}

constexpr bool test_refusals() {
    STATIC_CHECK(refused(parse_constraint("", "UNIQUE"), errc::empty, "field"));
    STATIC_CHECK(refused(parse_constraint("@zones", "UNIQUE"), errc::unknown, "field", "@zones"));
    std::string_view const long_name{
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"};
    STATIC_CHECK(refused(parse_constraint(long_name, "UNIQUE"), errc::too_long, "field"));
    for (std::string_view const what : {"", "unique", "all", "any", "none", "EQUALS"}) {
        STATIC_CHECK(refused(parse_constraint("x", what), errc::unknown, "operator", what));
    }
    STATIC_CHECK(refused(parse_constraint("x", "UNIQUE", "1"), errc::misplaced, "value"));
    STATIC_CHECK(refused(parse_constraint("x", "LIKE"), errc::missing, "value"));
    STATIC_CHECK(refused(parse_constraint("x", "UNLIKE", ""), errc::missing, "value"));
    STATIC_CHECK(refused(parse_constraint("x", "MAX_PER"), errc::missing, "value"));
    STATIC_CHECK(refused(parse_constraint("x", "MAX_PER", "0"), errc::out_of_range, "value",
                         "MAX_PER 0 allows no node anywhere"));
    for (std::string_view const count : {"-1", "two", "1.5", "4294967296", "inf", " 1"}) {
        STATIC_CHECK(refused(parse_constraint("x", "MAX_PER", count), errc::wrong_type, "value"));
    }
    STATIC_CHECK(refused(parse_constraint("x", "GROUP_BY", "many"), errc::wrong_type, "value"));
    auto const pattern = parse_constraint("x", "LIKE", "r(1");
    STATIC_CHECK(!pattern && pattern.error().field == "value");
    STATIC_CHECK(pattern.error().detail.view().substr(0, 9) == "position ");
    return true;
}
static_assert(test_refusals());
TEST_CASE("parse_constraint: what has no meaning is refused, by field") {
    REQUIRE(test_refusals());
}

constexpr bool test_joining() {
    auto const a = *constrain::unique("a");
    auto const b = *constrain::is("b", "1");
    auto const c = *constrain::like("c", "x+");
    constraints const none;
    STATIC_CHECK(none.empty() && (none && a) == a && (a && none) == a && (none && none).empty());
    auto const all = a && b && c;
    STATIC_CHECK(all.parts().size() == 4 && all.parts()[0].what == constraint_operator::all_of);
    STATIC_CHECK(all == (a && (b && c)) && !(all == (a && c && b)));
    STATIC_CHECK((a || b || c).parts().size() == 4);
    STATIC_CHECK((a && (b || !c)).parts().size() == 6);
    STATIC_CHECK((!!a).parts().size() == 3 && (!(a && b)).parts().size() == 4);
    std::vector<std::size_t> seen;
    auto const tree = a && (b || !c) && c;
    berth::for_each_joined(tree.parts(), 0, [&](std::size_t at) {
        seen.push_back(at);
        return true;
    });
    STATIC_CHECK(seen == std::vector<std::size_t>{1, 2, 6});
    return true;
}
TEST_CASE("constraints: and, or, not") { REQUIRE(test_joining()); }

/// Against a map that is looked through from end to end.
TEST_CASE("value_tally: counts, values in use and the least used one") {
    std::uint64_t const seed = berth_test::seed_or(7269);
    INFO("seed ", seed);
    berth_test::splitmix random{seed};
    berth::value_tally tally;
    std::map<std::string, std::uint32_t> counts;
    std::vector<std::string> nodes;
    std::vector<std::string> const values{"", "a", "b", "c", "d"}; // an empty value is one
    for (int step = 0; step != 3000; ++step) {
        bool const adds = nodes.empty() || random.below(nodes.size() > 12 ? 3 : 2) == 0;
        if (adds) {
            nodes.push_back(values[random.below(values.size())]);
            tally.add({true, nodes.back()});
            ++counts[nodes.back()];
        } else {
            std::swap(nodes[random.below(nodes.size())], nodes.back());
            tally.remove({true, nodes.back()});
            if (--counts[nodes.back()] == 0) {
                counts.erase(nodes.back());
            }
            nodes.pop_back();
        }
        std::uint32_t least = 0;
        for (auto const& [value, count] : counts) {
            least = least == 0 ? count : std::min(least, count);
        }
        REQUIRE(tally.values() == counts.size());
        REQUIRE(tally.least() == least);
        for (std::string const& value : values) {
            REQUIRE(tally.count(value) == (counts.contains(value) ? counts[value] : 0));
        }
    }
    berth::value_tally copy = tally;
    copy.add({false, "a"}); // no value at all
    copy.remove({false, "a"});
    REQUIRE(copy == tally);
}

} // namespace
