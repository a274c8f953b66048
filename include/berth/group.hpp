// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_GROUP_HPP
#define BERTH_GROUP_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/flow/answer.hpp>
#include <berth/flow/hold.hpp>
#include <berth/flow/id_keeper.hpp>
#include <berth/flow/missing_ids.hpp>
#include <berth/flow/offer_adviser.hpp>
#include <berth/model/agent_zone.hpp>
#include <berth/model/attributes_named.hpp>
#include <berth/model/task_name.hpp>
#include <berth/model/validate_requirement.hpp>
#include <berth/settings.hpp>
#include <berth/strategy/placer.hpp>
#include <berth/volume/shared_name.hpp>

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
template <detail::asserted_policy_bundle P = default_policies>
class group {
public:
    /// Proves the settings, so that nothing has to be refused at a launch: the requirement is one
    /// that the master could accept; every volume name up to the largest id is legal for the
    /// driver and means one node; there are as many ids as wanted nodes and spare ones.
    /// Errors name the field: `frameworkName` (the name, with the prefix of volumes),
    /// `requirement.*`, `purpose`, `volumeName`, `wanted`.
    [[nodiscard]] static result<group> make(settings<P> chosen) {
        if (auto const named = validate_task_name(chosen.name); !named) {
            return named.error();
        }
        if (auto const possible = validate(chosen.needs); !possible) {
            return possible.error();
        }
        auto const purposes = chosen.needs.external_purposes();
        auto const names =
            validate_names(chosen.formatter, chosen.volume_prefix + chosen.name,
                           {purposes.data(), purposes.size()}, chosen.largest_id, chosen.limits);
        if (!names) {
            return names.error();
        }
        if (auto const room = check_room(chosen, chosen.wanted); !room) {
            return room.error();
        }
        return group{std::move(chosen), *names};
    }

    /// A group that wants nothing; for containers.
    group() = default;

    [[nodiscard]] settings<P> const& chosen() const noexcept { return chosen_; }

    /// The longest volume name, and the collision if there is one and the operator accepts it.
    [[nodiscard]] proven_names const& names() const noexcept { return names_; }

    /// Every node on record, in the order of ids; an id that was never used has no launches.
    [[nodiscard]] std::span<node const> nodes() const noexcept { return keeper_.records().nodes(); }
    [[nodiscard]] node const* find(node_id id) const noexcept { return keeper_.records().find(id); }

    /// The ids, and what is to be asked about them and when.
    [[nodiscard]] id_keeper<typename P::allocator> const& keeper() const noexcept {
        return keeper_;
    }

    /// \returns what `use` makes of the names that the group gives to volumes, a `volume_naming`.
    template <class Use>
    [[nodiscard]] auto with_naming(Use use) const {
        std::string const framework = chosen_.volume_prefix + chosen_.name;
        auto const purposes = chosen_.needs.external_purposes();
        return use(volume_naming<typename P::formatter>{
            chosen_.formatter, framework, {purposes.data(), purposes.size()}, chosen_.largest_id});
    }

    /// How many nodes have an owner or may have one; held ones count.
    [[nodiscard]] std::uint32_t size() const noexcept { return keeper_.scale().size; }

    /// How many nodes are to be launched.
    [[nodiscard]] std::uint32_t missing() const noexcept { return keeper_.scale().missing(); }

    /// How many nodes run, and how many are to for groups that come after this one.
    [[nodiscard]] std::uint32_t running() const noexcept { return keeper_.records().running(); }
    [[nodiscard]] std::uint32_t ready_at() const noexcept {
        return chosen_.ready_at == 0 ? chosen_.wanted
                                     : detail::smaller(chosen_.ready_at, chosen_.wanted);
    }

    /// Why an id is held and what would free it. \pre the id is held
    [[nodiscard]] hold why_held(node_id id) const noexcept {
        return {*find(id), policy_name(chosen_.recycling),
                keeper_.questions().deadline(keeper_.slot(id))};
    }

    /// \effects passes every reason why `waiting` would not go to `offered` to `sink`.
    template <class Sink>
    void for_each_reason(candidate const& offered, pending_node const& waiting, Sink sink) const {
        all_failures(chosen_.strategy, offered, waiting, keeper_.records().index(), sink);
    }

    /// \effects passes every reason why the next node would not go to `offered`.
    template <class Verdicts>
    void reasons(candidate const& offered, timestamp now, Verdicts& out) const {
        for_each_reason(offered, pending(keeper_.records().ids().next(), now),
                        [&](verdict const& said) { out.push_back(said); });
    }

    /// Whether a task is the one on record, maybe launched when the group was called something
    /// else.
    [[nodiscard]] bool has_on_record(node_id id, std::string_view task_id) const noexcept {
        node const* const known = find(id);
        return known != nullptr && known->task_id == task_id;
    }

