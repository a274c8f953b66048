// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/identity/after_fence.hpp>
#include <berth/testing/laws/recycling_policy.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string_view>

namespace {

using berth::after_fence;
using berth::errc;
using berth::proven_gone;

constexpr bool test_drivers_that_fence() {
    for (std::string_view const driver :
         {"ebs", "scaleio", "gcepd", "cinder", "dobs", "azureud", "virtualbox", "rexray/ebs"}) {
        auto const policy = after_fence(driver, 120.0);
        STATIC_CHECK(policy.has_value());
        STATIC_CHECK(policy->name() == "after_fence");
        STATIC_CHECK(driver.ends_with(policy->fence_driver().view()));
        STATIC_CHECK(!(policy->fence_seconds() < 120.0) && !(policy->fence_seconds() > 120.0));
        STATIC_CHECK(*policy != proven_gone);
    }
    return true;
}
static_assert(test_drivers_that_fence());
TEST_CASE("after_fence: takes a driver that takes its volumes from the first host") {
    REQUIRE(test_drivers_that_fence());
}

constexpr bool refused(std::string_view driver, double seconds, errc code, std::string_view field) {
    auto const policy = after_fence(driver, seconds);
    return !policy && policy.error().code == code && policy.error().field == field;
}
constexpr bool test_refusals() {
    for (std::string_view const driver : {"rbd", "efs", "s3fs", "isilon", "local", "rexray",
                                          "rexray/", "rexray/rexray/ebs", "EBS", "ebs "}) {
        STATIC_CHECK(refused(driver, 120.0, errc::unsupported, "fenceDriver"));
    }
    STATIC_CHECK(refused("", 120.0, errc::empty, "fenceDriver"));
    STATIC_CHECK(after_fence("ebs", 75.0).has_value());
    for (double const seconds : {74.999, 0.0, -1.0, 2.0e9, std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()}) {
        STATIC_CHECK(refused("ebs", seconds, errc::out_of_range, "fenceDelay"));
    }
    return true;
}
static_assert(test_refusals());
TEST_CASE("after_fence: a delay without a fence, or shorter than a disturbance, is refused") {
    REQUIRE(test_refusals());
}

TEST_CASE("after_fence: says why a driver is no fence") {
    CHECK(after_fence("rbd", 120.0).error().message() ==
          "fenceDriver is not supported: rbd: it maps the image a second time and unmaps nothing");
    CHECK(after_fence("nfs", 120.0).error().message() ==
          "fenceDriver is not supported: nfs: not known to take a volume from its holder");
}

constexpr bool test_judges_as_before() {
    auto const policy = *after_fence("ebs", 120.0);
    for (int state = 0; state < 14; ++state) {
        berth::evidence const said{static_cast<berth::task_state>(state)};
        STATIC_CHECK(policy.judge(said) == proven_gone.judge(said));
    }
    return true;
}
static_assert(test_judges_as_before());
TEST_CASE("after_fence: evidence means what it means to proven_gone") {
    REQUIRE(test_judges_as_before());
    CHECK_FALSE(berth::testing::laws::recycling_policy(*after_fence("ebs", 120.0)));
}

/// A policy of a user's own: no fence, no name.
struct never_fenced {
    [[nodiscard]] constexpr berth::ruling judge(berth::evidence const& said) const noexcept {
        return alive(said.state) ? berth::ruling::owned : berth::ruling::held;
    }
    friend constexpr bool operator==(never_fenced, never_fenced) = default;
};

constexpr bool test_fallbacks() {
    STATIC_CHECK(berth::fence_seconds(never_fenced{}) > 1.0e300);
    STATIC_CHECK(berth::policy_name(never_fenced{}).empty());
    STATIC_CHECK(berth::fence_seconds(proven_gone) > 1.0e300);
    STATIC_CHECK(berth::policy_name(proven_gone) == "proven_gone");
    return true;
}
static_assert(test_fallbacks());
/// Time alone, and none of it.
struct at_once : never_fenced {
    [[nodiscard]] constexpr double fence_seconds() const noexcept { return 0.0; }
    friend constexpr bool operator==(at_once, at_once) = default;
};

TEST_CASE("broken: fence_takes_time") {
    CHECK_FALSE(berth::testing::laws::recycling_policy(never_fenced{}));
    auto const broken = berth::testing::laws::recycling_policy(at_once{});
    REQUIRE(broken.has_value());
    CHECK(broken->view() == "fence_takes_time is broken");
}

TEST_CASE("fence_seconds: never, where a policy says nothing of it") { REQUIRE(test_fallbacks()); }

} // namespace
