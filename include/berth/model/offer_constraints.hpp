// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_OFFER_CONSTRAINTS_HPP
#define BERTH_MODEL_OFFER_CONSTRAINTS_HPP

#include <berth/model/agent_field.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace berth {

/// What the master's allocator asks of a field of an agent, before it offers the agent (Mesos 1.11,
/// `scheduler.proto`, `AttributeConstraint.Predicate`). An agent without the field passes the
/// negative ones only; a value that is not TEXT passes all but `not_exists`.
enum class offer_predicate : std::uint8_t {
    exists,
    not_exists,
    text_equals,
    text_not_equals,
    text_matches,
    text_not_matches,
};

struct offer_constraint {
    agent_field field{}; ///< never `@agent_id`, of which the allocator cannot be asked
    offer_predicate asks{};
    std::string value{}; ///< a text, or an expression in the syntax of RE2; else empty

    friend bool operator==(offer_constraint const&, offer_constraint const&) = default;
};

/// Constraints that all have to hold.
using offer_constraint_group = std::vector<offer_constraint>;

/// What could be handed to the allocator with SUBSCRIBE or UPDATE_FRAMEWORK for each subscribed
/// role, so that offers which cannot be used are not made at all. Advice: whatever it keeps away
/// would have been declined, but not all that would be declined is kept away, and it says nothing
/// of offers that are out already. It changes with the nodes on record.
struct offer_constraints {
    /// An agent is offered if one group holds; empty: all agents are, and the field is left out.
    std::vector<offer_constraint_group> groups{};

    friend bool operator==(offer_constraints const&, offer_constraints const&) = default;
};

} // namespace berth

#endif
