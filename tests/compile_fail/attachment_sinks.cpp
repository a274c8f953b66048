// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a sink of parameters .* see the concept parameter_sink in <berth/attach/attached_volume.hpp>
// reject 2: berth: a sink of environment variables .* see the concept environment_sink in
// reject 3: berth: a sink of commands .* concept command_sink in <berth/attach/volume_commands.hpp>
// reject 4: berth: a sink of volumes .* concept volume_sink in <berth/attach/task_volume.hpp>
#include <berth/attach/docker_parameters.hpp>
#include <berth/attach/docker_volume_isolator.hpp>
#include <berth/attach/dvdi_environment.hpp>
#include <berth/attach/volume_commands.hpp>

struct own {
#if BERTH_REJECT != 1
    void parameter(std::string_view, std::string_view);
#endif
#if BERTH_REJECT != 2
    void environment(std::string_view, std::string_view);
#endif
#if BERTH_REJECT != 3
    void command(std::string_view);
#endif
#if BERTH_REJECT != 4
    void volume(berth::task_volume const&);
#endif
};

using volumes = std::span<berth::attached_volume const>;
bool parameters(volumes all, own& sink) { return berth::docker_parameters(all, sink).has_value(); }
bool environment(volumes all, own& sink) {
    return berth::dvdi_environment(all, {1}, sink).has_value();
}
bool commands(volumes all, own& sink) {
    return berth::docker_volume_commands(all, sink).has_value();
}
bool isolator(volumes all, own& sink) {
    return berth::docker_volume_isolator(all, {1}, {}, sink).has_value();
}
