// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_SCHEDULER_PROCESS_HPP
#define BERTH_TESTING_SCHEDULER_PROCESS_HPP

#include <berth/flow/effect.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/testing/cluster.hpp>
#include <berth/testing/cluster_effects.hpp>
#include <berth/testing/cluster_inputs.hpp>
#include <berth/testing/memory_store.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace berth::testing {

/// A store write that a process has before it.
struct process_write {
    std::uint64_t sequence{};
    std::string framework_id{};
    std::vector<stored_node> nodes{};

    /// \returns the effect that it was; it borrows from this
    [[nodiscard]] effect::persist effect() const {
        effect::persist out{sequence, framework_id, {}};
        for (stored_node const& each : nodes) {
            out.nodes.push_back({each.group, &each.record});
        }
        return out;
    }
};

/// A report, as far as a checker wants to know it.
struct process_note {
    effect::note_kind kind{};
    std::size_t group{};
    node_id id{};
};

/// One thing that a process has before it: it owns all that it says, so that it can be done, or
/// not, at any later time.
using process_step = std::variant<process_write, cluster_call, process_note>;

/// How the host of a scheduler goes about it. A test may have another one, with the faults of
/// hosts that were seen elsewhere.
struct honest_host {
    /// Whether a second planner is given the same inputs, to see if it does the same.
    static constexpr bool has_twin = true;

    /// What a start makes of the record. Nothing means: no call at all.
    [[nodiscard]] std::optional<stored_state> load(memory_store const& from) const {
        auto kept = from.load();
        return kept ? std::optional{*std::move(kept)} : std::nullopt;
    }
    /// The effects of an input, to be performed in this order.
    void arrange(std::vector<process_step>& /*steps*/) const {}
    /// What of an event the planner hears.
    template <class Hear>
    void hear(cluster const& /*truth*/, cluster_event const& what, Hear hear) const {
        hear(what);
    }
};

/// A scheduler process: a planner, and what its last input wants done, one step after another. It
/// can end between any two; the store is all that is left then. Copyable.
template <class Planner, class Host = honest_host>
class scheduler_process {
public:
    scheduler_process() = default;
    /// \param configured a planner that was given no input yet; each start begins with a copy
    explicit scheduler_process(Planner configured, Host host = {})
        : configured_(std::make_shared<Planner const>(std::move(configured))),
          host_(std::move(host)) {}

    /// \effects the next start begins with a copy of this one.
    void configure(Planner configured) {
        configured_ = std::make_shared<Planner const>(std::move(configured));
    }

    [[nodiscard]] Planner const& planner() const noexcept { return planner_; }
    [[nodiscard]] std::vector<process_step> const& steps() const noexcept { return steps_; }
    [[nodiscard]] bool idle() const noexcept { return steps_.empty(); }
    /// Whether the process runs: it does not where the record could not be read.
    [[nodiscard]] bool runs() const noexcept { return runs_; }

    /// Whether a second planner that was given the same inputs is equal to this one, and wanted
    /// the same done.
    [[nodiscard]] bool is_deterministic() const {
        return !Host::has_twin || (alike_ && planner_ == twin_);
    }

    /// Whether every offer that was ever declined had a reason.
    [[nodiscard]] bool says_why() const noexcept { return says_why_; }

    /// \effects the process ends, wherever it is, and starts anew. \returns the record that it found
    std::optional<stored_state> start(memory_store const& from, cluster const& of, double now) {
        steps_.clear();
        auto kept = host_.load(from);
        runs_ = kept.has_value();
        if (runs_) {
            planner_ = *configured_;
            runs_ = static_cast<bool>(planner_.restore(*kept));
            if constexpr (Host::has_twin) {
                twin_ = *configured_;
                static_cast<void>(twin_.restore(*kept));
            }
        }
        if (runs_) {
            input(of, {}, [&](Planner& to, effect::list& out) {
                to.start(out);
                to.on_tick({now}, out);
            });
        }
        return kept;
    }

    /// \effects the planner is given an input. \pre `idle() && runs()`
    void hear(cluster const& of, cluster_event const& what) {
        host_.hear(of, what, [&](cluster_event const& event) {
            auto const* const offers = std::get_if<cluster_offers>(&event);
            input(of, offers != nullptr ? *offers : cluster_offers{},
                  [&](Planner& to, effect::list& out) {
                      give(*of.setup, event, scratch_.round, to, out);
                  });
        });
    }
    template <class Input>
    void input(cluster const& of, Input give) {
        input(of, {}, give);
    }

    /// \effects takes the next step off the list, to be done. \pre not `idle()`
    [[nodiscard]] process_step next() {
        process_step out = std::move(steps_.front());
        steps_.erase(steps_.begin());
        return out;
    }

    /// \effects a store write failed: what was to follow is not done.
    void on_persist_failed(cluster const& of, std::uint64_t sequence) {
        steps_.clear();
        input(of, {}, [&](Planner& to, effect::list& out) { to.on_persist_failed(sequence, out); });
    }

private:
    template <class Input>
    void input(cluster const& of, cluster_offers const& offers, Input give) {
        scratch_.effects.clear();
        give(planner_, scratch_.effects);
        for (auto const& what : scratch_.effects) {
            take(of, offers, what);
        }
        host_.arrange(steps_);
        if constexpr (Host::has_twin) {
            std::size_t const wanted = scratch_.effects.size();
            scratch_.effects.clear();
            give(twin_, scratch_.effects);
            alike_ = alike_ && scratch_.effects.size() == wanted;
        }
        scratch_.effects.clear();
    }

    void take(cluster const& of, cluster_offers const& offers, effect::list::any const& what) {
        if (auto const* const write = std::get_if<effect::persist>(&what)) {
            process_write out{write->sequence, std::string{write->framework_id}, {}};
            for (effect::changed_node const& each : write->nodes) {
                out.nodes.push_back({each.group, *each.record});
            }
            steps_.emplace_back(std::move(out));
        } else if (auto const* const note = std::get_if<effect::note>(&what)) {
            steps_.emplace_back(process_note{note->kind, note->group, note->id});
        } else if (auto call = call_of(what, *of.setup, offers)) {
            if (auto const* const no = std::get_if<effect::decline>(&what)) {
                for (effect::declined const& each : no->offers) {
                    says_why_ = says_why_ && (each.what == nullptr || each.reasons != 0);
                }
            }
            steps_.emplace_back(*std::move(call));
        }
    }

    std::shared_ptr<Planner const> configured_{};
    Host host_{};
    Planner planner_{};
    Planner twin_{};
    std::vector<process_step> steps_{};
    bool runs_ = false;
    bool alike_ = true;
    bool says_why_ = true;

    // Kept only to stay warm; not copied.
    struct scratch {
        effect::list effects{};
        offer_round round{};
        scratch() = default;
        scratch(scratch const& /*other*/) {}
        scratch& operator=(scratch const& /*other*/) { return *this; }
        ~scratch() = default;
    };
    scratch scratch_{};
};

} // namespace berth::testing

#endif
