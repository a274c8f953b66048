// SPDX-License-Identifier: Apache-2.0
#include <berth/mesos/json_offer_constraints.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace {

using berth::agent_field;
using berth::offer_predicate;
using nlohmann::json;

TEST_CASE("write_offer_constraints: every selector and predicate") {
    berth::offer_constraints const from{
        {{{*agent_field::named("rack"), offer_predicate::exists, ""},
          {*agent_field::named("rack"), offer_predicate::text_not_equals, "r1"},
          {*agent_field::named("hostname"), offer_predicate::text_matches, "h.*"}},
         {{*agent_field::named("@region"), offer_predicate::not_exists, ""},
          {*agent_field::named("@zone"), offer_predicate::text_not_matches, "z"},
          {*agent_field::named("x"), offer_predicate::text_equals, ""}}}};
    CHECK(berth::write_offer_constraints<json>(from, "es") ==
          json::parse(R"({"role_constraints": {"es": {"groups": [
        {"attribute_constraints": [
            {"selector": {"attribute_name": "rack"}, "predicate": {"exists": {}}},
            {"selector": {"attribute_name": "rack"}, "predicate": {"text_not_equals": {"value": "r1"}}},
            {"selector": {"pseudoattribute_type": "HOSTNAME"}, "predicate": {"text_matches": {"regex": "h.*"}}}]},
        {"attribute_constraints": [
            {"selector": {"pseudoattribute_type": "REGION"}, "predicate": {"not_exists": {}}},
            {"selector": {"pseudoattribute_type": "ZONE"}, "predicate": {"text_not_matches": {"regex": "z"}}},
            {"selector": {"attribute_name": "x"}, "predicate": {"text_equals": {"value": ""}}}]}]}}})"));
}

} // namespace
