// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/attach/driver_options.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <iterator>
#include <type_traits>

namespace {

using namespace berth;

static_assert(std::is_trivially_copyable_v<attached_volume>);
static_assert(std::is_trivially_copyable_v<driver_options>);

template <std::size_t Size>
constexpr bool holds(std::string_view text, std::array<driver_option, Size> const& wanted) {
    std::size_t count = 0;
    for (driver_option const option : driver_options{text}) {
        if (count == Size || option != wanted[count]) {
            return false;
        }
        ++count;
    }
    return count == Size;
}

constexpr bool test_items() {
    STATIC_CHECK(holds("", std::array<driver_option, 0>{}));
    // g++ 12 takes members of array elements that are left out for uninitialised.
    constexpr driver_option nothing{"", ""};
    STATIC_CHECK(holds("size=16", std::array{driver_option{"size", "16"}}));
    STATIC_CHECK(holds("a=b,c=d", std::array{driver_option{"a", "b"}, driver_option{"c", "d"}}));
    STATIC_CHECK(holds("a=b=c", std::array{driver_option{"a", "b=c"}}));
    // Every comma makes an item, so that a check sees each empty one.
    STATIC_CHECK(holds(",", std::array{nothing, nothing}));
    STATIC_CHECK(holds("a=b,", std::array{driver_option{"a", "b"}, nothing}));
    STATIC_CHECK(holds("a,=b", std::array{driver_option{"a", ""}, driver_option{"", "b"}}));
    driver_options const two{"size=16,iops=3"};
    auto second = two.begin();
    ++second;
    STATIC_CHECK(second.item() == "iops=3" && second.position() == 8);
    STATIC_CHECK(driver_options{}.empty() && !two.empty() && two.text() == "size=16,iops=3");
    return true;
}
static_assert(test_items());

constexpr bool test_sent() {
    attached_volume const volume{"es-7-data", "/data", "rexray", "size=16,overwritefs=true"};
    STATIC_CHECK(sent_options(volume, generation{1}).text() == volume.options);
    for (generation const later : {generation{2}, generation{3}, generation{0xFFFFFFFF}}) {
        STATIC_CHECK(sent_options(volume, later).empty());
    }
    STATIC_CHECK(sent_options(volume, {}).empty());
    return true;
}
static_assert(test_sent());

TEST_CASE("the items of a driver's options") { REQUIRE(test_items()); }
TEST_CASE("options go with the first launch of an id and no other") { REQUIRE(test_sent()); }

} // namespace
