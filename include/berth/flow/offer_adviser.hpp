// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_OFFER_ADVISER_HPP
#define BERTH_FLOW_OFFER_ADVISER_HPP

#include <berth/model/constraints.hpp>
#include <berth/model/node.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/offer_constraints.hpp>
#include <berth/model/requirement.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth {

namespace detail {

/// Turns a requirement into what the allocator can be asked. Alternatives are multiplied out; beyond
/// `most_groups`, and for what the allocator does not know, nothing is asked, which is always right.
class offer_adviser {
public:
    using groups = std::vector<offer_constraint_group>; // one of them has to hold

    static constexpr std::size_t most_groups = 16;

    offer_adviser(requirement const& needs, std::span<node const> nodes, node_index const& index)
        : needs_(needs), parts_(needs.constraints.parts()), nodes_(nodes), index_(index) {}

    /// Empty if any agent may do; what may never hold is an alternative less, not an error.
    [[nodiscard]] groups all() const {
        groups out = parts_.empty() ? anything() : part(0, true);
        for (auto const& shunned : needs_.avoided) {
            agent_field const host = *agent_field::named("hostname");
            out = both(out, one(host, offer_predicate::text_not_equals, shunned));
        }
        for (offer_constraint_group const& group : out) {
            if (group.empty()) {
                return {};
            }
        }
        return out;
    }

private:
    // The allocator takes expressions of 100 instructions by default, and refuses the whole call
    // for a longer one (Mesos, `--offer_constraints_re2_max_program_size`). In UTF-8 what may be any
    // character takes a dozen.
    [[nodiscard]] static bool is_small(std::string_view expression) noexcept {
        std::size_t cost = 0;
        for (char const c : expression) {
            cost += c == '.' || c == '^' || (c >= 'A' && c <= 'Z') ? 12U : 2U;
        }
        return cost <= 80;
    }

    [[nodiscard]] static groups anything() { return {{}}; }
    [[nodiscard]] static groups one(agent_field const& field, offer_predicate asks,
                                    std::string_view value = {}) {
        return field.kind == field_kind::agent_id ? anything()
                                                  : groups{{{field, asks, std::string{value}}}};
    }

    [[nodiscard]] static groups both(groups const& a, groups const& b) {
        groups out;
        for (offer_constraint_group const& left : a) {
            for (offer_constraint_group const& right : b) {
                offer_constraint_group joined = left;
                for (offer_constraint const& more : right) {
                    bool known = false;
                    for (offer_constraint const& there : joined) {
                        known = known || there == more;
                    }
                    if (!known) {
                        joined.push_back(more);
                    }
                }
                out.push_back(std::move(joined));
            }
        }
        return out.size() > most_groups ? anything() : out;
    }

    [[nodiscard]] static groups either(groups a, groups const& b) {
        for (offer_constraint_group const& more : b) {
            a.push_back(more);
        }
        return a.size() > most_groups ? anything() : a;
    }

    // What has to hold for the part at `at` to hold, or not to hold.
    [[nodiscard]] groups part(std::size_t at, bool holds) const {
        constraint const& is = parts_[at];
        if (!joins(is.what)) {
            return holds ? alone(is) : not_alone(is);
        }
        bool const parts_hold = holds != (is.what == constraint_operator::none_of);
        bool const every = holds != (is.what == constraint_operator::any_of);
        groups out = every ? anything() : groups{};
        for_each_joined(parts_, at, [&](std::size_t joined) {
            auto const asked = part(joined, parts_hold);
            out = every ? both(out, asked) : either(std::move(out), asked);
            return true;
        });
        return out;
    }

    [[nodiscard]] groups alone(constraint const& is) const {
        auto there = one(is.field, offer_predicate::exists);
        switch (is.what) {
        case constraint_operator::is: return one(is.field, offer_predicate::text_equals, is.value);
        case constraint_operator::like:
            return is_small(is.like.source())
                       ? one(is.field, offer_predicate::text_matches, is.like.source())
                       : there;
        case constraint_operator::unlike:
            return is_small(is.like.source())
                       ? one(is.field, offer_predicate::text_not_matches, is.like.source())
                       : anything();
        case constraint_operator::cluster: return clustered(is);
        case constraint_operator::unique: return both(there, without_full(is, 1));
        case constraint_operator::max_per: return both(there, without_full(is, is.count));
        default: return there;
        }
    }

    // Other nodes may make what they are compared with hold, so nothing is asked of it.
    [[nodiscard]] groups not_alone(constraint const& is) const {
        bool const small = is_small(is.like.source());
        switch (is.what) {
        case constraint_operator::is:
            return one(is.field, offer_predicate::text_not_equals, is.value);
        case constraint_operator::like:
            return small ? one(is.field, offer_predicate::text_not_matches, is.like.source())
                         : anything();
        case constraint_operator::unlike:
            return small ? one(is.field, offer_predicate::text_matches, is.like.source())
                         : one(is.field, offer_predicate::exists);
        default: return anything();
        }
    }

    [[nodiscard]] groups clustered(constraint const& is) const {
        std::string_view value = is.value;
        for (node const& n : nodes_) {
            if (value.empty() && owned(n.state)) {
                value = value_of(n, is.field).text;
            }
        }
        return value.empty() ? one(is.field, offer_predicate::exists)
                             : one(is.field, offer_predicate::text_equals, value);
    }

    [[nodiscard]] groups without_full(constraint const& is, std::uint32_t most) const {
        groups out = anything();
        value_tally const* const tally = index_.tally(is.field);
        for (node const& n : nodes_) {
            auto const value = value_of(n, is.field);
            if (owned(n.state) && value.there && tally != nullptr &&
                tally->count(value.text) >= most) {
                out = both(out, one(is.field, offer_predicate::text_not_equals, value.text));
            }
        }
        return out;
    }

    requirement const& needs_;
    std::span<constraint const> parts_;
    std::span<node const> nodes_;
    node_index const& index_;
};

} // namespace detail

} // namespace berth

#endif
