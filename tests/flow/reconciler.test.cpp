// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"

#include <berth/flow/reconciler.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace {

using berth::reconciler;
using berth::timestamp;
using berth::watch_reason;

std::vector<std::size_t> asked(reconciler& r, double now) {
    std::vector<std::size_t> out;
    r.repeat_due(
        timestamp{now}, [&](std::size_t slot) { out.push_back(slot); },
        [&](std::size_t slot) { out.push_back(1000 + slot); });
    return out;
}

using slots = std::vector<std::size_t>;

TEST_CASE("reconciler: a fresh one asks nothing, ever") {
    reconciler r;
    CHECK_FALSE(r.blocking());
    CHECK(r.wake_at() == berth::never);
    CHECK(asked(r, 1e12).empty());
    r.answer(0);
    r.answer(1000);
    r.forget(1000);
    CHECK(r == reconciler{});
}

TEST_CASE("reconciler: asks when it is due, not before, and then more rarely") {
    reconciler r;
    r.ask(2, false, timestamp{100.0}, 5.0);
    CHECK(r.wake_at() == timestamp{105.0});
    CHECK(asked(r, 104.999).empty());
    CHECK(asked(r, 105.0) == slots{2});
    CHECK(asked(r, 105.0).empty());
    CHECK(r.wake_at() == timestamp{115.0});
    CHECK(asked(r, 115.0) == slots{2});
    double now = 115.0;
    for (int i = 0; i < 12; ++i) {
        now = r.wake_at().value;
        CHECK(asked(r, now) == slots{2});
    }
    CHECK(r.wake_at() == timestamp{now + reconciler::most_seconds});
}

TEST_CASE("reconciler: a watch that begins anew begins with the first wait") {
    reconciler r;
    r.ask(0, false, timestamp{0.0}, 5.0);
    CHECK(asked(r, 5.0) == slots{0});
    r.ask(0, false, timestamp{6.0}, 5.0);
    CHECK(asked(r, 10.5).empty());
    CHECK(asked(r, 11.0) == slots{0});
}

TEST_CASE("reconciler: what is forgotten is not asked about") {
    reconciler r;
    r.ask(0, false, timestamp{0.0}, 5.0);
    r.ask(1, false, timestamp{0.0}, 5.0);
    r.forget(0);
    CHECK(asked(r, 5.0) == slots{1});
    r.forget(1);
    CHECK(asked(r, 1e6).empty());
    CHECK(r.wake_at() == berth::never);
}

TEST_CASE("reconciler: blocks until the last of those that block is answered") {
    reconciler r;
    r.ask(0, true, timestamp{}, 5.0);
    r.ask(3, true, timestamp{}, 5.0);
    r.ask(4, false, timestamp{}, 5.0);
    CHECK(r.blocking());
    r.ask(0, true, timestamp{}, 5.0);  // counted once
    r.ask(3, false, timestamp{}, 5.0); // goes on blocking
    r.answer(0);
    r.answer(0); // nor is it uncounted twice
    CHECK(r.blocking());
    CHECK(r.blocks(3));
    r.answer(4);
    CHECK(r.blocking());
    r.answer(3);
    CHECK_FALSE(r.blocking());
    CHECK_FALSE(r.blocks(3));
    r.answer(3);
    CHECK_FALSE(r.blocking());
    r.ask(3, true, timestamp{}, 5.0);
    CHECK(r.blocking());
}

TEST_CASE("reconciler: the clock starts once, and what waits is shifted") {
    reconciler r;
    r.ask(0, true, timestamp{}, 5.0);
    r.ask(2, false, timestamp{}, 60.0);
    r.start_clock(timestamp{1000.0});
    CHECK(r.wake_at() == timestamp{1005.0});
    CHECK(asked(r, 1004.5).empty());
    CHECK(asked(r, 1005.0) == slots{0});
    CHECK(asked(r, 1060.0) == slots{0, 2});
    reconciler idle;
    idle.start_clock(timestamp{1000.0});
    CHECK(idle.wake_at() == berth::never);
}

