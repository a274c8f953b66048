// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_PLACEMENT_ALLOWED_HPP
#define BERTH_RULE_PLACEMENT_ALLOWED_HPP

#include <berth/model/constraints.hpp>
#include <berth/rule/host_unused.hpp>
#include <berth/rule/rule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

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
        if (pending.needs->constraints.empty()) {
            return {&info, {}, {}, true};
        }
        verdict first{&info, {}, {}, true};
        visit(offered, pending, nodes, [&](verdict const& said) {
            first = said.passed ? first : said;
            return said.passed;
        });
        return first;
    }

    /// \returns the verdict on one part of the constraints, with what it joins.
    /// \complexity linear in these parts and the attributes
    [[nodiscard, gnu::noinline]] static constexpr verdict judge(std::span<constraint const> parts,
                                                                std::size_t at, offer const& where,
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

    /// Whether a verdict is one on `one`, which it names as its part.
    [[nodiscard]] static constexpr bool judges(constraint const& one,
                                               verdict const& said) noexcept {
        bool const unique_host = one.what == constraint_operator::unique && on_host(one);
        return same_name(*said.rule, unique_host ? host : info_of(one.what));
    }

    friend constexpr bool operator==(placement_allowed const&, placement_allowed const&) = default;

private:
    static constexpr std::string_view many = "refused by {parts}";
    static constexpr std::string_view hold = "take an agent where {parts}";
    static constexpr std::string_view meet = "take an agent whose {field} is {value}";

    // By operator. What compares nodes lasts for a round if more nodes cannot make it hold.
    static constexpr std::array<rule_info, 10> infos{{
        {"unique", "{field} is {here}, UNIQUE allows no second node there", true, true,
         refusal_cause::nodes, "take another {field} than {here}", many},
        {"cluster", "{field} is {here}, CLUSTER asks for {value}", false, true,
         refusal_cause::nodes, meet, many},
        {"group_by",
         "{field} is {here} for {there node} already, {operator} asks for another first", true,
         false, refusal_cause::moment, "take a {field} that fewer nodes have than {here}", many},
        {"like", "{field} is {here}, LIKE asks for {value}", false, true, refusal_cause::agent,
         "take an agent whose {field} is like {value}", many},
        {"unlike", "{field} is {here}, UNLIKE rules out {value}", false, true, refusal_cause::agent,
         "take an agent whose {field} is not like {value}", many},
        {"is", "{field} is {here}, IS asks for {value}", false, true, refusal_cause::agent, meet,
         many},
        {"max_per", "{field} is {here} for {there node} already, {operator} allows no more", true,
         true, refusal_cause::nodes,
         "take another {field} than {here}, or allow {asked node} there", many},
        {"all_of", "It does not hold that {parts}", false, false, refusal_cause::moment, hold,
         many},
        {"any_of", "It does not hold that {parts}", false, false, refusal_cause::moment, hold,
         many},
        {"none_of", "It does not hold that {parts}", false, false, refusal_cause::moment, hold,
         many},
    }};

    // The rule `host_unused` under its name, said of a constraint.
    static constexpr rule_info host{
        .name = host_unused::info.name,
        .text = "{field} is {here}, UNIQUE allows no second node there",
        .measured = false,
        .lasting = true,
        .cause = host_unused::info.cause,
        .remedy = host_unused::info.remedy,
        .of_many = host_unused::info.of_many,
    };

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
            return on_host(one) ? verdict{&host,
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
