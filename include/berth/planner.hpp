// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_PLANNER_HPP
#define BERTH_PLANNER_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/agent_backoff.hpp>
#include <berth/flow/appetite.hpp>
#include <berth/flow/journal.hpp>
#include <berth/flow/kill_list.hpp>
#include <berth/flow/other_reasons.hpp>
#include <berth/flow/rounds.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/flow/turn.hpp>
#include <berth/group_set.hpp>
#include <berth/model/task_status.hpp>
#include <berth/validate_names_on_record.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth {

/// Holds the groups and the conversation with the master: events in, effects out.
///
/// It does no I/O and has no clock: every input appends to a list what the host must do next,
/// **in order**, and `on_tick` tells the time. The host performs the effects of one input, to the
/// end or to a `persist` that fails, before it gives the next; it may put them off, in order, if it
/// keeps what they borrow and can wait for the store (`on_persist_failed` is for the last input).
/// Regular, copyable, comparable; the same inputs give the same effects. Decisions are the groups' and
/// those of the small machines in `flow/`; the planner puts what they say in order.
///
/// Groups share the offers of a round in the order in which they are given, the first first; one
/// may wait for others (`settings::after`). All offers of a round are answered in it.
template <class... Groups>
class planner {
public:
    /// How long after a subscription every task on record is asked about again, because what the
    /// master says by itself may be lost (Mesos, `docs/reconciliation.md`).
    static constexpr double audit_seconds = 900.0;

    planner() = default;
    /// One group, which comes after no other; `make_planner` makes one of several.
    explicit planner(Groups... groups) requires(sizeof...(Groups) == 1)
        : groups_(std::move(groups)...) {}
    explicit planner(group_set<Groups...> groups) : groups_(std::move(groups)) {}

    template <std::size_t Index = 0>
    [[nodiscard]] auto const& group() const noexcept {
        return groups_.template get<Index>();
    }
    [[nodiscard]] group_set<Groups...> const& groups() const noexcept { return groups_; }
    [[nodiscard]] std::string_view framework_id() const noexcept { return framework_id_; }

    /// Whether nodes on record have not been heard of yet, so that nothing is launched.
    [[nodiscard]] bool recovering() const noexcept { return groups_.recovering(); }

    /// When `on_tick` has something to do, at the earliest; `never` while it has not.
    [[nodiscard]] timestamp wake_at() const noexcept {
        using detail::smaller;
        auto const due = smaller(smaller(kills_.wake_at(), groups_.wake_at()),
                                 smaller(appetite_.wake_at(), recovering() ? never : audit_at_));
        return subscribed_ ? due : never;
    }

    /// Whether the master has accepted the subscription, and the connection lasts.
    [[nodiscard]] bool subscribed() const noexcept { return subscribed_; }

    /// Tasks that live although their ids were given away.
    [[nodiscard]] kill_list const& late_tasks() const noexcept { return kills_; }
    [[nodiscard]] appetite const& offers_wanted() const noexcept { return appetite_; }
    [[nodiscard]] agent_backoff const& failing_agents() const noexcept { return agents_; }

    /// What the master's allocator could be asked for, as the nodes on record are now.
    [[nodiscard]] berth::offer_constraints offer_constraints() const {
        return groups_.offer_constraints();
    }

    /// Whether the cluster was found to be ahead of the record: nothing is launched any more.
    [[nodiscard]] bool stale() const noexcept { return stale_; }

    /// \effects puts back everything that a store kept, before `start`: whole or not at all.
    /// Errors are on `nodes[i]`, the first that cannot be: `unknown` for a group that does not
    /// exist, `out_of_range` for an id that the group cannot have, `duplicate` for a group and id
    /// that are on record already, and those of `validate_record` and `validate_names_on_record`.
    /// Nothing is changed then.
    outcome restore(stored_state const& kept) {
        group_set<Groups...> next = groups_;
        for (std::size_t i = 0; i < kept.nodes.size(); ++i) {
            stored_node const& one = kept.nodes[i];
            outcome done = validate_record(one.group, one.record);
            if (done) {
                done = make_error(errc::unknown, "record.group", "there is no such group");
                next.at(one.group, [&](auto& g) {
                    done = g.find(one.record.id) != nullptr
                               ? make_error(errc::duplicate, "record.id")
                               : g.keeper_.restore(one.record, now_);
                });
            }
            if (done) {
                done = validate_names_on_record(groups_, one);
            }
            if (!done) {
                error const& wrong = done.error();
                return make_error(wrong.code, "nodes", i, wrong.field, wrong.detail);
            }
        }
        groups_ = std::move(next);
        framework_id_ = kept.framework_id;
        journal_.restored(framework_id_);
        return ok;
    }

