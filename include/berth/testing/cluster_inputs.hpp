// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_INPUTS_HPP
#define BERTH_TESTING_CLUSTER_INPUTS_HPP

#include <berth/model/offer_builder.hpp>
#include <berth/testing/cluster_event.hpp>
#include <berth/testing/cluster_setup.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// Events of a simulated cluster as what a planner takes, and as what a `judge` takes.
///
/// The entries of an offer are, for each share of the machine in its order, cpus, mem, disk and
/// ports; what there is nothing of stands there as zero.
namespace berth::testing {

namespace detail {

inline constexpr std::string_view cluster_names[] = {"cpus", "mem", "disk", "ports"};

} // namespace detail

/// \effects fills the round with the offers of an event. It borrows from both.
inline void read_offers(cluster_setup const& setup, cluster_offers const& event,
                        offer_round& round) {
    round.clear();
    for (cluster_offer const& offer : event.offers) {
        cluster_machine const& machine = setup.machines()[offer.machine];
        offer_builder to{round};
        to.id(offer.id);
        to.agent_id(offer.agent_id);
        to.hostname(machine.hostname);
        to.allocation_role(setup.framework().role);
        to.fault_domain(machine.region, machine.zone);
        for (cluster_attribute const& each : machine.attributes) {
            to.attribute(each.name, static_cast<int>(value_type::text));
            to.text(each.text);
        }
        auto part = offer.has.begin();
        for (std::uint32_t entry = 0; entry != machine.shares.size() * cluster_kinds; ++entry) {
            bool const ports = entry % cluster_kinds == 3;
            to.resource(detail::cluster_names[entry % cluster_kinds],
                        static_cast<int>(ports ? value_type::ranges : value_type::scalar));
            if (auto const& role = machine.shares[entry / cluster_kinds].role; !role.empty()) {
                to.reservation(static_cast<int>(master_reservation_type::fixed), role);
            }
            double amount = 0.0;
            for (; part != offer.has.end() && part->entry == entry; ++part) {
                amount = part->amount.to_double();
                if (ports) {
                    to.range(part->numbers.begin, part->numbers.end);
                }
            }
            ports ? to.ranges() : to.scalar(amount);
        }
        to.finish();
    }
}

/// \returns an entry of a machine's resources as offers have it, with nothing in it.
[[nodiscard]] inline master_resource resource_of(cluster_setup const& setup, std::size_t machine,
                                                 std::uint32_t entry) {
    master_resource out;
    out.name = detail::cluster_names[entry % cluster_kinds];
    if (entry % cluster_kinds == 3) {
        out.type = master_value_type::ranges;
        out.ranges.emplace();
    } else {
        out.scalar = 0.0;
    }
    if (auto const& role = setup.machines()[machine].shares[entry / cluster_kinds].role;
        !role.empty()) {
        out.reservations.push_back({master_reservation_type::fixed, role, {}, {}});
    }
    out.allocation_role = setup.framework().role;
    return out;
}

/// \returns resources of a machine as the master writes them.
[[nodiscard]] inline std::vector<master_resource>
resources_of(cluster_setup const& setup, std::size_t machine, cluster_amounts const& amounts) {
    std::vector<master_resource> out;
    std::uint32_t last = 0;
    for (cluster_amount const& part : amounts) {
        if (out.empty() || part.entry != last) {
            out.push_back(resource_of(setup, machine, part.entry));
            last = part.entry;
        }
        if (out.back().ranges) {
            out.back().ranges->push_back({part.numbers.begin, part.numbers.end});
        } else {
            out.back().scalar = part.amount.to_double();
        }
    }
    return out;
}

/// Gives an event to a planner, or to anything with its functions.
///
/// \effects calls the input of the event's type with the list of effects. Offers are read into the
/// round, which the effects borrow from, as from the event.
template <class Planner, class Effects>
void give(cluster_setup const& setup, cluster_event const& event, offer_round& round,
          Planner& planner, Effects& out) {
    struct visitor {
        cluster_setup const& setup;
        offer_round& round;
        Planner& planner;
        Effects& out;

        void operator()(cluster_subscribed const& it) {
            planner.on_subscribed(it.framework_id, out);
        }
        void operator()(cluster_offers const& it) {
            read_offers(setup, it, round);
            planner.on_offers(round, out);
        }
        void operator()(cluster_rescind const& it) { planner.on_rescind(it.offer_id, out); }
        void operator()(cluster_update const& it) { planner.on_update(it.status(), out); }
        void operator()(cluster_failure const& it) { planner.on_failure(it.agent_id, out); }
        void operator()(cluster_error const& it) { planner.on_error(it.message, out); }
    };
    std::visit(visitor{setup, round, planner, out}, event);
}

} // namespace berth::testing

#endif
