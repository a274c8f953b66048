// SPDX-License-Identifier: Apache-2.0
#include "live.hpp"

#include "call.hpp"
#include "cluster_view.hpp"
#include "event.hpp"
#include "framework.hpp"
#include "history.hpp"
#include "log.hpp"
#include "master_link.hpp"
#include "state_store.hpp"
#include "status.hpp"
#include "status_server.hpp"
#include "steady_clock.hpp"
#include "tally.hpp"
#include "timeline_file.hpp"
#include "zookeeper.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace {

// Whatever a master says, a line stays a line.
int ended(int status, std::string why) {
    std::replace_if(
        why.begin(), why.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
    std::cerr << "elasticsearch: " + why + "\n"; // at once: others may write to the same file
    return status;
}

constexpr double store_again_seconds = 1.0;
constexpr std::size_t most_late = 500; // records of one write; ZooKeeper takes a megabyte

// So that frameworks which lost the same master do not come back in step.
std::uint64_t seed_of(std::string_view name) {
    std::uint64_t out = 0xcbf29ce484222325U; // FNV-1a
    for (char const c : name) {
        out = (out ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return out;
}

master_link link_of(options const& chosen) {
    std::uint64_t const seed = seed_of(chosen.framework_name);
    if (chosen.master_group) {
        return {find_leader(*chosen.master_group, chosen.zookeeper_timeout), chosen.reconnect_delay,
                seed};
    }
    return {*parse_endpoints(chosen.master), chosen.reconnect_delay, seed};
}

double heartbeat_of(event const& what) {
    json const& subscribed = what.document["subscribed"];
    auto const it = subscribed.find("heartbeat_interval_seconds");
    return it != subscribed.end() && it->is_number() ? it->get<double>() : 0.0;
}

/// The host of the planner: gives it what comes from the master and performs what it says.
template <class Strategy>
class session {
public:
    session(options const& chosen, state_store& store, scheduler<Strategy> planner)
        : chosen_(&chosen), store_(&store), planner_(std::move(planner)),
          writer_(chosen, planner_.group().nodes()), link_(link_of(chosen)) {}
    session(session const&) = delete;
    session& operator=(session const&) = delete;

    /// \returns the exit status
    int run() {
        int const status = serve();
        log_undrawn(picture_.write());
        return status;
    }

private:
    int serve() {
        if (chosen_->status_port && !show_status()) {
            return *status_;
        }
        give([&](auto& out) { planner_.start(out); });
        while (!status_) {
            link_.wait(patience());
            // First of all it is now: what follows from an event may have to wait from then on.
            give([&](auto& out) { planner_.on_tick(berth::timestamp{clock_.now()}, out); });
            // Not more than there are now: where events come faster than calls are answered, more of
            // them arrive during each call, and time, operators and an end are not to wait for that.
            for (auto left = link_.arrived(); left > 0 && !status_ && !link_.interrupted();
                 --left) {
                take(*link_.next());
            }
            if (!status_) {
                catch_up();
            }
            while (auto* const asked = status_ ? nullptr : server_.next()) {
                server_.answer(*asked, obey(asked->in));
                server_.serve();
            }
            if (link_.interrupted()) {
                log_line{"stopped"}.with("nodes", "running");
                return 0;
            }
        }
        return *status_;
    }

    bool show_status() {
        std::string const& address = chosen_->status_address;
        std::string const port = std::to_string(*chosen_->status_port);
        if (auto const wrong = server_.listen(address, *chosen_->status_port); !wrong.empty()) {
            status_ = ended(2, "--status-port " + port + " on " + address + ": " + wrong);
            return false;
        }
        log_line{"status"}.with("address", address).with("port", server_.port());
        link_.look_after(
            {server_.file(), [this] { return server_.patience(); }, [this] { server_.serve(); }});
        return true;
    }

    /// Any time, also while the effects of an input are performed: it only looks.
    std::optional<http_reply> show(http_request const& request) const {
        double const most_away = 4 * master_link::longest_wait * chosen_->reconnect_delay;
        return read_status(request, view_of(planner_),
                           {clock_.now(), away_since_, most_away, stored_}, past_, counts_);
    }

    /// Follows the order of an operator, if the request gives one.
    http_reply obey(http_request const& request) {
        auto const order = read_order(request);
        if (auto const* const scale = std::get_if<scale_order>(&order)) {
            return obey(*scale);
        }
        if (auto const* const release = std::get_if<release_order>(&order)) {
            return obey(*release);
        }
        return std::get<http_reply>(order);
    }

    http_reply obey(scale_order const& what) {
        std::uint32_t const before = planner_.group().chosen().wanted;
        berth::outcome done = berth::ok;
        give([&](auto& out) {
            done = planner_.set_wanted(what.wanted, out);
            log_line line{"scale"};
            line.with("wanted", what.wanted).with("before", before);
            line.with("why_not", done ? std::string{} : text_of(done.error()));
            if (done) {
                past_.add(clock_.now(), "scale", std::nullopt,
                          "from " + std::to_string(before) + " to " + std::to_string(what.wanted) +
                              " nodes, by an operator");
            }
        });
        return done ? http_reply{200, json{{"wanted", what.wanted}}.dump() + "\n"}
                    : error_reply(409, done.error().field.view(), why(done.error()));
    }

    http_reply obey(release_order const& what) {
        if (planner_.group().find(what.id) == nullptr) {
            log_line{"release"}.with("node", what.id.value).with("why_not", "no such node");
            return error_reply(404, "id", "was never used");
        }
        berth::outcome done = berth::ok;
        std::uint64_t const failures = failures_;
        give([&](auto& out) {
            done = planner_.on_operator_release(what.id, what.reason, out);
            log_line{"release"}
                .with("node", what.id.value)
                .with("reason", what.reason)
                .with("why_not", done ? std::string{} : text_of(done.error()));
        });
        if (!done) {
            return error_reply(409, "id", "is not held");
        }
        return failures == failures_
                   ? http_reply{200, json{{"released", what.id.value}}.dump() + "\n"}
                   : error_reply(503, "state", "the record could not be written: it is still held");
    }

    static std::string why(berth::error const& wrong) {
        return std::string{wrong.detail.empty() ? berth::describe(wrong.code)
                                                : wrong.detail.view()};
    }

    // Seconds until the planner has something to do by itself.
    [[nodiscard]] double patience() const {
        static constexpr double least = 0.01; // whatever it says, this is no loop without a wait
        return planner_.subscribed() ? std::max(least, planner_.wake_at().value - clock_.now())
                                     : berth::never.value;
    }

    void take(arrival what) {
        switch (what.what) {
        case arrival::type::record: take_event(what.text); break;
        case arrival::type::disconnected:
            counts_.count_disconnected();
            away_since_ = clock_.now();
            past_.add(away_since_, "away", std::nullopt, "the subscription is lost: " + what.text);
            give([&](auto& out) { planner_.on_disconnected(out); });
            break;
        case arrival::type::refused: fail("--master " + chosen_->master + ": " + what.text); break;
        }
    }

    void take_event(std::string const& text) {
        auto const what = parse_event(text);
        if (!what) {
            log_line{"unreadable"}.with("said", text_of(what.error()));
            link_.give_up("an event cannot be read");
            return;
        }
        if (what->type == event_type::subscribed) {
            link_.expect_heartbeat(heartbeat_of(*what));
        }
        if (what->type == event_type::offers && !link_.alive()) {
            return; // they ended with the subscription
        }
        log_event(*what);
        counts_.count(*what, clock_.now());
        if (what->type == event_type::subscribed) {
            past_.add(clock_.now(), "subscribed", std::nullopt, "the master sends events");
        }
        give([&](auto& out) { dispatch(*what, planner_, round_, out); }, offers_of(*what),
             what->type == event_type::update);
    }

    /// Whether what follows from an update may wait for the updates that have arrived behind it.
    static bool can_wait(berth::effect::list const& effects) {
        return std::all_of(effects.begin(), effects.end(), [](auto const& what) {
            return std::holds_alternative<berth::effect::persist>(what) ||
                   std::holds_alternative<berth::effect::note>(what) ||
                   std::holds_alternative<berth::effect::acknowledge>(what);
        });
    }

    /// One write of the record takes as long as one of many changes: those of updates gather until
    /// something else is to be done. Nothing borrowed is kept, as the next input may come first.
    void put_off(berth::effect::list const& effects) {
        for (auto const& what : effects) {
            tell(what);
            if (auto const* const persist = std::get_if<berth::effect::persist>(&what)) {
                late_.sequence = persist->sequence; // without records too: of the framework's id
                for (auto const& [group, record] : persist->nodes) {
                    late_.records.push_back({group, *record});
                }
            } else if (std::holds_alternative<berth::effect::acknowledge>(what)) {
                late_.acknowledgements.push_back(writer_.write(what, json::array()).dump());
            }
        }
        if (late_.records.size() >= most_late) {
            catch_up();
        }
    }

    /// \effects stores what was put off, and then acknowledges it
    /// \returns whether the effects of the last input may be performed
    bool catch_up() {
        berth::effect::persist all{late_.sequence, planner_.framework_id(), {}};
        for (berth::stored_node const& one : late_.records) {
            all.nodes.push_back({one.group, &one.record});
        }
        while (late_.sequence != 0 && !store(all)) {
            if (status_ || link_.interrupted()) {
                return false;
            }
            // Only the last input could be taken back. Until it is stored nothing else is done, and
            // the master keeps no offer for this framework.
            link_.give_up("the record cannot be written");
            link_.rest(store_again_seconds);
        }
        auto late = std::exchange(late_, {});
        for (std::string& body : late.acknowledgements) {
            call(berth::effect::acknowledge{}, std::move(body), json::array());
        }
        return true;
    }

    /// Makes one input and performs what follows from it, later if it is `of_update` and can wait.
    template <class Input>
    void give(Input input, json const& offers = json::array(), bool of_update = false) {
        berth::effect::list effects;
        input(effects);
        picture_.see(clock_.now(), view_of(planner_), effects);
        if (of_update && can_wait(effects)) {
            put_off(effects);
        } else {
            perform(effects, offers);
        }
        log_undrawn(picture_.write_sometimes());
    }

    static void log_undrawn(std::string const& why) {
        if (!why.empty()) {
            log_line{"not_drawn"}.with("why", why);
        }
    }

    void perform(berth::effect::list const& effects, json const& offers) {
        if (effects.empty() || !catch_up()) {
            return;
        }
        writer_.know(planner_.framework_id());
        for (auto const& what : effects) {
            if (status_) {
                return;
            }
            tell(what);
            if (auto const* const note = std::get_if<berth::effect::note>(&what)) {
                obey(*note);
            } else if (auto const* const persist = std::get_if<berth::effect::persist>(&what)) {
                if (!store(*persist)) {
                    if (!status_) {
                        give(
                            [&](auto& out) { planner_.on_persist_failed(persist->sequence, out); });
                    }
                    return;
                }
            } else if (std::holds_alternative<berth::effect::subscribe>(what)) {
                link_.subscribe(writer_.write(what, offers).dump());
            } else {
                call(what, writer_.write(what, offers).dump(), offers);
            }
        }
    }

    void tell(berth::effect::list::any const& what) {
        log_effect(what, planner_.group().chosen().needs);
        past_.add(clock_.now(), what);
    }

    void call(berth::effect::list::any const& what, std::string body, json const& offers) {
        auto const reply = link_.call(std::move(body));
        counts_.count(what, reply);
        if (reply == call_reply::accepted) {
            return;
        }
        berth::effect::list after;
        planner_.on_call_failed(what, after);
        if (auto const* const accept = std::get_if<berth::effect::accept>(&what);
            accept != nullptr && reply == call_reply::refused) {
            after.add(instead_of(*accept));
        }
        perform(after, offers);
    }

    // A refused ACCEPT leaves its offers open: nobody gets them until they are answered.
    static berth::effect::decline instead_of(berth::effect::accept const& what) {
        berth::effect::decline out;
        out.refuse_seconds = what.refuse_seconds;
        for (std::string_view const id : what.offer_ids) {
            out.offers.push_back({id, nullptr, 0, 0});
        }
        return out;
    }

    // The planner says nothing any more after these.
    void obey(berth::effect::note const& what) {
        if (what.kind == berth::effect::note_kind::framework_stopped ||
            what.kind == berth::effect::note_kind::other_framework) {
            fail("--master " + chosen_->master + ": " +
                 std::string{berth::effect::describe(what.kind)} + ": " + what.text);
        }
    }

    /// \returns whether it is stored; if not, the process may have to end
    bool store(berth::effect::persist const& what) {
        auto const done = store_->apply(what);
        stored_ = done.has_value();
        counts_.count_stored(stored_);
        if (stored_) {
            log_line{"stored"}.with("seq", what.sequence).with("nodes", what.nodes.size());
            return true;
        }
        ++failures_;
        std::string const why = "--state " + chosen_->state + ": " + text_of(done.error());
        if (done.error().code == berth::errc::in_use) { // another scheduler has the record
            fail(why);
        } else if (done.error().code == berth::errc::unknown) { // the next start reads what is kept
            status_ = ended(link_.interrupted() ? 0 : 1, why);
        } else {
            log_line{"not_stored"}.with("why", why);
        }
        return false;
    }

    void fail(std::string const& why) { status_ = ended(1, why); }

    /// What updates led to and was put off.
    struct late_effects {
        std::vector<berth::stored_node> records{};
        std::vector<std::string> acknowledgements{}; // calls
        std::uint64_t sequence{}; // of the last write, which count from 1; 0: nothing to store
    };

    options const* chosen_;
    state_store* store_;
    scheduler<Strategy> planner_;
    call_writer writer_;
    master_link link_;
    berth::offer_round round_{};
    epoch_clock clock_{};
    std::optional<int> status_{};
    late_effects late_{};

    tally counts_{clock_.now()};
    history past_{};
    timeline_file picture_{chosen_->timeline};
    double away_since_ = clock_.now();
    bool stored_ = true;
    std::uint64_t failures_ = 0; // to store the record
    status_server server_{[this](http_request const& request) { return show(request); }};
};

template <class Strategy>
int run(options const& chosen, state_store& store, berth::stored_state const& record) {
    auto made = make_scheduler<Strategy>(chosen);
    if (!made) {
        return ended(2, name_flag(made.error()));
    }
    if (auto const& warning = made->group().names().warning; !warning.empty()) {
        ended(0, "volume names can collide: " + std::string{warning.view()});
    }
    if (auto const restored = made->restore(record); !restored) {
        return ended(2, "--state " + chosen.state + ": " + text_of(restored.error()));
    }
    return session<Strategy>{chosen, store, *std::move(made)}.run();
}

/// Subscribes as the framework on record, and ends it.
int tear_down(options const& chosen, std::string const& framework_id) {
    std::string const master = "--master " + chosen.master + ": ";
    call_writer writer{chosen};
    writer.know(framework_id);
    std::string const subscribe =
        writer.write(berth::effect::subscribe{framework_id}, json::array()).dump();
    master_link link = link_of(chosen);
    link.subscribe(subscribe);
    bool sent = false;
    while (!link.interrupted()) {
        link.wait(berth::never.value);
        auto const what = link.next();
        if (!what) {
            continue;
        }
        if (what->what == arrival::type::refused) {
            return ended(1, master + what->text);
        }
        if (what->what == arrival::type::disconnected) {
            link.subscribe(subscribe);
            continue;
        }
        auto const heard = parse_event(what->text);
        if (heard && heard->type == event_type::error) {
            std::string const why{text_at(heard->document, {"error", "message"})};
            bool const removed = sent && why.find("removed") != std::string::npos;
            return removed ? 0 : ended(1, master + why);
        }
        if (!heard || heard->type != event_type::subscribed) {
            continue;
        }
        if (text_at(heard->document, {"subscribed", "framework_id", "value"}) != framework_id) {
            return ended(1, master + "it knows the framework on record by another id");
        }
        log_line{"teardown"}.with("framework", framework_id);
        sent = true;
        switch (link.call(writer.teardown().dump())) {
        case call_reply::accepted: return 0;
        case call_reply::refused: return ended(1, master + "TEARDOWN is refused");
        case call_reply::lost: break; // the next subscription tells if it arrived
        }
    }
    return ended(1, master + "it was told to end before the framework was");
}

} // namespace

int run_on_master(options const& chosen) {
    auto const store = open_state(chosen);
    auto const record = store->load();
    if (!record) {
        return ended(2, "--state " + chosen.state + ": " + text_of(record.error()));
    }
    if (chosen.teardown) {
        return record->framework_id.empty()
                   ? ended(2, "--state " + chosen.state + ": no framework is on record")
                   : tear_down(chosen, record->framework_id);
    }
    return with_strategy(
        chosen, [&](auto strategy) { return run<decltype(strategy)>(chosen, *store, *record); });
}
