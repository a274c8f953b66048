// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_ROUNDS_HPP
#define BERTH_FLOW_ROUNDS_HPP

#include <berth/detail/buffer.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/appetite.hpp>
#include <berth/flow/effect.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/placer.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace berth {

/// Answers rounds: merges their offers, gives the groups their turns at them, accepts what is used
/// and declines the rest. Remembers nothing between rounds but its memory. A template only so
/// that including it costs nothing until it is used; there is one, `rounds`.
template <class Candidate>
class basic_rounds {
public:
    /// \param unjudged why offers are not looked at; null if they are
    /// \param remember is passed the group and the record, as it was, of each node that is placed
    /// \effects puts the nodes that it places on record, adds the DECLINE to `declined` and the
    ///          ACCEPTs, which have to wait for the store, to `accepted`
    /// \returns for how long offers were refused, in seconds; 0 if none was
    template <class Groups, class Round, class Remember>
    double operator()(Groups& groups, Round& round, timestamp now, rule_info const* unjudged,
                      Remember remember, effect::list& declined, effect::list& accepted) {
        merge_(round, candidates_);
        fitted_.clear();
        groups.for_each([&](auto& g, std::size_t index) {
            if (unjudged == nullptr) {
                std::size_t const places =
                    g.form_pending(now, groups.may_begin(g).passed, pending_);
                g.place(index, placer_, {pending_.data(), pending_.size()}, places, candidates_,
                        round, now, fitted_,
                        [&](node before) { remember(index, std::move(before)); });
            }
        });
        answer_.plan(round, fitted_);
        double const seconds = decline(groups, round, now, unjudged, declined);
        for (effect::accept& yes : answer_.accept(round, merge_, candidates_.size(), fitted_)) {
            accepted.add(std::move(yes));
        }
        return seconds;
    }

private:
    template <class Groups, class Round>
    double decline(Groups& groups, Round const& round, timestamp now, rule_info const* unjudged,
                   effect::list& out) {
        bool const missing = groups.missing();
        bool const soon = missing || unjudged != nullptr || groups.waiting();
        double const seconds =
            soon ? appetite::default_filter_seconds : appetite::long_filter_seconds;
        auto no = answer_.decline(round, seconds, [&](auto const& o, auto& why) {
            if (o.fault || unjudged != nullptr) {
                why.push_back({o.fault ? &invalid_offer : unjudged, {}, {}, false});
                return;
            }
            // Judged once more: what counts is what the round has left of the candidate.
            std::size_t const first = why.size();
            groups.explain(candidates_[merge_.candidate_of(o)], now, why);
            if (why.size() == first) {
                why.push_back({missing ? &id_not_ready : &not_needed, {}, {}, false});
            }
        });
        if (no.offers.empty()) {
            return 0.0;
        }
        out.add(std::move(no));
        return seconds;
    }

    merger merge_{};
    placer placer_{};
    answer answer_{};
    std::vector<Candidate> candidates_{};
    detail::buffer<pending_node> pending_{};
    std::vector<fitted> fitted_{};
};

using rounds = basic_rounds<candidate>;

} // namespace berth

#endif
