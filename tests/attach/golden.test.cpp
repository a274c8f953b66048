// SPDX-License-Identifier: Apache-2.0
// Every attachment of tests/data/golden/attachments.txt, which was written by hand from what the
// Elasticsearch framework, its isolator and Docker document. Names come from the formatters.
#include <berth/attach/docker_mounts.hpp>
#include <berth/attach/docker_parameters.hpp>
#include <berth/attach/docker_volume_isolator.hpp>
#include <berth/attach/dvdi_environment.hpp>
#include <berth/attach/host_path.hpp>
#include <berth/attach/volume_commands.hpp>
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace berth;

/// Every kind of sink; one line for each call.
struct lines {
    std::string text;

    void parameter(std::string_view key, std::string_view value) { pair(key, value); }
    void environment(std::string_view name, std::string_view value) { pair(name, value); }
    void command(std::string_view line) { text.append(line).append("\n"); }
    void volume(task_volume const& it) {
        text.append(it.read_only ? "RO " : "RW ").append(it.container_path);
        if (!it.host_path.empty()) {
            text.append(" host_path ").append(it.host_path);
        } else {
            text.append(" driver ").append(it.driver).append(" name ").append(it.name);
        }
        for (auto const [key, value] : it.options) {
            text.append(" option ").append(key).append("=").append(value);
        }
        text.append("\n");
    }

private:
    void pair(std::string_view key, std::string_view value) {
        text.append(key).append("=").append(value).append("\n");
    }
};

template <class Formatter>
std::string name(Formatter const& formatter, std::string_view framework, std::uint32_t id,
                 std::string_view purpose) {
    char out[volume_name::capacity()];
    auto const size = formatter.format({framework, node_id{id}, purpose}, out);
    return size ? std::string{out, *size} : "not a name";
}

std::string original(std::string_view framework, std::uint32_t id, std::string_view purpose) {
    return name(concatenated_name{}, framework, id, purpose);
}
std::string dashed(std::string_view framework, std::uint32_t id, std::string_view purpose) {
    return name(dashed_name{}, framework, id, purpose);
}

constexpr generation first{1};
constexpr generation recycled{2};

/// What `attach` gives for one volume, or for two.
template <class Attach>
std::string written(Attach attach, std::vector<attached_volume> const& volumes) {
    lines out;
    auto const done = attach(volumes, out);
    REQUIRE_MESSAGE(done, std::string{done ? "" : done.error().message().view()});
    return out.text;
}

auto const parameters = [](auto const& volumes, lines& out) {
    return docker_parameters(volumes, out);
};
auto const mounts = [](auto const& volumes, lines& out) {
    return docker_mounts(volumes, first, out);
};
auto const recycled_mounts = [](auto const& volumes, lines& out) {
    return docker_mounts(volumes, recycled, out);
};
auto const environment = [](auto const& volumes, lines& out) {
    return dvdi_environment(volumes, first, out);
};
auto const recycled_environment = [](auto const& volumes, lines& out) {
    return dvdi_environment(volumes, recycled, out);
};
auto const isolator = [](auto const& volumes, lines& out) {
    return docker_volume_isolator(volumes, first, container_root::image, out);
};
auto const recycled_isolator = [](auto const& volumes, lines& out) {
    return docker_volume_isolator(volumes, recycled, container_root::image, out);
};
auto const directory = [](auto const& volumes, lines& out) {
    return host_path(volumes, "/var/lib/mesos/slave/elasticsearch", out);
};
auto const dvdcli = [](auto const& volumes, lines& out) { return dvdcli_commands(volumes, out); };
auto const docker = [](auto const& volumes, lines& out) {
    return docker_volume_commands(volumes, out);
};

