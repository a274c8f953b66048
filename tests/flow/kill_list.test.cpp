// SPDX-License-Identifier: Apache-2.0
#include <berth/flow/kill_list.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using berth::kill_list;
using berth::reconciler;
using berth::timestamp;

std::string killed(kill_list& list, double now) {
    std::string out;
    list.repeat_due(timestamp{now}, [&](std::string_view task_id, std::string_view agent_id) {
        (((out += task_id) += '@') += agent_id) += ' ';
    });
    return out;
}

TEST_CASE("kill_list: repeats with back-off until the task has ended") {
    kill_list list;
    CHECK(list.wake_at() == reconciler::never);
    CHECK(list.add("t1", "A", timestamp{100.0}));
    CHECK(list.wake_at() == timestamp{110.0});
    CHECK(killed(list, 109.5).empty());
    CHECK(killed(list, 110.0) == "t1@A ");
    CHECK(killed(list, 129.5).empty());
    CHECK(killed(list, 130.0) == "t1@A ");
    double now = 130.0;
    for (int i = 0; i < 10; ++i) {
        now = list.wake_at().value;
        CHECK(killed(list, now) == "t1@A ");
    }
    CHECK(list.wake_at() == timestamp{now + kill_list::most_seconds});
    list.remove("t1");
    CHECK(killed(list, 1e9).empty());
    CHECK(list.wake_at() == reconciler::never);
    CHECK(list == kill_list{});
}

TEST_CASE("kill_list: a task is on it once, and its wait does not begin anew") {
    kill_list list;
    CHECK(list.add("t1", "A", timestamp{0.0}));
    CHECK_FALSE(list.add("t1", "A", timestamp{9.0}));
    CHECK(list.wake_at() == timestamp{10.0});
    CHECK(killed(list, 10.0) == "t1@A ");
}

TEST_CASE("kill_list: tasks wait apart, and others do not matter") {
    kill_list list;
    CHECK(list.add("t1", "A", timestamp{0.0}));
    CHECK(list.add("t2", "B", timestamp{5.0}));
    CHECK(killed(list, 10.0) == "t1@A ");
    CHECK(list.wake_at() == timestamp{15.0});
    CHECK(killed(list, 30.0) == "t1@A t2@B ");
    list.remove("t3");
    list.remove("t1");
    CHECK(killed(list, 1000.0) == "t2@B ");
    CHECK(list.add("t1", "A", timestamp{1000.0})); // killed for good, but it is back
}

TEST_CASE("kill_list: owns its text, and is a value") {
    kill_list list;
    {
        std::string const task = "a task id that is too long to be kept in place";
        std::string const agent = "an agent id that is too long to be kept in place";
        CHECK(list.add(task, agent, timestamp{0.0}));
    }
    kill_list copy = list;
    CHECK(copy == list);
    CHECK(killed(copy, 10.0) == "a task id that is too long to be kept in place@"
                                "an agent id that is too long to be kept in place ");
    CHECK(copy != list);
}

TEST_CASE("kill_list: what waits is shifted when the clock starts") {
    kill_list list;
    CHECK(list.add("t1", "A", timestamp{0.0}));
    list.start_clock(timestamp{1000.0});
    CHECK(list.wake_at() == timestamp{1010.0});
}

} // namespace
