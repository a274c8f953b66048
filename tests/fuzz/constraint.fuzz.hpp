// SPDX-License-Identifier: Apache-2.0
// What must hold of placement constraints for any text: of their reading, and of what they allow.
#ifndef BERTH_TESTS_FUZZ_CONSTRAINT_FUZZ_HPP
#define BERTH_TESTS_FUZZ_CONSTRAINT_FUZZ_HPP

#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include <berth/model/constraint_text.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/rule/placement_allowed.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace berth_fuzz {

using berth::constraint_operator;
using berth::constraints;

/// Agents with nodes on them, and one that is offered, as text: what an agent is, comma-separated, in
/// the order of `berth::field_kind` (but with the one attribute first), one agent a line.
class constraint_scene {
public:
    static constexpr std::size_t most_nodes = 8;

    constraint_scene(input& from, std::string_view attribute) : attribute_(attribute) {
        offered_ = agent_of(from.line());
        while (!from.empty() && nodes_.size() != most_nodes) {
            nodes_.push_back(agent_of(from.line()));
        }
    }

    [[nodiscard]] bool holds(constraints const& asked) const {
        berth::requirement needs{};
        needs.constraints = asked;
        berth::node_index index{};
        index.watch(asked);
        for (agent const& each : nodes_) {
            with_offer(each, [&](berth::offer const& o) { index.add(o); });
        }
        bool out = false;
        with_offer(offered_, [&](berth::offer const& o) {
            out = berth::placement_allowed{}(berth::candidate{o}, {&needs}, index).passed;
        });
        return out;
    }

    /// The same, by walking the list of nodes, with what the documentation says.
    [[nodiscard]] bool must_hold(berth::constraint const& asked) const {
        auto const value = value_in(offered_, asked.field);
        std::map<std::string_view, std::uint32_t> counts;
        for (agent const& each : nodes_) {
            if (auto const there = value_in(each, asked.field); there.there) {
                ++counts[there.text];
            }
        }
        auto const at = counts.find(value.text);
        auto const same = value.there && at != counts.end() ? at->second : 0;
        switch (asked.what) {
        case constraint_operator::unlike: return !value.there || !asked.like.matches(value.text);
        case constraint_operator::like: return value.there && asked.like.matches(value.text);
        case constraint_operator::is: return value.there && value.text == asked.value.view();
        case constraint_operator::cluster:
            return value.there &&
                   (asked.value.empty() ? same == nodes_.size() : value.text == asked.value.view());
        case constraint_operator::unique: return may_be(asked, value.there, same, 1);
        case constraint_operator::max_per: return may_be(asked, value.there, same, asked.count);
        default: break;
        }
        std::uint32_t least = UINT32_MAX;
        for (auto const& [text, count] : counts) {
            least = std::min(least, count);
        }
        return value.there && (same == 0 || (counts.size() >= asked.count && same == least));
    }

private:
    using agent = std::array<std::string_view, 5>; // by field_kind; the attribute's value first

    static agent agent_of(std::string_view line) {
        input from{line};
        agent out{};
        for (std::string_view& member : out) {
            member = from.until(',');
        }
        return out;
    }

    template <class Use>
    void with_offer(agent const& from, Use use) const {
        berth::attribute const said{attribute_, berth::value_type::text, from[0], {}, {}};
        berth::offer out{};
        out.hostname = from[1];
        out.agent_id = from[2];
        out.region = from[3];
        out.zone = from[4];
        out.attributes = {&said, from[0].empty() ? 0U : 1U};
        use(out);
    }

    [[nodiscard]] berth::field_value value_in(agent const& from,
                                              berth::agent_field const& field) const {
        auto const text =
            field.kind == berth::field_kind::attribute && field.attribute.view() != attribute_
                ? std::string_view{}
                : from[static_cast<std::size_t>(field.kind)];
        return {!text.empty(), text};
    }

