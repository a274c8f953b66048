// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_TASK_HPP
#define BERTH_TESTING_MASTER_TASK_HPP

#include <berth/testing/master_resource.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// \file
/// Tasks and executors as plain values, as far as the master's rules read them. What no rule
/// reads is not here, except `rest` of an executor. Enumerators carry the protocol's numbers.
namespace berth::testing {

enum class master_variable_type { unknown = 0, value = 1, secret = 2 };

/// `Environment.Variable`.
struct master_variable {
    std::string name{};
    master_variable_type type = master_variable_type::value;
    std::optional<std::string> value{};
    std::optional<std::string> secret{}; ///< its data; empty if it is a reference

    friend bool operator==(master_variable const&, master_variable const&) = default;
};

/// `CommandInfo`.
struct master_command {
    std::string value{};
    std::vector<master_variable> environment{};

    friend bool operator==(master_command const&, master_command const&) = default;
};

enum class master_volume_source_type {
    unknown = 0,
    docker_volume = 1,
    sandbox_path = 2,
    secret = 3,
    host_path = 4,
    csi_volume = 5,
};

/// `Volume.Source`: its type, and which bodies are set.
struct master_volume_source {
    master_volume_source_type type = master_volume_source_type::unknown;
    std::vector<master_volume_source_type> bodies{};
    bool static_provisioning = false; ///< of the body of a CSI volume

    friend bool operator==(master_volume_source const&, master_volume_source const&) = default;
};

/// `Volume`: a mount of a container.
struct master_container_volume {
    std::string container_path{};
    master_volume_mode mode = master_volume_mode::rw;
    std::optional<std::string> host_path{};
    bool image = false; ///< whether it has one
    std::optional<master_volume_source> source{};

    friend bool operator==(master_container_volume const&,
                           master_container_volume const&) = default;
};

/// `ContainerInfo.DockerInfo`.
struct master_docker {
    std::string image{};
    std::vector<std::pair<std::string, std::string>> parameters{};

    friend bool operator==(master_docker const&, master_docker const&) = default;
};

enum class master_container_type { docker = 1, mesos = 2 };

/// `ContainerInfo`.
struct master_container {
    master_container_type type = master_container_type::mesos;
    std::vector<master_container_volume> volumes{};
    std::optional<master_docker> docker{};
    bool mesos_image = false;            ///< whether `mesos` has an image
    std::size_t networks = 0;            ///< how many `network_infos`
    std::optional<bool> share_cgroups{}; ///< of `linux_info`; true if unset

    friend bool operator==(master_container const&, master_container const&) = default;
};

enum class master_check_type { unknown = 0, command = 1, http = 2, tcp = 3 };

/// `CheckInfo` and `HealthCheck`, which differ little. Times are in seconds.
struct master_check {
    std::optional<master_check_type> type{};
    std::optional<master_command> command{};
    bool http = false;
    bool tcp = false;
    std::optional<std::string> path{};   ///< of `http`
    std::optional<std::string> scheme{}; ///< of `http`, in a health check
    double delay = 15.0;
    double interval = 10.0;
    double timeout = 20.0;
    double grace_period = 10.0; ///< in a health check

    friend bool operator==(master_check const&, master_check const&) = default;
};

enum class master_executor_type { unknown = 0, standard = 1, custom = 2 }; ///< 1 is DEFAULT

/// `ExecutorInfo`.
struct master_executor {
    std::string id{};
    std::optional<std::string> framework_id{};
    std::optional<master_executor_type> type{};
    std::optional<master_command> command{};
    std::optional<master_container> container{};
    std::optional<std::int64_t> shutdown_grace_period{}; ///< nanoseconds
    std::vector<master_resource> resources{};
    std::string rest{}; ///< stands for all other fields, which count in comparisons

    friend bool operator==(master_executor const&, master_executor const&) = default;
};

/// `TaskInfo`.
struct master_task {
    std::string id{};
    std::string agent_id{};
    std::vector<master_resource> resources{};
    std::optional<master_executor> executor{};
    std::optional<master_command> command{};
    std::optional<master_container> container{};
    std::optional<master_check> check{};
    std::optional<master_check> health_check{};
    std::optional<std::int64_t> kill_grace_period{};      ///< nanoseconds
    std::optional<std::int64_t> max_completion_time{};    ///< nanoseconds
    std::vector<std::pair<std::string, double>> limits{}; ///< may be infinite

    friend bool operator==(master_task const&, master_task const&) = default;
};

} // namespace berth::testing

#endif
