// SPDX-License-Identifier: Apache-2.0
// Documents with constraints, and the verdicts that Marathon's documentation gives them, against
// the library; tests/explain/cases.py has the same cases against the program.
#include <berth/identity/lowest_free_id.hpp>
#include <berth/identity/recycling_tables.hpp>
#include <berth/mesos/json_offer.hpp>
#include <berth/model/node.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/strategy/strategies.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::constraints;
using berth::quantity;
using nlohmann::json;

using rules = berth::without<berth::without<berth::storage_aware, berth::cluster_incomplete>,
                             berth::host_unused>;

/// Of an attribute or a constraint's value: numbers at three decimals.
std::string bare(json const& value) {
    return value.is_string() ? value.get<std::string>()
                             : std::string{quantity::from_double(value)->to_text().view()};
}

/// Names in `refused` what is wrong, as an index of the triple.
berth::result<constraints> read_one(json const& from, std::string& refused) {
    auto made = berth::parse_constraint(from[0].get<std::string>(), from[1].get<std::string>(),
                                        from.size() > 2 ? bare(from[2]) : std::string{});
    if (!made) {
        std::string_view const field = made.error().field;
        refused += field == "field" ? "[0]" : field == "operator" ? "[1]" : "[2]";
    }
    return made;
}

constraints read_all(json const& list, std::string_view how, std::string& refused) {
    constraints out;
    for (std::size_t i = 0; i != list.size() && refused.empty(); ++i) {
        constraints next;
        if (list[i].is_object()) {
            auto const joined = list[i].begin(); // its only member
            next = read_all(joined.value(), joined.key(), refused);
        } else {
            std::string where;
            auto const one = read_one(list[i], where);
            if (!one) {
                refused = "requirement.constraints[" + std::to_string(i) + "]" + where;
                return out;
            }
            next = *one;
        }
        out = i == 0 ? next : how == "all" ? out && next : out || next;
    }
    return how == "none" ? !out : out;
}

berth::node read_node(json const& from) {
    berth::node out;
    out.id.value = from.at("id");
    out.agent_id = from.at("agent_id");
    out.hostname = from.at("hostname");
    out.last.state = *berth::task_state_named(from.value("state", "TASK_UNKNOWN"));
    out.last.source = *berth::status_source_named(from.value("source", "SOURCE_AGENT"));
    if (from.contains("reason")) {
        out.last.reason = *berth::status_reason_named(from["reason"].get<std::string>());
    }
    if (from.contains("attributes")) {
        for (auto const& [name, value] : from["attributes"].items()) {
            out.attributes.push_back({name, bare(value)});
        }
    }
    if (from.contains("domain")) {
        json const& domain = from["domain"]["fault_domain"];
        out.attributes.push_back({"@region", domain["region"]["name"]});
        out.attributes.push_back({"@zone", domain["zone"]["name"]});
    }
    return out;
}

berth::requirement read_needs(json const& from, std::string& refused) {
    berth::requirement out;
    out.cpus = *quantity::from_double(from.at("cpus"));
    out.mem = *quantity::from_double(from.at("mem"));
    out.ports = from.value("ports", std::vector<std::uint32_t>{});
    out.maintenance_ahead = from.value("maintenance_ahead", 0.0);
    for (json const& name : from.value("avoided", json::array())) {
        out.avoided.emplace_back(name.get_ref<std::string const&>());
    }
    out.constraints = read_all(from.value("constraints", json::array()), "all", refused);
    return out;
}

/// What becomes of a document, in the form of `expected`.
json judge(json const& document) {
    json out;
    std::string refused;
    berth::requirement const needs = read_needs(document.at("requirement"), refused);
    if (!refused.empty()) {
        out["refused"] = refused;
        return out;
    }
    berth::offer_round round;
    for (json const& offer : document.at("offers")) {
        REQUIRE(berth::read_offer(offer, round));
    }
    berth::lowest_free_id ids;
    berth::node_index nodes;
    nodes.watch(needs.constraints);
    for (json const& from : document.value("nodes", json::array())) {
        berth::node const node = read_node(from);
        if (berth::proven_gone.judge(node.last) != berth::ruling::released) {
            nodes.add(node);
            ids.take(node.id);
        }
    }
    std::vector<berth::pending_node> pending;
    for (int left = document.value("count", 1); left != 0; --left) {
        berth::pending_node& next = pending.emplace_back();
        next.needs = &needs;
        next.id = ids.next();
        next.now.value = document.value("now", 0.0);
        ids.take(next.id);
    }
    std::vector<berth::candidate> candidates;
    berth::merger{}(round, candidates);
    std::vector<bool> used(candidates.size());
    out["placed"] = json::array();
    out["declined"] = json::object();
    berth::placer place;
    place(rules{}, berth::first_fit{}, pending, candidates, nodes, round,
          [&](std::size_t node, std::size_t at, berth::taking&) {
              out["placed"].push_back(
                  json::array({pending[node].id.value, candidates[at].agent_id()}));
              nodes.add(candidates[at].first_offer());
              used[at] = true;
          });
    for (std::size_t at = 0; at != candidates.size(); ++at) {
        if (!used[at]) {
            json& reasons = out["declined"][std::string{candidates[at].first_offer().id}];
            reasons = json::array();
            berth::all_failures(
                rules{}, candidates[at], pending.back(), nodes,
                [&](berth::verdict const& said) { reasons.push_back(said.rule->name); });
        }
    }
    return out;
}

TEST_CASE("placement cases: placed and declined as written by hand") {
    std::ifstream file{std::string{BERTH_TESTS_DIR} + "/data/placement_cases.json"};
    json const cases = json::parse(file);
    REQUIRE(cases.size() >= 60);
    for (json const& one : cases) {
        INFO(one.at("name").get<std::string>());
        json const said = judge(one.at("document"));
        CHECK_MESSAGE(said == one.at("expected"), said.dump());
    }
}

} // namespace
