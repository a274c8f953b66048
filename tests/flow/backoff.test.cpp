// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/flow/backoff.hpp>

#include <doctest/doctest.h>

namespace {

using berth::backoff;
using berth::timestamp;

constexpr bool test_doubles() {
    backoff b = backoff::from(timestamp{100.0}, 5.0);
    STATIC_CHECK(b.waiting() && b.due == timestamp{105.0});
    b.tried(timestamp{105.0}, 30.0);
    STATIC_CHECK(b.due == timestamp{115.0});
    b.tried(timestamp{200.0}, 30.0); // the time of the try counts, not when it was due
    STATIC_CHECK(b.due == timestamp{220.0});
    b.tried(timestamp{220.0}, 30.0);
    STATIC_CHECK(b.due == timestamp{250.0}); // 40 would be more than the most
    b.tried(timestamp{250.0}, 30.0);
    STATIC_CHECK(b.due == timestamp{280.0} && b.waiting());
    return true;
}
static_assert(test_doubles());
TEST_CASE("backoff: waits twice as long each time, up to the most") { REQUIRE(test_doubles()); }

constexpr bool test_idle() {
    STATIC_CHECK(!backoff{}.waiting());
    STATIC_CHECK(backoff{} == backoff{} && backoff{} != backoff::from(timestamp{}, 5.0));
    return true;
}
static_assert(test_idle());
TEST_CASE("backoff: a fresh one does not wait") { REQUIRE(test_idle()); }

} // namespace
