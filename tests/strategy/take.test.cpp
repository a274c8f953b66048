// SPDX-License-Identifier: Apache-2.0
#include "support/counting_new.hpp"
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/offer_builder.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/strategy/take.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::candidate;
using berth::first_failure;
using berth::merger;
using berth::node_index;
using berth::offer_builder;
using berth::offer_round;
using berth::pending_node;
using berth::quantity;
using berth::range;
using berth::requirement;
using berth::resource;
using berth::role_name;
using berth::storage_aware;
using berth::take;
using berth::taken;
using berth::taking;
using berth::value_type;
using namespace std::string_view_literals;

/// Rules on resources only: what `take` must agree with.
using resource_rules =
    berth::without<berth::without<storage_aware, berth::host_unused>, berth::cluster_incomplete>;

constexpr bool fits(candidate const& from, requirement const& needs) {
    pending_node pending;
    pending.needs = &needs;
    return first_failure(resource_rules{}, from, pending, node_index{}).passed;
}

/// A round of offers of one agent, written entry by entry.
class table {
public:
    constexpr void scalar(std::string_view name, double amount, std::string_view role = "*") {
        to().resource(name, 0);
        to().role(role);
        to().scalar(amount);
    }
    constexpr void ports(std::initializer_list<range> ranges, std::string_view role = "*") {
        ranges_named("ports", ranges, role);
    }
    constexpr void ranges_named(std::string_view name, std::initializer_list<range> ranges,
                                std::string_view role = "*") {
        to().resource(name, 1);
        to().role(role);
        to().ranges();
        for (range const r : ranges) {
            to().range(r.begin, r.end);
        }
    }
    constexpr void disk(double mb, berth::disk_source source, std::string_view root,
                        std::string_view role = "*") {
        scalar("disk", mb, role);
        to().disk();
        to().disk_source(static_cast<int>(source));
        to().disk_root(root);
    }
    /// \effects what follows belongs to another offer of the same agent.
    constexpr void next_offer() {
        to_.finish();
        to_ = offer_builder{round_};
    }

    constexpr candidate& merged() {
        to().finish();
        merger{}(round_, candidates_);
        STATIC_CHECK(candidates_.size() == 1);
        return candidates_[0];
    }
    constexpr offer_round& round() { return round_; }

    constexpr offer_builder& to() {
        to_.agent_id("a1");
        return to_;
    }

private:
    offer_round round_{};
    offer_builder to_{round_};
    std::vector<candidate> candidates_{};
};

using port_list = std::initializer_list<std::uint32_t>;

constexpr requirement asks(double cpus, port_list ports,
                           std::initializer_list<std::string_view> roles = {"*"}) {
    requirement needs;
    needs.cpus = *quantity::from_double(cpus);
    needs.ports = ports;
    needs.roles.clear();
    for (auto const role : roles) {
        needs.roles.push_back(role_name{role});
    }
    return needs;
}

constexpr bool are(std::vector<std::uint32_t> const& ports, port_list expected) {
    return std::ranges::equal(ports, expected);
}

/// Whether one node gets just these ports; none means that it does not fit.
constexpr bool gives(table& from, requirement const& needs, port_list expected) {
    candidate& c = from.merged();
    bool const fit = fits(c, needs);
    taking out;
    bool const took = take(c, needs, from.round(), out);
    return fit == took && (took ? are(out.ports, expected) : expected.size() == 0);
}

constexpr bool test_r1() {
    table t;
    t.scalar("cpus", 2, "es");
    t.scalar("cpus", 3);
    candidate& c = t.merged();
    taking out;
    STATIC_CHECK(!take(c, asks(5, {}), t.round(), out));
    STATIC_CHECK(fits(c, asks(5, {}, {"es", "*"})));
    STATIC_CHECK(take(c, asks(5, {}, {"es", "*"}), t.round(), out));
    STATIC_CHECK(out.resources.size() == 2);
    STATIC_CHECK(out.resources[0].amount == quantity::whole(2) && out.resources[0].source == 0);
    STATIC_CHECK(out.resources[1].amount == quantity::whole(3) && out.resources[1].source == 1);
    table u;
    u.scalar("cpus", 2, "es");
    u.scalar("cpus", 3);
    candidate& other = u.merged();
    auto const kafka = [](double cpus) { return asks(cpus, {}, {"kafka", "*"}); };
    STATIC_CHECK(!fits(other, kafka(3.001)) && fits(other, kafka(3)));
    STATIC_CHECK(take(other, kafka(3), u.round(), out) && out.resources.size() == 1);
    return true;
}
static_assert(test_r1());
TEST_CASE("R1: entries of a name are summed over roles") { REQUIRE(test_r1()); }

