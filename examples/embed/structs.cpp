// SPDX-License-Identifier: Apache-2.0
// A framework with types of its own for what the master sends and gets, in whatever language or
// library those come from: it fills an `offer_builder`, and copies back what was taken. json.cpp
// shows the calls that are left out here.
#include "db.hpp"

#include <berth/attach/docker_volume_isolator.hpp>
#include <berth/berth.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

struct my_resource {
    std::string name{};
    double amount{};       // of a scalar
    std::uint64_t first{}; // of a range
    std::uint64_t last{};
    std::string role{"*"}; // whom it is reserved for
};

struct my_offer {
    std::string id{};
    std::string agent{};
    std::string host{};
    std::vector<my_resource> resources{};
};

struct my_task {
    std::string id{};
    std::string agent{};
    std::vector<my_resource> resources{};
    std::vector<std::string> volumes{};

    void volume(berth::task_volume const& it) { // what an attachment writes to
        volumes.push_back(std::string{it.driver} + " " + std::string{it.name} + " at " +
                          std::string{it.container_path});
    }
};

// [read]
/// An adapter: the round borrows the text of the offer.
void read(my_offer const& offer, berth::offer_round& round) {
    berth::offer_builder to{round};
    to.id(offer.id);
    to.agent_id(offer.agent);
    to.hostname(offer.host);
    for (my_resource const& entry : offer.resources) {
        bool const is_range = entry.last != 0;
        to.resource(entry.name, static_cast<int>(is_range ? berth::value_type::ranges
                                                          : berth::value_type::scalar));
        to.role(entry.role);
        is_range ? to.range(entry.first, entry.last) : to.scalar(entry.amount);
    }
    to.finish();
}

/// The way back: each part taken is a copy of its entry, with the amount that was taken.
std::vector<my_resource> write(berth::taking const& takes, std::vector<my_offer> const& offers) {
    std::vector<my_resource> out;
    for (berth::taken const& part : takes.resources) {
        my_resource& entry = out.emplace_back(offers[part.offer].resources[part.source]);
        if (part.type == berth::value_type::ranges) {
            entry.first = part.numbers.begin;
            entry.last = part.numbers.end;
        } else if (!part.whole) {
            entry.amount = part.amount.to_double();
        }
    }
    return out;
}
// [/read]

void print(my_task const& task) {
    std::printf("launch %s on %s:", task.id.c_str(), task.agent.c_str());
    for (my_resource const& it : task.resources) {
        it.last == 0 ? std::printf(" %s(%s):%g", it.name.c_str(), it.role.c_str(), it.amount)
                     : std::printf(" %s:%d", it.name.c_str(), static_cast<int>(it.first));
    }
    std::printf(", %s\n", task.volumes[0].c_str());
}

class framework {
public:
    explicit framework(berth::planner<berth::group<>> planner) : planner_(std::move(planner)) {}

    // [structs]
    void on_subscribed(std::string_view framework_id) {
        planner_.on_subscribed(framework_id, effects_);
        perform();
    }
    void on_offers(std::vector<my_offer> offers) {
        offers_ = std::move(offers); // the round, and the effects, point into them
        round_.clear();
        for (my_offer const& offer : offers_) {
            read(offer, round_);
        }
        planner_.on_offers(round_, effects_);
        perform();
    }
    void on_update(berth::task_status const& status) {
        planner_.on_update(status, effects_);
        perform();
    }
    // [/structs]

private:
    /// In order: what is stored protects what comes behind it.
    void perform() {
        for (auto const& what : effects_) {
            std::visit([this](auto const& it) { perform(it); }, what);
        }
        effects_.clear();
    }
    void perform(berth::effect::persist const& it) { store(it); }
    void perform(berth::effect::accept const& it) {
        for (auto const& [group, node] : it.launches) {
            my_task task{node.task_id, std::string{node.agent_id}, write(node.takes, offers_), {}};
            auto const& data = planner_.group().chosen().needs.volumes[0];
            berth::attached_volume const volume{node.volumes[0], data.container_path, "rexray"};
            if (!berth::docker_volume_isolator({&volume, 1}, node.launches,
                                               berth::container_root::image, task)) {
                std::abort(); // never without its volume; to be tried once when the program starts
            }
            print(task);
        }
    }
    void perform(berth::effect::decline const& it) {
        for (auto const& offer : it.offers) {
            for (auto const& why : it.reasons(offer)) {
                auto const& needs = planner_.group().chosen().needs;
                std::string const text{berth::describe(why, needs, *offer.what)};
                std::printf("decline offer of %s: %s\n", std::string{offer.what->hostname}.c_str(),
                            text.c_str());
            }
        }
    }
    void perform(berth::effect::acknowledge const& it) {
        std::printf("acknowledge %s\n", std::string{it.uuid}.c_str());
    }
    void perform(berth::effect::note const& it) {
        std::printf("note: %s\n", std::string{berth::effect::describe(it.kind)}.c_str());
    }
    /// Left out here, and needed: SUBSCRIBE, KILL, RECONCILE, SUPPRESS, REVIVE, and what is done when
    /// the store fails; see json.cpp.
    template <class Other>
    void perform(Other const& /*other*/) {}

    berth::planner<berth::group<>> planner_;
    std::vector<my_offer> offers_{};
    berth::offer_round round_{};
    berth::effect::list effects_{};
};

} // namespace

int main() {
    auto const group = make_db();
    if (!group) {
        return std::puts(std::string{group.error().message()}.c_str()), 2;
    }
    framework scheduler{berth::planner{*group}};
    scheduler.on_subscribed("framework-1");
    scheduler.on_offers(
        {{"offer-1", "agent-1", "host-1", {{"cpus", 0.5}}},
         {"offer-2", "agent-2", "host-2", {{"cpus", -4.0}}}, // the master would never say this
         {"offer-3",
          "agent-3",
          "host-3",
          {{"cpus", 0.75}, {"cpus", 0.5, 0, 0, "db"}, {"ports", 0, 31000, 32000}}}});
    scheduler.on_update({"db.0.1", "agent-3", "uuid-1", {}, {berth::task_state::running}});
    scheduler.on_update({"db.0.1", "agent-3", "uuid-2", {}, {berth::task_state::unreachable}});
}
