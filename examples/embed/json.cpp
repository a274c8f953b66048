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
        } else if (type == "ERROR") { // for good: nothing is sent after it
            std::string const why = event["error"]["message"];
            planner_.on_error(why, effects);
        }
        perform(effects);
        return berth::ok;
    }
    // [/json]

    // [json-more]
    /// The program begins; a record that was kept is given to `planner::restore` before.
    void start() {
        berth::effect::list effects;
        planner_.start(effects);
        perform(effects);
    }
    /// The stream has ended. What follows is sent after a pause, or a master that is down gets no
    /// rest.
    void on_disconnected() {
        berth::effect::list effects;
        planner_.on_disconnected(effects);
        perform(effects);
    }
    /// It is `now`, in seconds since 1970: once before the first offers, and whenever, while the
    /// planner is subscribed, its `wake_at()` has come.
    void on_tick(double now) {
        berth::effect::list effects;
        planner_.on_tick({now}, effects);
        perform(effects);
    }
    // [/json-more]

private:
    // [json-perform]
    /// In order: what is stored protects what comes behind it, and what cannot be stored is not
    /// done.
    void perform(berth::effect::list const& effects) {
        for (auto const& what : effects) {
            auto const* const record = std::get_if<berth::effect::persist>(&what);
            if (record != nullptr && !store(*record)) {
                berth::effect::list instead;
                planner_.on_persist_failed(record->sequence, instead);
                return perform(instead);
            }
            std::visit([this](auto const& it) { perform(it); }, what);
        }
    }
    // [/json-perform]

    void perform(berth::effect::persist const& /*stored*/) {}

    void perform(berth::effect::subscribe const& it) {
        json info = {{"user", "root"},
                     {"name", "db"},
                     {"roles", {"db"}},
                     {"checkpoint", true},               // tasks outlive a restart of their agent
                     {"failover_timeout", 4 * 604800.0}, // and weeks without a scheduler
                     {"capabilities",
                      {{{"type", "MULTI_ROLE"}},
                       {{"type", "RESERVATION_REFINEMENT"}},
                       {{"type", "PARTITION_AWARE"}}}}};
        if (!it.framework_id.empty()) {
            info["id"] = value(it.framework_id);
        }
        send({{"type", "SUBSCRIBE"}, {"subscribe", {{"framework_info", info}}}});
    }

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

    void perform(berth::effect::decline_inverse_offers const& it) {
        json ids = json::array();
        for (std::string_view const id : it.ids) {
            ids.push_back(value(id));
        }
        send({{"type", "DECLINE_INVERSE_OFFERS"},
              {"decline_inverse_offers", {{"inverse_offer_ids", ids}}}});
    }

    void perform(berth::effect::suppress) { send({{"type", "SUPPRESS"}}); }
    void perform(berth::effect::revive) { send({{"type", "REVIVE"}}); }

    void perform(berth::effect::kill const& it) {
        send({{"type", "KILL"}, {"kill", task(it.task_id, it.agent_id)}});
    }

    void perform(berth::effect::reconcile const& it) {
        json tasks = json::array(); // none: all that the master knows
        for (berth::effect::task_ref const& about : it.tasks) {
            tasks.push_back(task(about.task_id, about.agent_id));
        }
        send({{"type", "RECONCILE"}, {"reconcile", {{"tasks", tasks}}}});
    }

    void perform(berth::effect::note const& it) {
        std::printf("note: %s\n", std::string{berth::effect::describe(it.kind)}.c_str());
    }

    static json task(std::string_view task_id, std::string_view agent_id) {
        json out = {{"task_id", value(task_id)}};
        if (!agent_id.empty()) {
            out["agent_id"] = value(agent_id);
        }
        return out;
    }

    // A call that fails is told to `planner::on_call_failed`.
    void send(json call) {
        if (!planner_.framework_id().empty()) {
            call["framework_id"] = value(planner_.framework_id());
        }
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
    scheduler.on_tick(1.8e9);
    scheduler.start();
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
    scheduler.on_disconnected();
}
