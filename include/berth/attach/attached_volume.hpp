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

/// **Purpose.** Takes the parameters of a Docker task (`DockerInfo.parameters`).
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink.parameter(key, value)` | anything | one parameter, two `std::string_view` |
///
/// **Optional expressions**: none. A call that is not `noexcept` makes the function that is given
/// the sink one that may throw.
///
/// **Laws**, for the sinks of tests/attach/docker_parameters.test.cpp:
///
/// 1. It copies what it keeps: the views live as long as the call (`owning`, run with sanitizers).
/// 2. It may throw, which passes through; all volumes are checked before its first call
///    (`test_refusals`).
///
/// **Smallest legal model**
/// \model tests/attach/docker_parameters.test.cpp#owning
///
///     struct owning {
///         std::vector<std::string> lines{};
///
///         void parameter(std::string_view key, std::string_view value) {
///             lines.push_back(std::string{key} + "=" + std::string{value});
///         }
///     };
template <class S>
concept parameter_sink = requires(std::remove_reference_t<S>& sink, std::string_view text) {
    sink.parameter(text, text); // key, value
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_parameter_sink : std::false_type {
    static_assert(parameter_sink<S>,
                  "berth: a sink of parameters has parameter(std::string_view key, "
                  "std::string_view value); see the concept parameter_sink in "
                  "<berth/attach/attached_volume.hpp>");
};

template <class S>
concept asserted_parameter_sink = parameter_sink<S> || not_a_parameter_sink<S>::value;

} // namespace detail

/// **Purpose.** Takes environment variables of a task.
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink.environment(name, value)` | anything | one variable, two `std::string_view` |
///
/// **Optional expressions**: none. A call that is not `noexcept` makes the function that is given
/// the sink one that may throw.
///
/// **Laws**, for the sinks of tests/attach/dvdi_environment.test.cpp:
///
/// 1. It copies what it keeps: the views live as long as the call (`owning`, run with sanitizers).
/// 2. It may throw, which passes through; all volumes are checked before its first call
///    (`test_refusals`).
///
/// **Smallest legal model**
/// \model tests/attach/dvdi_environment.test.cpp#owning
///
///     struct owning {
///         std::vector<std::string> names{};
///
///         void environment(std::string_view name, std::string_view /*value*/) {
///             names.emplace_back(name);
///         }
///     };
template <class S>
concept environment_sink = requires(std::remove_reference_t<S>& sink, std::string_view text) {
    sink.environment(text, text); // name, value
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_environment_sink : std::false_type {
    static_assert(environment_sink<S>,
                  "berth: a sink of environment variables has "
                  "environment(std::string_view name, std::string_view value); see the "
                  "concept environment_sink in <berth/attach/attached_volume.hpp>");
};

template <class S>
concept asserted_environment_sink = environment_sink<S> || not_a_environment_sink<S>::value;

} // namespace detail

} // namespace berth

#endif
