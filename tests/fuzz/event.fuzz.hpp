// SPDX-License-Identifier: Apache-2.0
// What must hold of the events of a master for any bytes, from JSON through the planner to the
// resources of the launches.
#ifndef BERTH_TESTS_FUZZ_EVENT_FUZZ_HPP
#define BERTH_TESTS_FUZZ_EVENT_FUZZ_HPP

#include "../../examples/elasticsearch/event.hpp"
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_resources.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace berth_fuzz {

/// A framework that hears events as bytes.
class event_reader {
public:
    event_reader() {
        effects_.clear();
        planner_.start(effects_);
        planner_.on_tick({now_}, effects_);
    }

    /// \returns what is wrong with what came of it, or nothing
    [[nodiscard]] std::string hear(std::string_view line) {
        auto const read = parse_event(line);
        effects_.clear();
        if (!read) {
            bool const said = !read.error().field.empty() && !read.error().message().empty();
            return said ? "" : "a refusal without a field";
        }
        ++taken_;
        dispatch(*read, planner_, round_, effects_);
        std::string wrong = answers(*read);
        for (auto const& what : effects_) {
            if (auto const* const write = std::get_if<berth::effect::persist>(&what)) {
                wrong += stored(*write);
            } else if (auto const* const accept = std::get_if<berth::effect::accept>(&what)) {
                wrong += launched(*accept, offers_of(*read));
            } else if (auto const* const note = std::get_if<berth::effect::note>(&what)) {
                stopped_ = stopped_ || note->kind == berth::effect::note_kind::framework_stopped ||
                           note->kind == berth::effect::note_kind::other_framework;
            }
        }
        effects_.clear();
        planner_.on_tick({now_ += 10.0}, effects_);
        return wrong;
    }

    [[nodiscard]] std::size_t taken() const { return taken_; }

private:
    static berth::planner<berth::group<>> configured() {
        berth::settings<> chosen;
        chosen.name = "es";
        chosen.needs.cpus = berth::quantity::whole(1);
        chosen.needs.mem = berth::quantity::whole(512);
        chosen.needs.ports.resize(1);
        chosen.needs.volumes = {{berth::text<63>{"data"}, berth::text<255>{"/data"}}};
        chosen.wanted = 2;
        return berth::planner<berth::group<>>{*berth::group<>::make(chosen)};
    }

    // Each offer of the event once, and an update if it has a uuid; nothing once it has stopped.
    [[nodiscard]] std::string answers(event const& what) const {
        if (stopped_) {
            bool const silent = std::all_of(effects_.begin(), effects_.end(), [](auto const& each) {
                return std::holds_alternative<berth::effect::note>(each);
            });
            return silent ? "" : "a framework that has stopped goes on";
        }
        std::map<std::string_view, int> answered;
        std::size_t acknowledged = 0;
        for (auto const& one : effects_) {
            if (auto const* const accept = std::get_if<berth::effect::accept>(&one)) {
                for (std::string_view const id : accept->offer_ids) {
                    ++answered[id];
                }
            } else if (auto const* const decline = std::get_if<berth::effect::decline>(&one)) {
                for (berth::effect::declined const& each : decline->offers) {
                    ++answered[each.offer_id];
                }
            } else if (std::holds_alternative<berth::effect::acknowledge>(one)) {
                ++acknowledged;
            }
        }
        for (json const& offer : offers_of(what)) {
            --answered[text_at(offer, {"id", "value"})];
        }
        if (std::any_of(answered.begin(), answered.end(),
                        [](auto const& each) { return each.second != 0; })) {
            return "an offer is not answered once";
        }
        bool const asks = what.type == event_type::update && !status_of(what).uuid.empty();
        return acknowledged == (asks ? 1U : 0U) ? "" : "an update is not acknowledged once";
    }

    // Whatever an event says can be kept.
    [[nodiscard]] static std::string stored(berth::effect::persist const& what) {
        for (auto const& [group, record] : what.nodes) {
            auto const back = berth::decode_record(berth::encode_record(group, *record));
            if (!back || back->record != *record) {
                return "a record is stored that cannot be read";
            }
        }
        return "";
    }

    // Its resources, read again as those of an offer, are as much as the node needs.
    [[nodiscard]] static std::string launched(berth::effect::accept const& what,
                                              json const& offers) {
        for (berth::effect::launch const& each : what.launches) {
            json written = json::object();
            written["id"]["value"] = "O";
            written["agent_id"]["value"] = "S";
            written["hostname"] = "h";
            written["resources"] =
                berth::write_resources(std::span{each.what.takes.resources}, offers);
            berth::offer_round round;
            if (!berth::read_offer(written, round) || round.offers()[0].fault) {
                return "a launch has resources that cannot be read";
            }
            auto cpus = berth::quantity{};
            auto mem = berth::quantity{};
            std::size_t ports = 0;
            for (berth::resource const& one : round.offers()[0].resources) {
                cpus = one.kind == berth::resource_kind::cpus ? cpus + one.amount : cpus;
                mem = one.kind == berth::resource_kind::mem ? mem + one.amount : mem;
                ports += one.kind == berth::resource_kind::ports ? 1U : 0U;
            }
            if (cpus != berth::quantity::whole(1) || mem != berth::quantity::whole(512) ||
                ports != 1) {
                return "a launch has not what the node needs";
            }
        }
        return "";
    }

    berth::planner<berth::group<>> planner_ = configured();
    berth::offer_round round_{};
    berth::effect::list effects_{};
    double now_ = 1000.0;
    std::size_t taken_ = 0;
    bool stopped_ = false;
};

/// One event a line.
inline verdict judge_event(std::string_view bytes) {
    input from{bytes};
    event_reader reader;
    for (int i = 0; i != 8 && !from.empty(); ++i) {
        if (std::string wrong = reader.hear(from.line()); !wrong.empty()) {
            return {wrong, true};
        }
    }
    return {"", reader.taken() != 0};
}

} // namespace berth_fuzz

#endif
