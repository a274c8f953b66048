// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_FRAMEWORK_HPP
#define EXAMPLES_ELASTICSEARCH_FRAMEWORK_HPP

#include "options.hpp"

#include <berth/berth.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Volume names as the chosen preset has them: the operator's choice as a value, so that the
/// program holds one kind of planner and not one per preset.
struct preset_name {
    static constexpr bool injective = true;

    bool original = false;
    bool accept_ambiguous = false;

    [[nodiscard]] constexpr berth::result<std::size_t, berth::name_fault>
    format(berth::volume_name_parts const& parts, std::span<char> out) const noexcept {
        return original ? concatenated().format(parts, out)
                        : berth::dashed_name{}.format(parts, out);
    }
    [[nodiscard]] constexpr berth::result<berth::volume_name_parts, berth::name_fault>
    parse(std::string_view name) const noexcept {
        return original ? concatenated().parse(name) : berth::dashed_name{}.parse(name);
    }
    [[nodiscard]] constexpr berth::text<160> collision(std::string_view framework,
                                                       std::string_view purpose,
                                                       berth::node_id largest) const noexcept {
        return original ? concatenated().collision(framework, purpose, largest)
                        : berth::text<160>{};
    }

    friend constexpr bool operator==(preset_name, preset_name) = default;

private:
    [[nodiscard]] constexpr berth::concatenated_name concatenated() const noexcept {
        return {accept_ambiguous};
    }
};

static_assert(berth::name_formatter<preset_name>);

[[nodiscard]] inline preset_name formatter_of(options const& chosen) {
    return {chosen.preset != "default", chosen.accept_ambiguous_names};
}

template <class Strategy>
struct elasticsearch_policies : berth::default_policies {
    using strategy = Strategy;
    using formatter = preset_name;
};

template <class Strategy>
using scheduler = berth::planner<berth::group<elasticsearch_policies<Strategy>>>;

/// The volumes that the flags ask for, in order: what each is for, and where it is mounted.
[[nodiscard]] std::vector<berth::volume_request> volumes_of(options const& chosen);

/// The volumes of one task, as attachments take them; views into all three arguments.
[[nodiscard]] std::vector<berth::attached_volume>
attached_volumes(options const& chosen, std::vector<berth::volume_request> const& wanted,
                 std::vector<std::string> const& names);

/// The container path of the data or, without an external driver, the directory of the agents
/// that holds the nodes' own.
[[nodiscard]] std::string data_dir(options const& chosen);

/// The name of a node, in Elasticsearch and of its task: `<framework>-<id>`.
[[nodiscard]] std::string node_name(options const& chosen, berth::node_id id);

/// The name of a node in service discovery: its own, unless the operator chose one for all.
[[nodiscard]] std::string discovery_name(options const& chosen, berth::node_id id);

/// The lowest id that a node can have.
[[nodiscard]] berth::node_id first_id(options const& chosen);

/// The major version of Elasticsearch: the operator's word, else that of the archive or the image,
/// else the newest.
[[nodiscard]] unsigned version_of(options const& chosen);

/// \returns a sentence for the operator if the version that is run had to be guessed, or nothing
[[nodiscard]] std::string version_warning(options const& chosen);

/// Where a Docker task has its data, if that is not where its image has it.
[[nodiscard]] std::string image_data_path(options const& chosen);

/// Where a node in native mode has its data.
[[nodiscard]] std::string native_data_path(options const& chosen, berth::node_id id);

/// A node's directory below `data_dir`, when its data stays on the agent:
/// `<cluster>/<framework>-<id>`. It follows the node and not the agent, whose id changes when it
/// registers anew, and no two frameworks share one.
[[nodiscard]] std::string local_name(options const& chosen, berth::node_id id);

/// Attaches volumes to a Docker task: `--volume` has no place for options, `--mount` has.
template <class Sink>
berth::result<std::size_t> attach_to_docker(options const& chosen,
                                            std::vector<berth::attached_volume> const& volumes,
                                            berth::generation launches, Sink&& sink) {
    return chosen.volume_options.empty() ? berth::docker_parameters(volumes, sink)
                                         : berth::docker_mounts(volumes, launches, sink);
}

/// The directory of a node whose data stays on the agent, as a volume of its Docker task.
template <class Sink>
berth::result<std::size_t> attach_directory(options const& chosen, berth::node_id id, Sink&& sink) {
    std::string const name = local_name(chosen, id);
    berth::attached_volume const volume{name, "/usr/share/elasticsearch/data", "", ""};
    return berth::host_path({&volume, 1}, data_dir(chosen), sink);
}

/// Whether the chosen attachment takes the driver, its options, the paths and the longest names:
/// what it would refuse is refused before anything is launched.
[[nodiscard]] berth::outcome check_attachment(options const& chosen);

/// An error of the settings as a line that names the flag it comes from.
[[nodiscard]] std::string name_flag(berth::error const& wrong);

/// \effects calls `use` with the strategy that the flags ask for: with external storage and no disk
/// for the sandbox, the disk of an agent does not matter.
template <class Use>
auto with_strategy(options const& chosen, Use use) {
    return chosen.external() && chosen.sandbox_disk == berth::quantity{}
               ? use(berth::external_storage{})
               : use(berth::storage_aware{});
}

/// An error as a line.
[[nodiscard]] inline std::string text_of(berth::error const& wrong) {
    return std::string{wrong.message().view()};
}

/// The settings that the flags stand for; `Strategy` as by `with_strategy`.
template <class Strategy>
[[nodiscard]] berth::result<scheduler<Strategy>> make_scheduler(options const& chosen) {
    berth::settings<elasticsearch_policies<Strategy>> s;
    s.name = chosen.framework_name;
    s.volume_prefix = chosen.volume_prefix;
    s.wanted = chosen.nodes;
    s.needs.cpus = chosen.cpus;
    s.needs.mem = chosen.mem;
    s.needs.disk = chosen.external() ? chosen.sandbox_disk : chosen.disk;
    s.needs.ports = chosen.ports;
    if (chosen.role != "*") {
        s.needs.roles.insert(s.needs.roles.begin(), berth::role_name{chosen.role});
    }
    s.needs.volumes = volumes_of(chosen);
    s.largest_id = berth::node_id{chosen.largest_id};
    s.limits = chosen.limits;
    s.recycling = chosen.recycling;
    s.formatter = formatter_of(chosen);
    s.allocator = berth::lowest_free_id{first_id(chosen)};
    auto made = berth::group<elasticsearch_policies<Strategy>>::make(std::move(s));
    if (!made) {
        return made.error();
    }
    if (auto const attached = check_attachment(chosen); !attached) {
        return attached.error();
    }
    return scheduler<Strategy>{*std::move(made)};
}

#endif