constexpr bool test_r2() {
    table t;
    t.scalar("cpus", 0.1);
    t.scalar("cpus", 0.7, "es");
    taking out;
    candidate& c = t.merged();
    STATIC_CHECK(take(c, asks(0.8, {}, {"es", "*"}), t.round(), out));
    for (resource const& left : c.stock()) {
        STATIC_CHECK(left.amount == quantity{});
    }
    return true;
}
static_assert(test_r2());
TEST_CASE("R2: 0.1 and 0.7 serve 0.8") { REQUIRE(test_r2()); }

constexpr bool test_thousandths() {
    table tenths;
    for (int i = 0; i != 10; ++i) {
        tenths.scalar("cpus", 0.1);
    }
    taking out;
    STATIC_CHECK(take(tenths.merged(), asks(1.0, {}), tenths.round(), out));
    STATIC_CHECK(out.resources.size() == 10);
    table thirds;
    thirds.scalar("cpus", 3.3);
    candidate& c = thirds.merged();
    for (int i = 0; i != 3; ++i) {
        STATIC_CHECK(fits(c, asks(1.1, {})) && take(c, asks(1.1, {}), thirds.round(), out));
    }
    STATIC_CHECK(!fits(c, asks(0.001, {})));
    return true;
}
static_assert(test_thousandths());
TEST_CASE("R2: ten times 0.1 serve 1, and 3.3 serves 1.1 three times") {
    REQUIRE(test_thousandths());
}

constexpr bool test_r3() {
    table t;
    t.ranges_named("gpu_slots", {{9200, 9300}});
    STATIC_CHECK(gives(t, asks(0, {9200}), {}));
    table u;
    u.ranges_named("gpu_slots", {{1, 300}});
    u.ports({{31000, 31001}});
    STATIC_CHECK(gives(u, asks(0, {0, 0}), {31000, 31001}));
    return true;
}
static_assert(test_r3());
TEST_CASE("R3: only the resource named ports has ports") { REQUIRE(test_r3()); }

constexpr bool test_r4() {
    table t; // inside one entry it is a fault; two entries of an agent can say it
    t.ports({{9200, 9200}});
    t.ports({{9200, 9200}});
    STATIC_CHECK(gives(t, asks(0, {0, 0}), {}));
    table u;
    u.ports({{9200, 9200}});
    u.next_offer();
    u.ports({{9200, 9201}}, "es");
    STATIC_CHECK(gives(u, asks(0, {0, 0}, {"es", "*"}), {9200, 9201}));
    return true;
}
static_assert(test_r4());
TEST_CASE("R4: a port named twice is one port") { REQUIRE(test_r4()); }

constexpr bool test_r5() {
    table t; // no range contains 0, and none needs to
    t.ports({{31000, 31009}});
    STATIC_CHECK(gives(t, asks(0, {0}), {31000}));
    return true;
}
static_assert(test_r5());
TEST_CASE("R5: port 0 asks for any port") { REQUIRE(test_r5()); }

constexpr bool test_r6() {
    table s;
    s.ports({{9200, 9300}});
    STATIC_CHECK(gives(s, asks(0, {9200, 0}), {9200, 9201}));
    table t;
    t.ports({{9200, 9300}});
    STATIC_CHECK(gives(t, asks(0, {0, 0}), {9200, 9201}));
    table u;
    u.ports({{9200, 9300}});
    STATIC_CHECK(gives(u, asks(0, {0, 9200, 0, 9202}), {9201, 9200, 9203, 9202}));
    return true;
}
static_assert(test_r6());
TEST_CASE("R6: no port is given twice") { REQUIRE(test_r6()); }

constexpr bool test_port_zero_and_beyond() {
    table t;
    t.ports({{0, 0}, {65536, 70000}});
    STATIC_CHECK(gives(t, asks(0, {0}), {}));
    table u;
    u.ports({{0, 1}, {65535, 70000}});
    STATIC_CHECK(gives(u, asks(0, {0, 0}), {1, 65535}));
    table v;
    v.ports({{0, 1}, {65535, 70000}});
    STATIC_CHECK(gives(v, asks(0, {0, 0, 0}), {}));
    return true;
}
static_assert(test_port_zero_and_beyond());
TEST_CASE("take: neither 0 nor more than 65535 is given out") {
    REQUIRE(test_port_zero_and_beyond());
}

