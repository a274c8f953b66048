// SPDX-License-Identifier: Apache-2.0
// What `take` returns passes the master's judge, and what it refuses no search can find.
#include "support/judged_offers.hpp"
#include "support/judged_requirements.hpp"
#include "support/judged_search.hpp"
#include "support/splitmix.hpp"

#include <berth/model/candidate.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/pending_node.hpp>
#include <berth/model/validate_requirement.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/strategy/take.hpp>
#include <berth/testing/judge.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::candidate;
using berth::quantity;
using berth::requirement;
using berth::role_name;
using berth::text;
using berth::volume_request;
using berth_test::judged_search;
using berth_test::master_offer;
using berth_test::master_reservation_type;
using berth_test::master_resource;
using berth_test::offered_entry;
using berth_test::splitmix;
using resource_rules = berth::without<berth::without<berth::storage_aware, berth::host_unused>,
                                      berth::cluster_incomplete>;

using counters = std::map<std::string_view, std::size_t>;

/// Counts what an entry that was used has of what makes entries differ.
void count_features(counters& seen, offered_entry const& entry) {
    using type = berth_test::master_source_type;
    master_resource const& r = *entry.what;
    auto const has = [&](bool it, std::string_view name) {
        if (it) {
            ++seen[name];
        }
    };
    auto const& stack = r.reservations;
    auto const* const only = !stack.empty()  ? &stack.back()
                             : r.reservation ? &*r.reservation
                                             : nullptr;
    bool const dynamic =
        r.reservation || (only != nullptr && only->type == master_reservation_type::dynamic);
    has(entry.role == "*", "unreserved");
    has(entry.role != "*" && !dynamic, "static");
    has(dynamic, "dynamic");
    has(dynamic && only->principal, "principal");
    has(dynamic && only->labels, "labels");
    has(stack.size() > 1, "refined");
    has(stack.size() > 2, "refined twice");
    has(r.role && stack.empty() && entry.role != "*", "format before refinement");
    has(!r.role && !stack.empty(), "format of a stack");
    has(r.role && !stack.empty(), "format of endpoints");
    has(entry.role == "*" && r.role, "role *");
    has(r.allocation_role.has_value(), "allocated");
    has(!r.allocation_role, "not allocated");
    has(r.revocable, "revocable");
    has(r.revocable && entry.role != "*", "revocable and static");
    has(r.provider_id.has_value(), "of a provider");
    has(entry.offer != 0, "of another offer");
    has(entry.is("gpus"), "gpus");
    has(entry.is("licenses"), "a custom scalar");
    has(r.scalar && std::fabs(*r.scalar * 1000.0 - std::round(*r.scalar * 1000.0)) > 0.01,
        "below a thousandth");
    has(r.scalar && *r.scalar > 1e9, "large");
    has(entry.is("ports") && r.ranges->size() > 1, "ports in pieces");
    has(entry.is_volume(), "volume");
    has(r.shared, "shared volume");
    auto const source = entry.on_separate_disk() ? *r.disk->source : berth_test::master_source{};
    has(source.type == type::path, "PATH");
    has(source.type == type::mount, "MOUNT");
    has(source.type == type::block, "BLOCK");
    has(source.root.has_value(), "disk with root");
    has(source.id.has_value(), "disk with id");
    has(source.profile.has_value(), "disk with profile");
    has(source.vendor.has_value(), "disk with vendor");
    has(source.metadata.has_value(), "disk with metadata");
    has(source.type == type::mount && entry.is_volume(), "volume on MOUNT");
    has(source.type == type::path && entry.is_volume(), "volume on PATH");
}

/// Counts what of all that is offered nothing is taken from.
void count_offered(counters& seen, judged_search const& stock) {
    std::set<std::pair<std::string_view, std::string_view>> shared;
    for (offered_entry const& entry : stock.entries()) {
        master_resource const& r = *entry.what;
        auto const has = [&](bool it, std::string_view name) {
            if (it) {
                ++seen[name];
            }
        };
        has(berth::testing::is_nothing(r), "offered: nothing");
        has(r.set && r.set->size() > 1, "offered: a set");
        has(entry.is("mem") && r.ranges, "offered: a name of another type");
        has(entry.disk_type() == berth::disk_source::raw, "offered: RAW");
        has(r.shared && !shared.emplace(entry.role, r.disk->persistence->id).second,
            "offered: a shared volume again");
        bool zero = false;
        bool beyond = false;
        bool wide = false;
        for (auto const& range : r.ranges.value_or(berth_test::master_ranges{})) {
            zero = zero || range.begin == 0;
            beyond = beyond || range.end > 65535;
            wide = wide || (range.begin > 30000 && range.end - range.begin > 1000);
        }
        has(zero, "offered: port 0");
        has(beyond, "offered: ports beyond 65535");
        has(wide, "offered: a wide range");
    }
}

