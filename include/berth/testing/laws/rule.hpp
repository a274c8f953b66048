// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_RULE_HPP
#define BERTH_TESTING_LAWS_RULE_HPP

#include <berth/core/text.hpp>
#include <berth/rule/rule.hpp>
#include <berth/testing/laws/rule_scene.hpp>
#include <berth/testing/laws/violation.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace berth::testing::laws {

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
        other.agent_id = offered.agent_id();
        other.hostname = offered.hostname();
    }
    node_index nodes = scene.nodes();
    nodes.add(offered.first_offer());
    nodes.add("h1", "h2");
    return !r(offered, other, nodes).passed;
}

/// Whether a verdict has a name that `R` may use.
template <berth::rule R>
[[nodiscard]] constexpr bool is_own(verdict const& said) {
    if constexpr (requires { R::says(*said.rule); }) {
        return R::says(*said.rule);
    } else {
        return said.rule == &R::info;
    }
}

/// Whether the parts of `r`, if it tells them, say in the scene what `said` says as a whole.
template <berth::rule R>
[[nodiscard]] constexpr bool parts_agree(R const& r, rule_scene const& scene, verdict const& said) {
    bool agree = true;
    if constexpr (requires(bool (*sink)(verdict const&)) {
                      r.visit(scene.offered(), scene.pending(), scene.nodes(), sink);
                  }) {
        bool failed = false;
        r.visit(scene.offered(), scene.pending(), scene.nodes(), [&](verdict const& part) {
            agree = agree && is_own<R>(part) && (failed || part.passed || part == said);
            failed = failed || !part.passed;
            return true;
        });
        agree = agree && failed != said.passed;
    }
    return agree;
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
    if (!is_own<R>(said)) {
        return "names_itself";
    }
    if (!parts_agree(r, scene, said)) {
        return "parts";
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
template <berth::detail::asserted_rule R>
[[nodiscard]] constexpr std::optional<text<128>> rule(R const& r, std::uint64_t seed,
                                                      std::uint64_t scenes = 500) {
    for (std::uint64_t scene = 0; scene != scenes; ++scene) {
        if (std::string_view const broken = rule_in_scene(r, seed + scene); !broken.empty()) {
            return violation(broken, {{"scene", scene}, {"seed", seed}});
        }
    }
    return std::nullopt;
}

} // namespace berth::testing::laws

#endif