constexpr bool test_wide_range() {
    table t;
    t.ports({{1, std::uint64_t{1} << 31U}});
    candidate& c = t.merged();
    taking out;
    requirement const needs = asks(0, {0, 65535, 0, 1});
    STATIC_CHECK(take(c, needs, t.round(), out) && are(out.ports, {2, 65535, 3, 1}));
    STATIC_CHECK(c.stock()[0].ranges.size() == 2);
    STATIC_CHECK(c.stock()[0].ranges[0] == range{4, 65534});
    STATIC_CHECK(!take(c, needs, t.round(), out)); // 65535 and 1 are gone
    STATIC_CHECK(take(c, asks(0, {0, 0}), t.round(), out) && are(out.ports, {4, 5}));
    return true;
}
static_assert(test_wide_range());
TEST_CASE("take: a range of two thousand millions is one piece") { REQUIRE(test_wide_range()); }

constexpr bool test_reservations_first() {
    table t;
    t.ports({{100, 101}});
    t.scalar("cpus", 4);
    t.ports({{900, 901}}, "es");
    t.scalar("cpus", 1, "other");
    t.scalar("cpus", 1, "es");
    t.scalar("cpus", 1.5, "es");
    candidate& c = t.merged();
    taking out;
    STATIC_CHECK(take(c, asks(3, {0, 0, 0}, {"*", "es"}), t.round(), out));
    STATIC_CHECK(are(out.ports, {900, 901, 100})); // the lowest of the reserved ones first
    std::vector<taken> const expected{
        {0, 4, value_type::scalar, quantity::whole(1), {}},
        {0, 5, value_type::scalar, quantity::thousandths(1500), {}},
        {0, 1, value_type::scalar, quantity::thousandths(500), {}},
        {0, 2, value_type::ranges, {}, {900, 900}},
        {0, 2, value_type::ranges, {}, {901, 901}},
        {0, 0, value_type::ranges, {}, {100, 100}},
    };
    STATIC_CHECK(out.resources == expected);
    return true;
}
static_assert(test_reservations_first());
TEST_CASE("take: the role's own reservations before what nobody has reserved") {
    REQUIRE(test_reservations_first());
}

constexpr bool test_refined_first() {
    table t;
    t.scalar("cpus", 1);
    t.scalar("cpus", 1, "a");
    t.scalar("cpus", 1, "a/b/c");
    t.scalar("cpus", 1, "a/b");
    t.ports({{1, 1}}, "a");
    t.ports({{2, 2}}, "a/b");
    t.ports({{3, 4}});
    candidate& c = t.merged();
    taking out;
    auto const needs = asks(3.5, {0, 0, 0, 3}, {"*", "a", "a/b", "a/b/c"});
    STATIC_CHECK(take(c, needs, t.round(), out) && are(out.ports, {2, 1, 4, 3}));
    std::vector<std::uint32_t> sources;
    for (std::size_t i = 0; i != 4; ++i) {
        sources.push_back(out.resources[i].source);
    }
    STATIC_CHECK(are(sources, {2, 3, 1, 0}));
    STATIC_CHECK(out.resources[3].amount == quantity::thousandths(500));
    return true;
}
static_assert(test_refined_first());
TEST_CASE("take: the most refined reservation first") { REQUIRE(test_refined_first()); }

constexpr bool test_revocable() {
    table t;
    t.scalar("cpus", 2);
    t.scalar("cpus", 3);
    t.to().revocable();
    candidate& c = t.merged();
    requirement needs = asks(2.5, {});
    taking out;
    STATIC_CHECK(!fits(c, needs) && !take(c, needs, t.round(), out));
    needs.revocable.push_back(berth::text<255>{"cpus"});
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out));
    STATIC_CHECK(out.resources.size() == 1 && out.resources[0].source == 1); // and nothing mixed
    STATIC_CHECK(!fits(c, needs) && !take(c, needs, t.round(), out));
    needs.revocable.clear();
    needs.cpus = quantity::whole(2);
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out));
    return true;
}
static_assert(test_revocable());
TEST_CASE("take: revocable entries for who asks for them, and never with others") {
    REQUIRE(test_revocable());
}

