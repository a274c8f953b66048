// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/strategy/selection.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using berth::candidate;
using berth::first_fit;
using berth::no_candidate;

constexpr bool test_first_fit() {
    std::array<candidate, 3> const three{};
    std::array<std::uint32_t, 4> next{0, 1, 2, 3};
    berth::open_candidates const open{three, next.data()};
    for (unsigned fitting = 0; fitting != 8; ++fitting) {
        std::size_t asked = 0;
        auto const picked = first_fit{}.pick(open, [&](std::size_t i) {
            STATIC_CHECK(i == asked); // in order, each once
            ++asked;
            return (fitting >> i & 1U) != 0;
        });
        std::size_t const first = (fitting & 1U) != 0   ? 0
                                  : (fitting & 2U) != 0 ? 1
                                  : (fitting & 4U) != 0 ? 2
                                                        : no_candidate;
        STATIC_CHECK(picked == first);
        STATIC_CHECK(asked == (first == no_candidate ? 3 : first + 1));
    }
    STATIC_CHECK(first_fit{}.pick({{}, next.data()}, [](std::size_t) { return true; }) ==
                 no_candidate);
    return true;
}
static_assert(test_first_fit());
TEST_CASE("first_fit: the first that fits, and no question beyond it") {
    REQUIRE(test_first_fit());
}

// One near miss for each required expression.
// clang-format off
struct picks_nothing { void pick(berth::open_candidates const&, bool (*)(std::size_t)) const; };
struct picks_a_candidate { candidate const* pick(berth::open_candidates const&, bool (*)(std::size_t)) const; };
struct not_const { std::size_t pick(berth::open_candidates const&, bool (*)(std::size_t)); };
struct asks_nobody { std::size_t pick(berth::open_candidates const&) const; };
struct not_copyable : first_fit { not_copyable(not_copyable const&) = delete; };
// clang-format on

static_assert(berth::selection<first_fit>);
static_assert(!berth::selection<picks_nothing>);
static_assert(!berth::selection<picks_a_candidate>);
static_assert(!berth::selection<not_const>);
static_assert(!berth::selection<asks_nobody>);
static_assert(!berth::selection<not_copyable>);

} // namespace
