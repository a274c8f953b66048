// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/offer_builder.hpp>
#include <berth/rule/embedder_check.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/strategies.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace {

using berth::candidate;
using berth::first_fit;
using berth::merger;
using berth::node_index;
using berth::offer_builder;
using berth::offer_round;
using berth::pending_node;
using berth::placer;
using berth::quantity;
using berth::requirement;
using berth::rule_info;
using berth::rule_list;
using berth::storage_aware;
using berth::taking;
using berth::verdict;

/// Rules on resources only.
using resource_rules =
    berth::without<berth::without<storage_aware, berth::host_unused>, berth::cluster_incomplete>;

constexpr std::array<std::string_view, 12> names{"a0", "a1", "a2", "a3", "a4",  "a5",
                                                 "a6", "a7", "a8", "a9", "a10", "a11"};

/// Agents with some cpus each, and nodes that ask for some; usable in constant expressions.
class scene {
public:
    constexpr scene() { kinds_.reserve(24); } // which nodes point into

    constexpr void agent(std::int64_t cpus) {
        offer_builder to{round_};
        to.agent_id(names[agents_]);
        to.hostname(names[agents_]);
        to.resource("cpus", 0);
        to.scalar(static_cast<double>(cpus));
        to.finish();
        ++agents_;
    }
    /// \returns the requirement, for nodes that share it.
    constexpr requirement const& kind(std::int64_t cpus) {
        requirement& needs = kinds_.emplace_back();
        needs.cpus = quantity::whole(cpus);
        return needs;
    }
    constexpr void node(requirement const& needs) {
        pending_node waiting;
        waiting.needs = &needs;
        waiting.id = berth::node_id{static_cast<std::uint32_t>(pending_.size())};
        pending_.push_back(waiting);
    }

    /// The candidate of each node, or -1.
    template <class Strategy>
    constexpr std::vector<int> place(Strategy const& strategy) {
        merger{}(round_, candidates_);
        nodes_.want(100);
        std::vector<int> out(pending_.size(), -1);
        placer_(strategy, first_fit{}, pending_, candidates_, nodes_, round_,
                [&](std::size_t node, std::size_t at, taking& takes) {
                    out[node] = static_cast<int>(at);
                    STATIC_CHECK(takes.resources.size() == 1);
                    nodes_.add(candidates_[at].agent_id(), candidates_[at].hostname());
                });
        return out;
    }

private:
    std::size_t agents_ = 0;
    std::vector<requirement> kinds_{};
    offer_round round_{};
    std::vector<candidate> candidates_{};
    std::vector<pending_node> pending_{};
    node_index nodes_{};
    placer placer_{};
};

constexpr bool test_sees_what_is_taken() {
    scene s;
    s.agent(3);
    s.agent(5);
    auto const& two = s.kind(2);
    auto const& one = s.kind(1);
    for (int i = 0; i != 4; ++i) {
        s.node(two);
    }
    s.node(one);
    s.node(one);
    s.node(one);
    STATIC_CHECK((s.place(resource_rules{}) == std::vector{0, 1, 1, -1, 0, 1, -1}));
    return true;
}
static_assert(test_sees_what_is_taken());
TEST_CASE("placer: each node sees what the earlier ones took") {
    REQUIRE(test_sees_what_is_taken());
}

constexpr bool test_sees_who_is_placed() {
    scene s;
    for (int i = 0; i != 3; ++i) {
        s.agent(9);
    }
    auto const& one = s.kind(1);
    for (int i = 0; i != 4; ++i) {
        s.node(one);
    }
    STATIC_CHECK(s.place(storage_aware{}) == std::vector{0, 1, 2, -1});
    return true;
}
static_assert(test_sees_who_is_placed());
TEST_CASE("placer: nodes are placed by what the index says of those before them") {
    REQUIRE(test_sees_who_is_placed());
}

/// Counts what it is asked, and passes.
struct counts {
    static constexpr rule_info info{"counts", "", false, true};
    int* asked = nullptr;
    constexpr verdict operator()(candidate const&, pending_node const&,
                                 node_index const&) const noexcept {
        ++*asked;
        return {&info, {}, {}, true};
    }
};

constexpr bool test_judged_once() {
    int asked = 0;
    rule_list<counts, berth::enough_cpus> const strategy{counts{&asked}, {}};
    scene s;
    for (int i = 0; i != 10; ++i) {
        s.agent(i == 9 ? 100 : 1);
    }
    requirement const& four = s.kind(4);
    requirement const& same = s.kind(4); // another object
    for (int i = 0; i != 20; ++i) {
        s.node(i % 2 == 0 ? four : same);
    }
    STATIC_CHECK(s.place(strategy) == std::vector(20, 9));
    STATIC_CHECK(asked == 9 + 20); // nine refusals, and a placement each

    asked = 0;
    scene more;
    for (int i = 0; i != 10; ++i) {
        more.agent(1);
    }
    for (int i = 0; i != 20; ++i) {
        more.node(more.kind(4 + i % 2));
    }
    STATIC_CHECK(more.place(strategy) == std::vector(20, -1));
    STATIC_CHECK(asked == 2 * 10);
    return true;
}
static_assert(test_judged_once());
TEST_CASE("placer: equal requirements are judged once per candidate") {
    REQUIRE(test_judged_once());
}

/// Refuses until another node is placed: no lasting refusal.
struct not_first {
    static constexpr rule_info info{"not_first", "Not first", false};
    std::string_view agent{};
    constexpr verdict operator()(candidate const& c, pending_node const&,
                                 node_index const& nodes) const noexcept {
        return {&info, {}, {}, c.agent_id() != agent || nodes.size() != 0};
    }
};

constexpr bool test_asked_again() {
    scene s;
    s.agent(9);
    s.agent(9);
    auto const& one = s.kind(1);
    s.node(one);
    s.node(one);
    rule_list<not_first, berth::enough_cpus> const strategy{not_first{"a0"}, {}};
    STATIC_CHECK(s.place(strategy) == std::vector{1, 0});
    return true;
}
static_assert(test_asked_again());
TEST_CASE("placer: a refusal that does not last is asked for again") {
    REQUIRE(test_asked_again());
}

TEST_CASE("placer: places as one that judges everything again does") {
    auto const seed = berth_test::seed_or(20160514);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    std::size_t placed = 0;
    std::size_t left = 0;
    for (int turn = 0; turn != 2000; ++turn) {
        scene s;
        std::vector<std::int64_t> free;
        for (std::uint64_t i = random.below(12); i != 0; --i) {
            free.push_back(random.between(1, 12));
            s.agent(free.back());
        }
        std::vector<std::int64_t> asked;
        std::vector<requirement const*> kinds;
        for (std::int64_t cpus = 1; cpus != 5; ++cpus) {
            kinds.push_back(&s.kind(cpus));
        }
        for (std::uint64_t i = random.below(20); i != 0; --i) {
            asked.push_back(random.between(1, 4));
            s.node(*kinds[static_cast<std::size_t>(asked.back()) - 1]);
        }
        auto const got = s.place(resource_rules{});
        CAPTURE(turn);
        for (std::size_t node = 0; node != asked.size(); ++node) {
            int expected = -1;
            for (std::size_t i = 0; expected < 0 && i != free.size(); ++i) {
                if (free[i] >= asked[node]) {
                    expected = static_cast<int>(i);
                    free[i] -= asked[node];
                }
            }
            REQUIRE(got[node] == expected);
            (expected < 0 ? left : placed) += 1;
        }
    }
    REQUIRE(placed > 1000);
    REQUIRE(left > 1000);
}

} // namespace
