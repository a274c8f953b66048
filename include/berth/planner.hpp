// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_PLANNER_HPP
#define BERTH_PLANNER_HPP

#include <berth/detail/buffer.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/appetite.hpp>
#include <berth/flow/hearing.hpp>
#include <berth/flow/journal.hpp>
#include <berth/flow/kill_list.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/group_set.hpp>
#include <berth/model/task_status.hpp>
#include <berth/strategy/merge.hpp>

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
/// end or to a `persist` that fails, before it gives the next. Regular, copyable, comparable; the
/// same inputs give the same effects. Decisions are the groups' and those of the small machines
/// in `flow/`; the planner puts what they say in order.
///
/// Groups share the offers of a round in the order in which they are given, first come first
/// served. All offers of a round are answered in it.
template <class... Groups>
class planner {
public:
    planner() = default;
    explicit planner(Groups... groups) : groups_(std::move(groups)...) {}

    template <std::size_t Index = 0>
    [[nodiscard]] auto const& group() const noexcept {
        return groups_.template get<Index>();
    }
    [[nodiscard]] std::string_view framework_id() const noexcept { return framework_id_; }

    /// Whether nodes on record have not been heard of yet, so that nothing is launched.
    [[nodiscard]] bool recovering() const noexcept { return groups_.recovering(); }

    /// When `on_tick` has something to do, at the earliest; `reconciler::never` if nothing waits.
    [[nodiscard]] timestamp wake_at() const noexcept {
        return detail::smaller(kills_.wake_at(), groups_.wake_at());
    }

    /// \effects puts back what a store kept, before `start`. A record must be given whole or not
    /// at all: unreadable state is never empty state.
    void restore(std::string_view framework_id) {
        framework_id_ = framework_id;
        journal_.restored(framework_id);
    }

    /// Errors: `out_of_range` for an id that the group cannot have; nothing is changed then.
    template <std::size_t Index = 0>
    outcome restore(node record) {
        return groups_.template get<Index>().restore(std::move(record), now_);
    }

