// SPDX-License-Identifier: Apache-2.0
// A framework on the C++ messages of Mesos, with the names of v0 (`SlaveID`) and of v1 (`AgentID`):
// berth reads and writes both, and includes neither. The inputs are called as in `mesos::Scheduler`;
// what `SchedulerDriver`, or `mesos::v1::scheduler::Mesos`, would be given is printed.
#include "db.hpp"

#include <berth/attach/docker_parameters.hpp>
#include <berth/berth.hpp>
#include <berth/mesos/protobuf_offer.hpp>
#include <berth/mesos/protobuf_resources.hpp>
#include <berth/mesos/protobuf_status.hpp>

#include <google/protobuf/text_format.h>
// A part of the messages of Mesos, where a framework includes <mesos/mesos.pb.h>.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <protobuf/mesos.pb.h>
#include <protobuf/v1/mesos.pb.h>

namespace {

/// Where the versions differ.
struct v0 {
    using offer = mesos::Offer;
    using task_info = mesos::TaskInfo;
    using task_status = mesos::TaskStatus;
    using container_info = mesos::ContainerInfo;
    static auto& agent(auto& message) { return *message.mutable_slave_id()->mutable_value(); }
};
struct v1 {
    using offer = mesos::v1::Offer;
    using task_info = mesos::v1::TaskInfo;
    using task_status = mesos::v1::TaskStatus;
    using container_info = mesos::v1::ContainerInfo;
    static auto& agent(auto& message) { return *message.mutable_agent_id()->mutable_value(); }
};

std::string text_of(google::protobuf::Message const& message) {
    google::protobuf::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    std::string out;
    static_cast<void>(printer.PrintToString(message, &out));
    return out.substr(0, out.find_last_not_of(' ') + 1);
}

/// What an attachment writes to.
template <class DockerInfo>
struct parameters {
    DockerInfo& docker;
    void parameter(std::string_view key, std::string_view value) {
        auto& added = *docker.add_parameters();
        added.set_key(std::string{key});
        added.set_value(std::string{value});
    }
};

template <class Api>
class framework {
public:
    explicit framework(berth::planner<berth::group<>> planner) : planner_(std::move(planner)) {}

    // [protobuf]
    void registered(std::string_view framework_id) {
        planner_.on_subscribed(framework_id, effects_);
        perform();
    }
    /// `Offers` is a `std::vector` (v0) or the event's repeated field (v1).
    template <class Offers>
    void resource_offers(Offers const& offers) {
        round_.clear();
        for (auto const& offer : offers) {
            berth::read_offer(offer, round_);
        }
        planner_.on_offers(round_, effects_);
        perform(offers);
    }
    void status_update(typename Api::task_status const& message) {
        berth::task_status status;
        if (auto const read = berth::read_status(message, status); !read) {
            std::printf("%s\n", std::string{read.error().message()}.c_str());
            return;
        }
        planner_.on_update(status, effects_);
        perform();
    }
    // [/protobuf]

private:
    /// In order: what is stored protects what comes behind it.
    template <class Offers = std::vector<typename Api::offer>>
    void perform(Offers const& offers = {}) {
        for (auto const& what : effects_) {
            if (auto const* const yes = std::get_if<berth::effect::accept>(&what)) {
                accept(*yes, offers);
            } else if (auto const* const no = std::get_if<berth::effect::decline>(&what)) {
                std::printf("decline %s for %g s\n", std::string{no->offers[0].offer_id}.c_str(),
                            no->refuse_seconds);
            } else if (auto const* const heard = std::get_if<berth::effect::acknowledge>(&what)) {
                std::printf("acknowledge %s\n", std::string{heard->uuid}.c_str());
            } else if (auto const* const keep = std::get_if<berth::effect::persist>(&what)) {
                store(*keep);
            } // left out, and needed: the other calls, a store that fails; see json.cpp
        }
        effects_.clear();
    }

    // [protobuf-accept]
    template <class Offers>
    void accept(berth::effect::accept const& what, Offers const& offers) {
        typename Api::offer::Operation operation;
        operation.set_type(Api::offer::Operation::LAUNCH);
        for (auto const& [group, node] : what.launches) {
            auto& task = *operation.mutable_launch()->add_task_infos();
            task.set_name("db");
            task.mutable_task_id()->set_value(node.task_id);
            Api::agent(task) = node.agent_id;
            berth::write_resources(node.takes.resources, offers, task.mutable_resources());
            task.mutable_command()->set_value("db --port " + std::to_string(node.takes.ports[0]));
            task.mutable_container()->set_type(Api::container_info::DOCKER);
            auto& docker = *task.mutable_container()->mutable_docker();
            docker.set_image("db:1");
            auto const& data = planner_.group().chosen().needs.volumes[0];
            berth::attached_volume const volume{node.volumes[0], data.container_path, "rexray"};
            if (!berth::docker_parameters({&volume, 1}, parameters<decltype(docker)>{docker})) {
                std::abort(); // never without its volume; to be tried once when the program starts
            }
        }
        std::printf("accept %s: %s\n", std::string{what.offer_ids[0]}.c_str(),
                    text_of(operation).c_str());
    }
    // [/protobuf-accept]

    berth::planner<berth::group<>> planner_;
    berth::offer_round round_{};
    berth::effect::list effects_{};
};

template <class Api>
typename Api::offer offer_of(std::string const& number, double cpus) {
    typename Api::offer out;
    out.mutable_id()->set_value("offer-" + number);
    out.mutable_framework_id()->set_value("framework-1");
    Api::agent(out) = "agent-" + number;
    out.set_hostname("host-" + number);
    auto& amount = *out.add_resources();
    amount.set_name("cpus");
    amount.set_type(static_cast<decltype(amount.type())>(berth::value_type::scalar));
    amount.mutable_scalar()->set_value(cpus);
    auto& ports = *out.add_resources();
    ports.set_name("ports");
    ports.set_type(static_cast<decltype(ports.type())>(berth::value_type::ranges));
    auto& range = *ports.mutable_ranges()->add_range();
    range.set_begin(31000);
    range.set_end(32000);
    return out;
}

template <class Api>
void tell(berth::group<> const& db) {
    framework<Api> scheduler{berth::planner{db}};
    scheduler.registered("framework-1");
    scheduler.resource_offers(std::vector{offer_of<Api>("1", 0.5), offer_of<Api>("2", 1.5)});
    typename Api::task_status status;
    status.mutable_task_id()->set_value("db.0.1");
    Api::agent(status) = "agent-2";
    status.set_state(static_cast<decltype(status.state())>(berth::task_state::running));
    status.set_uuid("uuid-1");
    scheduler.status_update(status);
}

} // namespace

int main() {
    auto const group = make_db();
    if (!group) {
        return std::puts(std::string{group.error().message()}.c_str()), 2;
    }
    std::puts("v0");
    tell<v0>(*group);
    std::puts("v1");
    tell<v1>(*group);
}
