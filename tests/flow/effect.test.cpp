// SPDX-License-Identifier: Apache-2.0
#include <berth/flow/effect.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace {

namespace effect = berth::effect;

static_assert(std::is_copy_constructible_v<effect::list>);
static_assert(std::is_nothrow_move_constructible_v<effect::list>);
static_assert(std::variant_size_v<effect::list::any> == 11);

TEST_CASE("effect: a list keeps the order in which effects were added") {
    effect::list list;
    CHECK(list.empty());
    list.add(effect::subscribe{"F"});
    list.add(effect::suppress{});
    list.add(effect::kill{"t", "A"});
    REQUIRE(list.size() == 3);
    CHECK(std::get<effect::subscribe>(list[0]).framework_id == "F");
    CHECK(std::holds_alternative<effect::suppress>(list[1]));
    CHECK(std::get<effect::kill>(list[2]).agent_id == "A");
    std::size_t seen = 0;
    for (auto const& e : list) {
        CHECK(&e == &list[seen++]);
    }
    CHECK(seen == 3);
    effect::list const copy = list;
    list.clear();
    CHECK(list.empty());
    CHECK(copy.size() == 3);
}

TEST_CASE("effect: a decline finds the reasons of each of its offers") {
    static constexpr berth::rule_info rule{"r", "text", false};
    effect::decline no;
    no.verdicts = {{&rule, {}, {}, false}, {&rule, berth::quantity::whole(1), {}, false}};
    no.offers = {{"O1", nullptr, 0, 0}, {"O2", nullptr, 0, 1}, {"O3", nullptr, 1, 1}};
    CHECK(no.reasons(no.offers[0]).empty());
    REQUIRE(no.reasons(no.offers[1]).size() == 1);
    CHECK(no.reasons(no.offers[1])[0] == no.verdicts[0]);
    CHECK(no.reasons(no.offers[2])[0].asked == berth::quantity::whole(1));
    CHECK(no.refuse_seconds == 5.0);
    CHECK(effect::accept{}.refuse_seconds == 5.0); // Mesos' default
}

TEST_CASE("effect: every kind of note has a sentence of its own") {
    std::set<std::string_view> all;
    for (std::uint8_t kind = 0;
         kind <= static_cast<std::uint8_t>(effect::note_kind::other_framework); ++kind) {
        auto const text = effect::describe(static_cast<effect::note_kind>(kind));
        CHECK_FALSE(text.empty());
        CHECK(all.insert(text).second);
    }
    CHECK(all.size() == 18);
    CHECK(effect::describe(static_cast<effect::note_kind>(200)).empty());
}

} // namespace