    /// \effects puts back everything that a store kept, before `start`: whole or not at all.
    /// Errors are on `nodes[i]`, the first that cannot be: `unknown` for a group that does not
    /// exist, `out_of_range` for an id that the group cannot have, `duplicate` for a group and id
    /// that are on record already, and those of `validate_record`. Nothing is changed then.
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
                               : g.restore(one.record, now_);
                });
            }
            if (!done) {
                error const& wrong = done.error();
                return make_error(wrong.code, "nodes", i, wrong.field, wrong.detail);
            }
        }
        groups_ = std::move(next);
        restore(kept.framework_id);
        return ok;
    }

    /// \effects begins: the host is to subscribe.
    void start(effect::list& out) {
        journal_.begin();
        if (!stopped_) {
            out.add(effect::subscribe{framework_id_});
        }
    }

    /// The master accepted the subscription. Open offers, filters and suppression are forgotten,
    /// as they are by the master, and every task on record is asked about.
    void on_subscribed(std::string_view framework_id, effect::list& out) {
        journal_.begin();
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
        framework_id_ = framework_id;
        subscribed_ = true;
        appetite_.on_subscribed();
        store(out);
        effect::reconcile ask;
        groups_.for_each([&](auto& g, std::size_t) { g.ask_all(now_, ask.tasks); });
        if (!ask.tasks.empty()) {
            out.add(std::move(ask));
        }
        settle(out);
    }

    /// The connection is lost: open offers are gone, and the host is to subscribe again.
    void on_disconnected(effect::list& out) {
        journal_.begin();
        subscribed_ = false;
        if (!stopped_) {
            out.add(effect::subscribe{framework_id_});
        }
    }

    /// All offers of one OFFERS event: each is accepted or declined now. Effects refer to `round`.
    template <class Offer>
    void on_offers(basic_offer_round<Offer>& round, effect::list& out) {
        journal_.begin();
        if (stopped_) {
            return;
        }
        merge_(round, candidates_);
        fitted_.clear();
        bool const judged = subscribed_ && !stale_ && !recovering();
        groups_.for_each([&](auto& g, std::size_t index) {
            if (judged) {
                g.form_pending(pending_);
                g.place(index, placer_, {pending_.data(), pending_.size()}, candidates_, round,
                        fitted_,
                        [&](node before) { journal_.remember(index, std::move(before), false); });
            }
        });
        answer_.plan(round, fitted_);
        decline_unused(round, judged, out);
        store(out);
        for (effect::accept& yes : answer_.accept(round, merge_, candidates_.size(), fitted_)) {
            for (effect::launch const& l : yes.launches) {
                groups_.at(l.group, [&](auto& g) { g.watch_launch(l.what.id, now_); });
            }
            for (std::string_view const id : yes.offer_ids) {
                journal_.remember_offer(id);
            }
            out.add(std::move(yes));
        }
        settle(out);
    }

    /// An offer is answered in the round it came in, so a rescinded one is either declined, or
    /// accepted, and then its tasks come back as DROPPED or LOST.
    void on_rescind(std::string_view /*offer_id*/, effect::list& /*out*/) { journal_.begin(); }

    /// Something was heard of a task.
    void on_update(task_status const& status, effect::list& out) {
        journal_.begin();
        if (stopped_) {
            return;
        }
        bool ours = false;
        if (auto const parts = parse_task_name(status.task_id)) {
            groups_.for_each([&](auto& g, std::size_t index) {
                if (!ours && g.owns(*parts, status.task_id)) {
                    ours = true;
                    hear_of(g, index, *parts, status, out);
                }
            });
        }
        if (!ours) {
            acknowledge(status, out);
            out.add(because_of(status, effect::make_note(effect::note_kind::foreign_task)));
        }
        settle(out);
    }

    /// An agent or an executor is gone. It frees nothing: updates about its tasks follow.
    void on_failure(std::string_view /*agent_id*/, effect::list& /*out*/) { journal_.begin(); }

    /// The master ends the subscription for good, for instance because another scheduler took
    /// over. Nothing is called any more: two schedulers would take turns for ever.
    void on_error(std::string_view message, effect::list& out) {
        journal_.begin();
        stopped_ = true;
        subscribed_ = false;
        out.add(effect::make_note(effect::note_kind::framework_stopped, std::string{message}));
    }

    void on_inverse_offers(std::vector<std::string_view> ids, effect::list& out) {
        journal_.begin();
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
        for (journal::change& changed : failed_.changes) {
            groups_.at(changed.group, [&](auto& g) { g.undo(std::move(changed), now_); });
        }
        appetite_ = failed_.before;
        effect::decline back;
        for (std::string const& id : failed_.accepted) {
            back.offers.push_back({id, nullptr, 0, 0});
        }
        if (!back.offers.empty()) {
            out.add(std::move(back));
        }
        out.add(effect::make_note(effect::note_kind::persist_failed));
        settle(out);
    }

    /// It is `now`. Repeats what is due. \complexity O(1) until something is due
    void on_tick(timestamp now, effect::list& out) {
        journal_.begin();
        if (!clock_runs_) {
            clock_runs_ = true;
            groups_.for_each([&](auto& g, std::size_t) { g.start_clock(now); });
            kills_.start_clock(now);
        }
        now_ = detail::larger(now_, now);
        if (!subscribed_) {
            return;
        }
        effect::reconcile ask;
        groups_.for_each([&](auto& g, std::size_t) { g.ask_due(now_, ask.tasks); });
        if (!ask.tasks.empty()) {
            out.add(std::move(ask));
        }
        kills_.repeat_due(now_, [&](std::string_view task_id, std::string_view agent_id) {
            out.add(effect::kill{task_id, agent_id});
        });
    }

    /// An operator vouches that the task of a held id has ended. Errors: `not_in_use` if the id
    /// is not held.
    template <std::size_t Index = 0>
    outcome on_operator_release(node_id id, std::string_view reason, effect::list& out) {
        journal_.begin();
        auto& g = groups_.template get<Index>();
        node before = g.record_of(id);
        if (auto const done = g.release(id); !done) {
            return done;
        }
        journal_.remember(Index, std::move(before), false);
        store(out);
        out.add(effect::make_note(effect::note_kind::operator_released, Index, id,
                                  std::string{reason}));
        answered(g, id, out);
        settle(out);
        return ok;
    }

    friend bool operator==(planner const& a, planner const& b) {
        return a.groups_ == b.groups_ && a.framework_id_ == b.framework_id_ &&
               a.appetite_ == b.appetite_ && a.kills_ == b.kills_ && a.journal_ == b.journal_ &&
               a.now_ == b.now_ && a.subscribed_ == b.subscribed_ && a.stopped_ == b.stopped_ &&
               a.stale_ == b.stale_ && a.clock_runs_ == b.clock_runs_;
    }

