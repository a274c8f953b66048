// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/flow/appetite.hpp>

#include <doctest/doctest.h>

namespace {

using berth::appetite;
using berth::demand;
using berth::offer_call;
using berth::refusal_cause;
using berth::timestamp;

constexpr timestamp at{1000.0};
constexpr demand complete{0, 3};
constexpr demand wanting{1, 2};

constexpr bool test_calls() {
    appetite a;
    STATIC_CHECK(a.settle(wanting, at) ==
                 offer_call::nothing); // the master offers until told otherwise
    STATIC_CHECK(a.settle(complete, at) == offer_call::suppress && a.suppressed());
    STATIC_CHECK(a.settle(complete, at) == offer_call::nothing && a.suppressed());
    STATIC_CHECK(a.settle(wanting, at) == offer_call::revive && !a.suppressed());
    STATIC_CHECK(a.settle(wanting, at) == offer_call::nothing);
    return true;
}
static_assert(test_calls());
TEST_CASE("appetite: suppresses once, revives once") { REQUIRE(test_calls()); }

constexpr bool test_filters() {
    appetite a;
    STATIC_CHECK(a.settle(wanting, at) == offer_call::nothing);
    a.on_filter(appetite::default_filter_seconds);
    STATIC_CHECK(a.settle({2, 1}, at) == offer_call::nothing); // it ends by itself soon enough
    a.on_filter(5.001);
    STATIC_CHECK(a.settle({2, 1}, at) == offer_call::nothing); // refused for what is still missing
    STATIC_CHECK(a.settle({3, 0}, at) == offer_call::revive);
    STATIC_CHECK(a.settle({3, 0}, at) == offer_call::nothing); // REVIVE has removed it
    a.on_filter(appetite::long_filter_seconds);
    a.on_filter(1.0); // a short one does not end a long one
    STATIC_CHECK(a.settle(wanting, at) == offer_call::nothing); // some were launched
    STATIC_CHECK(a.settle(complete, at) == offer_call::suppress);
    STATIC_CHECK(a.settle(wanting, at) == offer_call::revive);
    STATIC_CHECK(a.settle(wanting, at) == offer_call::nothing);
    return true;
}
static_assert(test_filters());
TEST_CASE("appetite: revives if a node goes missing while a filter above five seconds is out") {
    REQUIRE(test_filters());
}

// One whose missing node fits nowhere: what it refuses again and again changes nothing.
constexpr bool test_no_oscillation() {
    appetite a;
    STATIC_CHECK(a.settle(wanting, at) == offer_call::nothing);
    int calls = 0;
    for (int round = 0; round < 50; ++round) {
        a.on_offers();
        a.on_filter(appetite::settled_filter_seconds);
        calls += a.settle(wanting, at) == offer_call::nothing ? 0 : 1;
    }
    STATIC_CHECK(calls == 0);
    STATIC_CHECK(a.settle({1, 1}, at) == offer_call::revive); // another that is retired has gone
    for (int round = 0; round < 50; ++round) {
        a.on_filter(appetite::settled_filter_seconds);
        calls += a.settle({1, 1}, at) == offer_call::nothing ? 0 : 1;
    }
    STATIC_CHECK(calls == 0);
    a.on_mistake(); // a placement could not be stored
    STATIC_CHECK(a.stirred() && a.settle({1, 1}, at) == offer_call::revive);
    a.on_filter(appetite::settled_filter_seconds);
    a.on_audit(); // offers came since the last one
    STATIC_CHECK(a.settle({1, 1}, at) == offer_call::nothing);
    a.on_audit(); // none came
    STATIC_CHECK(a.settle({1, 1}, at) == offer_call::revive);
    return true;
}
static_assert(test_no_oscillation());
TEST_CASE("appetite: a framework whose node fits nowhere revives when something changes") {
    REQUIRE(test_no_oscillation());
}

static_assert(appetite::refuse_seconds(refusal_cause::moment) == 5.0);
static_assert(appetite::refuse_seconds(refusal_cause::nodes) == 120.0);
static_assert(appetite::refuse_seconds(refusal_cause::agent) == 120.0);

constexpr bool test_subscription() {
    appetite a;
    STATIC_CHECK(a.settle(complete, at) == offer_call::suppress);
    a.on_filter(appetite::long_filter_seconds);
    STATIC_CHECK(a != appetite{});
    a.on_subscribed();
    STATIC_CHECK(a == appetite{});
    STATIC_CHECK(a.settle(wanting, at) == offer_call::nothing);
    STATIC_CHECK(a.settle(complete, at) == offer_call::suppress);
    return true;
}
static_assert(test_subscription());
TEST_CASE("appetite: a new subscription forgets filters and suppression, as the master does") {
    REQUIRE(test_subscription());
}

constexpr bool test_failed_calls() {
    appetite a;
    STATIC_CHECK(a.settle(complete, at) == offer_call::suppress && a.wake_at() == berth::never);
    a.on_call_failed(offer_call::suppress, at);
    STATIC_CHECK(a.wake_at() == timestamp{1005.0} && !a.suppressed());
    STATIC_CHECK(a.settle(complete, timestamp{1004.9}) == offer_call::nothing);
    STATIC_CHECK(a.settle(complete, timestamp{1005.0}) == offer_call::suppress);
    STATIC_CHECK(a.wake_at() == berth::never);
    STATIC_CHECK(a.settle(wanting, timestamp{1006.0}) == offer_call::revive);
    a.on_call_failed(offer_call::revive, timestamp{1006.0});
    STATIC_CHECK(a.settle(wanting, timestamp{1007.0}) == offer_call::nothing);
    STATIC_CHECK(a.settle(wanting, timestamp{1011.0}) == offer_call::revive);
    a.on_call_failed(offer_call::revive, timestamp{1011.0});
    a.on_subscribed(); // the master has forgotten it anyway
    STATIC_CHECK(a == appetite{});
    return true;
}
static_assert(test_failed_calls());
TEST_CASE("appetite: a call that failed is made again, after a while") {
    REQUIRE(test_failed_calls());
}

} // namespace