constexpr bool test_providers() {
    table t;
    t.scalar("licenses", 2);
    t.scalar("licenses", 3);
    t.to().provider("p");
    candidate& c = t.merged();
    requirement needs = asks(0, {});
    needs.scalars.push_back({berth::text<63>{"licenses"}, quantity::whole(4)});
    taking out;
    STATIC_CHECK(!fits(c, needs) && !take(c, needs, t.round(), out));
    needs.providers.push_back(berth::text<255>{"p"});
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out) && out.resources.size() == 2);
    return true;
}
static_assert(test_providers());
TEST_CASE("take: a provider's resources for who names it") { REQUIRE(test_providers()); }

constexpr bool test_gpu_agent() {
    table t;
    t.scalar("cpus", 4);
    t.scalar("gpus", 1);
    candidate& c = t.merged();
    requirement needs = asks(1, {});
    taking out;
    STATIC_CHECK(!fits(c, needs) && !take(c, needs, t.round(), out));
    requirement gpu = needs;
    gpu.scalars.push_back({berth::text<63>{"gpus"}, quantity::whole(1)});
    STATIC_CHECK(fits(c, gpu) && take(c, gpu, t.round(), out));
    STATIC_CHECK(!fits(c, needs)); // now that they are taken, it still is an agent with GPUs
    needs.on_gpu_agents = true;
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out));
    return true;
}
static_assert(test_gpu_agent());
TEST_CASE("take: an agent with GPUs is spared") { REQUIRE(test_gpu_agent()); }

/// A local volume; the purpose does not matter here.
constexpr berth::volume_request local(berth::disk_source disk, std::int64_t mb) {
    berth::volume_request out{};
    out.external = false;
    out.disk = disk;
    out.size = quantity::whole(mb);
    return out;
}

constexpr bool test_disks() {
    using berth::disk_source;
    table t;
    t.disk(100, disk_source::path, "/p", "es");
    t.scalar("disk", 50);
    t.disk(20, disk_source::path, "/p");
    t.disk(200, disk_source::mount, "/m");
    candidate& c = t.merged();
    requirement needs = asks(0, {}, {"*", "es"});
    needs.disk = quantity::whole(40);
    needs.volumes = {local(disk_source::mount, 150), local(disk_source::path, 110),
                     local(disk_source::root, 10)};
    taking out;
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out));
    std::vector<taken> const expected{
        {0, 1, value_type::scalar, quantity::whole(50), {}},
        {0, 3, value_type::scalar, quantity::whole(200), {}, true, 0},
        {0, 0, value_type::scalar, quantity::whole(100), {}, false, 1},
        {0, 2, value_type::scalar, quantity::whole(10), {}, false, 1},
    };
    STATIC_CHECK(out.resources == expected);
    for (resource const& left : c.stock()) {
        STATIC_CHECK(left.amount == quantity::whole(left.source == 2 ? 10 : 0));
    }
    needs.disk = {};
    needs.volumes = {local(disk_source::mount, 0)}; // any MOUNT disk, but there is none any more
    STATIC_CHECK(!fits(c, needs) && !take(c, needs, t.round(), out));
    return true;
}
static_assert(test_disks());
TEST_CASE("take: MOUNT whole, PATH in parts of one path, ROOT apart from both") {
    REQUIRE(test_disks());
}

constexpr bool test_one_path() {
    using berth::disk_source;
    table t;
    t.disk(5, disk_source::path, "/small", "es"); // never a part of a volume on the other
    t.disk(20, disk_source::path, "/large");
    candidate& c = t.merged();
    requirement needs = asks(0, {}, {"*", "es"});
    needs.volumes = {local(disk_source::path, 15)};
    taking out;
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out));
    STATIC_CHECK(out.resources.size() == 1 && out.resources[0].source == 1);
    STATIC_CHECK(out.resources[0].amount == quantity::whole(15));
    return true;
}
static_assert(test_one_path());
TEST_CASE("take: a volume lies on one path") { REQUIRE(test_one_path()); }