private:
    // The record of everything that this input changed, ahead of the effects that need it.
    void store(effect::list& out) {
        if (!journal_.dirty(framework_id_)) {
            return;
        }
        auto const sequence = journal_.store(framework_id_, appetite_);
        out.add(effect::persist{sequence, framework_id_, groups_.records(journal_.changes())});
    }

    void settle(effect::list& out) {
        if (!subscribed_ || stopped_ || stale_) {
            return;
        }
        switch (appetite_.settle(groups_.missing())) {
        case offer_call::suppress: out.add(effect::suppress{}); break;
        case offer_call::revive: out.add(effect::revive{}); break;
        case offer_call::nothing: break;
        }
    }

    template <class Round>
    void decline_unused(Round const& round, bool judged, effect::list& out) {
        double const seconds = !judged || groups_.missing() ? appetite::default_filter_seconds
                                                            : appetite::long_filter_seconds;
        auto no = answer_.decline(round, seconds, [&](auto const& o, auto& why) {
            if (o.fault || !judged) {
                why.push_back({o.fault ? &invalid_offer : &still_recovering, {}, {}, false});
                return;
            }
            // Judged once more: what counts is what the round has left of the candidate.
            std::size_t const first = why.size();
            groups_.explain(candidates_[merge_.candidate_of(o)], why);
            if (why.size() == first) {
                why.push_back({&not_needed, {}, {}, false});
            }
        });
        if (!no.offers.empty()) {
            appetite_.on_filter(seconds);
            out.add(std::move(no));
        }
    }

    // An update about a task of this group.
    template <class Group>
    void hear_of(Group& g, std::size_t index, task_name_parts const& parts,
                 task_status const& status, effect::list& out) {
        heard news = g.hear(parts, status);
        if (news.changed) {
            journal_.remember(index, std::move(news.before), true);
            store(out);
        }
        acknowledge(status, out);
        report due = report_of(news.what);
        stale_ = stale_ || news.what == meaning::record_is_stale;
        if (news.what == meaning::late_ended) {
            kills_.remove(status.task_id);
        }
        if (news.what == meaning::late) {
            due.due = kills_.add(status.task_id, status.agent_id, now_);
            if (due.due) {
                out.add(effect::kill{status.task_id, status.agent_id});
            }
        }
        if (due.due) {
            out.add(because_of(status, effect::make_note(due.kind, index, parts.id)));
        }
        if (news.answers()) {
            answered(g, parts.id, out);
        }
    }

    template <class Group>
    void answered(Group& g, node_id id, effect::list& out) {
        if (g.answered(id, now_) && !recovering()) {
            out.add(effect::make_note(effect::note_kind::recovery_complete));
        }
    }

    static void acknowledge(task_status const& status, effect::list& out) {
        if (!status.uuid.empty()) {
            out.add(effect::acknowledge{status.agent_id, status.task_id, status.uuid});
        }
    }

    group_set<Groups...> groups_{};
    std::string framework_id_{};
    appetite appetite_{};
    kill_list kills_{};
    journal journal_{};
    timestamp now_{};
    bool subscribed_ = false;
    bool stopped_ = false; // for good: the master said ERROR
    bool stale_ = false;   // for good: the cluster is ahead of the record
    bool clock_runs_ = false;

    journal::failure failed_{}; // what the effects of `on_persist_failed` borrow from

    // Kept only to stay warm.
    merger merge_{};
    placer placer_{};
    answer answer_{};
    std::vector<candidate> candidates_{};
    detail::buffer<pending_node> pending_{};
    std::vector<fitted> fitted_{};
};

} // namespace berth

#endif
