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

std::vector<std::size_t> asked(reconciler& r, double now) {
    std::vector<std::size_t> out;
    r.ask_due(timestamp{now}, [&](std::size_t slot) { out.push_back(slot); });
    return out;
}

using slots = std::vector<std::size_t>;

TEST_CASE("reconciler: a fresh one asks nothing, ever") {
    reconciler r;
    CHECK_FALSE(r.blocking());
    CHECK(r.wake_at() == reconciler::never);
    CHECK(asked(r, 1e12).empty());
    CHECK_FALSE(r.forget(0));
    CHECK_FALSE(r.forget(1000));
}

TEST_CASE("reconciler: asks when it is due, not before, and then more rarely") {
    reconciler r;
    r.watch(2, false, timestamp{100.0}, 5.0);
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
    r.watch(0, false, timestamp{0.0}, 5.0);
    CHECK(asked(r, 5.0) == slots{0});
    r.watch(0, false, timestamp{6.0}, 5.0);
    CHECK(asked(r, 10.5).empty());
    CHECK(asked(r, 11.0) == slots{0});
}

TEST_CASE("reconciler: what is forgotten is not asked about") {
    reconciler r;
    r.watch(0, false, timestamp{0.0}, 5.0);
    r.watch(1, false, timestamp{0.0}, 5.0);
    CHECK_FALSE(r.forget(0));
    CHECK(asked(r, 5.0) == slots{1});
    CHECK_FALSE(r.forget(1));
    CHECK(asked(r, 1e6).empty());
    CHECK(r.wake_at() == reconciler::never);
}

TEST_CASE("reconciler: blocks until the last of those that block is forgotten") {
    reconciler r;
    r.watch(0, true, timestamp{}, 5.0);
    r.watch(3, true, timestamp{}, 5.0);
    r.watch(4, false, timestamp{}, 5.0);
    CHECK(r.blocking());
    r.watch(0, true, timestamp{}, 5.0);  // counted once
    r.watch(3, false, timestamp{}, 5.0); // goes on blocking
    CHECK_FALSE(r.forget(0));
    CHECK_FALSE(r.forget(0)); // nor is it uncounted twice
    CHECK(r.blocking());
    CHECK_FALSE(r.forget(4));
    CHECK(r.forget(3));
    CHECK_FALSE(r.blocking());
    CHECK_FALSE(r.forget(3));
    r.watch(3, true, timestamp{}, 5.0);
    CHECK(r.blocking());
}

TEST_CASE("reconciler: the clock starts once, and what waits is shifted") {
    reconciler r;
    r.watch(0, true, timestamp{}, 5.0);
    r.watch(2, false, timestamp{}, 60.0);
    r.start_clock(timestamp{1000.0});
    CHECK(r.wake_at() == timestamp{1005.0});
    CHECK(asked(r, 1004.5).empty());
    CHECK(asked(r, 1005.0) == slots{0});
    CHECK(asked(r, 1060.0) == slots{0, 2});
    reconciler idle;
    idle.start_clock(timestamp{1000.0});
    CHECK(idle.wake_at() == reconciler::never);
}

TEST_CASE("reconciler: is a value") {
    reconciler r;
    r.watch(1, true, timestamp{}, 5.0);
    reconciler copy = r;
    CHECK(copy == r);
    CHECK(copy.forget(1));
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
                r.watch(slot, blocks, timestamp{now}, first);
                all[slot] = {now + first, first, blocks || all[slot].blocks};
                break;
            }
            case 1:
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
