// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_TRANSITIONS_HPP
#define BERTH_IDENTITY_TRANSITIONS_HPP

#include <berth/identity/recycling_policy.hpp>
#include <berth/model/node.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// What can happen to a node id.
enum class id_event : std::uint8_t {
    launched,             ///< promised to a task; the record comes before the launch
    starting,             ///< its task is staging or starting
    running,              ///< its task runs
    killing,              ///< its task is being killed
    doubted,              ///< the recycling policy says `held`
    released,             ///< the recycling policy says `released`
    released_by_operator, ///< somebody vouches for it
    fenced,               ///< its volumes were taken from it: time and driver of `after_fence`
    retiring,             ///< its task is to end, and is not to be replaced
    retired,              ///< released, by whatever event, while it was retiring
};

inline constexpr std::size_t id_events = 10;

[[nodiscard]] constexpr std::string_view name(id_event on) noexcept {
    constexpr std::string_view names[id_events]{
        "launched", "starting", "running", "killing", "doubted", "released", "released by operator",
        "fenced",   "retiring", "retired"};
    return names[static_cast<std::size_t>(on)];
}

/// One line of the ledger's state machine.
struct transition {
    node_state from{};
    id_event on{};
    node_state to{};
};

/// Every transition there is; what is not listed is refused. A launch needs an id without an
/// owner, and only evidence, an operator or a fence ends an ownership. A task that was believed
/// gone takes its id back while nobody else has it; doubt about such a task changes nothing.
inline constexpr std::array transitions{
    transition{node_state::free, id_event::launched, node_state::promised},
    transition{node_state::free, id_event::starting, node_state::starting},
    transition{node_state::free, id_event::running, node_state::running},
    transition{node_state::free, id_event::killing, node_state::killing},
    transition{node_state::free, id_event::doubted, node_state::free},
    transition{node_state::free, id_event::released, node_state::free},

    transition{node_state::promised, id_event::starting, node_state::starting},
    transition{node_state::promised, id_event::running, node_state::running},
    transition{node_state::promised, id_event::killing, node_state::killing},
    transition{node_state::promised, id_event::doubted, node_state::held},
    transition{node_state::promised, id_event::released, node_state::free},
    transition{node_state::promised, id_event::retiring, node_state::killing},
    transition{node_state::promised, id_event::retired, node_state::retired},

    transition{node_state::starting, id_event::starting, node_state::starting},
    transition{node_state::starting, id_event::running, node_state::running},
    transition{node_state::starting, id_event::killing, node_state::killing},
    transition{node_state::starting, id_event::doubted, node_state::held},
    transition{node_state::starting, id_event::released, node_state::free},
    transition{node_state::starting, id_event::retiring, node_state::killing},
    transition{node_state::starting, id_event::retired, node_state::retired},

    // An older update of the same task, delivered again, does not set it back.
    transition{node_state::running, id_event::starting, node_state::running},
    transition{node_state::running, id_event::running, node_state::running},
    transition{node_state::running, id_event::killing, node_state::killing},
    transition{node_state::running, id_event::doubted, node_state::held},
    transition{node_state::running, id_event::released, node_state::free},
    transition{node_state::running, id_event::retiring, node_state::killing},
    transition{node_state::running, id_event::retired, node_state::retired},

    transition{node_state::killing, id_event::starting, node_state::killing},
    transition{node_state::killing, id_event::running, node_state::killing},
    transition{node_state::killing, id_event::killing, node_state::killing},
    transition{node_state::killing, id_event::doubted, node_state::held},
    transition{node_state::killing, id_event::released, node_state::free},
    transition{node_state::killing, id_event::retiring, node_state::killing},
    transition{node_state::killing, id_event::retired, node_state::retired},

    transition{node_state::held, id_event::starting, node_state::starting},
    transition{node_state::held, id_event::running, node_state::running},
    transition{node_state::held, id_event::killing, node_state::killing},
    transition{node_state::held, id_event::doubted, node_state::held},
    transition{node_state::held, id_event::released, node_state::free},
    transition{node_state::held, id_event::released_by_operator, node_state::free},
    transition{node_state::held, id_event::fenced, node_state::free},
    transition{node_state::held, id_event::retiring, node_state::held},
    transition{node_state::held, id_event::retired, node_state::retired},

    transition{node_state::retired, id_event::launched, node_state::promised},
    transition{node_state::retired, id_event::starting, node_state::starting},
    transition{node_state::retired, id_event::running, node_state::running},
    transition{node_state::retired, id_event::killing, node_state::killing},
    transition{node_state::retired, id_event::doubted, node_state::retired},
    transition{node_state::retired, id_event::released, node_state::retired},
};

/// \returns the state after `on`, or `unsupported` if that cannot happen in `from`.
[[nodiscard]] constexpr result<node_state, errc> next_state(node_state from, id_event on) noexcept {
    for (transition const& t : transitions) {
        if (t.from == from && t.on == on) {
            return t.to;
        }
    }
    return errc::unsupported;
}

/// What evidence means for an id, given what the recycling policy says of it.
[[nodiscard]] constexpr id_event event_of(evidence const& last, ruling says) noexcept {
    if (says == ruling::released) {
        return id_event::released;
    }
    if (says == ruling::held) {
        return id_event::doubted;
    }
    return last.state == task_state::running   ? id_event::running
           : last.state == task_state::killing ? id_event::killing
                                               : id_event::starting;
}

} // namespace berth

#endif