    /// Whether a task is one of this group's by its name.
    [[nodiscard]] bool is_called(task_name_parts const& parts) const noexcept {
        return keeper_.has_room_for(parts.id) && parts.name == chosen_.name;
    }

    /// A task that is not on record, as its record will be.
    [[nodiscard]] node stranger(task_name_parts const& parts, task_status const& status) const {
        node out = keeper_.record_of(parts.id);
        out.launches = parts.launches;
        out.last = status.said;
        out.task_id = status.task_id;
        out.agent_id = status.agent_id;
        out.hostname.clear();
        out.attributes.clear();
        out.ports.clear();
        name_volumes(out.id, out.volumes);
        return out;
    }

    /// \effects forms the nodes that wait for a place, ids bound; if none is to `begin`, only those
    /// that were there before.
    /// \returns how many of them may be placed
    std::size_t form_pending(timestamp now, bool begin, detail::buffer<pending_node>& out) const {
        out.clear();
        auto const add = [&](node_id id) { out.push_back(pending(id, now)); };
        if (chosen_.needs.binds_ids()) {
            return for_each_bound_id(keeper_, now, begin, add);
        }
        for_each_missing_id(keeper_, now, begin, add);
        return out.size();
    }

    /// What the allocator could be asked for this group's next nodes. \complexity linear in the nodes
    /// for each constraint that compares them
    [[nodiscard]] berth::offer_constraints offer_constraints() const {
        return {detail::offer_adviser{chosen_.needs, nodes(), keeper_.records().index()}.all()};
    }

private:
    template <class...>
    friend class planner;
    template <class>
    friend class basic_rounds;

    group(settings<P> chosen, proven_names const& names)
        : chosen_(std::move(chosen)), names_(names),
          keeper_(chosen_.allocator, watched(chosen_), chosen_.largest_id, chosen_.wanted,
                  chosen_.spare_ids) {}

    // What the nodes are compared by, whether that decides or is only preferred.
    [[nodiscard]] static constraints watched(settings<P> const& chosen) {
        if constexpr (requires { chosen.selection.watched(); }) {
            return chosen.needs.constraints && chosen.selection.watched();
        } else {
            return chosen.needs.constraints;
        }
    }

    [[nodiscard]] static outcome check_room(settings<P> const& chosen, std::uint32_t wanted) {
        std::int64_t const ids = std::int64_t{chosen.largest_id.value} -
                                 std::int64_t{chosen.allocator.first().value} + 1;
        if (ids < std::int64_t{wanted} + std::int64_t{chosen.spare_ids}) {
            return make_error(errc::exhausted, "wanted",
                              chosen.spare_ids == 0
                                  ? "more nodes than ids up to the largest"
                                  : "more nodes and spare ids than ids up to the largest");
        }
        return ok;
    }

    outcome want(std::uint32_t count) {
        auto const room = check_room(chosen_, count);
        if (room) {
            chosen_.wanted = count;
            keeper_.want(count);
        }
        return room;
    }

    [[nodiscard]] pending_node pending(node_id id, timestamp now) const noexcept {
        pending_node out{&chosen_.needs, id};
        out.now = now;
        if (node const* const past = find(id)) {
            out.launches = past->launches;
            out.region = past->region;
            out.zone = past->zone;
            out.agent_id = past->agent_id;
            out.hostname = past->hostname;
        }
        return out;
    }

    /// \effects fits pending nodes to candidates, at most `places` of them, and promises their ids;
    /// passes each node as it was before to `before`.
    template <class Before>
    void place(std::size_t index, placer& placing, std::span<pending_node const> pending,
               std::size_t places, std::span<candidate> candidates, offer_round& round,
               timestamp now, std::vector<fitted>& out, Before before) {
        auto const launch = [&](std::size_t node, std::size_t at, taking& takes) {
            before(keeper_.record_of(pending[node].id));
            auto record = launch_of(pending[node], candidates[at], takes);
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
            keeper_.launch(std::move(record), now);
        };
        placing(chosen_.strategy, chosen_.selection, pending, candidates, keeper_.records().index(),
                round, launch, places);
    }

    [[nodiscard]] node launch_of(pending_node const& waiting, candidate const& where,
                                 taking const& takes) const {
        node out = keeper_.record_of(waiting.id);
        ++out.launches.value;
        out.last = {.state = task_state::staging};
        out.task_id = task_name(chosen_.name, out.id, out.launches);
        out.agent_id = where.agent_id();
        out.hostname = where.hostname();
        auto const [region, zone] = zone_of(where.first_offer(), chosen_.needs);
        out.region = region;
        out.zone = zone;
        out.attributes = attributes_named(watched(chosen_), where.first_offer());
        out.ports.assign(takes.ports.begin(), takes.ports.end());
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
    id_keeper<typename P::allocator> keeper_{};
};

} // namespace berth

#endif
