// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_GROUP_SET_HPP
#define BERTH_GROUP_SET_HPP

#include <berth/core/contract.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/journal.hpp>
#include <berth/flow/launch_order.hpp>
#include <berth/flow/missing_ids.hpp>
#include <berth/flow/other_reasons.hpp>
#include <berth/group.hpp>
#include <berth/model/task_name.hpp>
#include <berth/volume/shared_name.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace berth {

namespace detail {

template <class G>
inline constexpr bool is_group = false;
template <class P>
inline constexpr bool is_group<group<P>> = true;

} // namespace detail

/// The groups of a planner, in order of priority: what is asked of one, of each, or of all.
///
/// A group may come after others: it launches no node for the first time before they are ready.
/// The order is one of beginnings. A node that was launched before is launched again when it is
/// lost, though what it came after be down: an outage of one group, which may last as long as an
/// id is held, must not become one of all; and one that cannot work alone fails, and waits longer
/// each time.
template <class... Groups>
class group_set {
public:
    static_assert((detail::is_group<Groups> && ...),
                  "berth: a planner is made of groups, as in berth::planner<berth::group<>>; make "
                  "each from settings by berth::group<P>::make, see <berth/group.hpp>");

    static constexpr std::size_t count = sizeof...(Groups);

    /// Proves that the groups do not get in each other's way.
    /// Errors, on `groups[i]`: those of `validate_launch_order`; `not_decodable` on `volumeName` if
    /// it and an earlier group could give one name to two volumes.
    [[nodiscard]] static result<group_set> make(Groups... groups) {
        group_set out;
        out.groups_ = std::tuple<Groups...>{std::move(groups)...};
        std::array<group_order, count> order{};
        out.for_each([&](auto const& g, std::size_t index) {
            order[index] = {g.chosen().name, g.chosen().after};
        });
        outcome sound = validate_launch_order(order);
        out.for_each([&](auto const& g, std::size_t index) {
            out.for_each([&](auto const& before, std::size_t earlier) {
                if (sound && earlier < index) {
                    sound = check_volumes(before, g, index);
                }
            });
        });
        if (!sound) {
            return sound.error();
        }
        return out;
    }

    group_set() = default;

    /// One group. \pre it comes after no other
    explicit group_set(Groups... groups) requires(count == 1) : groups_(std::move(groups)...) {
        expects(get<0>().chosen().after.empty(), "berth::group_set: there is no other group");
    }

    template <std::size_t Index>
    [[nodiscard]] auto& get() noexcept {
        return std::get<Index>(groups_);
    }
    template <std::size_t Index>
    [[nodiscard]] auto const& get() const noexcept {
        return std::get<Index>(groups_);
    }

    /// \effects calls `function(group, index)` for each.
    template <class Function>
    void for_each(Function function) {
        std::size_t index = 0;
        std::apply([&](Groups&... g) { (function(g, index++), ...); }, groups_);
    }
    template <class Function>
    void for_each(Function function) const {
        std::size_t index = 0;
        std::apply([&](Groups const&... g) { (function(g, index++), ...); }, groups_);
    }

    /// \effects calls `function(group)` for the one at `which`.
    template <class Function>
    void at(std::size_t which, Function function) {
        for_each([&](auto& g, std::size_t index) {
            if (index == which) {
                function(g);
            }
        });
    }
    template <class Function>
    void at(std::size_t which, Function function) const {
        for_each([&](auto const& g, std::size_t index) {
            if (index == which) {
                function(g);
            }
        });
    }

    /// \returns the index of the group that a task belongs to: the one that has it on record, or
    /// else the one whose name it bears; `count` if there is none.
    [[nodiscard]] std::size_t owner_of(task_name_parts const& parts,
                                       std::string_view task_id) const noexcept {
        std::size_t named = count;
        std::size_t owner = count;
        for_each([&](auto const& g, std::size_t index) {
            named = g.is_called(parts) ? index : named;
            owner = g.has_on_record(parts.id, task_id) ? index : owner;
        });
        return owner != count ? owner : named;
    }

    /// How many nodes have an owner, or may have one.
    [[nodiscard]] std::size_t size() const noexcept {
        return std::apply([](Groups const&... g) { return (std::size_t{0} + ... + g.size()); },
                          groups_);
    }

