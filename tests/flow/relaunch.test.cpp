// SPDX-License-Identifier: Apache-2.0
#include <berth/flow/relaunch.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

using berth::node;
using berth::node_state;
using berth::relaunch;
using berth::task_state;
using berth::timestamp;

node record(std::uint32_t launches, node_state state, task_state last) {
    node out;
    out.launches = {launches};
    out.state = state;
    out.last = {last};
    return out;
}

bool fails(relaunch& r, std::uint32_t launches, node_state from, task_state last, double at) {
    return r.on_change(3, from, record(launches, node_state::free, last), timestamp{at});
}

TEST_CASE("relaunch: waits twice as long after each launch that failed before it ran") {
    relaunch r;
    CHECK_FALSE(r.waits(3, timestamp{0.0}));
    double at = 100.0;
    for (double const wait : {5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 600.0, 600.0}) {
        CAPTURE(wait);
        CHECK(fails(r, 2, node_state::promised, task_state::failed, at));
        CHECK(r.waits(3, timestamp{at + wait - 0.5}));
        CHECK_FALSE(r.waits(3, timestamp{at + wait}));
        at += 1000.0;
    }
    CHECK_FALSE(r.waits(0, timestamp{at})); // other ids do not
}

TEST_CASE("relaunch: a node that ran has no failures behind it") {
    relaunch r;
    CHECK(fails(r, 2, node_state::starting, task_state::failed, 0.0));
    CHECK_FALSE(r.on_change(3, node_state::starting,
                            record(3, node_state::running, task_state::running), timestamp{1.0}));
    CHECK_FALSE(r.waits(3, timestamp{1.0}));
    CHECK(fails(r, 4, node_state::promised, task_state::error, 10.0));
    CHECK_FALSE(r.waits(3, timestamp{15.0})); // five seconds again
}

TEST_CASE("relaunch: what is no failed launch of a recycled id puts nothing off") {
    relaunch r;
    CHECK_FALSE(fails(r, 1, node_state::promised, task_state::failed, 0.0)); // the first launch
    CHECK_FALSE(fails(r, 2, node_state::running, task_state::failed, 0.0));  // it ran
    CHECK_FALSE(fails(r, 2, node_state::held, task_state::failed, 0.0));
    CHECK_FALSE(fails(r, 2, node_state::promised, task_state::dropped, 0.0)); // it never got there
    CHECK_FALSE(fails(r, 2, node_state::promised, task_state::killed, 0.0));
    CHECK_FALSE(r.on_change(3, node_state::promised,
                            record(2, node_state::held, task_state::unreachable), timestamp{}));
    CHECK(r == relaunch{});
}

TEST_CASE("relaunch: what waits is shifted when the clock starts") {
    relaunch r;
    CHECK(fails(r, 2, node_state::promised, task_state::failed, 0.0));
    r.start_clock(timestamp{1000.0});
    CHECK(r.waits(3, timestamp{1004.0}));
    CHECK_FALSE(r.waits(3, timestamp{1005.0}));
}

} // namespace