    /// \effects begins: the host is to subscribe.
    void start(effect::list& out) {
        begin();
        if (!stopped_) {
            out.add(effect::subscribe{framework_id_});
        }
    }

    /// The master accepted the subscription. Open offers, filters and suppression are forgotten,
    /// as they are by the master, and every task is asked about: those that the master knows
    /// first, so that a record which is stale shows before it is acted on; then those on record.
    void on_subscribed(std::string_view framework_id, effect::list& out) {
        begin();
        if (stopped_) {
            return;
        }
        if (!framework_id_.empty() && framework_id_ != framework_id) {
            stopped_ = true;
            subscribed_ = false;
            out.add(
                effect::make_note(effect::note_kind::other_framework, std::string{framework_id}));
            return;
        }
        bool const known = !framework_id_.empty();
        framework_id_ = framework_id;
        subscribed_ = true;
        appetite_.on_subscribed();
        if (known) {
            audit(true);
        }
        commit(out);
    }

    /// The connection is lost, and open offers are gone. The host subscribes again, after a pause.
    void on_disconnected(effect::list& out) {
        begin();
        subscribed_ = false;
        if (!stopped_) {
            out.add(effect::subscribe{framework_id_});
        }
    }

    /// All offers of one OFFERS event: each is accepted or declined now. Effects refer to `round`,
    /// which is used up: `clear()` comes before the next.
    template <class Offer>
    void on_offers(basic_offer_round<Offer>& round, effect::list& out) {
        begin();
        if (stopped_) {
            return;
        }
        appetite_.on_offers();
        appetite_.on_filter(
            rounds_(groups_, round, now_, not_judged(), agents_, journal_, out, later_));
        commit(out);
    }

    /// An offer is answered in the round it came in, so a rescinded one is either declined, or
    /// accepted, and then its tasks come back as DROPPED or LOST.
    void on_rescind(std::string_view /*offer_id*/, effect::list& /*out*/) { begin(); }

    /// Something was heard of a task.
    void on_update(task_status const& status, effect::list& out) {
        begin();
        if (stopped_) {
            return;
        }
        if (!status.uuid.empty()) {
            later_.add(effect::acknowledge{status.agent_id, status.task_id, status.uuid});
        }
        bool ours = false;
        if (auto const parts = parse_task_name(status.task_id)) {
            std::size_t const index = groups_.owner_of(*parts, status.task_id);
            groups_.at(index, [&](auto& g) {
                ours = true;
                auto turn = turn_of(g, index);
                stale_ = turn.hear(*parts, status) == standing::ahead || stale_;
                report_recovery();
            });
        }
        if (!ours) {
            later_.add(because_of(status, effect::make_note(effect::note_kind::foreign_task)));
        }
        commit(out);
    }

    /// An agent or an executor is gone. It frees nothing: updates about its tasks follow.
    void on_failure(std::string_view /*agent_id*/, effect::list& /*out*/) { begin(); }

    /// The master ends the subscription for good, for instance because another scheduler took
    /// over. Nothing is called any more: two schedulers would take turns for ever.
    void on_error(std::string_view message, effect::list& out) {
        begin();
        stopped_ = true;
        subscribed_ = false;
        out.add(effect::make_note(effect::note_kind::framework_stopped, std::string{message}));
    }

    /// Announcements of maintenance: all are declined. Effects refer to `ids`.
    void on_inverse_offers(std::vector<std::string_view> ids, effect::list& out) {
        begin();
        if (!stopped_ && !ids.empty()) {
            out.add(effect::decline_inverse_offers{std::move(ids)});
        }
    }

