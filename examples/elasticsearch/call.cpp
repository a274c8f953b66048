// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"

#include "cluster_settings.hpp"
#include "framework.hpp"

#include <berth/mesos/json_resources.hpp>

#include <cstdlib>
#include <iostream>
#include <utility>
#include <variant>
#include <vector>

#include <pwd.h>
#include <unistd.h>

namespace {

using namespace berth;

json value(std::string_view text) { return {{"value", text}}; }

json values(std::vector<std::string_view> const& texts) {
    json out = json::array();
    for (std::string_view const text : texts) {
        out.push_back(value(text));
    }
    return out;
}

json filters(double seconds) { return {{"refuse_seconds", seconds}}; }

// Who runs this process: the agents run the tasks as the same user.
std::string user() {
    passwd const* const entry = getpwuid(geteuid());
    return entry == nullptr ? std::to_string(geteuid()) : entry->pw_name;
}

// What an attachment was asked to write is checked when the planner is configured. A task without
// its volume would write where nobody looks for its data: if a check was forgotten, nothing runs.
void expect_attached(result<std::size_t> const& attached) {
    if (!attached) {
        std::cerr << "elasticsearch: " << name_flag(attached.error()) << '\n';
        std::abort();
    }
}

struct parameters {
    json list = json::array();
    void parameter(std::string_view key, std::string_view text) {
        list.push_back({{"key", key}, {"value", text}});
    }
};

struct volumes {
    json list = json::array();
    void volume(task_volume const& it) { // only local ones are written
        list.push_back({{"container_path", it.container_path},
                        {"host_path", it.host_path},
                        {"mode", it.read_only ? "RO" : "RW"}});
    }
};

struct variables {
    json list = json::array();
    void environment(std::string_view name, std::string_view text) {
        list.push_back({{"name", name}, {"type", "VALUE"}, {"value", text}});
    }
};

} // namespace

call_writer::call_writer(options const& chosen, std::span<node const> on_record)
    : chosen_(&chosen), wanted_(volumes_of(chosen)), cluster_(chosen, on_record) {}

json call_writer::write(effect::list::any const& what, json const& offers) {
    struct visitor {
        call_writer& self;
        json const& offers;

        json operator()(effect::subscribe const& it) const {
            if (it.framework_id.empty()) {
                self.cluster_.starts_anew();
            }
            return self.subscribe();
        }
        json operator()(effect::persist const&) const { return nullptr; }
        json operator()(effect::note const&) const { return nullptr; }
        json operator()(effect::accept const& it) const { return self.accept(it, offers); }
        json operator()(effect::decline const& it) const {
            json ids = json::array();
            for (effect::declined const& offer : it.offers) {
                ids.push_back(value(offer.offer_id));
            }
            json out = self.call("DECLINE");
            out["decline"] = {{"offer_ids", ids}, {"filters", filters(it.refuse_seconds)}};
            return out;
        }
        json operator()(effect::decline_inverse_offers const& it) const {
            json out = self.call("DECLINE_INVERSE_OFFERS");
            out["decline_inverse_offers"] = {{"inverse_offer_ids", values(it.ids)}};
            return out;
        }
        json operator()(effect::suppress) const {
            json out = self.call("SUPPRESS");
            out["suppress"] = json::object();
            return out;
        }
        json operator()(effect::revive) const {
            json out = self.call("REVIVE");
            out["revive"] = json::object();
            return out;
        }
        json operator()(effect::kill const& it) const {
            self.cluster_.killed(it.task_id);
            json out = self.call("KILL");
            out["kill"] = {{"task_id", value(it.task_id)}};
            if (!it.agent_id.empty()) {
                out["kill"]["agent_id"] = value(it.agent_id);
            }
            return out;
        }
        json operator()(effect::reconcile const& it) const {
            json tasks = json::array();
            for (effect::task_ref const& task : it.tasks) {
                tasks.push_back({{"task_id", value(task.task_id)}});
                if (!task.agent_id.empty()) {
                    tasks.back()["agent_id"] = value(task.agent_id);
                }
            }
            json out = self.call("RECONCILE");
            out["reconcile"] = {{"tasks", tasks}};
            return out;
        }
        json operator()(effect::acknowledge const& it) const {
            json out = self.call("ACKNOWLEDGE");
            out["acknowledge"] = {{"agent_id", value(it.agent_id)},
                                  {"task_id", value(it.task_id)},
                                  {"uuid", it.uuid}};
            return out;
        }
    };
    return std::visit(visitor{*this, offers}, what);
}

json call_writer::call(char const* type) const {
    json out = {{"type", type}};
    if (!framework_id_.empty()) {
        out["framework_id"] = value(framework_id_);
    }
    return out;
}

