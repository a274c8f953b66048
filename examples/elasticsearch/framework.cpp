// SPDX-License-Identifier: Apache-2.0
#include "framework.hpp"

namespace {

struct discard {
    void parameter(std::string_view, std::string_view) {}
    void environment(std::string_view, std::string_view) {}
};

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
    std::string path = chosen.data_dir;
    if (chosen.use_docker) {
        path = first_version ? "/data" : "/usr/share/elasticsearch/data";
    } else if (path.empty()) {
        path = "/tmp/" + chosen.framework_name + "/data";
    }
    out.push_back({berth::text<63>{"data"}, berth::text<255>{path}});
    return out;
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
    auto const wanted = volumes_of(chosen);
    std::vector<std::string> samples;
    for (berth::volume_request const& volume : wanted) {
        samples.push_back("sample-" + std::string{volume.purpose.view()});
    }
    auto const attached = attached_volumes(chosen, wanted, samples);
    auto const checked = chosen.use_docker ? berth::docker_parameters(attached, discard{})
                                           : berth::dvdi_environment(attached, discard{});
    if (!checked) {
        return checked.error();
    }
    return berth::ok;
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
    };
    berth::error named = wrong;
    for (known_field const& field : known) {
        if (wrong.field.view().find(field.part) != std::string_view::npos) {
            named.field = berth::text<128>{field.flag};
        }
    }
    return std::string{named.message().view()};
}