    /// A store could not keep the record of `sequence`: its promises and releases are undone, its
    /// offers declined, and what its updates said is asked again.
    void on_persist_failed(std::uint64_t sequence, effect::list& out) {
        if (!journal_.is_open(sequence)) {
            return;
        }
        failed_ = journal_.take_back();
        for (std::size_t i = failed_.changes.size(); i-- > 0;) {
            journal::change& changed = failed_.changes[i];
            groups_.at(changed.group, [&](auto& g) {
                g.keeper_.undo(std::move(changed.before), changed.heard, now_);
            });
        }
        appetite_ = failed_.wants;
        kills_ = failed_.kills;
        agents_ = failed_.agents;
        effect::decline back;
        for (std::string const& id : failed_.accepted) {
            back.offers.push_back({id, nullptr, 0, 0});
        }
        if (!back.offers.empty()) {
            appetite_.on_mistake();
            out.add(std::move(back));
        }
        out.add(effect::make_note(effect::note_kind::persist_failed));
        ask_for_offers(out);
    }

    /// A call did not reach the master, or was refused as a whole, so that nobody knows what became
    /// of it. Launches are asked about, which is proof only once the call cannot arrive any more: the
    /// host subscribes again first, unless the master refused it. SUPPRESS and REVIVE are made again;
    /// KILL and RECONCILE are repeated in any case, an update is delivered again, and the offers of a
    /// DECLINE, or of an ACCEPT that was refused, are for the host to decline.
    /// Effects of the input that `call` is one of stay valid; `out` is another list.
    void on_call_failed(effect::list::any const& call, effect::list& out) {
        if (auto const* const yes = std::get_if<effect::accept>(&call)) {
            for (effect::launch const& l : yes->launches) {
                groups_.at(l.group, [&](auto& g) { g.keeper_.doubt_launch(l.what.id, now_); });
            }
        } else if (std::holds_alternative<effect::suppress>(call)) {
            appetite_.on_call_failed(offer_call::suppress, now_);
        } else if (std::holds_alternative<effect::revive>(call)) {
            appetite_.on_call_failed(offer_call::revive, now_);
        }
        out.add(effect::make_note(effect::note_kind::call_failed));
    }

    /// It is `now`, in the seconds of `timestamp`; what is before the last one, or no number, is no
    /// time. Repeats what is due, and frees held ids whose fence has come.
    /// \complexity O(1) until something is due
    void on_tick(timestamp now, effect::list& out) {
        begin();
        if (!clock_runs_ && now.value == now.value) {
            clock_runs_ = true;
            groups_.for_each([&](auto& g, std::size_t) { g.keeper_.start_clock(now); });
            kills_.start_clock(now);
            agents_.start_clock(now);
            audit_at_.value += now.value;
        }
        now_ = detail::larger(now_, now);
        if (!subscribed_) {
            return;
        }
        effect::reconcile ask;
        groups_.for_each([&](auto& g, std::size_t index) { come_back(g, index, ask); });
        if (!ask.tasks.empty()) {
            later_.add(std::move(ask));
        }
        kills_.repeat_due(now_, [&](std::string_view task_id, std::string_view agent_id) {
            later_.add(effect::kill{task_id, agent_id});
        });
        if (audit_at_ <= now_ && !recovering()) {
            audit(false);
        }
        commit(out);
    }

    /// How many nodes are wanted from now on. Fewer: those with the highest ids are killed and
    /// retired, and the names of their volumes stay on record. More: ids that were used come first.
    /// The number is not on record: the next process has what its settings say.
    /// Errors: `exhausted` if there are not enough ids; nothing is changed then.
    template <std::size_t Index = 0>
    outcome set_wanted(std::uint32_t count, effect::list& out) {
        begin();
        auto const done = groups_.template get<Index>().want(count);
        commit(out);
        return done;
    }

    /// An operator vouches that the task of a held id has ended. Errors: `not_in_use` if the id
    /// is not held; nothing is changed then.
    template <std::size_t Index = 0>
    outcome on_operator_release(node_id id, std::string_view reason, effect::list& out) {
        begin();
        auto turn = turn_of(groups_.template get<Index>(), Index);
        auto const done = turn.release(id, reason);
        report_recovery();
        commit(out);
        return done;
    }

