// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_JUDGE_HPP
#define BERTH_TESTING_JUDGE_HPP

#include <berth/testing/master_answer.hpp>
#include <berth/testing/master_cluster.hpp>
#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_prepare.hpp>
#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_session.hpp>
#include <berth/testing/master_task.hpp>
#include <berth/testing/master_value.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::testing {

/// The master's own checks of an ACCEPT: an independent model, for plans to be tested against.
///
/// It holds what the master knows of one framework, says what becomes of a call, and remembers
/// what was launched, created and destroyed. The first broken rule wins, and is named. It shares
/// no code with the planner. No clock and no chance; copies are independent. Stricter than a
/// master, on purpose: see `master_resources`, `validate` and `master_rules::no_overlap`; also no
/// id may stand twice in one LAUNCH_GROUP.
///
///     judge master{{"F", {"es"}, {}, true, false}}; // id, roles, principal, capabilities
///     master.add_offer(offer);
///     master_answer const answer = master.accept({offer.id}, {operation});
///     CHECK(answer.first_rule() == "");
///     master.tasks.erase(task_id); // it ended, and that was acknowledged
///
/// Source: Mesos, `Master::accept` in `src/master/master.cpp` and `src/master/validation.cpp`.
class judge : public master_state {
public:
    std::vector<master_offer> offers{}; ///< outstanding ones, of any framework

    judge() = default;
    explicit judge(master_framework of) { framework = std::move(of); }

    /// \effects makes an offer outstanding. An unknown agent becomes known, and volumes in the
    /// offer of this agent are its volumes.
    void add_offer(master_offer offer) {
        master_agent& agent = agent_of(offer.agent_id);
        for (master_resource const& r : offer.resources) {
            if (validate(r).empty() && is_persistent_volume(r)) {
                master_resources const volume = master_resources{r}.unallocated();
                if (!agent.volumes.contains(volume)) {
                    agent.volumes.add(volume);
                }
            }
        }
        offers.push_back(std::move(offer));
    }

    /// \effects an offer is outstanding no more. \returns whether it was.
    bool rescind(std::string_view offer_id) {
        return std::erase_if(offers, [&](master_offer const& o) { return o.id == offer_id; }) != 0;
    }

    /// Judges an ACCEPT. The offers are spent, whatever comes out of it.
    ///
    /// \effects launched tasks are active, their executors run, volumes are known or gone.
    /// \returns what becomes of each task and operation. If the offers are invalid nothing is
    /// left; their resources go back untouched.
    [[nodiscard]] master_answer accept(std::vector<std::string> const& offer_ids,
                                       std::vector<master_operation> operations) {
        master_answer out;
        out.offers = fault_of_offers(offer_ids);
        std::vector<master_offer> const spent = spend(offer_ids);
        if (!out.offers.empty()) {
            for (master_operation const& what : operations) {
                refuse(out, what, out.offers, unheard(), master_reason::invalid_offers);
            }
            return out;
        }
        master_session now{*this, agent_of(spent[0].agent_id), out};
        std::string const role = allocation_role(spent[0]);
        for (master_offer const& offer : spent) {
            for (master_resource const& r : offer.resources) {
                now.put(validate(r).empty() ? prepared(r, role) : r);
            }
        }
        for (master_operation& what : operations) {
            run(now, out, what, role);
        }
        now.finish();
        std::erase_if(
            offers, [&](master_offer const& o) { return master_value::has(out.rescinded, o.id); });
        return out;
    }

private:
    [[nodiscard]] master_task_state unheard() const noexcept {
        return framework.partition_aware ? master_task_state::dropped : master_task_state::lost;
    }

    [[nodiscard]] std::string allocation_role(master_offer const& offer) const {
        return offer.allocation_role.value_or(framework.roles.empty() ? "*" : framework.roles[0]);
    }

    [[nodiscard]] master_offer const* outstanding(std::string_view id) const noexcept {
        for (master_offer const& offer : offers) {
            if (offer.id == id) {
                return &offer;
            }
        }
        return nullptr;
    }

    [[nodiscard]] std::string_view fault_of_offers(std::vector<std::string> const& ids) const {
        if (ids.empty()) {
            return "no_offers";
        }
        if (std::set<std::string_view>(ids.begin(), ids.end()).size() != ids.size()) {
            return "offer_duplicate";
        }
        std::vector<master_offer const*> found;
        for (std::string const& id : ids) {
            found.push_back(outstanding(id));
            if (found.back() == nullptr) {
                return "offer_unknown";
            }
        }
        master_offer const& first = *found[0];
        auto const any = [&](auto differs) {
            return std::any_of(found.begin(), found.end(), differs);
        };
        if (any([&](auto const* o) { return o->framework_id != framework.id; })) {
            return "offer_framework";
        }
        if (any([&](auto const* o) { return allocation_role(*o) != allocation_role(first); })) {
            return "offer_roles";
        }
        return any([&](auto const* o) { return o->agent_id != first.agent_id; }) ? "offer_agents"
                                                                                 : "";
    }

    [[nodiscard]] std::vector<master_offer> spend(std::vector<std::string> const& ids) {
        std::vector<master_offer> out;
        for (std::string const& id : ids) {
            auto const at = std::find_if(offers.begin(), offers.end(),
                                         [&](master_offer const& o) { return o.id == id; });
            if (at != offers.end()) {
                out.push_back(std::move(*at));
                offers.erase(at);
            }
        }
        return out;
    }

    // Answers an operation that fails as a whole.
    void refuse(master_answer& out, master_operation const& what, std::string_view rule,
                master_task_state state, master_reason reason) const {
        for (master_task const& task : what.tasks) {
            out.tasks.push_back({task.id, state, reason, rule});
        }
        out.operations.push_back({what.type, rule, what.id.has_value() && !launches(what)});
    }

    void run(master_session& now, master_answer& out, master_operation& what,
             std::string const& role) {
        if (std::string_view const fault = fault_of_shape(what); !fault.empty()) {
            bool const group = what.type == master_operation_type::launch_group;
            refuse(out, what, fault, master_task_state::error,
                   group ? master_reason::group_invalid : master_reason::task_invalid);
            return;
        }
        prepare(what, framework.id, role);
        if (now.agent().state != master_agent_state::connected) {
            bool const removed = now.agent().state == master_agent_state::removed;
            refuse(out, what, removed ? "agent_removed" : "agent_disconnected", unheard(),
                   removed ? master_reason::agent_removed : master_reason::agent_disconnected);
        } else {
            now.run(what, offers);
        }
    }
};

} // namespace berth::testing

#endif