constexpr bool test_persistent_volumes() {
    table t;
    t.disk(100, berth::disk_source::mount, "/m", "es");
    t.to().persistence("pv");
    t.disk(10, berth::disk_source::path, "/p", "es");
    t.to().persistence("common");
    t.to().shared();
    candidate& c = t.merged();
    requirement needs = asks(0, {}, {"es"});
    needs.volumes = {local(berth::disk_source::root, 0), local(berth::disk_source::root, 0)};
    needs.volumes[0].persistence_id = berth::text<255>{"common"};
    needs.volumes[0].shared = true;
    needs.volumes[1].persistence_id = berth::text<255>{"pv"};
    taking out;
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out));
    std::vector<taken> const expected{
        {0, 1, value_type::scalar, quantity::whole(10), {}, true, 0},
        {0, 0, value_type::scalar, quantity::whole(100), {}, true, 1},
    };
    STATIC_CHECK(out.resources == expected);
    STATIC_CHECK(!fits(c, needs) && !take(c, needs, t.round(), out)); // "pv" is gone
    needs.volumes.pop_back();
    STATIC_CHECK(fits(c, needs) && take(c, needs, t.round(), out)); // "common" is not
    return true;
}
static_assert(test_persistent_volumes());
TEST_CASE("take: a persistent volume is used once, a shared one by many") {
    REQUIRE(test_persistent_volumes());
}

constexpr bool test_refusal_changes_nothing() {
    table t;
    t.scalar("cpus", 4);
    t.ports({{100, 100}});
    candidate& c = t.merged();
    auto const* const before = c.stock().data();
    taking out;
    STATIC_CHECK(!take(c, asks(4, {0, 0}), t.round(), out));
    STATIC_CHECK(c.stock().data() == before && c.stock()[0].amount == quantity::whole(4));
    STATIC_CHECK(fits(c, asks(4, {100})));
    return true;
}
static_assert(test_refusal_changes_nothing());
TEST_CASE("take: what does not fit takes nothing") { REQUIRE(test_refusal_changes_nothing()); }

constexpr bool test_nothing_asked() {
    table t;
    t.scalar("cpus", 4);
    taking out{{{}, {}}, {7}};
    STATIC_CHECK(take(t.merged(), asks(0, {}), t.round(), out));
    STATIC_CHECK(out.resources.empty() && out.ports.empty()); // and nothing is left of before
    return true;
}
static_assert(test_nothing_asked());
TEST_CASE("take: nothing asked, nothing taken") { REQUIRE(test_nothing_asked()); }

// The property: random offers of one agent, kept twice, once as berth has them and once as plain
// entries that a checker with maps and sets of its own judges.

struct plain_entry {
    std::uint32_t offer = 0;
    std::uint32_t source = 0;
    std::string name{};
    std::string role{}; // "*": unreserved
    std::int64_t amount = 0;
    std::set<std::uint64_t> ports{};
    bool usable_at_all = true;

    std::int64_t used = 0;

    bool usable(requirement const& needs) const {
        return usable_at_all && std::any_of(needs.roles.begin(), needs.roles.end(),
                                            [&](role_name const& r) { return r == role; });
    }
};

class property {
public:
    explicit property(std::uint64_t seed) : random_{seed} {}

    /// \returns what is wrong in the next random case; empty if nothing is.
    std::string next() {
        draw_offers();
        merge_(round_, candidates_);
        if (candidates_.size() != 1) {
            return "offers of one agent and role are not one candidate";
        }
        candidate& c = candidates_[0];
        draw_requirement();
        for (int turn = 0; turn != 6; ++turn) {
            stock_before_.assign(c.stock().begin(), c.stock().end());
            std::vector<std::uint32_t> expected;
            bool const feasible = serves(expected);
            bool const rules_pass = fits(c, needs_);
            bool const took = take(c, needs_, round_, out_);
            if (rules_pass != feasible) {
                return "the rules are wrong";
            }
            if (took != feasible) {
                return "the rules and take disagree";
            }
            if (!took) {
                ++refused;
                return same_stock(c) ? "" : "a refusal changed the candidate";
            }
            ++accepted;
            if (std::string wrong = check_taking(expected); !wrong.empty()) {
                return wrong;
            }
            if (std::string wrong = check_rest(c); !wrong.empty()) {
                return wrong;
            }
            if (random_.chance(1, 3)) {
                draw_requirement();
            }
        }
        return {};
    }

    int accepted = 0;
    int refused = 0;

private:
    static constexpr std::array<std::string_view, 3> roles_{"*", "a", "b"};
    static constexpr std::array<std::string_view, 5> names_{"cpus", "mem", "disk", "gpus", "x"};