json call_writer::subscribe() const {
    json info = {{"user", user()}, {"name", chosen_->framework_name}};
    if (!framework_id_.empty()) {
        info["id"] = value(framework_id_);
    }
    info["failover_timeout"] = chosen_->failover_timeout;
    info["checkpoint"] = true;
    if (chosen_->has_capability("MULTI_ROLE")) {
        info["roles"] = json::array({chosen_->role});
    } else {
        info["role"] = chosen_->role;
    }
    if (!chosen_->principal.empty()) {
        info["principal"] = chosen_->principal;
    }
    info["capabilities"] = json::array();
    for (std::string const& name : chosen_->capabilities) {
        info["capabilities"].push_back({{"type", name}});
    }
    json out = call("SUBSCRIBE");
    out["subscribe"] = {{"framework_info", info}};
    return out;
}

json call_writer::accept(effect::accept const& what, json const& offers) {
    for (effect::launch const& launch : what.launches) {
        cluster_.launched(launch.what);
    }
    json tasks = json::array();
    for (effect::launch const& launch : what.launches) {
        tasks.push_back(task(launch.what, offers));
    }
    json out = call("ACCEPT");
    out["accept"] = {
        {"offer_ids", values(what.offer_ids)},
        {"operations", json::array({{{"type", "LAUNCH"}, {"launch", {{"task_infos", tasks}}}}})},
        {"filters", filters(what.refuse_seconds)}};
    return out;
}

json call_writer::task(placement const& what, json const& offers) const {
    json const env = environment(what);
    json ports = json::array();
    static constexpr char const* names[] = {"CLIENT_PORT", "TRANSPORT_PORT"};
    for (std::size_t i = 0; i < what.takes.ports.size(); ++i) {
        ports.push_back({{"number", what.takes.ports[i]}, {"name", names[i]}, {"protocol", "tcp"}});
    }
    json out = {{"name", node_name(*chosen_, what.id)},
                {"task_id", value(what.task_id)},
                {"agent_id", value(what.agent_id)},
                {"resources", write_resources<json>(what.takes.resources, offers)},
                {"command", command(what, env)}};
    if (chosen_->use_docker) {
        out["container"] = container(what, env);
    }
    out["discovery"] = {{"visibility", "EXTERNAL"},
                        {"name", discovery_name(*chosen_, what.id)},
                        {"ports", {{"ports", ports}}}};
    return out;
}

json call_writer::container(placement const& what, json const& variables) const {
    parameters docker;
    for (json const& variable : variables) {
        docker.parameter("env", variable["name"].get<std::string>() + "=" +
                                    variable["value"].get<std::string>());
    }
    volumes local;
    if (chosen_->external()) {
        expect_attached(attach_to_docker(
            *chosen_, attached_volumes(*chosen_, wanted_, what.volumes), what.launches, docker));
    } else {
        expect_attached(attach_directory(*chosen_, what.id, local));
    }
    json out = {{"type", "DOCKER"}};
    if (!local.list.empty()) {
        out["volumes"] = local.list;
    }
    out["docker"] = {{"image", chosen_->image}, {"network", "HOST"}, {"parameters", docker.list}};
    return out;
}

// An operator's command stays as it is: what it starts, and how, is the operator's.
json call_writer::command(placement const& what, json const& variables) const {
    json out = {{"environment", {{"variables", variables}}}};
    if (!chosen_->binary_url.empty()) {
        out["uris"] = json::array({{{"value", chosen_->binary_url}, {"extract", true}}});
    }
    if (!chosen_->command.empty()) {
        out["value"] = chosen_->command;
        out["shell"] = true;
    } else if (chosen_->use_docker) {
        out["shell"] = false;
        // The entry points of all images take the program's name in front of its arguments.
        json arguments = json::array({"elasticsearch"});
        for (std::string& text : cluster_.arguments(what, image_data_path(*chosen_))) {
            arguments.push_back(std::move(text));
        }
        out["arguments"] = std::move(arguments);
    } else {
        out["value"] = native_command(what);
        out["shell"] = true;
    }
    return out;
}

std::string call_writer::native_command(placement const& what) const {
    std::string const path = native_data_path(*chosen_, what.id);
    std::string out = chosen_->external() ? "" : "mkdir -p " + shell_quoted(path) + " && ";
    out += "exec ./elasticsearch*/bin/elasticsearch";
    for (std::string const& text : cluster_.arguments(what, path)) {
        out += ' ' + shell_quoted(text);
    }
    return out;
}

json call_writer::environment(placement const& what) const {
    variables env;
    env.environment("ELASTICSEARCH_NODE_ID", std::to_string(what.id.value));
    if (chosen_->external() && !chosen_->use_docker) {
        expect_attached(dvdi_environment(attached_volumes(*chosen_, wanted_, what.volumes),
                                         what.launches, env));
    }
    if (!chosen_->use_docker) { // no image says where the data is
        env.environment("ELASTICSEARCH_DATA_PATH", native_data_path(*chosen_, what.id));
    }
    return env.list;
}

json write_node(node const& record) {
    return {{"id", record.id.value},
            {"task_id", record.task_id},
            {"agent_id", record.agent_id},
            {"hostname", record.hostname},
            {"region", record.region},
            {"zone", record.zone},
            {"state", name(record.state)},
            {"generation", record.launches.value},
            {"evidence",
             {{"state", name(record.last.state)},
              {"source", name(record.last.source)},
              {"reason", name(record.last.reason)}}},
            {"volumes", record.volumes}};
}
