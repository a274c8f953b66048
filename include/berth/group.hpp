// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_GROUP_HPP
#define BERTH_GROUP_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/hearing.hpp>
#include <berth/flow/journal.hpp>
#include <berth/flow/reconciler.hpp>
#include <berth/identity/ledger.hpp>
#include <berth/model/task_name.hpp>
#include <berth/model/validate_requirement.hpp>
#include <berth/settings.hpp>
#include <berth/strategy/placer.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth {

/// One kind of node: its id space, ledger, strategy, names, requirement and wanted number. A
/// regular value; the planner holds one or several and gives them their turns.
template <policy_bundle P = default_policies>
class group {
public:
    /// Proves the settings, so that nothing has to be refused at a launch: the requirement is one
    /// that the master could accept; every volume name up to the largest id is legal for the
    /// driver and means one node; there are as many ids as wanted nodes.
    /// Errors name the field: `frameworkName`, `requirement.*`, `purpose`, `volumeName`, `wanted`.
    [[nodiscard]] static result<group> make(settings<P> chosen) {
        if (auto const named = validate_task_name(chosen.name); !named) {
            return named.error();
        }
        if (auto const possible = validate(chosen.needs); !possible) {
            return possible.error();
        }
        detail::buffer<std::string_view> purposes;
        for (volume_request const& volume : chosen.needs.volumes) {
            if (volume.external) {
                purposes.push_back(volume.purpose);
            }
        }
        auto const names =
            validate_names(chosen.formatter, chosen.volume_prefix + chosen.name,
                           {purposes.data(), purposes.size()}, chosen.largest_id, chosen.limits);
        if (!names) {
            return names.error();
        }
        std::int64_t const ids = std::int64_t{chosen.largest_id.value} -
                                 std::int64_t{chosen.allocator.first().value} + 1;
        if (ids < std::int64_t{chosen.wanted}) {
            return make_error(errc::exhausted, "wanted", "more nodes than ids up to the largest");
        }
        return group{std::move(chosen), *names};
    }

    [[nodiscard]] settings<P> const& chosen() const noexcept { return chosen_; }

    /// The longest volume name, and the collision if there is one and the operator accepts it.
    [[nodiscard]] proven_names const& names() const noexcept { return names_; }

    /// Every node on record, in the order of ids; an id that was never used has no launches.
    [[nodiscard]] std::span<node const> nodes() const noexcept { return ledger_.nodes(); }
    [[nodiscard]] node const* find(node_id id) const noexcept { return ledger_.find(id); }

    /// How many nodes have an owner or may have one; held ones count.
    [[nodiscard]] std::uint32_t size() const noexcept { return ledger_.index().size(); }

    [[nodiscard]] std::uint32_t missing() const noexcept {
        return chosen_.wanted - detail::smaller(chosen_.wanted, size());
    }

    /// A group that wants nothing; for containers.
    group() = default;

    /// What the master is to be asked about, and when.
    [[nodiscard]] reconciler const& questions() const noexcept { return reconciler_; }

    /// \effects passes every reason why the next node would not go to `offered`.
    template <class Verdicts>
    void explain(candidate const& offered, Verdicts& out) const {
        all_failures(chosen_.strategy, offered, pending(ledger_.ids().next()), ledger_.index(),
                     [&](verdict const& said) { out.push_back(said); });
    }

private:
    template <class...>
    friend class planner;

    [[nodiscard]] pending_node pending(node_id id) const noexcept {
        node const* const past = ledger_.find(id);
        return past == nullptr
                   ? pending_node{&chosen_.needs, id, {}, {}, {}}
                   : pending_node{&chosen_.needs, id, past->launches, past->region, past->zone};
    }

    group(settings<P> chosen, proven_names const& names)
        : chosen_(std::move(chosen)), names_(names), ledger_(chosen_.allocator) {
        ledger_.want(chosen_.wanted);
    }

    [[nodiscard]] std::size_t slot(node_id id) const noexcept {
        return id.value - chosen_.allocator.first().value;
    }

    /// Whether a task is one of this group's: by its name, or because it is the one on record,
    /// launched when the group was called something else.
    [[nodiscard]] bool owns(task_name_parts const& parts, std::string_view task_id) const noexcept {
        node const* const known = find(parts.id);
        return has_room_for(parts.id) &&
               (parts.name == chosen_.name || (known != nullptr && known->task_id == task_id));
    }

    [[nodiscard]] bool has_room_for(node_id id) const noexcept {
        return id >= chosen_.allocator.first() && id <= chosen_.largest_id;
    }

    /// \effects puts a node on record back; one with an owner blocks until it is heard of.
    outcome restore(node record, timestamp now) {
        if (!has_room_for(record.id)) {
            text<160> range{"the group has ids from "};
            range.append_decimal(chosen_.allocator.first().value);
            range.append(" to ");
            range.append_decimal(chosen_.largest_id.value);
            return make_error(errc::out_of_range, "record.id", range);
        }
        node_id const id = record.id;
        bool const live = owned(record.state);
        auto const done = ledger_.restore(std::move(record));
        if (done && live) {
            reconciler_.watch(slot(id), true, now, reconciler::answer_seconds);
        }
        return done;
    }

