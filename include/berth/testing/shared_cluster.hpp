// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_SHARED_CLUSTER_HPP
#define BERTH_TESTING_SHARED_CLUSTER_HPP

#include <berth/testing/cluster.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace berth::testing {

/// Several frameworks on one set of agents: the allocator of their master.
///
/// A `cluster` is a master as one framework sees it, and frameworks never see each other; all that
/// they share is what is left of the agents. So each framework has a cluster of its own, over equal
/// machines, and this tells each what the others have, and makes the offers. What happens to an
/// agent has to be done to every cluster.
///
/// An allocation goes as in Mesos: each agent's free resources go, all of them, to one framework,
/// that with the smallest dominant share of those that want offers and have no filter that hides
/// them; what is offered counts as its share. Agents come in their order, where Mesos shuffles
/// them, and quotas, weights and several roles are left out.
///
/// Source: Mesos 1.11, `src/master/allocator/mesos/hierarchical.cpp` and
/// `src/master/allocator/mesos/sorter/drf/sorter.cpp`.
class shared_cluster {
public:
    /// \pre `frameworks` is not empty, none is null, and all have equal machines; they are borrowed
    explicit shared_cluster(std::vector<cluster*> frameworks) : all_(std::move(frameworks)) {}

    /// \effects one cycle of the allocator: at most one OFFERS event for each framework, with
    /// offers of all agents that are its turn. \returns how many offers were made
    std::size_t allocate() {
        tell_what_others_have();
        std::vector<std::vector<std::size_t>> turns(all_.size());
        std::vector<sums> has(all_.size());
        for (std::size_t f = 0; f != all_.size(); ++f) {
            for (std::size_t agent = 0; agent != agents(); ++agent) {
                add(has[f], all_[f]->taken_of(agent));
            }
        }
        sums const total = everything();
        std::size_t made = 0;
        for (std::size_t agent = 0; agent != agents(); ++agent) {
            std::size_t poorest = all_.size();
            for (std::size_t f = 0; f != all_.size(); ++f) {
                if (all_[f]->can_offer_from(agent) &&
                    (poorest == all_.size() ||
                     dominant(has[f], total) < dominant(has[poorest], total))) {
                    poorest = f;
                }
            }
            if (poorest != all_.size()) {
                add(has[poorest], all_[poorest]->free_of(agent));
                turns[poorest].push_back(agent);
                ++made;
            }
        }
        for (std::size_t f = 0; f != all_.size(); ++f) {
            all_[f]->offer_from(turns[f]);
        }
        return made;
    }

private:
    using sums = std::array<double, cluster_kinds>;

    [[nodiscard]] std::size_t agents() const noexcept { return all_[0]->agents.size(); }

    static void add(sums& to, cluster_amounts const& amounts) {
        for (cluster_amount const& part : amounts) {
            bool const ports = part.kind() == cluster_kind::ports;
            to[static_cast<std::size_t>(part.kind())] +=
                ports ? 1.0 + static_cast<double>(part.numbers.end - part.numbers.begin)
                      : part.amount.to_double();
        }
    }

    [[nodiscard]] sums everything() const {
        sums out{};
        for (cluster_agent const& agent : all_[0]->agents) {
            add(out, all_[0]->setup->offered(agent.machine));
        }
        return out;
    }

    [[nodiscard]] static double dominant(sums const& has, sums const& total) noexcept {
        double out = 0.0;
        for (std::size_t kind = 0; kind != has.size(); ++kind) {
            out = total[kind] > 0.0 ? std::max(out, has[kind] / total[kind]) : out;
        }
        return out;
    }

    void tell_what_others_have() {
        for (cluster* const each : all_) {
            each->elsewhere.assign(agents(), {});
            for (cluster const* const other : all_) {
                for (std::size_t agent = 0; other != each && agent != agents(); ++agent) {
                    each->elsewhere[agent].add(other->taken_of(agent));
                }
            }
        }
    }

    std::vector<cluster*> all_;
};

} // namespace berth::testing

#endif
