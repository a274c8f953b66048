// SPDX-License-Identifier: Apache-2.0
// What was wrong with schedulers before this one, put back one at a time, as a host or a policy of
// a test: the simulation finds each. If it finds one no more, it has gone blind.
#include "support/simulated.hpp"

#include <berth/testing/calm.hpp>
#include <berth/testing/chaos.hpp>
#include <berth/testing/laws/id_allocator.hpp>
#include <berth/testing/world.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace berth::testing;
using berth::node_id;
using berth_test::small_cluster;

enum class defect : std::uint8_t {
    none,
    kills_last_in_list,   ///< fewer nodes: the last of the list goes, not the highest id
    forgets_five_states,  ///< DROPPED, GONE and their like never free an id
    frees_on_lost,        ///< any LOST frees an id at once
    launches_then_stores, ///< a crash between the two loses the id
    id_only_when_off,     ///< the task is not told its id
    mask_off_by_one,      ///< the bit of an id is looked for in another place
    mask_of_31,           ///< no more ids than bits; the next is 0
    always_one,           ///< the id is read from where it no longer stands
    first_id_moved,       ///< the first id was 0 and is 1 now
    fakes_lost,           ///< an agent fails: its tasks are called lost
    unreadable_is_empty,  ///< a record that cannot be read is no record
    host_by_agent_id,     ///< a host is known by the id of its agent
    skips_malformed,      ///< a record that cannot be read is passed over
};

/// A planner's allocator, with the masks of the original.
struct faulty_ids {
    defect how = defect::none;
    node_id begin{};
    berth::lowest_free_id taken{};
    std::uint32_t mask = 0;

    [[nodiscard]] node_id first() const noexcept { return begin; }
    [[nodiscard]] node_id next() const noexcept {
        switch (how) {
        case defect::always_one: return {begin.value + 1};
        case defect::mask_off_by_one: // tests bit i for id i + 1, which is kept in bit i + 1
            for (std::uint32_t i = 0; i < 31; ++i) {
                if ((mask >> i & 1U) == 0) {
                    return {i + 1};
                }
            }
            return {0};
        case defect::mask_of_31:
            for (std::uint32_t id = 1; id < 32; ++id) {
                if ((mask >> (id - 1) & 1U) == 0) {
                    return {id};
                }
            }
            return {0};
        default: return taken.next();
        }
    }
    [[nodiscard]] node_id next(node_id after) const noexcept {
        if (how != defect::mask_off_by_one && how != defect::mask_of_31) {
            return how == defect::always_one ? next() : taken.next(after);
        }
        faulty_ids ahead = *this;
        node_id id = next();
        for (int guard = 0; guard != 64; ++guard) {
            static_cast<void>(ahead.take(id));
            bool const there = id == after;
            id = ahead.next();
            if (there) {
                break;
            }
        }
        return id;
    }
    [[nodiscard]] bool contains(node_id id) const noexcept { return taken.contains(id); }
    bool take(node_id id) {
        mask |= how == defect::mask_off_by_one ? 1U << id.value % 32 : 1U << (id.value - 1) % 32;
        return taken.take(id);
    }
    bool release(node_id id) noexcept {
        mask &= ~(how == defect::mask_off_by_one ? 1U << id.value % 32 : 1U << (id.value - 1) % 32);
        return taken.release(id);
    }
    friend bool operator==(faulty_ids const&, faulty_ids const&) = default;
};

/// `host_unused`, or what the original had in its place.
struct faulty_host_rule {
    static constexpr berth::rule_info info{"host_unused", "Host already running task", true};
    bool by_agent_id = false;

    [[nodiscard]] constexpr berth::verdict
    operator()(berth::candidate const& offered, berth::pending_node const& waiting,
               berth::node_index const& nodes) const noexcept {
        if (!by_agent_id) {
            return berth::host_unused{}(offered, waiting, nodes);
        }
        return {&info, {}, {}, nodes.on_agent(offered.agent_id()) == 0};
    }
    friend constexpr bool operator==(faulty_host_rule, faulty_host_rule) = default;
};

