// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_RECYCLING_TABLES_HPP
#define BERTH_IDENTITY_RECYCLING_TABLES_HPP

#include <berth/identity/recycling_table.hpp>

#include <array>
#include <string_view>

namespace berth {

namespace detail {

inline constexpr auto any_source = evidence_set<status_source>::any();
inline constexpr auto any_reason = evidence_set<status_reason>::any();

} // namespace detail

/// The default: an id is released only when its task is proven to have ended, or never to have
/// run. The grounds are in Mesos' `src/master/master.cpp` and `include/mesos/mesos.proto`: LOST,
/// UNREACHABLE and a GONE_BY_OPERATOR that an agent did not report itself may all still run.
inline constexpr recycling_table proven_gone{
    "proven_gone",
    {
        {task_state::staging, detail::any_source, detail::any_reason, ruling::owned},
        {task_state::starting, detail::any_source, detail::any_reason, ruling::owned},
        {task_state::running, detail::any_source, detail::any_reason, ruling::owned},
        {task_state::killing, detail::any_source, detail::any_reason, ruling::owned},
        {task_state::finished, detail::any_source, detail::any_reason, ruling::released},
        {task_state::failed, detail::any_source, detail::any_reason, ruling::released},
        // Recorded when the framework is removed, before the task is killed.
        {task_state::killed,
         {status_source::master},
         {status_reason::framework_removed},
         ruling::held},
        {task_state::killed, detail::any_source, detail::any_reason, ruling::released},
        {task_state::error, detail::any_source, detail::any_reason, ruling::released},
        {task_state::dropped, detail::any_source, detail::any_reason, ruling::released},
        {task_state::gone, detail::any_source, detail::any_reason, ruling::released},
        {task_state::gone_by_operator,
         {status_source::agent},
         detail::any_reason,
         ruling::released},
        {task_state::gone_by_operator,
         detail::any_source,
         {status_reason::agent_draining},
         ruling::released},
        {task_state::gone_by_operator, detail::any_source, detail::any_reason, ruling::held},
        {task_state::lost,
         detail::any_source,
         {status_reason::invalid_offers, status_reason::master_disconnected,
          status_reason::agent_restarted, status_reason::gc_error, status_reason::resources_unknown,
          status_reason::executor_terminated, status_reason::container_preempted,
          status_reason::container_update_failed},
         ruling::released},
        {task_state::lost, detail::any_source, detail::any_reason, ruling::held},
        {task_state::unreachable, detail::any_source, detail::any_reason, ruling::held},
        {task_state::unknown, detail::any_source, detail::any_reason, ruling::held},
    }};

/// Takes an operator's MARK_AGENT_GONE as proof, as `proven_gone` does not. For clusters in
/// which nobody says so before the machine is off.
inline constexpr recycling_table trust_operator =
    proven_gone.with("trust_operator", {task_state::gone_by_operator, detail::any_source,
                                        detail::any_reason, ruling::released});

/// What the original did: a lost task frees its id at once, whatever the reason. Two tasks may
/// then write to one volume. Exists to compare; never a default.
inline constexpr recycling_table on_lost =
    proven_gone
        .with("on_lost",
              {task_state::lost, detail::any_source, detail::any_reason, ruling::released})
        .with("on_lost",
              {task_state::unreachable, detail::any_source, detail::any_reason, ruling::released});

/// The shipped tables, for a flag.
inline constexpr std::array<recycling_table const*, 3> recycling_tables{&proven_gone, &on_lost,
                                                                        &trust_operator};

[[nodiscard]] constexpr recycling_table const*
recycling_table_named(std::string_view name) noexcept {
    for (recycling_table const* const table : recycling_tables) {
        if (table->name() == name) {
            return table;
        }
    }
    return nullptr;
}

} // namespace berth

#endif
