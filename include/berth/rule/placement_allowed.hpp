// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_PLACEMENT_ALLOWED_HPP
#define BERTH_RULE_PLACEMENT_ALLOWED_HPP

#include <berth/model/constraints.hpp>
#include <berth/rule/host_unused.hpp>
#include <berth/rule/rule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace berth {

/// The agent meets the placement constraints of the requirement. They see the placements of the same
/// round and held nodes; an id that is free is on no agent, so a node that is being replaced does
/// not stand in its own way.
///
/// Where Marathon has a meaning it is Marathon's: only UNLIKE holds for an agent that does not have
/// the field. UNIQUE and MAX_PER on the host name also count nodes on the same agent id, since a
/// host may come back under another name. Nodes of which no value is known take part in none, but
/// CLUSTER, which wants all to have it, fails with them.
///
/// Each constraint that has to hold has a verdict of its own, with `verdict::part` as its index in
/// the list, under the name of its operator; UNIQUE on the host name is `host_unused`. Asked is
/// how many nodes would have the value, available how many may.
struct placement_allowed {
    static constexpr rule_info info{"placement_allowed", "The agent meets every constraint", false,
                                    true};

    /// \effects passes the verdict of each constraint that has to hold, until `sink` returns false;
    /// its own if there is none.
    /// \returns whether `sink` wants more
    template <class Sink>
    constexpr bool visit(candidate const& offered, pending_node const& pending,
                         node_index const& nodes, Sink&& sink) const {
        auto const parts = pending.needs->constraints.parts();
        if (parts.empty()) {
            return sink(verdict{&info, {}, {}, true});
        }
        if (parts.front().what != constraint_operator::all_of) {
            return sink(judge(parts, 0, offered.first_offer(), nodes));
        }
        return for_each_joined(parts, 0, [&](std::size_t at) {
            return sink(judge(parts, at, offered.first_offer(), nodes));
        });
    }

    constexpr verdict operator()(candidate const& offered, pending_node const& pending,
                                 node_index const& nodes) const noexcept {
        verdict first{&info, {}, {}, true};
        visit(offered, pending, nodes, [&](verdict const& said) {
            first = said.passed ? first : said;
            return said.passed;
        });
        return first;
    }

    /// \returns the verdict on one part of the constraints, with what it joins.
    /// \complexity linear in these parts and the attributes
    [[nodiscard]] static constexpr verdict judge(std::span<constraint const> parts, std::size_t at,
                                                 offer const& where,
                                                 node_index const& nodes) noexcept {
        verdict out = joins(parts[at].what) ? joined(parts, at, where, nodes)
                                            : alone(parts[at], where, nodes);
        out.part = static_cast<std::uint32_t>(at);
        return out;
    }

    /// Whether a verdict is one of this rule's.
    [[nodiscard]] static constexpr bool says(rule_info const& rule) noexcept {
        bool own = same_name(rule, info) || same_name(rule, host_unused::info);
        for (rule_info const& of : infos) {
            own = own || same_name(rule, of);
        }
        return own;
    }

    friend constexpr bool operator==(placement_allowed const&, placement_allowed const&) = default;

private:
    // By operator. What compares nodes lasts for a round if more nodes cannot make it hold.
    static constexpr std::array<rule_info, 10> infos{{
        {"unique", "Another node has the same {field}", true, true, refusal_cause::nodes},
        {"cluster", "The nodes of the group have another {field}", false, true,
         refusal_cause::nodes},
        {"group_by", "Fewer nodes have another {field}", true, false},
        {"like", "{field} is not like {value}", false, true, refusal_cause::agent},
        {"unlike", "{field} is like {value}", false, true, refusal_cause::agent},
        {"is", "{field} is not {value}", false, true, refusal_cause::agent},
        {"max_per", "As many nodes as allowed have the same {field}", true, true,
         refusal_cause::nodes},
        {"all_of", "One of the constraints that belong together does not hold", false, false},
        {"any_of", "None of the alternatives holds", false, false},
        {"none_of", "What must not hold does", false, false},
    }};

