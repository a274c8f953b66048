// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/flow/scale.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using berth::scale;

constexpr bool test_steady() {
    scale const all{.wanted = 3, .spare = 0, .size = 3, .held = 1, .retiring = 0};
    STATIC_CHECK(all.missing() == 0 && all.surplus() == 0 && all.fresh() == 0);
    scale const few{.wanted = 3, .spare = 0, .size = 1, .held = 0, .retiring = 0};
    STATIC_CHECK(few.missing() == 2 && few.fresh() == 2 && few.surplus() == 0);
    scale const many{.wanted = 1, .spare = 0, .size = 3, .held = 0, .retiring = 0};
    STATIC_CHECK(many.missing() == 0 && many.surplus() == 2);
    return true;
}
static_assert(test_steady());
TEST_CASE("scale: what is missing, and what is too many") { REQUIRE(test_steady()); }

constexpr bool test_spare() {
    scale const one{.wanted = 3, .spare = 1, .size = 3, .held = 2, .retiring = 0};
    STATIC_CHECK(one.allowed() == 4 && one.missing() == 1 && one.fresh() == 1);
    scale const returned{.wanted = 3, .spare = 1, .size = 4, .held = 0, .retiring = 0};
    STATIC_CHECK(returned.surplus() == 1);
    scale const unused{.wanted = 3, .spare = 5, .size = 2, .held = 0, .retiring = 0};
    STATIC_CHECK(unused.missing() == 1); // nothing is held that needs a substitute
    return true;
}
static_assert(test_spare());
TEST_CASE("scale: as many spare ids as are held, and no more than allowed") {
    REQUIRE(test_spare());
}

constexpr bool test_retiring() {
    // 3, then 1, then 3 again: the two that go come back under their own ids.
    scale const again{.wanted = 3, .spare = 0, .size = 3, .held = 0, .retiring = 2};
    STATIC_CHECK(again.missing() == 2 && again.fresh() == 0 && again.surplus() == 0);
    // One that stays has failed meanwhile.
    scale const failed{.wanted = 2, .spare = 0, .size = 3, .held = 0, .retiring = 2};
    STATIC_CHECK(failed.missing() == 1 && failed.fresh() == 0);
    scale const more{.wanted = 5, .spare = 0, .size = 3, .held = 0, .retiring = 2};
    STATIC_CHECK(more.missing() == 4 && more.fresh() == 2);
    return true;
}
static_assert(test_retiring());
TEST_CASE("scale: no new id is opened while one that retires may come back") {
    REQUIRE(test_retiring());
}

constexpr bool test_balance() {
    for (std::uint32_t wanted = 0; wanted < 5; ++wanted) {
        for (std::uint32_t size = 0; size < 5; ++size) {
            for (std::uint32_t held = 0; held <= size; ++held) {
                for (std::uint32_t retiring = 0; retiring + held <= size; ++retiring) {
                    scale const s{wanted, 1, size, held, retiring};
                    STATIC_CHECK(s.missing() == 0 || s.surplus() == 0);
                    STATIC_CHECK(size - retiring + s.missing() - s.surplus() == s.allowed());
                    STATIC_CHECK(s.fresh() <= s.missing());
                }
            }
        }
    }
    return true;
}
static_assert(test_balance());
TEST_CASE("scale: launching the missing and retiring the surplus gives what is allowed") {
    REQUIRE(test_balance());
}

} // namespace
