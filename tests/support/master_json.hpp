// SPDX-License-Identifier: Apache-2.0
// What the judge works on, out of the JSON of the v1 scheduler API. Throws on what is no such JSON;
// unknown fields are ignored, and null means unset.
#ifndef BERTH_TESTS_SUPPORT_MASTER_JSON_HPP
#define BERTH_TESTS_SUPPORT_MASTER_JSON_HPP

#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_task.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth_test {

namespace detail {

using nlohmann::json;

[[nodiscard]] inline json const* member(json const& from, char const* key) {
    auto const found = from.find(key);
    return found == from.end() || found->is_null() ? nullptr : &*found;
}
[[nodiscard]] inline bool has(json const& from, char const* key) {
    return member(from, key) != nullptr;
}

[[nodiscard]] inline std::optional<std::string> text(json const& from, char const* key) {
    json const* found = member(from, key);
    return found == nullptr ? std::nullopt : std::optional{found->get<std::string>()};
}
/// An id, or another message that has but a value.
[[nodiscard]] inline std::optional<std::string> id(json const& from, char const* key) {
    json const* found = member(from, key);
    return found == nullptr ? std::nullopt : text(*found, "value");
}

[[nodiscard]] inline double number(json const& from) {
    if (!from.is_string()) {
        return from.get<double>();
    }
    double const infinity = std::numeric_limits<double>::infinity();
    std::string const& text = from.get_ref<std::string const&>();
    return text == "Infinity" ? infinity : text == "-Infinity" ? -infinity : std::stod(text);
}
[[nodiscard]] inline double number(json const& from, char const* key, double otherwise) {
    json const* found = member(from, key);
    return found == nullptr ? otherwise : number(*found);
}

[[nodiscard]] inline std::optional<std::int64_t> nanoseconds(json const& from, char const* key) {
    json const* found = member(from, key);
    return found == nullptr ? std::nullopt
                            : std::optional{found->at("nanoseconds").get<std::int64_t>()};
}

template <class Enum>
using names = std::initializer_list<std::pair<std::string_view, Enum>>;

template <class Enum>
[[nodiscard]] Enum one_of(std::string const& name, names<Enum> all) {
    for (auto const& [known, value] : all) {
        if (known == name) {
            return value;
        }
    }
    throw std::invalid_argument{"unknown enumerator " + name};
}

template <class Enum>
[[nodiscard]] std::optional<Enum> one_of(json const& from, char const* key, names<Enum> all) {
    auto const name = text(from, key);
    return name ? std::optional{one_of(*name, all)} : std::nullopt;
}

/// Reads each element of a list that may be absent.
template <class Function>
[[nodiscard]] auto list(json const& from, char const* key, Function read) {
    std::vector<decltype(read(from))> out;
    if (json const* found = member(from, key); found != nullptr) {
        for (json const& each : *found) {
            out.push_back(read(each));
        }
    }
    return out;
}

/// Reads a message that may be absent.
template <class Function>
[[nodiscard]] auto maybe(json const& from, char const* key, Function read) {
    json const* found = member(from, key);
    return found == nullptr ? std::nullopt : std::optional{read(*found)};
}

} // namespace detail

[[nodiscard]] inline berth::testing::master_labels read_labels(nlohmann::json const& from) {
    return detail::list(from, "labels", [](nlohmann::json const& label) {
        return berth::testing::master_label{label.at("key"), detail::text(label, "value")};
    });
}

[[nodiscard]] inline berth::testing::master_reservation
read_reservation(nlohmann::json const& from) {
    using type = berth::testing::master_reservation_type;
    return {detail::one_of<type>(
                from, "type",
                {{"UNKNOWN", type::unknown}, {"STATIC", type::fixed}, {"DYNAMIC", type::dynamic}}),
            detail::text(from, "role"), detail::text(from, "principal"),
            detail::maybe(from, "labels", read_labels)};
}

[[nodiscard]] inline berth::testing::master_volume_mode read_mode(nlohmann::json const& from) {
    using mode = berth::testing::master_volume_mode;
    return detail::one_of<mode>(from.at("mode").get<std::string>(),
                                {{"RW", mode::rw}, {"RO", mode::ro}});
}

