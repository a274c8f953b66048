// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_ATTACHED_VOLUME_HPP
#define BERTH_ATTACH_ATTACHED_VOLUME_HPP

#include <string_view>
#include <type_traits>

namespace berth {

/// One volume of one task, as an attachment gets it. The views belong to the caller.
///
/// Options act on a volume that does not exist yet: a volume plugin gets them with
/// `VolumeDriver.Create`, and its `VolumeDriver.Mount` has no place for them (Docker's volume
/// plugin protocol). Every attachment that can carry them therefore asks for the `generation` of
/// the launch, and sends them with the first launch of an id only.
struct attached_volume {
    std::string_view name{};           ///< as a name formatter made it
    std::string_view container_path{}; ///< where the task finds it
    std::string_view driver{};         ///< the volume driver (`rexray`)
    std::string_view options{};        ///< the operator's `k=v,k=v`; empty for none
    bool read_only = false;

    friend constexpr bool operator==(attached_volume const&, attached_volume const&) = default;
};

/// What takes the parameters of a Docker task (`DockerInfo.parameters`). The views live as long
/// as the call: a sink copies what it keeps.
template <class S>
concept parameter_sink = requires(std::remove_reference_t<S>& sink, std::string_view text) {
    sink.parameter(text, text); // key, value
};

/// What takes environment variables of a task. The views live as long as the call.
template <class S>
concept environment_sink = requires(std::remove_reference_t<S>& sink, std::string_view text) {
    sink.environment(text, text); // name, value
};

} // namespace berth

#endif
