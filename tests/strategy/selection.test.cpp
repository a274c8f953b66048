// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/rule/host_unused.hpp>
#include <berth/rule/volume_zone.hpp>
#include <berth/strategy/best_fit.hpp>
#include <berth/strategy/preferring.hpp>
#include <berth/strategy/ranking.hpp>
#include <berth/strategy/spread.hpp>
#include <berth/testing/laws/selection.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace {

using berth::best_fit;
using berth::candidate;
using berth::first_fit;
using berth::full_score;
using berth::node_index;
using berth::pending_node;
using berth::preferring;
using berth::quantity;
using berth::ranking;
using berth::requirement;
using berth::short_score;
using berth::spread;
namespace laws = berth::testing::laws;

/// Cpus and memory of an agent, and what a node asks for, in thousandths.
struct scene {
    std::array<berth::resource, 4> entries{};
    requirement needs{};
    node_index nodes{9};
    berth::offer offered{};

    constexpr scene(std::int64_t cpus, std::int64_t mem, std::int64_t asked_cpus,
                    std::int64_t asked_mem) {
        constexpr std::array<std::string_view, 4> names{"cpus", "mem", "gpus", "cpus"};
        std::array<std::int64_t, 4> const amounts{cpus, mem, 0, 0};
        for (std::size_t i = 0; i != names.size(); ++i) {
            entries[i].name = names[i];
            entries[i].kind = berth::kind_of(names[i]);
            entries[i].amount = quantity::thousandths(amounts[i]);
        }
        entries[3].role = "es";
        needs.cpus = quantity::thousandths(asked_cpus);
        needs.mem = quantity::thousandths(asked_mem);
        offered.agent_id = "a1";
        offered.hostname = "h1";
    }

    template <class S>
    constexpr std::int64_t score(S const& by) const {
        berth::offer o = offered;
        o.resources = entries;
        pending_node waiting;
        waiting.needs = &needs;
        return by.score(candidate{o}, waiting, nodes);
    }
};