[[nodiscard]] inline berth::testing::master_source_type read_source_type(std::string const& name) {
    using type = berth::testing::master_source_type;
    return detail::one_of<type>(name, {{"UNKNOWN", type::unknown},
                                       {"PATH", type::path},
                                       {"MOUNT", type::mount},
                                       {"BLOCK", type::block},
                                       {"RAW", type::raw}});
}

[[nodiscard]] inline berth::testing::master_source read_source(nlohmann::json const& from) {
    berth::testing::master_source out;
    out.type = read_source_type(from.at("type"));
    for (char const* body : {"path", "mount"}) {
        if (detail::has(from, body)) {
            out.root = detail::text(from.at(body), "root");
        }
    }
    out.id = detail::text(from, "id");
    out.profile = detail::text(from, "profile");
    out.vendor = detail::text(from, "vendor");
    out.metadata = detail::maybe(from, "metadata", read_labels);
    return out;
}

[[nodiscard]] inline berth::testing::master_disk read_disk(nlohmann::json const& from) {
    using nlohmann::json;
    berth::testing::master_disk out;
    out.persistence = detail::maybe(from, "persistence", [](json const& p) {
        return berth::testing::master_persistence{p.at("id"), detail::text(p, "principal")};
    });
    out.volume = detail::maybe(from, "volume", [](json const& v) {
        return berth::testing::master_disk_volume{v.at("container_path"), read_mode(v),
                                                  detail::text(v, "host_path")};
    });
    out.source = detail::maybe(from, "source", read_source);
    return out;
}

/// Ranges in the form of the protocol: `{"range": [{"begin": 1, "end": 2}]}`.
[[nodiscard]] inline berth::testing::master_ranges read_ranges(nlohmann::json const& from) {
    return detail::list(from, "range", [](nlohmann::json const& r) {
        return berth::testing::master_range{r.at("begin").get<std::uint64_t>(),
                                            r.at("end").get<std::uint64_t>()};
    });
}

[[nodiscard]] inline berth::testing::master_resource read_resource(nlohmann::json const& from) {
    using nlohmann::json;
    using type = berth::testing::master_value_type;
    berth::testing::master_resource out;
    out.name = from.at("name");
    out.type = detail::one_of<type>(from.at("type").get<std::string>(), {{"SCALAR", type::scalar},
                                                                         {"RANGES", type::ranges},
                                                                         {"SET", type::set},
                                                                         {"TEXT", type::text}});
    out.scalar =
        detail::maybe(from, "scalar", [](json const& v) { return detail::number(v.at("value")); });
    out.ranges = detail::maybe(from, "ranges", read_ranges);
    out.set = detail::maybe(from, "set", [](json const& v) {
        return detail::list(v, "item", [](json const& item) { return item.get<std::string>(); });
    });
    out.role = detail::text(from, "role");
    out.reservation = detail::maybe(from, "reservation", read_reservation);
    out.reservations = detail::list(from, "reservations", read_reservation);
    out.disk = detail::maybe(from, "disk", read_disk);
    out.revocable = detail::has(from, "revocable");
    out.shared = detail::has(from, "shared");
    if (detail::has(from, "allocation_info")) {
        out.allocation_role = detail::text(from.at("allocation_info"), "role");
    }
    out.provider_id = detail::id(from, "provider_id");
    return out;
}

[[nodiscard]] inline std::vector<berth::testing::master_resource>
read_resources(nlohmann::json const& from, char const* key = "resources") {
    return detail::list(from, key, read_resource);
}

[[nodiscard]] inline berth::testing::master_command read_command(nlohmann::json const& from) {
    using nlohmann::json;
    using type = berth::testing::master_variable_type;
    berth::testing::master_command out;
    out.value = detail::text(from, "value").value_or("");
    if (detail::has(from, "environment")) {
        out.environment = detail::list(from.at("environment"), "variables", [](json const& v) {
            berth::testing::master_variable variable;
            variable.name = v.at("name");
            variable.type =
                detail::one_of<type>(
                    v, "type",
                    {{"UNKNOWN", type::unknown}, {"VALUE", type::value}, {"SECRET", type::secret}})
                    .value_or(type::value);
            variable.value = detail::text(v, "value");
            if (detail::has(v, "secret")) {
                json const& secret = v.at("secret");
                variable.secret =
                    detail::has(secret, "value") ? detail::text(secret.at("value"), "data") : "";
            }
            return variable;
        });
    }
    return out;
}