    /// Whether a group may launch nodes for the first time; the verdict says what it waits for.
    template <class Group>
    [[nodiscard]] verdict may_begin(Group const& g) const noexcept {
        verdict out{&waits_for_group};
        auto const& after = g.chosen().after;
        for (std::size_t i = 0; i < after.size() && out.passed; ++i) {
            for_each([&](auto const& before, std::size_t) {
                if (before.chosen().name == after[i]) {
                    out = measure(waits_for_group, quantity::whole(before.ready_at()),
                                  quantity::whole(before.running()));
                    out.part = static_cast<std::uint32_t>(i);
                }
            });
        }
        return out;
    }

    /// How many nodes of a group are to be launched now; others may be missing, and wait.
    template <class Group>
    [[nodiscard]] std::uint32_t to_launch(Group const& g) const noexcept {
        return g.missing() == 0 || may_begin(g).passed ? g.missing() : lost_ids(g.keeper());
    }

    /// Whether nodes are to be launched now.
    [[nodiscard]] bool launches_now() const noexcept {
        return any([&](auto const& g) { return to_launch(g) != 0; });
    }

    /// Whether a group that misses nodes waits for another.
    [[nodiscard]] bool waiting() const noexcept {
        return any([&](auto const& g) { return g.missing() != 0 && !may_begin(g).passed; });
    }

    /// What the allocator could be asked for the next nodes of the groups that miss some.
    [[nodiscard]] berth::offer_constraints offer_constraints() const {
        berth::offer_constraints out;
        bool anywhere = false;
        for_each([&](auto const& g, std::size_t) {
            if (to_launch(g) != 0) {
                auto const more = g.offer_constraints();
                anywhere = anywhere || more.groups.empty();
                out.groups.insert(out.groups.end(), more.groups.begin(), more.groups.end());
            }
        });
        return anywhere ? berth::offer_constraints{} : out;
    }

    [[nodiscard]] berth::demand demand() const noexcept {
        return {
            std::apply([&](Groups const&... g) { return (std::size_t{0} + ... + to_launch(g)); },
                       groups_),
            size()};
    }

    /// Whether nodes on record have not been heard of yet.
    [[nodiscard]] bool recovering() const noexcept {
        return any([](auto const& g) { return g.keeper().questions().blocking(); });
    }

    [[nodiscard]] timestamp wake_at() const noexcept {
        timestamp due = never;
        auto const sooner = [&](timestamp other) { due = detail::smaller(due, other); };
        std::apply([&](Groups const&... g) { (sooner(g.keeper().questions().wake_at()), ...); },
                   groups_);
        return due;
    }

    /// \effects passes why the first group that is to launch a node would not put it on `offered`;
    /// if none is, what the first one waits for that misses a node; if none does, why the first of
    /// all has no use for it.
    template <class Verdicts>
    void reasons(candidate const& offered, timestamp now, Verdicts& out) const {
        std::size_t which = count;
        std::size_t waits = count;
        for_each([&](auto const& g, std::size_t index) {
            which = which == count && to_launch(g) != 0 ? index : which;
            waits = waits == count && g.missing() != 0 ? index : waits;
        });
        if (which == count && waits != count) {
            at(waits, [&](auto const& g) { out.push_back(may_begin(g)); });
        } else {
            at(which == count ? 0 : which, [&](auto const& g) { g.reasons(offered, now, out); });
        }
    }

    /// \returns the records of these changes, as they are now.
    [[nodiscard]] std::vector<effect::changed_node>
    records(detail::buffer<journal::change> const& changes) const {
        std::vector<effect::changed_node> out;
        for (journal::change const& c : changes) {
            at(c.group, [&](auto const& g) { out.push_back({c.group, g.find(c.before.id)}); });
        }
        return out;
    }

    friend bool operator==(group_set const&, group_set const&) = default;

private:
    template <class Before, class Group>
    [[nodiscard]] static outcome check_volumes(Before const& before, Group const& g,
                                               std::size_t index) {
        auto const shared = before.with_naming([&](auto const& ours) {
            return g.with_naming([&](auto const& theirs) { return shared_name(ours, theirs); });
        });
        if (!shared.empty()) {
            return make_error(errc::not_decodable, "groups", index, "volumeName", shared);
        }
        return ok;
    }

    template <class Predicate>
    [[nodiscard]] bool any(Predicate predicate) const noexcept {
        return std::apply([&](Groups const&... g) { return (predicate(g) || ...); }, groups_);
    }

    std::tuple<Groups...> groups_{};
};

} // namespace berth

#endif
