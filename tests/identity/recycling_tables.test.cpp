// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/identity/recycling_tables.hpp>
#include <berth/testing/laws/recycling_policy.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace {

using berth::alive;
using berth::evidence;
using berth::on_lost;
using berth::proven_gone;
using berth::recycling_table;
using berth::ruling;
using berth::status_reason;
using berth::status_source;
using berth::task_state;
using berth::trust_operator;
namespace laws = berth::testing::laws;

static_assert(berth::recycling_policy<recycling_table>);

/// The rulings that DESIGN's evidence table gives, by hand: by names, without the library's rows.
constexpr std::string_view expected(evidence const& e) {
    std::string_view const state = name(e.state);
    std::string_view const source = name(e.source);
    std::string_view const reason = name(e.reason);
    if (state == "TASK_STAGING" || state == "TASK_STARTING" || state == "TASK_RUNNING" ||
        state == "TASK_KILLING") {
        return "owned";
    }
    if (state == "TASK_FINISHED" || state == "TASK_FAILED") {
        return "released";
    }
    if (state == "TASK_KILLED") {
        return source == "SOURCE_MASTER" && reason == "REASON_FRAMEWORK_REMOVED" ? "held"
                                                                                 : "released";
    }
    if (state == "TASK_ERROR" || state == "TASK_DROPPED" || state == "TASK_GONE") {
        return "released";
    }
    if (state == "TASK_GONE_BY_OPERATOR") {
        return source == "SOURCE_AGENT" || reason == "REASON_AGENT_DRAINING" ? "released" : "held";
    }
    if (state == "TASK_LOST") {
        for (std::string_view const proof :
             {"REASON_INVALID_OFFERS", "REASON_MASTER_DISCONNECTED", "REASON_AGENT_RESTARTED",
              "REASON_GC_ERROR", "REASON_RESOURCES_UNKNOWN", "REASON_EXECUTOR_TERMINATED",
              "REASON_CONTAINER_PREEMPTED", "REASON_CONTAINER_UPDATE_FAILED"}) {
            if (reason == proof) {
                return "released";
            }
        }
        return "held";
    }
    return state == "TASK_UNREACHABLE" || state == "TASK_UNKNOWN" ? "held" : "no such state";
}

constexpr bool test_default_table() {
    std::size_t judged = 0;
    laws::for_each_evidence([&](evidence const& e) {
        ++judged;
        STATIC_CHECK(name(proven_gone.judge(e)) == expected(e));
        return true;
    });
    STATIC_CHECK(judged == 14 * 4 * 36);
    return true;
}
TEST_CASE("proven_gone: rules as the evidence table does, for every state, source and reason") {
    REQUIRE(test_default_table());
}

constexpr bool test_other_tables() {
    laws::for_each_evidence([&](evidence const& e) {
        bool const lost = e.state == task_state::lost || e.state == task_state::unreachable;
        STATIC_CHECK(on_lost.judge(e) == (lost ? ruling::released : proven_gone.judge(e)));
        bool const told = e.state == task_state::gone_by_operator;
        STATIC_CHECK(trust_operator.judge(e) == (told ? ruling::released : proven_gone.judge(e)));
        return true;
    });
    return true;
}
TEST_CASE("on_lost, trust_operator: differ from proven_gone where they say so, nowhere else") {
    REQUIRE(test_other_tables());
}

constexpr bool test_spots() {
    using enum task_state;
    STATIC_CHECK(proven_gone.judge({lost}) == ruling::held);
    STATIC_CHECK(on_lost.judge({lost}) == ruling::released);
    STATIC_CHECK(proven_gone.judge({lost, status_source::master, status_reason::agent_removed}) ==
                 ruling::held);
    STATIC_CHECK(proven_gone.judge({lost, status_source::agent, status_reason::agent_restarted}) ==
                 ruling::released);
    STATIC_CHECK(proven_gone.judge({killed, status_source::agent,
                                    status_reason::framework_removed}) == ruling::released);
    STATIC_CHECK(proven_gone.judge({killed, status_source::absent,
                                    status_reason::framework_removed}) == ruling::released);
    STATIC_CHECK(proven_gone.judge({killed, status_source::master}) == ruling::released);
    STATIC_CHECK(proven_gone.judge({gone_by_operator}) == ruling::held);
    STATIC_CHECK(trust_operator.judge({gone_by_operator}) == ruling::released);
    STATIC_CHECK(trust_operator.judge({unreachable}) == ruling::held);
    STATIC_CHECK(on_lost.judge({unknown}) == ruling::held);
    return true;
}
static_assert(test_spots());
TEST_CASE("recycling tables: rulings that matter most, at compile time") { REQUIRE(test_spots()); }

constexpr bool test_names() {
    STATIC_CHECK(proven_gone.name() == "proven_gone" && on_lost.name() == "on_lost");
    STATIC_CHECK(trust_operator.name() == "trust_operator");
    for (recycling_table const* const table : berth::recycling_tables) {
        STATIC_CHECK(berth::recycling_table_named(table->name()) == table);
    }
    STATIC_CHECK(berth::recycling_table_named("") == nullptr);
    STATIC_CHECK(berth::recycling_table_named("proven_gon") == nullptr);
    STATIC_CHECK(berth::recycling_table_named("Proven_gone") == nullptr);
    STATIC_CHECK(name(ruling::owned) == "owned" && name(ruling::held) == "held");
    STATIC_CHECK(name(ruling::released) == "released");
    return true;
}
static_assert(test_names());
TEST_CASE("recycling tables: are found by name, and by no other") { REQUIRE(test_names()); }