    void draw_offers() {
        round_.clear();
        entries_.clear();
        used_ports_.clear();
        auto const offers = static_cast<std::uint32_t>(1 + random_.below(3));
        for (std::uint32_t o = 0; o != offers; ++o) {
            offer_builder to{round_};
            to.agent_id("a1");
            auto const count = static_cast<std::uint32_t>(random_.below(12));
            for (std::uint32_t i = 0; i != count; ++i) {
                plain_entry& entry = entries_.emplace_back();
                entry.offer = o;
                entry.source = i;
                draw_entry(entry, to);
            }
            to.finish();
        }
        find_owners();
    }

    void draw_entry(plain_entry& entry, offer_builder& to) {
        std::string_view const role = random_.pick(roles_);
        entry.role = role;
        if (random_.chance(2, 5)) {
            entry.name = "ports";
            to.resource("ports", 1);
            draw_ports(entry, to);
        } else {
            std::string_view const name = random_.pick(names_);
            entry.name = name;
            entry.amount = random_.between(0, 8) * (random_.chance(1, 4) ? 333 : 500);
            to.resource(name, 0);
            to.scalar(static_cast<double>(entry.amount) / 1000.0);
            if (name == "disk" && random_.chance(1, 4)) {
                to.disk();
                to.disk_source(static_cast<int>(random_.between(1, 4)));
                entry.usable_at_all = false;
            }
        }
        if (role == "*" || random_.chance(1, 2)) {
            to.role(role);
        } else {
            to.reservation(1, role);
        }
        if (random_.chance(1, 12)) {
            to.revocable();
            entry.usable_at_all = false;
        }
    }

    // Disjoint pieces in a shuffled order, around 0, in the middle and around the largest port.
    void draw_ports(plain_entry& entry, offer_builder& to) {
        to.ranges();
        std::vector<range> pieces;
        std::uint64_t at = random_.chance(1, 4) ? 0 : 1 + random_.below(6);
        for (std::uint64_t left = random_.below(4); left != 0; --left) {
            std::uint64_t const end = at + random_.below(4);
            pieces.push_back({at, end});
            at = end + 1 + random_.below(3);
        }
        if (random_.chance(1, 8)) {
            pieces.push_back({65533 + random_.below(4), 65536 + random_.below(4)});
        }
        random_.shuffle(pieces);
        for (range const r : pieces) {
            to.range(r.begin, r.end);
            for (std::uint64_t port = r.begin; port <= r.end; ++port) {
                entry.ports.insert(port);
            }
        }
    }

    // A port that several entries name belongs to the first reserved one, or to the first.
    void find_owners() {
        owner_.clear();
        for (bool const reserved : {true, false}) {
            for (plain_entry const& entry : entries_) {
                if ((entry.role != "*") == reserved) {
                    for (std::uint64_t const port : entry.ports) {
                        owner_.emplace(port, &entry);
                    }
                }
            }
        }
    }

    void draw_requirement() {
        needs_ = {};
        auto const amount = [&] {
            return quantity::thousandths(random_.chance(1, 2) ? 0 : random_.between(0, 4) * 250);
        };
        needs_.cpus = amount();
        needs_.mem = amount();
        needs_.disk = amount();
        if (random_.chance(1, 3)) {
            needs_.scalars.push_back({berth::text<63>{"x"}, amount()});
        }
        if (random_.chance(1, 8)) {
            needs_.scalars.push_back({berth::text<63>{"gpus"}, quantity::whole(1)});
        }
        needs_.on_gpu_agents = random_.chance(3, 4);
        std::set<std::uint32_t> fixed;
        for (std::uint64_t left = random_.below(4); left != 0; --left) {
            auto const port = static_cast<std::uint32_t>(
                random_.chance(1, 10) ? 65533 + random_.below(3) : 1 + random_.below(12));
            bool const is_fixed = random_.chance(1, 4) && fixed.insert(port).second;
            needs_.ports.push_back(is_fixed ? port : 0);
        }
        needs_.roles.clear();
        for (auto const role : roles_) {
            if (random_.chance(2, 3)) {
                needs_.roles.push_back(role_name{role});
            }
        }
        if (needs_.roles.empty()) {
            needs_.roles.push_back(role_name{"*"});
        }
        random_.shuffle(needs_.roles);
    }

    std::map<std::string, std::int64_t> asked() const {
        std::map<std::string, std::int64_t> out{{"cpus", needs_.cpus.thousandths()},
                                                {"mem", needs_.mem.thousandths()},
                                                {"disk", needs_.disk.thousandths()}};
        for (auto const& [name, amount] : needs_.scalars) {
            out[std::string{name.view()}] += amount.thousandths();
        }
        return out;
    }

