// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/core/contract.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string_view>

namespace {

struct throwing {
    void operator()(char const* what) const { throw std::logic_error{what}; }
};

struct counting {
    static inline int calls = 0;
    void operator()(char const* /*what*/) const { ++calls; }
};

static_assert(noexcept(berth::trap_on_violation{}("")));

constexpr bool test_kept() {
    berth::expects(true, "never said");
    berth::expects<throwing>(true, "never said");
    return true;
}
static_assert(test_kept());
TEST_CASE("contract: a kept one costs nothing") { REQUIRE(test_kept()); }

TEST_CASE("contract: the handler is called once, with the sentence") {
    counting::calls = 0;
    berth::expects<counting>(true, "kept");
    REQUIRE(counting::calls == 0);
    berth::expects<counting>(false, "broken");
    REQUIRE(counting::calls == 1);
    REQUIRE_THROWS_WITH_AS(berth::expects<throwing>(false, "said so"), "said so", std::logic_error);
}

} // namespace