[[nodiscard]] inline berth::testing::master_container_volume
read_volume(nlohmann::json const& from) {
    using nlohmann::json;
    using type = berth::testing::master_volume_source_type;
    detail::names<type> const types = {
        {"UNKNOWN", type::unknown},     {"DOCKER_VOLUME", type::docker_volume},
        {"SECRET", type::secret},       {"SANDBOX_PATH", type::sandbox_path},
        {"HOST_PATH", type::host_path}, {"CSI_VOLUME", type::csi_volume}};
    detail::names<type> const bodies = {{"docker_volume", type::docker_volume},
                                        {"sandbox_path", type::sandbox_path},
                                        {"secret", type::secret},
                                        {"host_path", type::host_path},
                                        {"csi_volume", type::csi_volume}};
    berth::testing::master_container_volume out;
    out.container_path = from.at("container_path");
    out.mode = read_mode(from);
    out.host_path = detail::text(from, "host_path");
    out.image = detail::has(from, "image");
    out.source = detail::maybe(from, "source", [&](json const& source) {
        berth::testing::master_volume_source read;
        read.type = detail::one_of<type>(source, "type", types).value_or(type::unknown);
        for (auto const& [name, body] : bodies) {
            if (detail::has(source, std::string{name}.c_str())) {
                read.bodies.push_back(body);
            }
        }
        read.static_provisioning = detail::has(source, "csi_volume") &&
                                   detail::has(source.at("csi_volume"), "static_provisioning");
        return read;
    });
    return out;
}

[[nodiscard]] inline berth::testing::master_container read_container(nlohmann::json const& from) {
    using nlohmann::json;
    using type = berth::testing::master_container_type;
    berth::testing::master_container out;
    out.type = detail::one_of<type>(from.at("type").get<std::string>(),
                                    {{"DOCKER", type::docker}, {"MESOS", type::mesos}});
    out.volumes = detail::list(from, "volumes", read_volume);
    out.docker = detail::maybe(from, "docker", [](json const& docker) {
        return berth::testing::master_docker{
            docker.at("image"), detail::list(docker, "parameters", [](json const& p) {
                return std::pair{p.at("key").get<std::string>(), p.at("value").get<std::string>()};
            })};
    });
    out.mesos_image = detail::has(from, "mesos") && detail::has(from.at("mesos"), "image");
    out.networks =
        detail::has(from, "network_infos") ? from.at("network_infos").size() : std::size_t{0};
    if (detail::has(from, "linux_info") && detail::has(from.at("linux_info"), "share_cgroups")) {
        out.share_cgroups = from.at("linux_info").at("share_cgroups").get<bool>();
    }
    return out;
}

/// A check, or a health check, whose command is one level higher.
[[nodiscard]] inline berth::testing::master_check read_check(nlohmann::json const& from) {
    using nlohmann::json;
    using type = berth::testing::master_check_type;
    berth::testing::master_check out;
    out.type = detail::one_of<type>(from, "type",
                                    {{"UNKNOWN", type::unknown},
                                     {"COMMAND", type::command},
                                     {"HTTP", type::http},
                                     {"TCP", type::tcp}});
    out.command = detail::maybe(from, "command", [](json const& command) {
        return read_command(detail::has(command, "command") ? command.at("command") : command);
    });
    out.http = detail::has(from, "http");
    out.tcp = detail::has(from, "tcp");
    if (out.http) {
        out.path = detail::text(from.at("http"), "path");
        out.scheme = detail::text(from.at("http"), "scheme");
    }
    out.delay = detail::number(from, "delay_seconds", out.delay);
    out.interval = detail::number(from, "interval_seconds", out.interval);
    out.timeout = detail::number(from, "timeout_seconds", out.timeout);
    out.grace_period = detail::number(from, "grace_period_seconds", out.grace_period);
    return out;
}

[[nodiscard]] inline berth::testing::master_executor read_executor(nlohmann::json const& from) {
    using type = berth::testing::master_executor_type;
    berth::testing::master_executor out;
    out.id = from.at("executor_id").at("value");
    out.framework_id = detail::id(from, "framework_id");
    out.type = detail::one_of<type>(
        from, "type",
        {{"UNKNOWN", type::unknown}, {"DEFAULT", type::standard}, {"CUSTOM", type::custom}});
    out.command = detail::maybe(from, "command", read_command);
    out.container = detail::maybe(from, "container", read_container);
    out.shutdown_grace_period = detail::nanoseconds(from, "shutdown_grace_period");
    out.resources = read_resources(from);
    nlohmann::json rest = from;
    for (char const* read : {"framework_id", "resources"}) { // which the master fills in
        rest.erase(read);
    }
    out.rest = rest.dump();
    return out;
}