constexpr bool test_rows() {
    constexpr recycling_table nothing{};
    STATIC_CHECK(nothing.rows().empty() && nothing.judge({task_state::failed}) == ruling::held);
    // The first row that matches decides.
    constexpr berth::recycling_row gone{task_state::gone, {status_source::master}, {}, {}};
    STATIC_CHECK(!gone.matches({task_state::gone, status_source::master}));
    constexpr auto twice = nothing.with("a", {.state = task_state::gone, .says = ruling::held})
                               .with("b", {.state = task_state::gone, .says = ruling::released});
    STATIC_CHECK(twice.name() == "b" && twice.rows().size() == 2);
    STATIC_CHECK(twice.judge({task_state::gone}) == ruling::released);
    STATIC_CHECK(twice.judge({task_state::lost}) == ruling::held);
    STATIC_CHECK(twice == twice && twice != nothing && on_lost != proven_gone);
    STATIC_CHECK(proven_gone.with("c", proven_gone.rows()[0]) != proven_gone);
    STATIC_CHECK(proven_gone.rows().size() + 2 == on_lost.rows().size());
    return true;
}
static_assert(test_rows());
TEST_CASE("recycling_table: rows in order, what none names is held") { REQUIRE(test_rows()); }

constexpr bool test_sets() {
    using set = berth::evidence_set<status_reason>;
    STATIC_CHECK(!set{}.contains(status_reason::absent));
    STATIC_CHECK(!set{}.contains(status_reason::command_executor_failed));
    STATIC_CHECK(set::any().contains(status_reason::absent));
    STATIC_CHECK(set::any().contains(status_reason::agent_draining));
    constexpr set two{status_reason::absent, status_reason::gc_error};
    STATIC_CHECK(two.contains(status_reason::absent) && two.contains(status_reason::gc_error));
    STATIC_CHECK(!two.contains(status_reason::framework_removed) && two != set::any());
    return true;
}
static_assert(test_sets());
TEST_CASE("evidence_set: being absent is a member like any other") { REQUIRE(test_sets()); }

/// The smallest legal model, as listed in the concept's documentation.
// [never_again]
struct never_again {
    constexpr berth::ruling judge(berth::evidence const& said) const noexcept {
        return berth::alive(said.state) ? berth::ruling::owned : berth::ruling::held;
    }
    friend constexpr bool operator==(never_again, never_again) = default;
};
// [/never_again]

TEST_CASE("recycling_policy: the laws hold for every model") {
    for (recycling_table const* const table : berth::recycling_tables) {
        auto const broken = laws::recycling_policy(*table);
        INFO(std::string{broken ? broken->view() : ""});
        CHECK_FALSE(broken);
    }
    CHECK_FALSE(laws::recycling_policy(never_again{}));
}

template <class P>
std::string first_broken(P const& policy) {
    auto const broken = laws::recycling_policy(policy);
    return broken ? std::string{broken->view()} : "none";
}

TEST_CASE("recycling_policy: each law finds who breaks it") {
    CHECK(first_broken(recycling_table{}) ==
          "living_is_owned is broken: TASK_STARTING SOURCE_MASTER "
          "REASON_COMMAND_EXECUTOR_FAILED");

    constexpr auto with_row = [](berth::recycling_row const& row) {
        return proven_gone.with("broken", row);
    };
    CHECK(first_broken(with_row({task_state::killing,
                                 {status_source::absent},
                                 {status_reason::absent},
                                 ruling::released})) == "living_is_owned is broken: TASK_KILLING");
    CHECK(first_broken(with_row({task_state::unknown,
                                 {status_source::agent},
                                 {status_reason::absent},
                                 ruling::owned})) ==
          "others_are_not_owned is broken: TASK_UNKNOWN SOURCE_AGENT");

    struct no_ruling : never_again {
        ruling judge(evidence const& e) const noexcept {
            return e.state == task_state::error ? static_cast<ruling>(3) : never_again::judge(e);
        }
        bool operator==(no_ruling const&) const = default;
    };
    CHECK(first_broken(no_ruling{}).starts_with("total is broken: TASK_ERROR"));

    struct moody : never_again {
        mutable int asked = 0;
        ruling judge(evidence const& e) const noexcept {
            return e.state == task_state::gone && ++asked > 1 ? ruling::released
                                                              : never_again::judge(e);
        }
        bool operator==(moody const&) const { return true; }
    };
    CHECK(first_broken(moody{}).starts_with("pure is broken: TASK_GONE"));
}

// One near miss for each required expression.
// clang-format off
struct no_judge {};
struct judge_changes : never_again { ruling judge(evidence const&) noexcept; };
struct judge_throws : never_again { ruling judge(evidence const&) const; };
struct judge_says_bool : never_again { bool judge(evidence const&) const noexcept; };
struct table_without_equality : never_again { bool operator==(table_without_equality const&) const = delete; };
// clang-format on

static_assert(berth::recycling_policy<never_again>);
static_assert(!berth::recycling_policy<no_judge>);
static_assert(!berth::recycling_policy<judge_changes>);
static_assert(!berth::recycling_policy<judge_throws>);
static_assert(!berth::recycling_policy<judge_says_bool>);
static_assert(!berth::recycling_policy<table_without_equality>);

} // namespace
