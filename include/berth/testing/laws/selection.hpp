// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_SELECTION_HPP
#define BERTH_TESTING_LAWS_SELECTION_HPP

#include <berth/core/text.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/testing/laws/rule_scene.hpp>
#include <berth/testing/laws/violation.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::testing::laws {

/// \returns the name of the first law that `s` breaks in the scene of `seed`; empty if none.
template <berth::selection S>
[[nodiscard]] constexpr std::string_view selection_in_scene(S const& s, std::uint64_t seed) {
    rule_scene const scene{seed};
    rule_scene const twin{seed};
    rule_scene const other{seed + 1};
    auto const ask = [](S const& asked, rule_scene const& about) {
        return asked.score(about.offered(), about.pending(), about.nodes());
    };
    S const copy = s;
    std::int64_t const said = ask(s, scene);
    (void)ask(s, other);
    if (ask(s, scene) != said || ask(s, twin) != said || ask(copy, scene) != said ||
        !(scene == rule_scene{seed})) {
        return "pure";
    }
    if (is_steady<S>) {
        pending_node next = other.pending();
        next.needs = scene.pending().needs;
        if (s.score(scene.offered(), next, scene.nodes()) != said) {
            return "steady";
        }
        node_index nodes = scene.nodes();
        nodes.add(other.offered().agent_id(), other.offered().hostname());
        std::int64_t const then = s.score(scene.offered(), next, nodes);
        nodes.add(scene.offered().agent_id(), scene.offered().hostname());
        if (then > said || s.score(scene.offered(), next, nodes) > then) {
            return "steady";
        }
    }
    return "";
}

/// Holds a selection against every law of `berth::selection`, in random scenes; usable in constant
/// expressions if the selection is. In a test of your own:
///
///     auto const broken = berth::testing::laws::selection(most_mem{}, seed);
///     REQUIRE_MESSAGE(!broken, broken->view());
///
/// \returns the first violation: the law's name, then scene and seed; nothing if all hold.
template <berth::detail::asserted_selection S>
[[nodiscard]] constexpr std::optional<text<128>> selection(S const& s, std::uint64_t seed,
                                                           std::uint64_t scenes = 500) {
    for (std::uint64_t scene = 0; scene != scenes; ++scene) {
        std::string_view const broken = selection_in_scene(s, seed + scene);
        if (!broken.empty()) {
            return violation(broken, {{"scene", scene}, {"seed", seed}});
        }
    }
    return std::nullopt;
}

} // namespace berth::testing::laws

#endif