TEST_CASE("reconciler: a reason that lasts keeps its back-off, another one begins anew") {
    reconciler r;
    r.keep(1, watch_reason::hold, timestamp{0.0});
    CHECK(r.why(1) == watch_reason::hold);
    CHECK(r.deadline(1) == berth::never);
    CHECK(asked(r, 60.0) == slots{1});
    r.keep(1, watch_reason::hold, timestamp{100.0}); // heard of, and still held
    CHECK(asked(r, 179.0).empty());
    CHECK(asked(r, 180.0) == slots{1});
    r.keep(1, watch_reason::kill, timestamp{200.0});
    CHECK(asked(r, 209.0).empty());
    CHECK(asked(r, 210.0) == slots{1});
    CHECK(asked(r, 230.0) == slots{1});
    r.ask(1, false, timestamp{230.0}, 5.0);
    CHECK(r.why(1) == watch_reason::question);
    CHECK(asked(r, 235.0) == slots{1});
}

TEST_CASE("reconciler: a deadline counts from when the hold began, and stays due until it ends") {
    reconciler r;
    r.keep(0, watch_reason::hold, timestamp{0.0}, timestamp{100.0});
    r.keep(0, watch_reason::hold, timestamp{90.0}, timestamp{190.0});
    CHECK(r.deadline(0) == timestamp{100.0});
    CHECK(asked(r, 60.0) == slots{0});
    CHECK(r.wake_at() == timestamp{100.0});
    CHECK(asked(r, 99.0).empty());
    CHECK(asked(r, 100.0) == slots{1000});
    CHECK(asked(r, 101.0) == slots{1000});
    r.keep(0, watch_reason::hold, timestamp{101.0}); // held for another reason
    CHECK(r.deadline(0) == berth::never);
    CHECK(asked(r, 180.0) == slots{0});
    r.forget(0);
    CHECK(asked(r, 1e6).empty());
}

TEST_CASE("reconciler: a kill may have a deadline too, once its id is held") {
    reconciler r;
    r.keep(0, watch_reason::kill, timestamp{0.0});
    r.keep(0, watch_reason::kill, timestamp{5.0}, timestamp{25.0});
    CHECK(asked(r, 10.0) == slots{0});
    CHECK(asked(r, 25.0) == slots{1000});
}

TEST_CASE("reconciler: is a value") {
    reconciler r;
    r.ask(1, true, timestamp{}, 5.0);
    reconciler copy = r;
    CHECK(copy == r);
    copy.answer(1);
    CHECK(copy != r);
    CHECK(r.blocking());
}

TEST_CASE("reconciler: is never late and never early, whatever happens") {
    std::uint64_t const seed = berth_test::seed_or(20160505);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    struct expected {
        double due = 0.0;
        double delay = 0.0;
        bool blocks = false;
    };
    for (int run = 0; run != 100; ++run) {
        reconciler r;
        std::map<std::size_t, expected> all;
        double now = 0.0;
        for (int step = 0; step != 200; ++step) {
            auto const slot = static_cast<std::size_t>(random.below(8));
            switch (random.below(4)) {
            case 0: {
                bool const blocks = random.chance(1, 2);
                double const first = random.chance(1, 2) ? 5.0 : 60.0;
                r.ask(slot, blocks, timestamp{now}, first);
                all[slot] = {now + first, first, blocks || all[slot].blocks};
                break;
            }
            case 1:
                r.answer(slot);
                r.forget(slot);
                all.erase(slot);
                break;
            default:
                now += static_cast<double>(random.below(40));
                slots due;
                for (auto& [at, e] : all) {
                    if (e.due <= now) {
                        due.push_back(at);
                        e.delay = e.delay * 2.0 < 600.0 ? e.delay * 2.0 : 600.0;
                        e.due = now + e.delay;
                    }
                }
                REQUIRE(asked(r, now) == due);
            }
            bool blocking = false;
            for (auto const& [at, e] : all) {
                blocking = blocking || e.blocks;
                REQUIRE(r.wake_at() <= timestamp{e.due});
            }
            REQUIRE(r.blocking() == blocking);
        }
    }
}

} // namespace