[[nodiscard]] inline berth::testing::master_task read_task(nlohmann::json const& from) {
    berth::testing::master_task out;
    out.id = from.at("task_id").at("value");
    out.agent_id = from.at("agent_id").at("value");
    out.resources = read_resources(from);
    out.executor = detail::maybe(from, "executor", read_executor);
    out.command = detail::maybe(from, "command", read_command);
    out.container = detail::maybe(from, "container", read_container);
    out.check = detail::maybe(from, "check", read_check);
    out.health_check = detail::maybe(from, "health_check", read_check);
    if (detail::has(from, "kill_policy")) {
        out.kill_grace_period = detail::nanoseconds(from.at("kill_policy"), "grace_period");
    }
    out.max_completion_time = detail::nanoseconds(from, "max_completion_time");
    if (detail::has(from, "limits")) {
        for (auto const& [name, limit] : from.at("limits").items()) {
            out.limits.emplace_back(name, detail::number(limit.at("value")));
        }
    }
    return out;
}

[[nodiscard]] inline berth::testing::master_operation read_operation(nlohmann::json const& from) {
    using type = berth::testing::master_operation_type;
    using nlohmann::json;
    berth::testing::master_operation out;
    out.type = detail::one_of<type>(from.at("type").get<std::string>(),
                                    {{"UNKNOWN", type::unknown},
                                     {"LAUNCH", type::launch},
                                     {"RESERVE", type::reserve},
                                     {"UNRESERVE", type::unreserve},
                                     {"CREATE", type::create},
                                     {"DESTROY", type::destroy},
                                     {"LAUNCH_GROUP", type::launch_group},
                                     {"GROW_VOLUME", type::grow_volume},
                                     {"SHRINK_VOLUME", type::shrink_volume},
                                     {"CREATE_DISK", type::create_disk},
                                     {"DESTROY_DISK", type::destroy_disk}});
    out.id = detail::id(from, "id");
    auto const body = [&](char const* key) -> json const& { return from.at(key); };
    switch (out.type) {
    case type::launch: out.tasks = detail::list(body("launch"), "task_infos", read_task); break;
    case type::launch_group:
        out.executor = read_executor(body("launch_group").at("executor"));
        out.tasks = detail::list(body("launch_group").at("task_group"), "tasks", read_task);
        break;
    case type::reserve:
        out.resources = read_resources(body("reserve"));
        out.source = read_resources(body("reserve"), "source");
        break;
    case type::unreserve: out.resources = read_resources(body("unreserve")); break;
    case type::create: out.resources = read_resources(body("create"), "volumes"); break;
    case type::destroy: out.resources = read_resources(body("destroy"), "volumes"); break;
    case type::grow_volume:
        out.resources = {read_resource(body("grow_volume").at("volume")),
                         read_resource(body("grow_volume").at("addition"))};
        break;
    case type::shrink_volume:
        out.resources = {read_resource(body("shrink_volume").at("volume"))};
        out.subtract = detail::number(body("shrink_volume").at("subtract").at("value"));
        break;
    case type::create_disk:
        out.resources = {read_resource(body("create_disk").at("source"))};
        out.target = read_source_type(body("create_disk").at("target_type"));
        out.target_profile = detail::text(body("create_disk"), "target_profile");
        break;
    case type::destroy_disk:
        out.resources = {read_resource(body("destroy_disk").at("source"))};
        break;
    case type::unknown: break;
    }
    return out;
}

/// An offer of the OFFERS event.
[[nodiscard]] inline berth::testing::master_offer read_master_offer(nlohmann::json const& from) {
    berth::testing::master_offer out;
    out.id = from.at("id").at("value");
    out.framework_id = from.at("framework_id").at("value");
    out.agent_id = from.at("agent_id").at("value");
    if (detail::has(from, "allocation_info")) {
        out.allocation_role = detail::text(from.at("allocation_info"), "role");
    }
    out.resources = read_resources(from);
    return out;
}

} // namespace berth_test

#endif