constexpr bool test_scores() {
    scene s{4000, 8000, 1000, 4000};
    STATIC_CHECK(s.score(first_fit{}) == 0);
    STATIC_CHECK(s.score(best_fit{}) == (250'000 + 500'000) / 2);
    STATIC_CHECK(s.score(spread{}) == full_score - 375'000);

    s.needs.mem = {}; // what is not asked for does not count
    STATIC_CHECK(s.score(best_fit{}) == 250'000);
    s.needs.cpus = {};
    STATIC_CHECK(s.score(best_fit{}) == 0);
    STATIC_CHECK(s.score(spread{}) == full_score);

    s.needs.scalars.push_back({berth::text<63>{"gpus"}, quantity::whole(1)});
    STATIC_CHECK(s.score(best_fit{}) == short_score);
    s.entries[2].amount = quantity::whole(4);
    STATIC_CHECK(s.score(best_fit{}) == 250'000);
    s.needs.cpus = quantity::thousandths(4000);
    STATIC_CHECK(s.score(best_fit{}) == (250'000 + full_score) / 2);

    s.entries[3].amount = quantity::whole(4); // reserved: only for those who may consume it
    STATIC_CHECK(s.score(best_fit{}) == (250'000 + full_score) / 2);
    s.needs.roles.push_back(berth::role_name{"es"});
    STATIC_CHECK(s.score(best_fit{}) == (250'000 + 500'000) / 2);

    STATIC_CHECK((scene{4000, 8000, 4001, 0}.score(best_fit{})) == short_score);
    STATIC_CHECK((scene{4000, 8000, 4001, 0}.score(spread{})) == short_score);
    STATIC_CHECK((scene{4000, 8000, 4000, 0}.score(best_fit{})) == full_score);
    STATIC_CHECK((scene{0, 0, 1, 1}.score(best_fit{})) == short_score);
    STATIC_CHECK((scene{3, 3, 1, 2}.score(best_fit{})) == (333'333 + 666'666) / 2);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    STATIC_CHECK((scene{most, most, most, most}.score(best_fit{})) == full_score);
    STATIC_CHECK((scene{most, most, most / 2, most / 4}.score(best_fit{})) == 375'000);
    STATIC_CHECK((scene{most, most, 1, 1}.score(best_fit{})) == 0);
    return true;
}
static_assert(test_scores());
TEST_CASE("selection: shares of what a node may consume, in millionths") { REQUIRE(test_scores()); }

constexpr bool test_bound_and_nodes() {
    scene s{4000, 8000, 1000, 4000};
    STATIC_CHECK(s.score(best_fit{375'000}) == 375'000);
    STATIC_CHECK(s.score(best_fit{374'999}) == 374'999);
    STATIC_CHECK(s.score(best_fit{375'001}) == 375'000);

    std::int64_t const alone = s.score(spread{});
    s.nodes.add("a1", "h2");
    STATIC_CHECK(s.score(spread{}) == alone - 2 * full_score);
    s.nodes.add("a2", "h1"); // the same host under another agent id
    STATIC_CHECK(s.score(spread{}) == alone - 2 * full_score);
    s.nodes.add("a1", "h1");
    STATIC_CHECK(s.score(spread{}) == alone - 4 * full_score);
    STATIC_CHECK(s.score(spread{}) < (scene{4000, 8000, 4000, 8000}.score(spread{})));
    STATIC_CHECK(s.score(best_fit{}) == 375'000);
    return true;
}
static_assert(test_bound_and_nodes());
TEST_CASE("selection: good enough is as good as better; fewer nodes before more room") {
    REQUIRE(test_bound_and_nodes());
}

constexpr bool test_wishes() {
    using unused = preferring<best_fit, berth::host_unused>;
    using home = preferring<unused, berth::volume_zone>;
    scene s{4000, 8000, 1000, 4000};
    home by;
    STATIC_CHECK(s.score(by) == 375'000);
    by.base.wishes.push_back({{}, 40});
    by.base.wishes.push_back({{}, 2});
    STATIC_CHECK(s.score(by) == 375'042);
    s.nodes.add("a1", "h1");
    STATIC_CHECK(s.score(by) == 375'000);

    s.needs.zonal_volumes = true;
    by.wishes.push_back({{}, 4'000'000'000});
    STATIC_CHECK(s.score(by) == 375'000);
    s.offered.zone = "z";
    STATIC_CHECK(s.score(by) == 4'000'375'000);
    s.needs.cpus = quantity::whole(5); // no wish makes up for what is not there
    STATIC_CHECK(s.score(by) < short_score / 2);
    STATIC_CHECK(berth::is_steady<unused>);
    STATIC_CHECK(!berth::is_steady<home>);
    return true;
}
static_assert(test_wishes());
TEST_CASE("preferring: what a wish is worth is added where it is fulfilled") {
    REQUIRE(test_wishes());
}

// One near miss for each required expression.
// clang-format off
struct scores_nothing { void score(candidate const&, pending_node const&, node_index const&) const noexcept; };
struct scores_less { int score(candidate const&, pending_node const&, node_index const&) const noexcept; };
struct not_const { std::int64_t score(candidate const&, pending_node const&, node_index const&) noexcept; };
struct may_throw { std::int64_t score(candidate const&, pending_node const&, node_index const&) const; };
struct asks_nobody { std::int64_t score(candidate const&) const noexcept; };
struct not_copyable : first_fit { not_copyable(not_copyable const&) = delete; };
// clang-format on

static_assert(berth::selection<first_fit>);
static_assert(berth::selection<best_fit>);
static_assert(berth::selection<spread>);
static_assert(berth::selection<preferring<spread, berth::volume_zone>>);
static_assert(!berth::selection<scores_nothing>);
static_assert(!berth::selection<scores_less>);
static_assert(!berth::selection<not_const>);
static_assert(!berth::selection<may_throw>);
static_assert(!berth::selection<asks_nobody>);
static_assert(!berth::selection<not_copyable>);

/// The smallest model, which says nothing of its being steady.
// [most_mem]
struct most_mem {
    constexpr std::int64_t score(berth::candidate const& offered,
                                 berth::pending_node const& pending,
                                 berth::node_index const&) const noexcept {
        return offered.available(berth::resource_kind::mem, *pending.needs).thousandths();
    }
};
// [/most_mem]

struct calls_itself_restless : most_mem {
    static constexpr bool steady = false;
};

static_assert(berth::selection<most_mem> && !berth::is_steady<most_mem>);
static_assert(!berth::is_steady<calls_itself_restless>);
static_assert(berth::is_steady<first_fit> && berth::is_steady<best_fit> &&
              berth::is_steady<spread>);

TEST_CASE_TEMPLATE("laws: every stock selection", S, first_fit, best_fit, spread, most_mem,
                   preferring<best_fit, berth::host_unused>,
                   preferring<spread, berth::volume_zone>) {
    auto const seed = berth_test::seed_or(20161114);
    S by{};
    if constexpr (requires { by.wishes; }) {
        by.wishes = {{{}, 500'000}, {{}, 1}};
    }
    auto const broken = laws::selection(by, seed);
    REQUIRE_MESSAGE(!broken, broken->view());
}

/// Keeps count.
struct counts {
    int* asked = nullptr;
    std::int64_t score(candidate const&, pending_node const&, node_index const&) const noexcept {
        return ++*asked;
    }
};
/// Is steady but for the node.
struct by_id {
    static constexpr bool steady = true;
    std::int64_t score(candidate const&, pending_node const& pending,
                       node_index const&) const noexcept {
        return pending.id.value;
    }
};
/// Rather sits together.
struct together {
    static constexpr bool steady = true;
    std::int64_t score(candidate const& c, pending_node const&,
                       node_index const& nodes) const noexcept {
        return nodes.on_agent(c.agent_id());
    }
};

template <class S>
std::string_view broken_by(S const& s) {
    static berth::text<128> said;
    said = laws::selection(s, 1).value_or(berth::text<128>{"nothing "});
    return said.view().substr(0, said.view().find(' '));
}

TEST_CASE("laws: what breaks one is found") {
    int asked = 0;
    CHECK(broken_by(counts{&asked}) == "pure");
    CHECK(broken_by(by_id{}) == "steady");
    CHECK(broken_by(together{}) == "steady");
    CHECK(broken_by(first_fit{}) == "nothing");
}

/// What is left of a list in the order in which it is found.
constexpr std::vector<std::size_t> listed(ranking& order, std::vector<std::int64_t> const& scores) {
    std::vector<std::size_t> out;
    static_cast<void>(order.find([&](std::size_t i) { return scores[i]; },
                                 [&](std::size_t i) {
                                     out.push_back(i);
                                     return berth::look::refused;
                                 }));
    return out;
}

constexpr bool test_ranking() {
    std::vector<std::int64_t> scores{3, 9, 3, 7, 9};
    auto const now = [&](std::size_t i) { return scores[i]; };
    ranking order;
    order.open(scores.size(), now);
    STATIC_CHECK(order.find(now, [](std::size_t) { return berth::look::taken; }) == 1);
    STATIC_CHECK((listed(order, scores) == std::vector<std::size_t>{1, 4, 3, 0, 2}));
    scores[2] = 8; // rose: has to be said
    order.rescore(2, 8);
    scores[1] = 5; // fell: is found out
    STATIC_CHECK((listed(order, scores) == std::vector<std::size_t>{4, 2, 3, 1, 0}));
    static_cast<void>(order.find(now, [](std::size_t i) {
        return i == 4 || i == 3 ? berth::look::closed
               : i == 1         ? berth::look::taken
                                : berth::look::refused;
    }));
    order.rescore(4, 100); // closed for good
    STATIC_CHECK((listed(order, scores) == std::vector<std::size_t>{2, 1, 0}));
    scores = {1, 2, 3, 4, 5};
    order.rank(now);
    STATIC_CHECK((listed(order, scores) == std::vector<std::size_t>{2, 1, 0}));
    order.open(2, [](std::size_t) { return 0; });
    STATIC_CHECK((listed(order, {0, 0}) == std::vector<std::size_t>{0, 1}));
    order.open(0, now);
    STATIC_CHECK(order.find(now, [](std::size_t) { return berth::look::taken; }) == ranking::none);
    return true;
}
static_assert(test_ranking());
TEST_CASE("ranking: by score and then by index") { REQUIRE(test_ranking()); }

TEST_CASE("ranking: finds what a list that is sorted anew each time has first") {
    auto const seed = berth_test::seed_or(7);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    ranking order;
    for (int turn = 0; turn != 300; ++turn) {
        CAPTURE(turn);
        std::size_t const size = random.below(80);
        std::vector<std::int64_t> scores(size);
        std::vector<bool> closed(size);
        for (auto& one : scores) {
            one = static_cast<std::int64_t>(random.below(9));
        }
        auto const now = [&](std::size_t i) { return scores[i]; };
        order.open(size, now);
        for (int step = 0; step != 12; ++step) {
            std::vector<std::size_t> seen;
            std::size_t const found = order.find(now, [&](std::size_t i) {
                seen.push_back(i);
                auto const said = static_cast<berth::look>(random.below(10) == 0  ? 0
                                                           : random.below(3) == 0 ? 2
                                                                                  : 1);
                closed[i] = said == berth::look::closed;
                return said;
            });
            bool sorted = true;
            for (std::size_t i = 1; i < seen.size(); ++i) {
                std::size_t const a = seen[i - 1];
                std::size_t const b = seen[i];
                sorted = sorted && (scores[a] != scores[b] ? scores[a] > scores[b] : a < b);
            }
            REQUIRE(sorted);
            REQUIRE((found == ranking::none || found == seen.back()));
            // Nothing that is open and better than the last one was left out.
            for (std::size_t i = 0; i != size; ++i) {
                bool looked = false;
                for (std::size_t const j : seen) {
                    looked = looked || i == j;
                }
                bool const before = found == ranking::none || scores[i] > scores[found] ||
                                    (scores[i] == scores[found] && i < found);
                REQUIRE((looked || closed[i] || !before));
            }
            for (std::size_t i = 0; i != size; ++i) {
                if (random.below(8) == 0) {
                    scores[i] = static_cast<std::int64_t>(random.below(9));
                    order.rescore(i, scores[i]);
                } else if (random.below(8) == 0) {
                    --scores[i];
                }
            }
        }
    }
}

} // namespace
