// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <berth/mesos/json_resources.hpp>
#include <berth/model/describe.hpp>

#include <cstddef>
#include <cstdint>

namespace {

json write_amount(berth::quantity amount) {
    std::int64_t const count = amount.thousandths();
    return count % 1000 == 0 ? json(count / 1000) : json(amount.to_double());
}

json write_placement(question const& asked, berth::placement const& placed) {
    json out = json::object();
    out["node_id"] = placed.id.value;
    out["offer_ids"] = offer_ids(asked, placed);
    out["agent_id"] = placed.agent_id;
    out["resources"] = berth::write_resources<json>(placed.takes.resources, asked.offers);
    out["ports"] = placed.takes.ports;
    out["volumes"] = placed.volumes;
    return out;
}

json write_reason(question const& asked, berth::verdict const& reason, berth::offer const& offer) {
    json out = json::object();
    out["rule"] = reason.rule->name;
    out["text"] = describe(reason, asked.needs, offer).view();
    bool const measured = reason.rule->measured;
    out["asked"] = measured ? write_amount(reason.asked) : json{};
    out["available"] = measured ? write_amount(reason.available) : json{};
    out["short_by"] = measured ? write_amount(reason.short_by()) : json{};
    return out;
}

} // namespace

std::string as_json(question const& asked, judgement const& answer) {
    json out = json::object();
    json& placements = out["placements"] = json::array();
    for (berth::fitted const& placed : answer.placements) {
        placements.push_back(write_placement(asked, placed.launch.what));
    }
    json declines = json::array();
    for (auto const& [no, call] : answer.declined) {
        json reasons = json::array();
        for (berth::verdict const& reason : answer.declines[call].reasons(no)) {
            reasons.push_back(write_reason(asked, reason, *no.what));
        }
        json decline = json::object();
        decline["offer_id"] = no.offer_id;
        decline["refuse_seconds"] = answer.declines[call].refuse_seconds;
        decline["reasons"] = std::move(reasons);
        declines.push_back(std::move(decline));
    }
    out["declines"] = std::move(declines);
    out["unplaced"] = answer.unplaced;
    // A text that was cut may end inside a character.
    return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}