    [[nodiscard]] static constexpr bool same_name(rule_info const& a, rule_info const& b) noexcept {
        return a.name == b.name;
    }

    [[nodiscard]] static constexpr rule_info const& info_of(constraint_operator what) noexcept {
        return infos[static_cast<std::size_t>(what)];
    }

    [[nodiscard]] static constexpr verdict joined(std::span<constraint const> parts, std::size_t at,
                                                  offer const& where,
                                                  node_index const& nodes) noexcept {
        auto const what = parts[at].what;
        bool const wanted = what == constraint_operator::all_of; // what goes on
        bool const all = for_each_joined(parts, at, [&](std::size_t part) {
            return judge(parts, part, where, nodes).passed == wanted;
        });
        return {&info_of(what), {}, {}, all != (what == constraint_operator::any_of)};
    }

    [[nodiscard]] static constexpr verdict alone(constraint const& one, offer const& where,
                                                 node_index const& nodes) noexcept {
        field_value const value = value_of(where, one.field);
        rule_info const& says = info_of(one.what);
        switch (one.what) {
        case constraint_operator::like:
            return {&says, {}, {}, value.there && one.like.matches(value.text)};
        case constraint_operator::unlike:
            return {&says, {}, {}, !value.there || !one.like.matches(value.text)};
        case constraint_operator::is:
            return {&says, {}, {}, value.there && value.text == one.value.view()};
        case constraint_operator::cluster:
            return {&says, {}, {}, value.there && may_join(one, value.text, nodes)};
        case constraint_operator::unique:
            return on_host(one) ? verdict{&host_unused::info,
                                          {},
                                          {},
                                          nodes.on_agent(where.agent_id) == 0 &&
                                              nodes.on_host(where.hostname) == 0}
                                : count(says, one, value, where, nodes, 1);
        case constraint_operator::max_per: return count(says, one, value, where, nodes, one.count);
        case constraint_operator::group_by: return even(says, one, value, nodes);
        default: return {&says, {}, {}, true};
        }
    }

    [[nodiscard]] static constexpr bool on_host(constraint const& one) noexcept {
        return one.field.kind == field_kind::hostname;
    }

    // Without a value of its own, it is the one that all nodes have.
    [[nodiscard]] static constexpr bool may_join(constraint const& one, std::string_view value,
                                                 node_index const& nodes) noexcept {
        if (!one.value.empty()) {
            return value == one.value.view();
        }
        value_tally const* const tally = nodes.tally(one.field);
        return nodes.size() == 0 || (tally != nullptr && tally->count(value) == nodes.size());
    }

    [[nodiscard]] static constexpr verdict count(rule_info const& says, constraint const& one,
                                                 field_value const& value, offer const& where,
                                                 node_index const& nodes,
                                                 std::uint32_t most) noexcept {
        if (!value.there) {
            return measure(says, quantity::whole(1), {});
        }
        value_tally const* const tally = nodes.tally(one.field);
        std::uint32_t const there = on_host(one) ? nodes.on_either(where.agent_id, where.hostname)
                                    : tally != nullptr ? tally->count(value.text)
                                                       : 0;
        return measure(says, quantity::whole(std::int64_t{there} + 1), quantity::whole(most));
    }

    [[nodiscard]] static constexpr verdict even(rule_info const& says, constraint const& one,
                                                field_value const& value,
                                                node_index const& nodes) noexcept {
        value_tally const* const tally = nodes.tally(one.field);
        if (!value.there || tally == nullptr) {
            return measure(says, quantity::whole(1), quantity::whole(value.there ? 1 : 0));
        }
        std::int64_t const there = tally->count(value.text);
        bool const enough = tally->values() >= one.count;
        std::int64_t const most = there == 0 ? 1
                                  : enough   ? std::int64_t{tally->least()} + 1
                                             : there;
        return measure(says, quantity::whole(there + 1), quantity::whole(most));
    }
};

} // namespace berth

#endif