    bool serves(std::vector<std::uint32_t>& expected) const {
        auto const has_gpus = [](plain_entry const& entry) {
            return entry.name == "gpus" && entry.amount != 0;
        };
        if (!needs_.on_gpu_agents && !asked().contains("gpus") &&
            std::any_of(entries_.begin(), entries_.end(), has_gpus)) {
            return false;
        }
        for (auto const& [name, amount] : asked()) {
            std::int64_t left = 0;
            for (plain_entry const& entry : entries_) {
                left += entry.name == name && entry.usable(needs_) ? entry.amount - entry.used : 0;
            }
            if (left < amount) {
                return false;
            }
        }
        std::set<std::uint64_t> free[2]; // unreserved, reserved
        for (auto const& [port, entry] : owner_) {
            if (port >= 1 && port <= 65535 && entry->usable(needs_) &&
                !used_ports_.contains(port)) {
                free[entry->role == "*" ? 0 : 1].insert(port);
            }
        }
        expected = needs_.ports;
        for (std::uint32_t const port : needs_.ports) {
            if (port != 0 && free[0].erase(port) + free[1].erase(port) == 0) {
                return false;
            }
        }
        for (std::uint32_t& port : expected) {
            if (port == 0) {
                auto& from = free[free[1].empty() ? 0 : 1];
                if (from.empty()) {
                    return false;
                }
                port = static_cast<std::uint32_t>(*from.begin());
                from.erase(from.begin());
            }
        }
        return true;
    }

    plain_entry* find(std::uint32_t offer, std::uint32_t source) {
        for (plain_entry& entry : entries_) {
            if (entry.offer == offer && entry.source == source) {
                return &entry;
            }
        }
        return nullptr;
    }

    std::string check_taking(std::vector<std::uint32_t> const& expected) {
        if (out_.ports != expected) {
            return "other ports than the lowest free ones, or in another order";
        }
        std::map<std::string, std::int64_t> sums;
        std::vector<std::uint32_t> taken_ports;
        for (taken const& t : out_.resources) {
            plain_entry* const entry = find(t.offer, t.source);
            if (entry == nullptr || !entry->usable(needs_)) {
                return "took from what is not there, or not for this requirement";
            }
            if ((t.type == value_type::ranges) != (entry->name == "ports")) {
                return "the type taken is not that of the entry";
            }
            if (t.type == value_type::ranges) {
                if (t.numbers.begin != t.numbers.end || !entry->ports.contains(t.numbers.begin)) {
                    return "took a port that the entry does not have";
                }
                if (!used_ports_.insert(t.numbers.begin).second) {
                    return "took a port twice";
                }
                taken_ports.push_back(static_cast<std::uint32_t>(t.numbers.begin));
                continue;
            }
            entry->used += t.amount.thousandths();
            sums[entry->name] += t.amount.thousandths();
            if (t.amount <= quantity{} || entry->used > entry->amount) {
                return "took nothing, or more than the entry has";
            }
        }
        if (taken_ports != out_.ports) {
            return "the ports are not those of the resources";
        }
        for (auto const& [name, amount] : asked()) {
            if (sums[name] != amount) {
                return "took another amount than was asked";
            }
            sums.erase(name);
        }
        return sums.empty() ? check_reserved_first() : "took what was not asked for";
    }

    std::string check_reserved_first() {
        for (taken const& t : out_.resources) {
            plain_entry const& from = *find(t.offer, t.source);
            for (plain_entry const& entry : entries_) {
                if (from.role == "*" && entry.role != "*" && entry.name == from.name &&
                    entry.name != "ports" && entry.usable(needs_) && entry.used < entry.amount) {
                    return "took unreserved resources before reserved ones";
                }
            }
        }
        return {};
    }

    // The candidate afterwards is what it was, less what is taken.
    std::string check_rest(candidate const& c) {
        std::size_t something = 0;
        for (plain_entry const& entry : entries_) {
            something += entry.amount != 0 || !entry.ports.empty() ? 1U : 0U;
        }
        if (c.stock().size() != something) {
            return "entries came or went";
        }
        for (resource const& left : c.stock()) {
            plain_entry const* const entry = find(left.offer, left.source);
            if (entry == nullptr || left.amount.thousandths() != entry->amount - entry->used) {
                return "an amount left is wrong";
            }
            std::size_t ports_left = 0;
            for (auto const& [port, owner] : owner_) {
                bool const there = owner == entry && !used_ports_.contains(port);
                ports_left += there ? 1U : 0U;
                if (contains(left.ranges, port) != there) {
                    return "a port left is wrong";
                }
            }
            if (count(left.ranges) != ports_left) {
                return "ports came from nowhere";
            }
        }
        return {};
    }

