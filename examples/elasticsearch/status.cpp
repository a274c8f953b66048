// SPDX-License-Identifier: Apache-2.0
#include "status.hpp"

#include "json.hpp"
#include "page.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace {

constexpr std::string_view nodes_path = "/v1/nodes";
constexpr std::size_t most_reason = 500; // bytes

// Texts may come from a master, and are no UTF-8 then.
std::string text_of(json const& document) {
    return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

http_reply reply_of(json const& document) { return {200, text_of(document)}; }

json document_of(berth::node const& n, cluster_view const& view) {
    json last{{"state", name(n.last.state)}};
    if (auto const source = name(n.last.source); !source.empty()) {
        last["source"] = source;
    }
    if (auto const reason = name(n.last.reason); !reason.empty()) {
        last["reason"] = reason;
    }
    json out{{"group", view.group},    {"id", n.id.value},     {"state", name(n.state)},
             {"retiring", n.retiring}, {"task", n.task_id},    {"generation", n.launches.value},
             {"agent", n.agent_id},    {"host", n.hostname},   {"region", n.region},
             {"zone", n.zone},         {"volumes", n.volumes}, {"last", std::move(last)}};
    if (n.state == berth::node_state::held) {
        out["why_held"] = view.why_held(n.id);
    }
    return out;
}

json document_of(health const& now) { return {{"healthy", now.good}, {"why", now.why}}; }

json nodes_document(cluster_view const& view, surroundings const& about) {
    json nodes = json::array();
    for (berth::node const& n : view.nodes) {
        if (n.launches.value != 0) {
            nodes.push_back(document_of(n, view));
        }
    }
    return {{"framework", {{"id", view.framework_id}, {"name", view.group}}},
            {"time", about.now},
            {"health", document_of(health_of(view, about))},
            {"wanted", view.wanted},
            {"missing", view.missing},
            {"recovering", view.recovering},
            {"nodes", std::move(nodes)}};
}

json tasks_document(cluster_view const& view) {
    json tasks = json::array();
    for (berth::node const& n : view.nodes) {
        if (owned(n.state)) {
            tasks.push_back({{"task", n.task_id},
                             {"group", view.group},
                             {"id", n.id.value},
                             {"state", name(n.state)},
                             {"retiring", n.retiring},
                             {"agent", n.agent_id},
                             {"host", n.hostname},
                             {"last", name(n.last.state)}});
        }
    }
    json late = json::array();
    for (std::size_t i = 0; i != view.late->size(); ++i) {
        berth::late_task const& one = (*view.late)[i];
        late.push_back({{"task", one.task_id},
                        {"id", one.id.value},
                        {"agent", one.agent_id},
                        {"last", name(one.last.state)}});
    }
    return {{"tasks", std::move(tasks)}, {"late", std::move(late)}};
}

// A number without sign, up to the largest of its kind.
std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t out = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, out);
    return error == std::errc{} && stop == end ? std::optional{out} : std::nullopt;
}

/// The id in `/v1/nodes/ID/release`.
std::optional<berth::node_id> released_id(std::string_view path) {
    static constexpr std::string_view before = "/v1/nodes/";
    static constexpr std::string_view behind = "/release";
    if (!path.starts_with(before) || !path.ends_with(behind) ||
        path.size() < before.size() + behind.size()) {
        return std::nullopt;
    }
    path.remove_prefix(before.size());
    auto const id = number_of(path.substr(0, path.size() - behind.size()));
    return id ? std::optional{berth::node_id{*id}} : std::nullopt;
}

// The one member that an order has, or the answer to what has another shape.
std::variant<json, http_reply> member_of(json const& body, std::string const& key) {
    for (auto const& [name, value] : body.items()) {
        if (name != key) {
            return error_reply(400, name.substr(0, 100), "is not known here");
        }
    }
    auto const it = body.find(key);
    return it == body.end() ? std::variant<json, http_reply>{error_reply(400, key, "is missing")}
                            : *it;
}

