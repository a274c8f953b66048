// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_RULE_HPP
#define BERTH_TESTING_LAWS_RULE_HPP

#include <berth/core/text.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/rule/rule.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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
        return {&needs_, {id_}, {launches_}, fresh ? "" : "region-1", fresh ? "" : "zone-1"};
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
        to.fault_domain("region-1", below(2) == 0 ? "zone-1" : "zone-2");
        to.attribute("rack", static_cast<int>(value_type::text));
        to.text(pick(names));
        for (std::uint64_t left = below(12); left != 0; --left) {
            auto const name = pick(scalars);
            to.resource(name, static_cast<int>(value_type::scalar));
            to.role(pick(roles));
            if (name == "disk" && below(2) == 0) {
                to.disk();
                to.disk_source(static_cast<int>(1 + below(2)));
                to.disk_root(pick(names));
            }
            to.scalar(static_cast<double>(1 + below(3000)) / 1000.0);
        }
        for (std::uint64_t begin = 1 + below(9); begin < 30; begin += 10) {
            to.resource("ports", static_cast<int>(value_type::ranges));
            to.role(pick(roles));
            to.range(begin, begin + below(3));
        }
        to.finish();
    }

    constexpr void draw_requirement() {
        needs_.cpus = amount();
        needs_.mem = amount();
        needs_.disk = amount();
        if (below(2) == 0) {
            needs_.scalars.push_back({berth::text<63>{"licenses"}, amount()});
        }
        for (std::uint64_t left = below(4); left != 0; --left) {
            needs_.ports.push_back(static_cast<std::uint32_t>(below(2) * (left * 10 + below(4))));
        }
        needs_.roles = {role_name{pick(roles)}, role_name{pick(roles)}};
        needs_.on_gpu_agents = below(2) == 0;
        for (std::uint64_t left = below(3); left != 0; --left) {
            volume_request volume{};
            volume.external = false;
            volume.disk = below(2) == 0 ? disk_source::path : disk_source::mount;
            volume.size = quantity::thousandths(static_cast<std::int64_t>(1 + below(2000)));
            needs_.volumes.push_back(volume);
        }
    }

    constexpr void draw_nodes() {
        nodes_.want(static_cast<std::uint32_t>(below(4)));
        for (std::uint64_t left = below(4); left != 0; --left) {
            nodes_.add(pick(names), pick(names));
        }
        id_ = static_cast<std::uint32_t>(below(4));
        launches_ = static_cast<std::uint32_t>(below(3));
    }

    constexpr void draw_placement() {
        needs_.zonal_volumes = below(4) != 0;
        if (needs_.zonal_volumes && below(4) == 0) {
            needs_.zone_attribute = text<63>{below(2) == 0 ? "rack" : "none"};
        }
        for (std::uint64_t left = below(4); left != 0; --left) {
            needs_.volumes.push_back({text<63>{"external"}, text<255>{"/data"}});
        }
        needs_.attach_limit = static_cast<std::uint32_t>(below(6));
    }

    constexpr quantity amount() {
        return quantity::thousandths(static_cast<std::int64_t>(below(2) * below(4000)));
    }

    constexpr std::string_view pick(std::span<std::string_view const> list) {
        return list[static_cast<std::size_t>(below(list.size()))];
    }

    constexpr std::uint64_t below(std::uint64_t n) noexcept { // SplitMix64
        random_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = random_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return (mixed ^ (mixed >> 31U)) % n;
    }

    std::uint64_t random_;
    offer_round round_{};
    requirement needs_{};
    node_index nodes_{};
    std::uint32_t id_ = 0;
    std::uint32_t launches_ = 0;
};

/// Whether a refusal of `r` in the scene holds for a node with the same requirement, another id
/// and, if it is `any` node, another past, once nodes were placed, here among other places, and
/// half of what the candidate has is taken.
template <berth::rule R>
[[nodiscard]] constexpr bool refusal_lasts(R const& r, rule_scene const& scene, bool any) {
    candidate offered = scene.offered();
    std::vector<resource> left(offered.stock().begin(), offered.stock().end());
    for (std::size_t i = 0; i != left.size(); ++i) {
        left[i].amount = quantity::thousandths(left[i].amount.thousandths() / 2);
        left[i].ranges = left[i].ranges.first(i % 2 == 0 ? left[i].ranges.size() : 0);
    }
    offered.restock(left);
    pending_node other = scene.pending();
    other.id.value += 1;
    if (any) {
        other.launches.value += 1;
        other.region = "region-1";
        other.zone = scene.offered().first_offer().zone;
    }
    node_index nodes = scene.nodes();
    nodes.add(offered.agent_id(), offered.hostname());
    nodes.add("h1", "h2");
    return !r(offered, other, nodes).passed;
}

/// \returns the name of the first law that `r` breaks in the scene of `seed`; empty if none.
template <berth::rule R>
[[nodiscard]] constexpr std::string_view rule_in_scene(R const& r, std::uint64_t seed) {
    rule_scene const scene{seed};
    rule_scene const twin{seed};
    rule_scene const other{seed + 1};
    auto const ask = [](R const& asked, rule_scene const& about) {
        return asked(about.offered(), about.pending(), about.nodes());
    };
    R const copy = r;
    verdict const said = ask(r, scene);
    if (said.rule != &R::info) {
        return "names_itself";
    }
    if (said.rule->measured && said.passed != (said.asked <= said.available)) {
        return "measures";
    }
    if (!said.passed && said.rule->lasting && !refusal_lasts(r, scene, true)) {
        return "lasts";
    }
    if (!said.passed && said.rule->cause != refusal_cause::moment &&
        !refusal_lasts(r, scene, false)) {
        return "has_its_cause";
    }
    (void)ask(r, other);
    bool const same = ask(r, scene) == said && ask(r, twin) == said && ask(copy, scene) == said;
    return same && scene == rule_scene{seed} ? "" : "pure";
}

/// Holds a rule against every law of `berth::rule`, in random scenes; usable in constant
/// expressions if the rule is. In a test of your own:
///
///     auto const broken = berth::testing::laws::rule(never_on_friday{}, seed);
///     REQUIRE_MESSAGE(!broken, broken->view());
///
/// \returns the first violation: the law's name, then scene and seed; nothing if all hold.
template <berth::rule R>
[[nodiscard]] constexpr std::optional<text<128>> rule(R const& r, std::uint64_t seed,
                                                      std::uint64_t scenes = 500) {
    for (std::uint64_t scene = 0; scene != scenes; ++scene) {
        if (std::string_view const broken = rule_in_scene(r, seed + scene); !broken.empty()) {
            text<128> what{broken};
            what.append(" is broken: scene ");
            what.append_decimal(scene);
            what.append(", seed ");
            what.append_decimal(seed);
            return what;
        }
    }
    return std::nullopt;
}

} // namespace berth::testing::laws

#endif