/// Counts what makes one taking special.
void count_taking(counters& seen, judged_search& stock, berth::taking const& took) {
    std::map<std::uint32_t, std::size_t> parts;
    std::map<int, std::set<std::uint32_t>> on_disk;
    for (berth::taken const& part : took.resources) {
        offered_entry const& entry = *stock.find(part.offer, part.source);
        count_features(seen, entry);
        seen["a port above 65529"] += entry.is("ports") && part.numbers.end > 65529 ? 1U : 0U;
        if (part.volume != berth::no_volume && !part.whole) {
            seen["a volume in parts"] += ++parts[part.volume] == 2 ? 1U : 0U;
            on_disk[entry.disk].insert(part.volume);
        }
    }
    for (auto const& [disk, volumes] : on_disk) {
        seen["two volumes on a disk"] += volumes.size() > 1 ? 1U : 0U;
    }
}

class property {
public:
    property(std::uint64_t seed, counters& seen) noexcept : random_{seed}, seen_{&seen} {}

    /// \returns what is wrong in one random case; empty if nothing is.
    std::string run(berth::offer_round& round, berth::merger& merge,
                    std::vector<candidate>& candidates) {
        bool const small = random_.chance(3, 5);
        berth_test::judged_offers maker{random_};
        offers = maker.draw(small);
        round.clear();
        for (master_offer const& offer : offers) {
            berth_test::feed(offer, round);
        }
        for (berth::offer const& offer : round.offers()) {
            if (offer.fault) {
                return "an offer of the master is faulty";
            }
        }
        merge(round, candidates);
        if (candidates.size() != 1) {
            return "offers of one agent and role are not one candidate";
        }
        judged_search stock{offers};
        count_offered(*seen_, stock);
        berth_test::judged_requirements maker_of_needs{random_, maker.roles()};
        for (std::uint64_t node = 1 + random_.below(4); node != 0; --node) {
            if (tasks.empty() || random_.chance(2, 3)) {
                needs = maker_of_needs.draw(stock, small);
            }
            if (!berth::validate(needs)) {
                return "the requirement is invalid";
            }
            std::string_view const wrong = place(candidates[0], stock, round);
            if (!wrong.empty()) {
                return std::string{wrong};
            }
        }
        return tasks.empty() ? "" : judged(maker.roles());
    }

    std::vector<master_offer> offers{};
    requirement needs{};

private:
    std::string_view place(candidate& from, judged_search& stock, berth::offer_round& round) {
        berth::node_index const nodes;
        berth::pending_node pending;
        pending.needs = &needs;
        bool const rules_pass = first_failure(resource_rules{}, from, pending, nodes).passed;
        std::vector<berth::resource> const before{from.stock().begin(), from.stock().end()};
        bool const took = take(from, needs, round, taking_);
        if (rules_pass != took) {
            return took ? "take succeeds where a rule refuses" : "take refuses where rules pass";
        }
        auto const separate =
            std::count_if(needs.volumes.begin(), needs.volumes.end(), judged_search::separate);
        if (separate <= 5 || took) {
            std::string_view const reason = stock.refusal(needs);
            if (reason.empty() != took) {
                return took ? "take found what no search finds"
                            : "take refuses what a search finds";
            }
            ++(*seen_)[reason.empty() ? "found" : reason];
        }
        ++(*seen_)[took ? "taken" : "refused"];
        if (!took) {
            bool const same =
                std::equal(before.begin(), before.end(), from.stock().begin(), from.stock().end());
            return same ? "" : "a refusal changed the candidate";
        }
        (*seen_)["a node of several"] += tasks.empty() ? 0U : 1U;
        (*seen_)["many volumes"] += separate > 5 ? 1U : 0U;
        if (std::string_view const wrong = stock.check(needs, taking_); !wrong.empty()) {
            return wrong;
        }
        count_taking(*seen_, stock, taking_);
        launch();
        return "";
    }

    void launch() {
        auto& task = tasks.emplace_back();
        task.id = "t" + std::to_string(tasks.size());
        task.agent_id = "a1";
        task.command.emplace();
        for (berth::taken const& part : taking_.resources) {
            task.resources.push_back(berth_test::written(part, offers));
            used_.insert(offers[part.offer].id);
            if (task.resources.back().shared) {
                (*seen_)["a shared volume twice"] +=
                    shared_.insert({part.offer, part.source}).second ? 0U : 1U;
            }
        }
    }