    friend bool operator==(planner const& a, planner const& b) {
        return a.groups_ == b.groups_ && a.framework_id_ == b.framework_id_ &&
               a.appetite_ == b.appetite_ && a.kills_ == b.kills_ && a.agents_ == b.agents_ &&
               a.journal_ == b.journal_ && a.now_ == b.now_ && a.audit_at_ == b.audit_at_ &&
               a.subscribed_ == b.subscribed_ && a.stopped_ == b.stopped_ && a.stale_ == b.stale_ &&
               a.clock_runs_ == b.clock_runs_;
    }

private:
    void begin() {
        journal_.begin(kills_, agents_);
        later_.clear();
        was_recovering_ = recovering();
    }

    template <class Group>
    [[nodiscard]] auto turn_of(Group& g, std::size_t index) noexcept {
        return turn{std::as_const(g), g.keeper_, index, journal_, kills_, agents_, now_, later_};
    }

    [[nodiscard]] bool acts() const noexcept { return subscribed_ && !stopped_ && !stale_; }

    // Why offers are not looked at; null if they are.
    [[nodiscard]] rule_info const* not_judged() const noexcept {
        return stale_                         ? &record_is_stale
               : recovering() || !subscribed_ ? &still_recovering
                                              : nullptr;
    }

    // Ends an input: what follows from it is decided, everything that it changed is stored, and
    // then come the effects that had to wait for that.
    void commit(effect::list& out) {
        if (acts() && !recovering()) {
            groups_.for_each(
                [&](auto& g, std::size_t index) { turn_of(g, index).retire_surplus(); });
        }
        if (journal_.dirty(framework_id_)) {
            auto const sequence = journal_.store(framework_id_, appetite_);
            out.add(effect::persist{sequence, framework_id_, groups_.records(journal_.changes())});
        }
        out.append(later_);
        ask_for_offers(out);
    }

    void ask_for_offers(effect::list& out) {
        if (!acts()) {
            return;
        }
        switch (appetite_.settle(groups_.demand(), now_)) {
        case offer_call::suppress: out.add(effect::suppress{}); break;
        case offer_call::revive: out.add(effect::revive{}); break;
        case offer_call::nothing: break;
        }
    }

    // Asks about every task, and tells those that are to end so again. What was asked before a new
    // subscription is an open question from now on.
    void audit(bool anew) {
        audit_at_ = {now_.value + audit_seconds};
        if (!anew) {
            appetite_.on_audit();
        }
        later_.add(effect::reconcile{});
        effect::reconcile ask;
        groups_.for_each([&](auto& g, std::size_t index) {
            g.keeper_.ask_all(anew, now_, [&](node const& n) {
                ask.tasks.push_back({n.task_id, n.agent_id});
                if (n.retiring) {
                    turn_of(g, index).kill(n);
                }
            });
        });
        if (!ask.tasks.empty()) {
            later_.add(std::move(ask));
        }
    }

    // What is due in a group: questions, kills, and the end of holds by a fence.
    template <class Group>
    void come_back(Group& g, std::size_t index, effect::reconcile& ask) {
        auto turn = turn_of(g, index);
        detail::buffer<node_id> fenced;
        g.keeper_.repeat_due(
            now_,
            [&](node const& n) {
                if (n.retiring) {
                    turn.kill(n);
                } else {
                    ask.tasks.push_back({n.task_id, n.agent_id});
                }
            },
            [&](node const& n) { fenced.push_back(n.id); });
        for (node_id const id : fenced) {
            turn.fence(id);
        }
    }

    // Once for each time that the last node is heard of.
    void report_recovery() {
        if (std::exchange(was_recovering_, recovering()) && !was_recovering_) {
            later_.add(effect::make_note(effect::note_kind::recovery_complete));
        }
    }

    group_set<Groups...> groups_{};
    std::string framework_id_{};
    appetite appetite_{};
    kill_list kills_{};
    agent_backoff agents_{};
    journal journal_{};
    timestamp now_{};
    timestamp audit_at_{audit_seconds};
    bool subscribed_ = false;
    bool stopped_ = false; // for good: the master said ERROR
    bool stale_ = false;   // for good: the cluster is ahead of the record
    bool clock_runs_ = false;

    journal::failure failed_{};   // what the effects of `on_persist_failed` borrow from
    bool was_recovering_ = false; // before the last input
    effect::list later_{};        // effects that wait for the store write of this input

    rounds rounds_{}; // kept only to stay warm
};

} // namespace berth

#endif
