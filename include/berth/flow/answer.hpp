// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_ANSWER_HPP
#define BERTH_FLOW_ANSWER_HPP

#include <berth/detail/buffer.hpp>
#include <berth/flow/effect.hpp>
#include <berth/strategy/merge.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace berth {

/// A launch, and the candidate that it was fitted to.
struct fitted {
    std::size_t candidate{};
    effect::launch launch{};
};

/// The answer to a round: every offer is accepted or declined, none twice. An offer from which
/// nothing is taken is declined, also when others of its agent are accepted. Its functions are
/// templates only so that including them costs nothing until they are used.
class answer {
public:
    /// \effects sorts the offers of a round by what was fitted.
    template <class Round, class Fitted>
    void plan(Round const& round, std::vector<Fitted> const& launches) {
        used_.assign(round.offers().size(), 0);
        for (auto const& f : launches) {
            for (taken const& part : f.launch.what.takes.resources) {
                used_[part.offer] = 1;
            }
        }
    }

    /// \returns the DECLINEs for what is not used, one for each time that offers are refused for,
    ///          the shortest first; `reasons(offer, verdicts)` gives them and returns the seconds
    template <class Decline = effect::decline, class Round, class Reasons>
    [[nodiscard]] std::vector<Decline> decline(Round const& round, Reasons reasons) const {
        std::vector<Decline> out;
        decltype(Decline::verdicts) why;
        for (auto const& o : round.offers()) {
            if (used_[o.index] == 0) {
                why.clear();
                Decline& call = of_time(out, reasons(o, why));
                call.offers.push_back({o.id, &o, call.verdicts.size(), why.size()});
                for (auto const& reason : why) {
                    call.verdicts.push_back(reason);
                }
            }
        }
        return out;
    }

    /// \returns one ACCEPT for each candidate that something is taken from, naming only the
    ///          offers that it is taken from, in the order of the candidates.
    template <class Accept = effect::accept, class Round, class Merger, class Fitted>
    [[nodiscard]] std::vector<Accept> accept(Round const& round, Merger const& merged,
                                             std::size_t candidates,
                                             std::vector<Fitted>& launches) const {
        std::vector<Accept> by_candidate(candidates);
        for (auto& f : launches) {
            by_candidate[f.candidate].launches.push_back(std::move(f.launch));
        }
        for (auto const& o : round.offers()) {
            if (used_[o.index] != 0) {
                by_candidate[merged.candidate_of(o)].offer_ids.push_back(o.id);
            }
        }
        std::vector<Accept> out;
        for (Accept& call : by_candidate) {
            if (!call.launches.empty()) {
                out.push_back(std::move(call));
            }
        }
        return out;
    }

private:
    template <class Decline>
    [[nodiscard]] static Decline& of_time(std::vector<Decline>& calls, double seconds) {
        std::size_t at = calls.size();
        while (at > 0 && seconds < calls[at - 1].refuse_seconds) {
            --at;
        }
        if (at > 0 && !(calls[at - 1].refuse_seconds < seconds)) {
            return calls[at - 1];
        }
        Decline call{{}, {}, seconds};
        calls.push_back({});
        for (std::size_t i = calls.size() - 1; i > at; --i) {
            calls[i] = std::move(calls[i - 1]);
        }
        return calls[at] = std::move(call);
    }

    detail::buffer<std::uint32_t> used_{}; // per offer: 1 if something is taken from it
};

} // namespace berth

#endif
