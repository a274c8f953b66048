// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_RULE_SCENE_HPP
#define BERTH_TESTING_LAWS_RULE_SCENE_HPP

#include <berth/core/text.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/rule/rule.hpp>
#include <berth/testing/splitmix.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace berth::testing::laws {

/// A random offer, requirement and set of nodes: what a rule is asked about. Names and amounts
/// are few, so that there is about enough, and hosts are in use, as often as not. The same seed
/// gives an equal scene.
class rule_scene {
public:
    constexpr explicit rule_scene(std::uint64_t seed) : random_(seed) {
        draw_offer();
        draw_requirement();
        draw_nodes();
        draw_placement();
    }

    [[nodiscard]] constexpr candidate offered() const { return candidate{round_.offers()[0]}; }
    [[nodiscard]] constexpr pending_node pending() const {
        bool const fresh = launches_ == 0;
        return {&needs_,
                {id_},
                {launches_},
                fresh ? "" : "region-1",
                fresh ? "" : "zone-1",
                fresh ? "" : past_agent_,
                fresh ? "" : past_host_,
                {static_cast<double>(id_)}};
    }
    [[nodiscard]] constexpr node_index const& nodes() const { return nodes_; }

    friend constexpr bool operator==(rule_scene const& a, rule_scene const& b) {
        auto const left = a.offered().stock();
        auto const right = b.offered().stock();
        bool same = left.size() == right.size() && a.needs_ == b.needs_ && a.nodes_ == b.nodes_;
        for (std::size_t i = 0; same && i != left.size(); ++i) {
            same = left[i] == right[i];
        }
        return same;
    }

private:
    static constexpr std::array<std::string_view, 4> names{"h1", "h2", "h3", "h4"};
    static constexpr std::array<std::string_view, 3> roles{"*", "es", "es/data"};
    static constexpr std::array<std::string_view, 5> scalars{"cpus", "mem", "disk", "gpus",
                                                             "licenses"};

    constexpr void draw_offer() {
        offer_builder to{round_};
        to.id("offer-1");
        to.agent_id(pick(names));
        to.hostname(pick(names));
        to.fault_domain("region-1", random_.below(2) == 0 ? "zone-1" : "zone-2");
        to.maintenance(
            {{static_cast<double>(random_.below(5))}, static_cast<double>(random_.below(3))});
        to.attribute("rack", static_cast<int>(value_type::text));
        to.text(pick(names));
        for (std::uint64_t left = random_.below(12); left != 0; --left) {
            auto const name = pick(scalars);
            to.resource(name, static_cast<int>(value_type::scalar));
            to.role(pick(roles));
            if (name == "disk" && random_.below(2) == 0) {
                to.disk();
                to.disk_source(static_cast<int>(1 + random_.below(2)));
                to.disk_root(pick(names));
            }
            to.scalar(static_cast<double>(1 + random_.below(3000)) / 1000.0);
        }
        for (std::uint64_t begin = 1 + random_.below(9); begin < 30; begin += 10) {
            to.resource("ports", static_cast<int>(value_type::ranges));
            to.role(pick(roles));
            to.range(begin, begin + random_.below(3));
        }
        to.finish();
    }

    constexpr void draw_requirement() {
        needs_.cpus = amount();
        needs_.mem = amount();
        needs_.disk = amount();
        if (random_.below(2) == 0) {
            needs_.scalars.push_back({berth::text<63>{"licenses"}, amount()});
        }
        for (std::uint64_t left = random_.below(4); left != 0; --left) {
            needs_.ports.push_back(
                static_cast<std::uint32_t>(random_.below(2) * (left * 10 + random_.below(4))));
        }
        needs_.roles = {role_name{pick(roles)}, role_name{pick(roles)}};
        needs_.on_gpu_agents = random_.below(2) == 0;
        for (std::uint64_t left = random_.below(3); left != 0; --left) {
            volume_request volume{};
            volume.external = false;
            volume.disk = random_.below(2) == 0 ? disk_source::path : disk_source::mount;
            volume.size = quantity::thousandths(static_cast<std::int64_t>(1 + random_.below(2000)));
            needs_.volumes.push_back(volume);
        }
    }

    constexpr void draw_nodes() {
        draw_constraints();
        nodes_.watch(needs_.constraints);
        nodes_.want(static_cast<std::uint32_t>(random_.below(4)));
        for (std::uint64_t left = random_.below(4); left != 0; --left) {
            attribute const rack{"rack", value_type::text, pick(names), {}, {}};
            offer where{};
            where.agent_id = pick(names);
            where.hostname = pick(names);
            where.attributes = {&rack, random_.below(4) == 0 ? 0U : 1U};
            nodes_.add(where);
        }
        id_ = static_cast<std::uint32_t>(random_.below(4));
        launches_ = static_cast<std::uint32_t>(random_.below(3));
    }

    constexpr void draw_constraints() {
        constraints all;
        for (std::uint64_t left = random_.below(3); left != 0; --left) {
            all = all && draw_constraint();
        }
        needs_.constraints = all;
        if (random_.below(4) == 0) {
            needs_.constraints = all || draw_constraint();
        }
        if (random_.below(4) == 0) {
            needs_.constraints = !all;
        }
        if (random_.below(2) == 0) {
            needs_.avoided.emplace_back(pick(names));
        }
    }

    constexpr constraints draw_constraint() {
        std::string_view const field = random_.below(2) == 0   ? "rack"
                                       : random_.below(2) == 0 ? "hostname"
                                                               : "none";
        switch (random_.below(7)) {
        case 0: return *constrain::unique(field);
        case 1: return *constrain::cluster(field);
        case 2: return *constrain::group_by(field, static_cast<std::uint32_t>(random_.below(4)));
        case 3: return *constrain::like(field, "h[12]");
        case 4: return *constrain::unlike(field, "h[12]");
        case 5: return *constrain::is(field, pick(names));
        default:
            return *constrain::max_per(field, static_cast<std::uint32_t>(1 + random_.below(2)));
        }
    }

    constexpr void draw_placement() {
        needs_.zonal_volumes = random_.below(4) != 0;
        if (needs_.zonal_volumes && random_.below(4) == 0) {
            needs_.zone_attribute = text<63>{random_.below(2) == 0 ? "rack" : "none"};
        }
        for (std::uint64_t left = random_.below(4); left != 0; --left) {
            needs_.volumes.push_back({text<63>{"external"}, text<255>{"/data"}});
        }
        needs_.attach_limit = static_cast<std::uint32_t>(random_.below(6));
        needs_.local_data = random_.below(4) != 0;
        past_agent_ = pick(names);
        past_host_ = pick(names);
    }

    constexpr quantity amount() {
        return quantity::thousandths(
            static_cast<std::int64_t>(random_.below(2) * random_.below(4000)));
    }

    constexpr std::string_view pick(std::span<std::string_view const> list) {
        return list[random_.below(list.size())];
    }

    splitmix random_;
    offer_round round_{};
    requirement needs_{};
    node_index nodes_{};
    std::uint32_t id_ = 0;
    std::uint32_t launches_ = 0;
    std::string_view past_agent_{};
    std::string_view past_host_{};
};

} // namespace berth::testing::laws

#endif
