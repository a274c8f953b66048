// SPDX-License-Identifier: Apache-2.0
#include "replay.hpp"

#include "../input.hpp"
#include "call.hpp"
#include "cluster_view.hpp"
#include "event.hpp"
#include "framework.hpp"
#include "recordio.hpp"
#include "state_store.hpp"
#include "timeline_file.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace {

int gives_up(std::string const& why) {
    std::cerr << "elasticsearch: " << why << '\n';
    return 2;
}

/// The events of a whole stream, or what is wrong with it in one line.
berth::result<std::vector<event>, std::string> read_events(std::string const& path) {
    std::string const flag = "--replay " + path + ": ";
    std::ifstream file{path, std::ios::binary};
    std::string stream;
    if (!read_all(file, stream)) {
        return flag + "it cannot be read";
    }
    record_decoder decoder;
    std::vector<std::string> records;
    for (auto const& done : {decoder.feed(stream, records), decoder.end()}) {
        if (!done) {
            return flag + text_of(done.error());
        }
    }
    std::vector<event> out;
    for (std::string const& record : records) {
        auto parsed = parse_event(record);
        if (!parsed) {
            return flag + "record " + std::to_string(out.size() + 1) + ": " +
                   text_of(parsed.error());
        }
        out.push_back(*std::move(parsed));
    }
    return out;
}

/// The first time that an event tells, in seconds since the epoch, or 0.
double first_time(std::vector<event> const& events) {
    auto const it = std::find_if(events.begin(), events.end(),
                                 [](event const& e) { return e.timestamp() > 0.0; });
    return it == events.end() ? 0.0 : it->timestamp();
}

/// Performs effects by writing them down.
class printer {
public:
    printer(options const& chosen, state_store& store, std::span<berth::node const> on_record,
            timeline_file& picture)
        : writer_(chosen, on_record), path_(chosen.state), store_(&store), picture_(&picture),
          left_(chosen.stop_after.value_or(UINT64_MAX)) {}

    void know(std::string_view framework_id) { writer_.know(framework_id); }

    /// Time goes on to `now`, for the picture.
    void clock(double now) { now_ = std::max(now_, now); }

    /// \returns the exit status if the run is over, else -1.
    template <class Planner>
    int perform(std::uint64_t event_number, Planner& planner, berth::effect::list const& effects,
                json const& offers) {
        writer_.know(planner.framework_id());
        picture_->see(now_, view_of(planner), effects);
        for (auto const& what : effects) {
            json line = {{"event", event_number}};
            if (auto const* const persist = std::get_if<berth::effect::persist>(&what)) {
                if (auto const stored = store_->apply(*persist); !stored) {
                    std::cerr << "elasticsearch: --state " << path_ << ": "
                              << text_of(stored.error()) << '\n';
                    return 1;
                }
                line["persist"] = write_persist(*persist);
            } else {
                json call = writer_.write(what, offers);
                if (call.is_null()) {
                    continue;
                }
                line["call"] = std::move(call);
            }
            std::cout << line.dump() << '\n';
            if (--left_ == 0) {
                return 0;
            }
        }
        return -1;
    }

private:
    static json write_persist(berth::effect::persist const& what) {
        json nodes = json::array();
        for (berth::effect::changed_node const& changed : what.nodes) {
            nodes.push_back(write_node(*changed.record));
        }
        return {{"seq", what.sequence}, {"framework_id", what.framework_id}, {"nodes", nodes}};
    }

    call_writer writer_;
    std::string path_;
    state_store* store_;
    timeline_file* picture_;
    double now_ = 0.0;
    std::uint64_t left_;
};

template <class Strategy>
int run(options const& chosen, std::vector<event> const& events, state_store& store,
        berth::stored_state const& record, timeline_file& picture) {
    auto made = make_scheduler<Strategy>(chosen);
    if (!made) {
        return gives_up(name_flag(made.error()));
    }
    scheduler<Strategy>& planner = *made;
    if (auto const& warning = planner.group().names().warning; !warning.empty()) {
        std::cerr << "elasticsearch: volume names can collide: " << warning.view() << '\n';
    }
    if (auto const restored = planner.restore(record); !restored) {
        return gives_up("--state " + chosen.state + ": " + text_of(restored.error()));
    }
    bool subscribed = false;
    if (record.framework_id.empty() && !events.empty() &&
        std::none_of(events.begin(), events.end(),
                     [](event const& e) { return e.type == event_type::subscribed; })) {
        return gives_up("--replay " + chosen.replay +
                        ": there is no SUBSCRIBED event, and no framework id on record");
    }

    printer out{chosen, store, planner.group().nodes(), picture};
    out.clock(first_time(events));
    berth::effect::list effects;
    berth::offer_round round;
    planner.start(effects);
    if (int const status = out.perform(0, planner, effects, json::array()); status >= 0) {
        return status;
    }
    berth::timestamp now{};
    for (std::uint64_t number = 1; event const& what : events) {
        effects.clear();
        out.clock(what.timestamp());
        // A stream that begins later goes on with the subscription of the run before.
        if (!subscribed && what.type != event_type::subscribed && !record.framework_id.empty()) {
            planner.on_subscribed(record.framework_id, effects);
            if (int const status = out.perform(number, planner, effects, json::array());
                status >= 0) {
                return status;
            }
            effects.clear();
        }
        subscribed = true;
        dispatch(what, planner, round, effects);
        if (int const status = out.perform(number, planner, effects, offers_of(what));
            status >= 0) {
            return status;
        }
        now = std::max(now, berth::timestamp{what.timestamp()});
        if (now > berth::timestamp{}) {
            effects.clear();
            planner.on_tick(now, effects);
            if (int const status = out.perform(number, planner, effects, json::array());
                status >= 0) {
                return status;
            }
        }
        ++number;
    }
    return 0;
}

} // namespace

int replay(options const& chosen) {
    auto const events = read_events(chosen.replay);
    if (!events) {
        return gives_up(events.error());
    }
    auto const store = open_state(chosen);
    auto const record = store->load();
    if (!record) {
        return gives_up("--state " + chosen.state + ": " + text_of(record.error()));
    }
    timeline_file picture{chosen.timeline};
    int status = 0;
    if (chosen.stop_after != std::uint64_t{0}) {
        status = with_strategy(chosen, [&](auto strategy) {
            return run<decltype(strategy)>(chosen, *events, *store, *record, picture);
        });
    }
    if (status == 2) {
        return status;
    }
    if (std::string const why = picture.write(); !why.empty()) {
        std::cerr << "elasticsearch: " << why << '\n';
        return 1;
    }
    return status;
}