    // On the host name, a node counts that is under it or on the same agent.
    [[nodiscard]] bool may_be(berth::constraint const& asked, bool there, std::uint32_t same,
                              std::uint32_t most) const {
        if (asked.field.kind != berth::field_kind::hostname) {
            return there && same < most;
        }
        auto const here = std::count_if(nodes_.begin(), nodes_.end(), [this](agent const& each) {
            return (!each[1].empty() && each[1] == offered_[1]) ||
                   (!each[2].empty() && each[2] == offered_[2]);
        });
        // UNIQUE on the host name is the rule `host_unused`, which takes one without a name.
        return (there || asked.what == constraint_operator::unique) &&
               static_cast<std::size_t>(here) < most;
    }

    std::string_view attribute_;
    agent offered_{};
    std::vector<agent> nodes_{};
};

/// Whether an error is one that `parse_constraint` documents.
inline bool is_documented(berth::error const& wrong, std::string_view what) {
    using berth::errc;
    auto const among = [&](std::initializer_list<errc> codes) {
        return std::find(codes.begin(), codes.end(), wrong.code) != codes.end();
    };
    if (wrong.field == "field") {
        return among({errc::empty, errc::too_long, errc::unknown});
    }
    if (wrong.field == "operator") {
        return wrong.code == errc::unknown;
    }
    bool const patterned = what == "LIKE" || what == "UNLIKE";
    return wrong.field == "value" &&
           (patterned ? among({errc::missing, errc::too_long, errc::unsupported,
                               errc::bad_character, errc::inverted_range})
                      : among({errc::too_long, errc::missing, errc::misplaced, errc::wrong_type,
                               errc::out_of_range}));
}

/// The text of a constraint's value, from what was read.
inline std::string value_text(berth::constraint const& one) {
    switch (one.what) {
    case constraint_operator::group_by:
        return one.count == UINT32_MAX ? "inf" : std::to_string(one.count);
    case constraint_operator::max_per: return std::to_string(one.count);
    case constraint_operator::like:
    case constraint_operator::unlike: return std::string{one.like.source()};
    default: return std::string{one.value.view()};
    }
}

/// Judges the reading of a constraint; if there is one, it is in `out`.
inline std::string read_constraint(input& from, constraints& out) {
    auto const field = from.line();
    auto const what = from.line();
    auto const value = from.line();
    auto const read = berth::parse_constraint(field, what, value);
    if (!read) {
        return is_documented(read.error(), what) ? "" : "a refusal that is not documented";
    }
    out = *read;
    berth::constraint const& one = out.parts()[0];
    if (out.parts().size() != 1 || name(one.what) != what || joins(one.what)) {
        return "another operator is read";
    }
    if (one.what == constraint_operator::max_per && one.count == 0) {
        return "a constraint is read that nothing meets";
    }
    auto const again = berth::parse_constraint(one.field.name(), what, value_text(one));
    if (!again || *again != out) {
        return "a constraint is not read as what it says";
    }
    auto const said = berth::describe(out.parts(), 0);
    return said.view().starts_with(one.field.name()) ? "" : "a constraint is not described";
}

/// Two constraints, of three lines each: field, operator and value. Then the agents.
inline verdict judge_constraint(std::string_view bytes) {
    input from{bytes};
    constraints a;
    constraints b;
    std::string wrong = read_constraint(from, a);
    wrong += read_constraint(from, b);
    if (!wrong.empty() || a.empty()) {
        return {wrong, false};
    }
    auto const attribute = std::string{a.parts()[0].field.name()};
    constraint_scene const scene{from, attribute};
    bool const one = scene.holds(a);
    if (one != scene.must_hold(a.parts()[0])) {
        return {one ? "an agent is taken against the constraint" : "an agent is refused that fits",
                true};
    }
    if (scene.holds(!a) == one) {
        return {"what holds, and what does not, are the same", true};
    }
    if (b.empty()) {
        return {"", true};
    }
    bool const other = scene.holds(b);
    if (other != scene.must_hold(b.parts()[0])) {
        return {"the second constraint is judged in another way", true};
    }
    if (scene.holds(a && b) != (one && other) || scene.holds(a || b) != (one || other) ||
        scene.holds(!(a && b)) == (one && other) || scene.holds(!a && !b) == (one || other)) {
        return {"joined constraints are not what their parts are", true};
    }
    return {"", true};
}

} // namespace berth_fuzz

#endif