struct faulty_policies : berth::default_policies {
    using allocator = faulty_ids;
    using strategy = berth::rule_list<faulty_host_rule, berth::cluster_incomplete,
                                      berth::enough_cpus, berth::enough_mem>;
};
using faulty_planner = berth::planner<berth::group<faulty_policies>>;

faulty_planner planner_with(defect how, std::uint32_t wanted) {
    berth::settings<faulty_policies> out;
    auto const base = berth_test::settings_of("es", wanted);
    out.name = base.name;
    out.needs = base.needs;
    out.wanted = wanted;
    bool const from_one = how == defect::mask_off_by_one || how == defect::mask_of_31;
    out.allocator.how = how;
    out.allocator.begin = {from_one ? 1U : 0U};
    out.allocator.taken = berth::lowest_free_id{out.allocator.begin};
    out.strategy =
        faulty_policies::strategy{faulty_host_rule{how == defect::host_by_agent_id}, {}, {}, {}};
    if (how == defect::frees_on_lost || how == defect::fakes_lost) {
        out.recycling = berth::on_lost;
    }
    if (how == defect::forgets_five_states) {
        using berth::task_state;
        for (auto const state : {task_state::dropped, task_state::gone, task_state::unreachable,
                                 task_state::gone_by_operator, task_state::unknown}) {
            if (out.recycling.rows().size() < berth::recycling_table::capacity) {
                out.recycling = out.recycling.with("five_states", {state});
            }
        }
    }
    return faulty_planner{*berth::group<faulty_policies>::make(out)};
}

struct faulty_host : honest_host {
    defect how = defect::none;
    std::vector<std::string> listed{}; // tasks in the order of their launches

    [[nodiscard]] std::optional<berth::stored_state> load(memory_store const& from) const {
        auto kept = honest_host::load(from);
        if (!kept && how == defect::unreadable_is_empty) {
            return berth::stored_state{};
        }
        if (kept && how == defect::skips_malformed && !kept->nodes.empty()) {
            kept->nodes.erase(kept->nodes.begin());
        }
        return kept;
    }

    void arrange(std::vector<process_step>& steps) {
        for (process_step& step : steps) {
            auto* const call = std::get_if<cluster_call>(&step);
            if (auto* const yes = call == nullptr ? nullptr : std::get_if<cluster_accept>(call)) {
                for (cluster_launch& each : yes->launches) {
                    listed.push_back(each.task.id);
                    if (how == defect::id_only_when_off) {
                        each.task.id = "es.-1." + each.task.id.substr(each.task.id.rfind('.') + 1);
                    }
                }
            }
            auto* const kill = call == nullptr ? nullptr : std::get_if<cluster_kill>(call);
            if (kill != nullptr && how == defect::kills_last_in_list && !listed.empty()) {
                kill->task_id = listed.back();
            }
        }
        if (how == defect::launches_then_stores) {
            for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
                if (std::holds_alternative<process_write>(steps[i])) {
                    std::swap(steps[i], steps[i + 1]);
                    return;
                }
            }
        }
    }

    template <class Hear>
    void hear(cluster const& truth, cluster_event const& what, Hear hear) const {
        auto const* const failed = std::get_if<cluster_failure>(&what);
        if (failed != nullptr && how == defect::fakes_lost) {
            fake(truth, *failed, hear);
        } else {
            hear(what);
        }
    }
    // The planner hears one event at a time, so the fake takes the place of the failure.
    template <class Hear>
    void fake(cluster const& truth, cluster_failure const& failed, Hear hear) const {
        for (cluster_task const& task : truth.tasks) {
            if (truth.agents[task.agent].id == failed.agent_id) {
                hear(cluster_event{
                    cluster_update{task.id,
                                   failed.agent_id,
                                   {},
                                   {berth::task_state::lost, berth::status_source::master},
                                   "executorLost"}});
                return;
            }
        }
        hear(cluster_event{failed});
    }
};

using faulty_world = world<faulty_planner, faulty_host>;

faulty_host host_with(defect how) {
    faulty_host out;
    out.how = how;
    return out;
}

