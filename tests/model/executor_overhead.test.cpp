// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/model/executor_overhead.hpp>

#include <doctest/doctest.h>

namespace {

using berth::quantity;
using berth::requirement;

constexpr bool test_overhead() {
    requirement needs;
    needs.cpus = quantity::thousandths(950);
    needs.mem = quantity::whole(100);
    needs.ports = {0};
    requirement const more = with_executor(needs, berth::command_executor);
    STATIC_CHECK(more.cpus == quantity::thousandths(1050) && more.mem == quantity::whole(132));
    STATIC_CHECK(more.disk == quantity{} && more.ports == needs.ports);
    requirement const other =
        with_executor(needs, {quantity::whole(1), quantity::whole(2), quantity::whole(3)});
    STATIC_CHECK(other.cpus == quantity::thousandths(1950) && other.mem == quantity::whole(102));
    STATIC_CHECK(other.disk == quantity::whole(3));
    STATIC_CHECK(with_executor(needs, {}) == needs);
    return true;
}
static_assert(test_overhead());
TEST_CASE("with_executor: a node needs what its executor needs beside it") {
    REQUIRE(test_overhead());
}

} // namespace