    // One ACCEPT with all tasks, which names the offers that were used.
    std::string judged(std::vector<std::string> const& roles) {
        berth::testing::master_framework framework;
        framework.id = "f";
        framework.roles = {roles.empty() ? "*" : roles.back()};
        berth::testing::judge judge{framework};
        for (master_offer const& offer : offers) {
            judge.add_offer(offer);
        }
        berth::testing::master_operation launch;
        launch.type = berth::testing::master_operation_type::launch;
        std::size_t const asked = tasks.size();
        launch.tasks = std::move(tasks);
        std::vector<berth::testing::master_operation> operations;
        operations.push_back(std::move(launch));
        auto const answer = judge.accept({used_.begin(), used_.end()}, std::move(operations));
        if (!answer.all_ok() || judge.tasks.size() != asked) {
            return "the master refuses: " + std::string{answer.first_rule()};
        }
        return "";
    }

    splitmix random_;
    counters* seen_;
    berth::taking taking_{};
    std::vector<berth::testing::master_task> tasks{};
    std::set<std::string> used_{};
    std::set<std::pair<std::size_t, std::size_t>> shared_{};
};

/// A case in words, for whoever has to find out why it fails.
std::string described(property const& failed) {
    std::ostringstream out;
    for (master_offer const& offer : failed.offers) {
        out << '\n' << offer.id << ':';
        for (master_resource const& r : offer.resources) {
            out << "\n  " << r.name << ' ' << r.scalar.value_or(0.0);
            for (auto const& range : r.ranges.value_or(berth_test::master_ranges{})) {
                out << ' ' << range.begin << '-' << range.end;
            }
            out << " role " << r.role.value_or("");
            for (auto const& level : r.reservations) {
                out << " <" << *level.role;
            }
            out << (r.revocable ? " revocable" : "") << (r.shared ? " shared" : "") << ' '
                << r.provider_id.value_or("");
            if (r.disk) {
                auto const source = r.disk->source.value_or(berth_test::master_source{});
                out << " disk " << static_cast<int>(source.type) << ' ' << source.root.value_or("")
                    << ' ' << source.profile.value_or("") << ' '
                    << (r.disk->persistence ? r.disk->persistence->id : "");
            }
        }
    }
    requirement const& needs = failed.needs;
    out << "\nneeds cpus " << needs.cpus.to_text().view() << " mem " << needs.mem.to_text().view()
        << " disk " << needs.disk.to_text().view();
    for (auto const& [name, amount] : needs.scalars) {
        out << ' ' << name.view() << ' ' << amount.to_text().view();
    }
    for (auto const port : needs.ports) {
        out << " port " << port;
    }
    for (auto const* const names : {&needs.roles, &needs.revocable, &needs.providers}) {
        out << " of";
        for (auto const& name : *names) {
            out << ' ' << name.view();
        }
    }
    for (volume_request const& volume : needs.volumes) {
        out << "\n  volume " << (volume.external ? "external" : "") << static_cast<int>(volume.disk)
            << ' ' << volume.size.to_text().view() << ' ' << volume.profile.view() << ' '
            << volume.persistence_id.view() << (volume.shared ? " shared" : "");
    }
    return out.str();
}

void run_many(std::uint64_t cases) {
    std::uint64_t const seed = berth_test::seed_or(20161201);
    CAPTURE(seed);
    berth::offer_round round;
    berth::merger merge;
    std::vector<candidate> candidates;
    counters seen;
    for (std::uint64_t turn = 0; turn != cases; ++turn) {
        property one{seed + turn, seen};
        std::string const wrong = one.run(round, merge, candidates);
        if (!wrong.empty()) {
            CAPTURE(turn); // BERTH_SEED=<seed + turn> has it first
            CAPTURE(described(one));
            REQUIRE(wrong == "");
        }
    }
    REQUIRE(seen.size() == 59);         // each that is counted
    REQUIRE(seen["taken"] > cases / 2); // neither answer is rare, nor is any feature
    REQUIRE(seen["refused"] > cases / 2);
    for (auto const& each : seen) {
        CAPTURE(std::string{each.first});
        REQUIRE(each.second > cases / 400);
    }
}

TEST_CASE("take: the master accepts what it returns, and no search finds what it refuses") {
#ifdef __OPTIMIZE__
    run_many(30'000);
#else
    run_many(2'000); // the sanitizers take a hundred times as long
#endif
}

} // namespace

TEST_SUITE("slow") {
    TEST_CASE("take: the master accepts what it returns, in a million cases") {
        run_many(1'000'000);
    }
}
