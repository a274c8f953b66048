// SPDX-License-Identifier: Apache-2.0
// A framework on the v1 HTTP API: its events and its calls are JSON. The connection is its own
// business; here the events are texts, and what would be sent is printed.
#include "db.hpp"

#include <berth/attach/docker_parameters.hpp>
#include <berth/berth.hpp>
#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_resources.hpp>
#include <berth/mesos/json_status.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace {

using json = nlohmann::ordered_json;

json value(std::string_view text) { return {{"value", text}}; }

/// What an attachment writes to: `ContainerInfo.docker.parameters`.
struct parameters {
    json list = json::array();
    void parameter(std::string_view key, std::string_view text) {
        list.push_back({{"key", key}, {"value", text}});
    }
};

class framework {
public:
    explicit framework(berth::planner<berth::group<>> planner) : planner_(std::move(planner)) {}

    // [json]
    /// One event of the stream. \returns what is wrong with it, if anything is
    berth::outcome on_event(json const& event) {
        berth::effect::list effects;
        std::string const type = event.at("type");
        if (type == "SUBSCRIBED") {
            std::string const id = event["subscribed"]["framework_id"]["value"];
            planner_.on_subscribed(id, effects);
        } else if (type == "OFFERS") {
            offers_ = event["offers"]["offers"]; // the round, and the effects, point into them
            round_.clear();
            for (json const& offer : offers_) {
                if (auto const read = berth::read_offer(offer, round_); !read) {
                    return read;
                }
            }
            planner_.on_offers(round_, effects);
        } else if (type == "UPDATE") {
            berth::task_status status;
            if (auto const read = berth::read_status(event["update"]["status"], status); !read) {
                return read;
            }
            planner_.on_update(status, effects);
        }
        for (auto const& what : effects) { // in this order
            std::visit([this](auto const& it) { perform(it); }, what);
        }
        return berth::ok;
    }
    // [/json]

private:
    void perform(berth::effect::persist const& it) { store(it); }

    // [json-accept]
    void perform(berth::effect::accept const& it) {
        json ids = json::array();
        for (std::string_view const id : it.offer_ids) {
            ids.push_back(value(id));
        }
        json tasks = json::array();
        for (auto const& [group, node] : it.launches) {
            auto const& data = planner_.group().chosen().needs.volumes[0];
            berth::attached_volume const volume{node.volumes[0], data.container_path, "rexray"};
            parameters docker;
            if (!berth::docker_parameters({&volume, 1}, docker)) {
                std::abort(); // never without its volume; to be tried once when the program starts
            }
            tasks.push_back({
                {"name", "db"},
                {"task_id", value(node.task_id)},
                {"agent_id", value(node.agent_id)},
                {"resources", berth::write_resources<json>(node.takes.resources, offers_)},
                {"command", {{"value", "db --port " + std::to_string(node.takes.ports[0])}}},
                {"container",
                 {{"type", "DOCKER"},
                  {"docker", {{"image", "db:1"}, {"parameters", docker.list}}}}},
            });
        }
        send({{"type", "ACCEPT"},
              {"accept",
               {{"offer_ids", ids},
                {"operations",
                 json::array({{{"type", "LAUNCH"}, {"launch", {{"task_infos", tasks}}}}})},
                {"filters", {{"refuse_seconds", it.refuse_seconds}}}}}});
    }
    // [/json-accept]

    void perform(berth::effect::decline const& it) {
        json ids = json::array();
        for (auto const& offer : it.offers) {
            ids.push_back(value(offer.offer_id));
        }
        send({{"type", "DECLINE"},
              {"decline",
               {{"offer_ids", ids}, {"filters", {{"refuse_seconds", it.refuse_seconds}}}}}});
    }

    void perform(berth::effect::acknowledge const& it) {
        send({{"type", "ACKNOWLEDGE"},
              {"acknowledge",
               {{"agent_id", value(it.agent_id)},
                {"task_id", value(it.task_id)},
                {"uuid", it.uuid}}}});
    }

    /// SUBSCRIBE, KILL, RECONCILE, SUPPRESS and REVIVE are as short; notes are for a log.
    template <class Other>
    void perform(Other const& /*other*/) {}

    void send(json call) {
        call["framework_id"] = value(planner_.framework_id());
        std::puts(call.dump().c_str());
    }

    berth::planner<berth::group<>> planner_;
    json offers_{};
    berth::offer_round round_{};
};

} // namespace

int main() {
    auto const group = make_db();
    if (!group) {
        return std::puts(std::string{group.error().message()}.c_str()), 2;
    }

    framework scheduler{berth::planner{*group}};
    for (char const* const event : {
             R"({"type": "SUBSCRIBED", "subscribed": {"framework_id": {"value": "framework-1"}}})",
             R"({"type": "OFFERS", "offers": {"offers": [
               {"id": {"value": "offer-1"}, "agent_id": {"value": "agent-1"}, "hostname": "host-1",
                "resources": [{"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.5}}]},
               {"id": {"value": "offer-2"}, "agent_id": {"value": "agent-2"}, "hostname": "host-2",
                "resources": [
                  {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.75}},
                  {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.5}, "role": "db"},
                  {"name": "ports", "type": "RANGES",
                   "ranges": {"range": [{"begin": 31000, "end": 32000}]}}]}]}})",
             R"({"type": "UPDATE", "update": {"status": {"task_id": {"value": "db.0.1"},
                "agent_id": {"value": "agent-2"}, "state": "TASK_RUNNING",
                "source": "SOURCE_EXECUTOR", "uuid": "fPlN0Q8ESF2hLPPIStkKMQ=="}}})",
         }) {
        if (auto const done = scheduler.on_event(json::parse(event)); !done) {
            return std::puts(std::string{done.error().message()}.c_str()), 1;
        }
    }
}
