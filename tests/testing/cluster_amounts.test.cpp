// SPDX-License-Identifier: Apache-2.0
#include "../support/splitmix.hpp"

#include <berth/testing/cluster_amounts.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using berth::quantity;
using berth::range;
using berth::testing::cluster_amount;
using berth::testing::cluster_amounts;

cluster_amount cpus(std::int64_t whole) { return {0, quantity::whole(whole), {}}; }
cluster_amount ports(std::uint64_t begin, std::uint64_t end) { return {3, {}, {begin, end}}; }

template <class... Parts>
cluster_amounts sum(Parts... parts) {
    cluster_amounts out;
    (out.add(parts), ...);
    return out;
}

TEST_CASE("cluster_amounts: nothing adds nothing") { CHECK(sum(cpus(0), ports(2, 1)).empty()); }

TEST_CASE("cluster_amounts: the order of adding does not matter") {
    CHECK(sum(ports(5, 6), cpus(1), ports(1, 2), cpus(2)) ==
          sum(cpus(3), ports(1, 2), ports(5, 6)));
    CHECK(sum(ports(1, 2), ports(5, 6), ports(3, 4)) == sum(ports(1, 6)));
    CHECK(sum(ports(1, 2), ports(5, 6), ports(9, 9), ports(2, 8)) == sum(ports(1, 9)));
    CHECK(sum(ports(1, 2), ports(4, 5)) != sum(ports(1, 5)));
    CHECK(sum(cluster_amount{4, quantity::whole(1), {}}, cpus(1)).begin()->share() == 0);
}

TEST_CASE("cluster_amounts: takes away what there is") {
    cluster_amounts all = sum(cpus(3), ports(1, 9));
    all.subtract(sum(cpus(1), ports(4, 5)));
    CHECK(all == sum(cpus(2), ports(1, 3), ports(6, 9)));
    all.subtract(sum(cpus(5), ports(3, 6)));
    CHECK(all == sum(ports(1, 2), ports(7, 9)));
    all.subtract(sum(ports(0, 20)));
    CHECK(all.empty());
}

// Against sets of numbers.
TEST_CASE("cluster_amounts: ports are a set") {
    constexpr std::size_t size = 24;
    berth_test::splitmix random{berth_test::seed_or(0x5eed)};
    for (int run = 0; run < 300; ++run) {
        CAPTURE(run);
        cluster_amounts sums;
        std::array<bool, size> model{};
        for (int step = 0; step < 12; ++step) {
            auto const first = random.below(size);
            auto const last = first + random.below(size - first);
            bool const more = random.chance(1, 2);
            bool held = true;
            for (auto i = first; i <= last; ++i) {
                held = held && model[i];
            }
            CHECK(sums.contains(sum(ports(first, last))) == held);
            for (auto i = first; i <= last; ++i) {
                model[i] = more;
            }
            if (more) {
                sums.add(ports(first, last));
            } else {
                sums.subtract(sum(ports(first, last)));
            }
            cluster_amounts expected;
            for (std::size_t i = size; i-- != 0;) {
                if (model[i]) {
                    expected.add(ports(i, i));
                }
            }
            REQUIRE(sums == expected);
        }
    }
}

} // namespace
