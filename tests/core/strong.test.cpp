// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/core/strong.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace {

using berth::generation;
using berth::node_id;
using berth::timestamp;

template <class A, class B>
concept comparable_with = requires(A a, B b) {
    a == b;
}
|| requires(A a, B b) { a < b; };

template <class A>
concept adds = requires(A a) {
    a + a;
}
|| requires(A a) { ++a; }
|| requires(A a) { a + 1; };

static_assert(std::regular<node_id> && std::totally_ordered<node_id>);
static_assert(sizeof(node_id) == sizeof(std::uint32_t) && sizeof(timestamp) == sizeof(double));
static_assert(std::is_trivially_copyable_v<generation>);
static_assert(!std::is_convertible_v<node_id, generation>);
static_assert(!std::is_convertible_v<std::uint32_t, node_id>);
static_assert(!std::is_convertible_v<node_id, std::uint32_t>);
static_assert(comparable_with<node_id, node_id> && !comparable_with<node_id, generation>);
static_assert(!adds<node_id> && !adds<generation>);

constexpr bool test_order() {
    STATIC_CHECK(node_id{1} < node_id{2} && node_id{2} == node_id{2} && node_id{} == node_id{0});
    STATIC_CHECK(generation{0} < generation{1});
    STATIC_CHECK(timestamp{0.5} < timestamp{1.0} && timestamp{-1.0} < timestamp{});
    return true;
}
static_assert(test_order());
TEST_CASE("strong: ordered by the number") { REQUIRE(test_order()); }

} // namespace
