// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_GROUP_SET_HPP
#define BERTH_GROUP_SET_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/journal.hpp>
#include <berth/group.hpp>

#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

namespace berth {

/// The groups of a planner, in order of priority: what is asked of one, of each, or of all.
template <class... Groups>
class group_set {
public:
    group_set() = default;
    explicit group_set(Groups... groups) : groups_(std::move(groups)...) {}

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

    /// \effects calls `function(group)` for the one at `which`.
    template <class Function>
    void at(std::size_t which, Function function) {
        for_each([&](auto& g, std::size_t index) {
            if (index == which) {
                function(g);
            }
        });
    }

    /// How many nodes have an owner, or may have one.
    [[nodiscard]] std::size_t size() const noexcept {
        return std::apply([](Groups const&... g) { return (std::size_t{0} + ... + g.size()); },
                          groups_);
    }

    [[nodiscard]] bool missing() const noexcept {
        return any([](auto const& g) { return g.missing() != 0; });
    }

    [[nodiscard]] berth::demand demand() const noexcept {
        return {std::apply([](Groups const&... g) { return (std::size_t{0} + ... + g.missing()); },
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

    /// \effects passes why the first group that misses a node, or the first of all if none does,
    /// would not put its next node on `offered`.
    template <class Verdicts>
    void explain(candidate const& offered, Verdicts& out) {
        bool const complete = !missing();
        bool done = false;
        for_each([&](auto const& g, std::size_t) {
            if (!done && (complete || g.missing() != 0)) {
                done = true;
                g.explain(offered, out);
            }
        });
    }

    /// \returns the records of these changes, as they are now.
    [[nodiscard]] std::vector<effect::changed_node>
    records(detail::buffer<journal::change> const& changes) {
        std::vector<effect::changed_node> out;
        for (journal::change const& c : changes) {
            at(c.group, [&](auto& g) { out.push_back({c.group, g.find(c.before.id)}); });
        }
        return out;
    }

    friend bool operator==(group_set const&, group_set const&) = default;

private:
    template <class Predicate>
    [[nodiscard]] bool any(Predicate predicate) const noexcept {
        return std::apply([&](Groups const&... g) { return (predicate(g) || ...); }, groups_);
    }

    std::tuple<Groups...> groups_{};
};

} // namespace berth

#endif