    /// \effects undoes a change that could not be stored; what was heard is asked again. An id
    /// whose task was heard of is not free, stored or not: it is held until it is heard of again.
    template <class Change>
    void undo(Change changed, timestamp now) {
        node_id const id = changed.before.id;
        node const* const known = find(id);
        if (changed.heard && !owned(changed.before.state) && known != nullptr) {
            changed.before = *known;
            changed.before.state = node_state::held;
        }
        bool const live = owned(changed.before.state);
        static_cast<void>(ledger_.restore(std::move(changed.before)));
        reconciler_.forget(slot(id));
        if (live) {
            reconciler_.watch(slot(id), false, now, reconciler::answer_seconds);
        }
    }

    /// \effects asks about every task on record.
    template <class Tasks>
    void ask_all(timestamp now, Tasks& tasks) {
        for (node const& n : ledger_.nodes()) {
            if (owned(n.state)) {
                reconciler_.watch(slot(n.id), false, now, reconciler::answer_seconds);
                tasks.push_back({n.task_id, n.agent_id});
            }
        }
    }

    /// \effects asks about the tasks whose time has come.
    template <class Tasks>
    void ask_due(timestamp now, Tasks& tasks) {
        reconciler_.ask_due(now, [&](std::size_t at) {
            node const& n = ledger_.nodes()[at];
            tasks.push_back({n.task_id, n.agent_id});
        });
    }

    void start_clock(timestamp now) noexcept { reconciler_.start_clock(now); }

    [[nodiscard]] heard hear(task_name_parts const& parts, task_status const& status) {
        return berth::hear(ledger_, chosen_.recycling, parts, status);
    }

    outcome release(node_id id) { return ledger_.release(id); }

    /// \effects a launch is on its way: it is asked about if it stays silent.
    void watch_launch(node_id id, timestamp now) {
        reconciler_.watch(slot(id), false, now, reconciler::silence_seconds);
    }

    /// \effects the task of `id` was heard of. \returns whether it was the last to be waited for
    bool answered(node_id id, timestamp now) {
        bool const last = reconciler_.forget(slot(id));
        if (node const* const n = find(id); n != nullptr && n->state == node_state::held) {
            reconciler_.watch(slot(id), false, now, reconciler::silence_seconds);
        }
        return last;
    }

    /// \effects forms the nodes that wait for a place, ids bound.
    void form_pending(detail::buffer<pending_node>& out) const {
        out.clear();
        node_id id = ledger_.ids().next();
        for (std::uint32_t left = missing(); left > 0; --left) {
            out.push_back(pending(id));
            id = ledger_.ids().next(id);
        }
    }

    /// \effects fits pending nodes to candidates and promises their ids; passes each node as it
    /// was before to `before`.
    template <class Before>
    void place(std::size_t index, placer& placing, std::span<pending_node const> pending,
               std::span<candidate> candidates, offer_round& round, std::vector<fitted>& out,
               Before before) {
        auto const launch = [&](std::size_t node, std::size_t at, taking& takes) {
            before(record_of(pending[node].id));
            auto record = launch_of(pending[node], candidates[at]);
            auto const first = record.volumes.begin();
            out.push_back({at,
                           {index,
                            {record.id,
                             record.launches,
                             record.task_id,
                             candidates[at].agent_id(),
                             candidates[at].hostname(),
                             std::move(takes),
                             {first, first + chosen_.needs.external_volumes()}}}});
            static_cast<void>(ledger_.promise(std::move(record)));
        };
        placing(chosen_.strategy, chosen_.selection, pending, candidates, ledger_.index(), round,
                launch);
    }

    /// The record of an id, or an empty one if it was never used.
    [[nodiscard]] node record_of(node_id id) const {
        node const* const known = ledger_.find(id);
        return known == nullptr ? node{.id = id} : *known;
    }

    [[nodiscard]] node launch_of(pending_node const& waiting, candidate const& where) const {
        node out = record_of(waiting.id);
        ++out.launches.value;
        out.last = {.state = task_state::staging};
        out.task_id = task_name(chosen_.name, out.id, out.launches);
        out.agent_id = where.agent_id();
        out.hostname = where.hostname();
        out.region = where.first_offer().region;
        out.zone = where.first_offer().zone;
        name_volumes(out.id, out.volumes);
        return out;
    }

    /// A name for each external volume that is asked for. A name on record stays, whatever the settings
    /// are now, because the volume that it names exists; one that nobody asks for stays behind.
    template <class Names>
    void name_volumes(node_id id, Names& names) const {
        Names known = std::move(names);
        names.clear();
        std::string const framework = chosen_.volume_prefix + chosen_.name;
        for (volume_request const& volume : chosen_.needs.volumes) {
            if (!volume.external) {
                continue;
            }
            typename Names::value_type name;
            for (auto& old : known) {
                auto const parts = chosen_.formatter.parse(old);
                if (parts && parts->purpose == volume.purpose) {
                    name = std::exchange(old, {});
                }
            }
            if (name.empty()) {
                name = format_name(chosen_.formatter, {framework, id, volume.purpose})->view();
            }
            names.push_back(std::move(name));
        }
        for (auto& old : known) {
            if (!old.empty()) {
                names.push_back(std::move(old));
            }
        }
    }

    friend bool operator==(group const&, group const&) = default;

    settings<P> chosen_{};
    proven_names names_{};
    ledger<typename P::allocator> ledger_{};
    reconciler reconciler_{};
};

} // namespace berth

#endif