std::map<std::string, std::string> attachments() {
    std::map<std::string, std::string> out;
    std::string const es_data = "/usr/share/elasticsearch/data";

    // The first version numbers nodes from 1 and has a volume for the configuration as well.
    std::string const config_2016 = original("elasticsearch", 1, "config");
    std::string const data_2016 = original("elasticsearch", 1, "data");
    out["elasticsearch_2016, docker"] =
        written(parameters,
                {{config_2016, "/tmp/config", "rexray", ""}, {data_2016, "/data", "rexray", ""}});
    out["elasticsearch_2016, native, slots mended"] =
        written(environment, {{config_2016, "/tmp/config", "rexray", ""},
                              {data_2016, "/tmp/elasticsearch/data", "rexray", ""}});
    std::string const data_1_0 = original("elasticsearch", 0, "data");
    out["elasticsearch_1_0, docker"] = written(parameters, {{data_1_0, es_data, "rexray", ""}});
    out["elasticsearch_1_0, native, slots mended"] =
        written(environment, {{data_1_0, "/tmp/elasticsearch/data", "rexray", "size=16"}});
    out["elasticsearch_1_0, docker, local disk, no agent id"] =
        written(directory, {{"mesos-ha/0", es_data, "", ""}});

    std::string const data = dashed("es", 7, "data");
    std::string const config = dashed("es", 7, "config");
    std::vector<attached_volume> const two{{data, "/tmp/es/data", "rexray", "size=16"},
                                           {config, "/tmp/es/config", "rexray", "size=1"}};
    out["native, two volumes"] = written(environment, two);
    out["native, two volumes, recycled"] = written(recycled_environment, two);

    std::vector<attached_volume> const mounted{{data, es_data, "rexray", "size=16"}};
    out["docker mount"] = written(mounts, mounted);
    out["docker mount, recycled"] = written(recycled_mounts, mounted);
    out["docker mount, read only, several options"] =
        written(mounts, {{data, es_data, "rexray", "size=16,volumetype=io1,iops=150", true}});
    out["docker mounts, a driver each"] = written(
        mounts, {{data, es_data, "rexray", "size=16"}, {config, "/tmp/config", "local", ""}});
    out["docker parameters"] = written(parameters, {{data, es_data, "rexray", ""}});
    out["docker parameters, read only"] =
        written(parameters, {{data, es_data, "rexray", "", true}});
    out["docker volume isolator"] = written(isolator, mounted);
    out["docker volume isolator, recycled"] = written(recycled_isolator, mounted);
    out["commands, docker"] = written(docker, mounted);
    out["commands, dvdcli"] = written(dvdcli, mounted);

    // Two frameworks whose volumes the original could not tell apart.
    for (auto const& [framework, id] :
         {std::pair{"elasticsearch", 0U}, {"es", 11U}, {"es1", 1U}, {"es-1", 1U}}) {
        std::string const volume = dashed(framework, id, "data");
        out[std::string{"docker parameters, "} + framework + " " + std::to_string(id)] =
            written(parameters, {{volume, es_data, "rexray", ""}});
    }
    std::string const large = dashed("elasticsearch", 100, "config");
    out["docker parameters, elasticsearch 100"] =
        written(parameters, {{large, "/tmp/config", "rexray", ""}});
    return out;
}

/// The file's sections: a line `[title]`, then lines up to the next; `#` begins a remark.
std::map<std::string, std::string> golden() {
    std::ifstream file{std::string{BERTH_TESTS_DIR} + "/data/golden/attachments.txt"};
    std::map<std::string, std::string> out;
    std::string line;
    std::string title;
    while (std::getline(file, line)) {
        if (line.starts_with("[")) {
            title = line.substr(1, line.size() - 2);
            CHECK_MESSAGE(!out.contains(title), title);
            out[title] = "";
        } else if (!line.empty() && !line.starts_with("#")) {
            out[title].append(line).append("\n");
        }
    }
    return out;
}

TEST_CASE("attachments are what the golden file says, and all of it") {
    auto const wanted = golden();
    auto const found = attachments();
    REQUIRE_FALSE(wanted.empty());
    for (auto const& attachment : found) { // clang 14 captures no structured bindings
        CAPTURE(attachment.first);
        auto const it = wanted.find(attachment.first);
        CHECK(attachment.second == (it == wanted.end() ? "not in the file" : it->second));
    }
    for (auto const& section : wanted) {
        CHECK_MESSAGE(found.contains(section.first), section.first);
    }
}

TEST_CASE("names that the original could not tell apart are refused or differ") {
    CHECK(original("es1", 1, "data") == "not a name");
    CHECK(original("es", 1, "1data") == "not a name");
    CHECK(dashed("es", 11, "data") != dashed("es1", 1, "data"));
}

} // namespace