/// The promise that was broken, after trouble and after it.
std::string broken_by(defect how, std::uint64_t seed, int steps) {
    faulty_world in{small_cluster(8, seed * 4), planner_with(how, 3), host_with(how)};
    chaos trouble{seed};
    for (int step = 0; step != steps && in.broken().empty(); ++step) {
        trouble.step(in);
        if (how == defect::first_id_moved && step == steps / 2) {
            auto moved = planner_with(how, 3);
            berth::settings<faulty_policies> chosen = moved.group().chosen();
            chosen.allocator.begin = {1};
            chosen.allocator.taken = berth::lowest_free_id{node_id{1}};
            in.upgrade(faulty_planner{*berth::group<faulty_policies>::make(chosen)});
        }
    }
    if (in.broken().empty()) {
        calm_down(in, 20);
    }
    return in.broken();
}

struct found {
    std::uint64_t seed{};
    std::string promise{};
};

/// The first of so many seeds that finds the defect.
std::optional<found> find(defect how, std::uint64_t seeds, int steps) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        if (std::string broken = broken_by(how, seed, steps); !broken.empty()) {
            return found{seed, std::move(broken)};
        }
    }
    return std::nullopt;
}

void check_found(std::string_view name, defect how, std::string_view promise) {
    auto const at = find(how, 2000, 300);
    REQUIRE_MESSAGE(at.has_value(), name, " is not found any more");
    MESSAGE(name, ": seed ", at->seed, " finds: ", at->promise);
    CHECK(at->promise.find(promise) != std::string::npos);
}

TEST_CASE("mutations: nothing is found where nothing is wrong") {
    CHECK_FALSE(find(defect::none, 200, 300).has_value());
}

TEST_CASE("mutations: R9, the last of the list is retired, not the highest id") {
    check_found("R9", defect::kills_last_in_list, "the owner of an id is killed");
}
TEST_CASE("mutations: R13 a, five states never free an id") {
    check_found("R13 a", defect::forgets_five_states, "held whose task has ended");
}
TEST_CASE("mutations: R13 b and trap 10, LOST frees an id at once") {
    check_found("R13 b", defect::frees_on_lost, "freed without proof");
}
TEST_CASE("mutations: R14 and trap 12, launched first and stored afterwards") {
    check_found("R14", defect::launches_then_stores, "a launch is not on record");
}
TEST_CASE("mutations: trap 5, the task is told its id only when the feature is off") {
    check_found("trap 5", defect::id_only_when_off, "a launch is not on record");
}
TEST_CASE("mutations: trap 6, a mask whose bit is looked for one place off") {
    check_found("trap 6", defect::mask_off_by_one, "a launch is not on record");
    faulty_ids ids;
    ids.how = defect::mask_off_by_one;
    ids.begin = {1};
    ids.taken = berth::lowest_free_id{node_id{1}};
    CHECK(ids.take(ids.next()));
    CHECK(ids.contains(ids.next())); // id 1, again and again
}
TEST_CASE("mutations: trap 7, no more than 31 ids, and then 0") {
    faulty_world in{small_cluster(36, 0), planner_with(defect::mask_of_31, 33),
                    host_with(defect::mask_of_31)};
    calm_down(in, 4);
    MESSAGE("trap 7: 33 nodes find: ", in.broken());
    CHECK(in.broken() == "a wanted node does not run");
    faulty_world good{small_cluster(36, 0), planner_with(defect::none, 33),
                      host_with(defect::none)};
    calm_down(good, 4);
    CHECK(good.broken() == "");
}
TEST_CASE("mutations: trap 8, the id is always the same") {
    check_found("trap 8", defect::always_one, "a launch is not on record");
}
TEST_CASE("mutations: trap 9, another first id after an upgrade") {
    check_found("trap 9", defect::first_id_moved, "a record is refused");
}
TEST_CASE("mutations: trap 11, a failed agent's tasks are called lost") {
    check_found("trap 11", defect::fakes_lost, "freed without proof");
}
TEST_CASE("mutations: trap 13, a record that cannot be read is taken for an empty one") {
    check_found("trap 13", defect::unreadable_is_empty, "a call without a readable record");
}
TEST_CASE("mutations: trap 19, a host is known by the id of its agent") {
    check_found("trap 19", defect::host_by_agent_id, "two nodes are on one host");
}
TEST_CASE("mutations: trap 20, a malformed record is passed over") {
    check_found("trap 20", defect::skips_malformed, "");
}

} // namespace
