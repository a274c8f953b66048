// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_ROUNDS_HPP
#define BERTH_FLOW_ROUNDS_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/agent_backoff.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/appetite.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/journal.hpp>
#include <berth/flow/missing_kinds.hpp>
#include <berth/flow/other_reasons.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace berth {

/// Answers rounds: merges their offers, gives the groups their turns at them, accepts what is used
/// and declines the rest, each for as long as its reasons last. Remembers nothing between rounds
/// but its memory. A template only so that including it costs nothing until it is used; there is
/// one, `rounds`.
template <class Candidate>
class basic_rounds {
public:
    /// \param unjudged why offers are not looked at; null if they are
    /// \param agents those to avoid while a node is missing
    /// \param changes remembers the record, as it was, of each node that is placed, and each offer
    ///                that is accepted
    /// \effects puts the nodes that it places on record, adds the DECLINEs to `declined` and the
    ///          ACCEPTs, which have to wait for the store, to `accepted`
    /// \returns the longest time for which an offer was refused, in seconds; 0 if none was
    template <class Groups, class Round>
    double operator()(Groups& groups, Round& round, timestamp now, rule_info const* unjudged,
                      agent_backoff const& agents, journal& changes, effect::list& declined,
                      effect::list& accepted) {
        bool const avoiding = unjudged == nullptr && agents.size() != 0 && groups.launches_now();
        double avoided = appetite::long_filter_seconds; // until the first agent is not any more
        merge_(round, candidates_, [&](auto const& o) {
            double const left = avoiding ? agents.seconds_left(o.agent_id, now) : 0.0;
            avoided = left > 0.0 ? detail::smaller(avoided, left) : avoided;
            return left > 0.0;
        });
        fitted_.clear();
        groups.for_each([&](auto& g, std::size_t index) {
            if (unjudged == nullptr) {
                std::size_t const places =
                    g.form_pending(now, groups.may_begin(g).passed, pending_);
                g.place(index, placer_, {pending_.data(), pending_.size()}, places, candidates_,
                        round, now, fitted_,
                        [&](node before) { changes.remember(index, std::move(before), false); });
            }
        });
        answer_.plan(round, fitted_);
        double longest = 0.0;
        for (effect::decline& no : decline(groups, round, now, unjudged, avoided)) {
            longest = no.refuse_seconds; // they rise
            declined.add(std::move(no));
        }
        for (effect::accept& yes : answer_.accept(round, merge_, candidates_.size(), fitted_)) {
            for (std::string_view const id : yes.offer_ids) {
                changes.remember_offer(id);
            }
            accepted.add(std::move(yes));
        }
        return longest;
    }

private:
    template <class Groups, class Round>
    auto decline(Groups& groups, Round const& round, timestamp now, rule_info const* unjudged,
                 double avoided) {
        bool const launching = groups.launches_now();
        gather(groups, now, launching && unjudged == nullptr);
        double const otherwise = launching || groups.waiting() ? appetite::default_filter_seconds
                                                               : appetite::long_filter_seconds;
        return answer_.decline(round, [&](auto const& o, auto& why) {
            if (unjudged != nullptr && !o.fault) {
                why.push_back({unjudged, {}, {}, false});
                return appetite::refuse_seconds(unjudged->cause);
            }
            if (o.fault || merge_.candidate_of(o) == merge_.none) {
                why.push_back({o.fault ? &invalid_offer : &agent_avoided, {}, {}, false});
                return o.fault || !launching
                           ? otherwise
                           : detail::larger(avoided, appetite::default_filter_seconds);
            }
            // Judged once more: what counts is what the round has left of the candidate.
            bool const settled = reasons(groups, candidates_[merge_.candidate_of(o)], now, why);
            if (why.empty()) {
                why.push_back({launching ? &id_not_ready : &not_needed, {}, {}, false});
            }
            return settled ? appetite::settled_filter_seconds : otherwise;
        });
    }

    // What is missing after the round, whether its id is to be launched now or has to wait.
    template <class Groups>
    void gather(Groups& groups, timestamp now, bool launching) {
        missing_.clear();
        groups.for_each([&](auto& g, std::size_t index) {
            if (launching && groups.to_launch(g) != 0) {
                g.form_pending(never, groups.may_begin(g).passed, pending_);
                for (pending_node& waiting : pending_) {
                    waiting.now = now;
                    missing_.add(index, waiting);
                }
            }
        });
    }

    // Gives the reasons of the first kind of node that is missing; says whether every kind is
    // refused for a cause that does not pass unnoticed.
    template <class Groups, class Verdicts>
    bool reasons(Groups& groups, Candidate const& offered, timestamp now, Verdicts& why) {
        if (missing_.empty()) {
            groups.reasons(offered, now, why);
            return false;
        }
        bool every = true;
        for (auto const* kind = missing_.begin(); kind != missing_.end() && every; ++kind) {
            bool lasting = false;
            groups.at(kind->group, [&](auto const& g) {
                g.for_each_reason(offered, kind->node, [&](verdict const& said) {
                    lasting = lasting || said.rule->cause != refusal_cause::moment;
                    if (kind == missing_.begin()) {
                        why.push_back(said);
                    }
                });
            });
            every = lasting;
        }
        return every && !missing_.too_many();
    }

    merger merge_{};
    placer placer_{};
    answer answer_{};
    std::vector<Candidate> candidates_{};
    detail::buffer<pending_node> pending_{};
    missing_kinds missing_{};
    std::vector<fitted> fitted_{};
};

using rounds = basic_rounds<candidate>;

} // namespace berth

#endif
