// SPDX-License-Identifier: Apache-2.0
#include "framework.hpp"

#include "image_version.hpp"

#include <optional>

namespace {

struct discard {
    void parameter(std::string_view, std::string_view) {}
    void environment(std::string_view, std::string_view) {}
    void volume(berth::task_volume const&) {}
};

// The volumes of the original exist and hold data, though no launch is on record for their ids.
berth::outcome check_preset_options(options const& chosen) {
    for (auto const [key, value] : berth::driver_options{chosen.volume_options}) {
        if (chosen.preset != "default" && berth::detail::same_folded(key, "overwritefs") &&
            value != "false") {
            return berth::make_error(berth::errc::unsupported, "volumes", 0, "options",
                                     "overwritefs may format the volumes that a preset finds");
        }
    }
    return berth::ok;
}

std::optional<unsigned> named_version(options const& chosen) {
    return chosen.binary_url.empty() ? version_of_image(chosen.image)
                                     : version_of_archive(chosen.binary_url);
}

} // namespace

std::vector<berth::volume_request> volumes_of(options const& chosen) {
    std::vector<berth::volume_request> out;
    if (!chosen.external()) {
        return out;
    }
    bool const first_version = chosen.preset == "elasticsearch_2016";
    if (first_version) {
        out.push_back({berth::text<63>{"config"}, berth::text<255>{"/tmp/config"}});
    }
    out.push_back({berth::text<63>{"data"}, berth::text<255>{data_dir(chosen)}});
    return out;
}

std::string data_dir(options const& chosen) {
    if (chosen.external() && chosen.use_docker) {
        return chosen.preset == "elasticsearch_2016" ? "/data" : "/usr/share/elasticsearch/data";
    }
    if (!chosen.data_dir.empty()) {
        return chosen.data_dir;
    }
    // Below /tmp, the one place where mesos-module-dvdi creates a container path.
    return chosen.external() ? "/tmp/" + chosen.framework_name + "/data"
                             : "/var/lib/mesos/slave/elasticsearch";
}

std::string node_name(options const& chosen, berth::node_id id) {
    return chosen.framework_name + "-" + std::to_string(id.value);
}

std::string discovery_name(options const& chosen, berth::node_id id) {
    return chosen.executor_name.empty() ? node_name(chosen, id) : chosen.executor_name;
}

berth::node_id first_id(options const& chosen) {
    return berth::node_id{chosen.preset == "elasticsearch_2016" ? 1U : 0U};
}

unsigned version_of(options const& chosen) {
    return chosen.version.value_or(named_version(chosen).value_or(newest_version));
}

std::string version_warning(options const& chosen) {
    if (chosen.version || named_version(chosen) || !chosen.command.empty()) {
        return {};
    }
    bool const archive = !chosen.binary_url.empty();
    return (archive ? "--elasticsearchBinaryUrl: " : "--elasticsearchDockerImage: ") +
           (archive ? chosen.binary_url : chosen.image) + " names no version; it is taken for " +
           std::to_string(newest_version) + " unless --elasticsearchVersion is given";
}

std::string image_data_path(options const& chosen) {
    return chosen.external() && chosen.preset == "elasticsearch_2016" ? data_dir(chosen) : "";
}

std::string native_data_path(options const& chosen, berth::node_id id) {
    return chosen.external() ? data_dir(chosen) : data_dir(chosen) + "/" + local_name(chosen, id);
}

std::string local_name(options const& chosen, berth::node_id id) {
    return chosen.cluster_name + "/" + node_name(chosen, id);
}

std::vector<berth::attached_volume>
attached_volumes(options const& chosen, std::vector<berth::volume_request> const& wanted,
                 std::vector<std::string> const& names) {
    std::vector<berth::attached_volume> out;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        out.push_back(
            {names[i], wanted[i].container_path, chosen.volume_driver, chosen.volume_options});
    }
    return out;
}

berth::outcome check_attachment(options const& chosen) {
    berth::node_id const largest{chosen.largest_id};
    if (!chosen.external()) {
        auto const checked = attach_directory(chosen, largest, discard{});
        if (checked) {
            return berth::ok;
        }
        auto wrong = checked.error();
        if (wrong.field == "volumes[0].name") {
            wrong.field = berth::text<128>{"clusterName"};
        }
        return wrong;
    }
    if (data_dir(chosen).size() > berth::text<255>::capacity()) {
        return berth::make_error(berth::errc::too_long, "volumes", 0, "container_path",
                                 "at most 255 characters");
    }
    auto const wanted = volumes_of(chosen);
    std::string const framework = chosen.volume_prefix + chosen.framework_name;
    std::vector<std::string> names;
    for (berth::volume_request const& volume : wanted) {
        char name[berth::volume_name::capacity()];
        auto const size =
            formatter_of(chosen).format({framework, largest, volume.purpose.view()}, name);
        names.emplace_back(name, size ? *size : 0);
    }
    auto const attached = attached_volumes(chosen, wanted, names);
    berth::generation const first{1};
    auto const checked = chosen.use_docker ? attach_to_docker(chosen, attached, first, discard{})
                                           : berth::dvdi_environment(attached, first, discard{});
    return checked ? check_preset_options(chosen) : checked.error();
}

std::string name_flag(berth::error const& wrong) {
    struct known_field {
        std::string_view part;
        std::string_view flag;
    };
    static constexpr known_field known[] = {
        {"frameworkName", "--frameworkName"},
        {"volumeName", "--frameworkName"},
        {"wanted", "--elasticsearchNodes"},
        {"requirement.cpus", "--elasticsearchCpu"},
        {"requirement.mem", "--elasticsearchRam"},
        {"requirement.disk", "--elasticsearchDisk"},
        {"requirement.ports", "--elasticsearchPorts"},
        {"].driver", "--externalVolumeDriver"},
        {"].options", "--externalVolumeOptions"},
        {"].container_path", "--dataDir"},
        {"data_dir", "--dataDir"},
        {"].name", "--frameworkName"},
        {"clusterName", "--elasticsearchClusterName"},
    };
    berth::error named = wrong;
    for (known_field const& field : known) {
        if (wrong.field.view().find(field.part) != std::string_view::npos) {
            named.field = berth::text<128>{field.flag};
        }
    }
    return std::string{named.message().view()};
}