std::variant<scale_order, release_order, http_reply> read_scale(json const& body) {
    json value = body;
    if (body.is_object()) {
        auto found = member_of(body, "wanted");
        if (auto* const wrong = std::get_if<http_reply>(&found)) {
            return std::move(*wrong);
        }
        value = std::get<json>(std::move(found));
    }
    if (!value.is_number_unsigned() ||
        value.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
        return error_reply(400, "wanted", "is not a number of nodes");
    }
    return scale_order{value.get<std::uint32_t>()};
}

std::variant<scale_order, release_order, http_reply> read_release(berth::node_id id,
                                                                  json const& body) {
    if (!body.is_object()) {
        return error_reply(400, "body", R"(is not {"reason":"..."})");
    }
    auto found = member_of(body, "reason");
    if (auto* const wrong = std::get_if<http_reply>(&found)) {
        return std::move(*wrong);
    }
    json const& reason = std::get<json>(found);
    if (!reason.is_string()) {
        return error_reply(400, "reason", "is not a text");
    }
    auto text = reason.get<std::string>();
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return error_reply(400, "reason", "is empty: say why the task cannot live any more");
    }
    if (text.size() > most_reason) {
        return error_reply(400, "reason", "is too long");
    }
    return release_order{id, std::move(text)};
}

http_reply wrong_method(std::string allow) {
    auto out = error_reply(405, "method", "is not one for this path");
    out.allow = std::move(allow);
    return out;
}

} // namespace

http_reply error_reply(unsigned status, std::string_view field, std::string_view message) {
    return {status, text_of({{"field", field}, {"message", message}})};
}

health health_of(cluster_view const& view, surroundings const& about) {
    if (view.stale) {
        return {false, "the record is older than the cluster: nothing is launched any more"};
    }
    if (!about.stored) {
        return {false, "the record cannot be written: nothing is launched until it can"};
    }
    if (!view.subscribed) {
        double const away = about.now - about.away_since;
        std::string const seconds = std::to_string(static_cast<long long>(away));
        return {away <= about.away_most, "no subscription for " + seconds +
                                             " s: it is asked for again and again, nodes run on"};
    }
    return {true,
            view.recovering ? "subscribed; waits to hear of every node on record" : "subscribed"};
}

std::variant<scale_order, release_order, http_reply> read_order(http_request const& request) {
    bool const scales = request.path == "/v1/nodes/wanted";
    auto const id = released_id(request.path);
    if (!scales && !id) {
        return error_reply(404, "path", "is not known");
    }
    if (request.method != (scales ? "PUT" : "POST")) {
        return wrong_method(scales ? "PUT" : "POST");
    }
    // A page of somebody else can make a browser post a form, but no JSON.
    if (!scales &&
        request.content_type.substr(0, request.content_type.find(';')) != "application/json") {
        return error_reply(415, "Content-Type", "is not application/json");
    }
    auto const body = json::parse(request.body, nullptr, false);
    if (body.is_discarded()) {
        return error_reply(400, "body", "is no JSON");
    }
    return scales ? read_scale(body) : read_release(*id, body);
}

std::optional<http_reply> read_status(http_request const& request, cluster_view const& view,
                                      surroundings const& about, history const& past,
                                      tally const& counts) {
    static constexpr std::string_view paths[] = {"/",        "/health",     "/metrics",
                                                 nodes_path, "/v1/history", "/v1/tasks"};
    std::string const& path = request.path;
    if (std::find(std::begin(paths), std::end(paths), path) == std::end(paths)) {
        return std::nullopt;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        return wrong_method("GET, HEAD");
    }
    if (path == "/") {
        return http_reply{200, std::string{page}, "text/html; charset=utf-8"};
    }
    if (path == "/health") {
        auto const now = health_of(view, about);
        return http_reply{now.good ? 200U : 503U, text_of(document_of(now))};
    }
    if (path == "/metrics") {
        return http_reply{200, counts.text(view, about.now), "text/plain; version=0.0.4"};
    }
    return reply_of(path == nodes_path      ? nodes_document(view, about)
                    : path == "/v1/history" ? past.document()
                                            : tasks_document(view));
}
