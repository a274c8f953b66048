// SPDX-License-Identifier: Apache-2.0
#include <berth/flow/kill_list.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using berth::kill_list;
using berth::late_task;
using berth::task_state;
using berth::timestamp;

late_task late(std::string_view task_id, std::string_view agent_id, std::uint32_t id = 0) {
    return {0, {id}, std::string{task_id}, std::string{agent_id}, {task_state::running}};
}

std::string killed(kill_list& list, double now) {
    std::string out;
    list.repeat_due(timestamp{now}, [&](std::string_view task_id, std::string_view agent_id) {
        (((out += task_id) += '@') += agent_id) += ' ';
    });
    return out;
}

TEST_CASE("kill_list: repeats with back-off until the task has ended") {
    kill_list list;
    CHECK(list.wake_at() == berth::never);
    CHECK(list.add(late("t1", "A"), timestamp{100.0}));
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
    CHECK(list.wake_at() == berth::never);
    CHECK(list == kill_list{});
}

TEST_CASE("kill_list: a task is on it once, and its wait does not begin anew") {
    kill_list list;
    CHECK(list.add(late("t1", "A"), timestamp{0.0}));
    CHECK_FALSE(list.add(late("t1", "A"), timestamp{9.0}));
    CHECK(list.wake_at() == timestamp{10.0});
    CHECK(killed(list, 10.0) == "t1@A ");
}

TEST_CASE("kill_list: tasks wait apart, and others do not matter") {
    kill_list list;
    CHECK(list.add(late("t1", "A"), timestamp{0.0}));
    CHECK(list.add(late("t2", "B"), timestamp{5.0}));
    CHECK(killed(list, 10.0) == "t1@A ");
    CHECK(list.wake_at() == timestamp{15.0});
    CHECK(killed(list, 30.0) == "t1@A t2@B ");
    list.remove("t3");
    list.remove("t1");
    CHECK(killed(list, 1000.0) == "t2@B ");
    CHECK(list.add(late("t1", "A"), timestamp{1000.0})); // killed for good, but it is back
}

TEST_CASE("kill_list: a task is taken off by its group and id, with the last thing heard of it") {
    kill_list list;
    CHECK(list.add(late("t1", "A", 1), timestamp{0.0}));
    CHECK(list.add(late("t2", "B", 2), timestamp{0.0}));
    list.hear("t2", {task_state::unreachable});
    list.hear("t3", {task_state::unreachable});
    late_task out;
    CHECK_FALSE(list.take(1, berth::node_id{2}, out));
    CHECK_FALSE(list.take(0, berth::node_id{3}, out));
    REQUIRE(list.take(0, berth::node_id{2}, out));
    CHECK(out.task_id == "t2");
    CHECK(out.last.state == task_state::unreachable);
    CHECK(list.size() == 1);
    CHECK(list[0].task_id == "t1");
    CHECK(list.add(late("t1", "A", 1), timestamp{0.0}) == false);
}

TEST_CASE("kill_list: owns its text, and is a value") {
    kill_list list;
    {
        std::string const task = "a task id that is too long to be kept in place";
        std::string const agent = "an agent id that is too long to be kept in place";
        CHECK(list.add(late(task, agent), timestamp{0.0}));
    }
    kill_list copy = list;
    CHECK(copy == list);
    CHECK(killed(copy, 10.0) == "a task id that is too long to be kept in place@"
                                "an agent id that is too long to be kept in place ");
    CHECK(copy != list);
}

TEST_CASE("kill_list: what waits is shifted when the clock starts") {
    kill_list list;
    CHECK(list.add(late("t1", "A"), timestamp{0.0}));
    list.start_clock(timestamp{1000.0});
    CHECK(list.wake_at() == timestamp{1010.0});
}

} // namespace