    bool same_stock(candidate const& c) const {
        return std::equal(c.stock().begin(), c.stock().end(), stock_before_.begin(),
                          stock_before_.end());
    }

    berth_test::splitmix random_;
    offer_round round_{};
    merger merge_{};
    std::vector<candidate> candidates_{};
    std::vector<plain_entry> entries_{};
    std::map<std::uint64_t, plain_entry const*> owner_{};
    std::set<std::uint64_t> used_ports_{};
    std::vector<resource> stock_before_{};
    requirement needs_{};
    taking out_{};
};

TEST_CASE("take: all resource rules pass exactly when it succeeds, and what it takes is right") {
    std::uint64_t const seed = berth_test::seed_or(20160512);
    CAPTURE(seed);
    property cases{seed};
#ifdef __OPTIMIZE__
    int const turns = 100'000;
#else
    int const turns = 15'000; // the sanitizers take a hundred times as long
#endif
    for (int turn = 0; turn != turns; ++turn) {
        std::string const wrong = cases.next();
        if (!wrong.empty()) {
            CAPTURE(turn);
            REQUIRE(wrong == "");
        }
    }
    REQUIRE(cases.accepted > turns / 2); // neither answer is rare
    REQUIRE(cases.refused > turns / 2);
}

void fill(offer_round& round) {
    static constexpr std::array<std::string_view, 8> agents{"a1", "a2", "a3", "a4",
                                                            "a5", "a6", "a7", "a8"};
    for (int i = 0; i != 24; ++i) {
        offer_builder to{round};
        to.agent_id(agents[static_cast<std::size_t>(i) % agents.size()]);
        for (auto const name : {"cpus"sv, "mem"sv, "disk"sv}) {
            to.resource(name, 0);
            to.reservation(1, "es");
            to.scalar(8);
        }
        to.resource("ports", 1);
        for (std::uint64_t port = 40; port != 0; --port) {
            to.range(1000 * port, 1000 * port + 10);
        }
        to.finish();
    }
}

TEST_CASE("take: no allocation once builder, merge and take are warm") {
    offer_round round;
    merger merge;
    std::vector<candidate> candidates;
    taking out;
    requirement needs = asks(0.5, {1000, 0, 0, 31000}, {"es", "*"});
    needs.scalars.push_back({berth::text<63>{"gpus"}, {}});
    std::size_t took = 0;
    auto const turn = [&] {
        round.clear();
        fill(round);
        merge(round, candidates);
        for (candidate& c : candidates) {
            took += take(c, needs, round, out) ? 1U : 0U;
            took += take(c, needs, round, out) ? 1U : 0U; // the fixed ports are gone
        }
    };
    turn();
    turn();
    std::size_t const before = berth_test::allocations;
    for (int i = 0; i != 10; ++i) {
        turn();
    }
    std::size_t const after = berth_test::allocations;
    REQUIRE(before > 0);
    REQUIRE(after == before);
    REQUIRE(took == 12 * 8);
}

TEST_CASE("placer: no allocation once it is warm") {
    std::vector<std::string> names;
    for (int i = 0; i != 20; ++i) {
        names.push_back("agent-" + std::to_string(i));
    }
    offer_round round;
    merger merge;
    berth::placer placing;
    std::vector<candidate> candidates;
    node_index const nodes{100};
    requirement needs;
    needs.cpus = quantity::whole(1);
    std::vector<pending_node> pending(30);
    for (pending_node& waiting : pending) {
        waiting.needs = &needs;
    }
    std::size_t placed = 0;
    auto const turn = [&] {
        round.clear();
        for (std::string const& name : names) {
            offer_builder to{round};
            to.agent_id(name);
            to.resource("cpus", 0);
            to.scalar(1);
            to.finish();
        }
        merge(round, candidates);
        placing(resource_rules{}, berth::first_fit{}, pending, candidates, nodes, round,
                [&](std::size_t, std::size_t, taking&) { ++placed; });
    };
    turn();
    turn();
    auto const before = berth_test::allocations;
    turn();
    CHECK(berth_test::allocations == before);
    CHECK(placed == 60);
}

} // namespace
