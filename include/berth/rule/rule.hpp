// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_RULE_HPP
#define BERTH_RULE_RULE_HPP

#include <berth/core/value.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/pending_node.hpp>
#include <berth/model/verdict.hpp>

#include <concepts>

namespace berth {

/// One named check of (candidate, pending node, nodes of the group).
///
/// **Required**
///
/// | expression | type | meaning |
/// |---|---|---|
/// | `r(candidate, pending, nodes)` | `verdict` | does not throw; `verdict.rule` is `&R::info`, or one that `R::says` |
/// | `R::info` | `rule_info const` | name, text and whether amounts mean something |
/// | copyable | | |
///
/// **Optional**
///
/// | expression | meaning | without it |
/// |---|---|---|
/// | `r.visit(candidate, pending, nodes, sink)` | passes a verdict for each of its parts to `sink(verdict)` until that returns false, and returns what it returned last | its one verdict |
/// | `R::says(rule_info)` | whether a verdict with this name may be its own | only `R::info` |
///
/// **Laws** (`berth/testing/laws/rule.hpp`)
///
/// * pure: the same arguments give the same verdict, and nothing else changes;
/// * a verdict names its own rule;
/// * the parts fail exactly when the rule does, and the first that fails is its verdict;
/// * a measured verdict passes exactly when `asked <= available`;
/// * a refusal that `R::info` calls lasting lasts: once other nodes are placed, here or elsewhere,
///   it holds for every node with that requirement;
/// * a refusal that has a cause other than the moment stays one for a node of that past, whatever
///   its id, once nodes are placed or the agent has less.
///
/// **Models**: everything in `berth/rule/`.
///
/// **Smallest model**
///
///     struct never_on_friday {
///         static constexpr berth::rule_info info{"never_on_friday", "It is Friday", false};
///         bool friday = false;
///         berth::verdict operator()(berth::candidate const&, berth::pending_node const&,
///                                   berth::node_index const&) const noexcept {
///             return {&info, {}, {}, !friday};
///         }
///     };
// clang-format off
template <class R>
concept rule = copyable_value<R> &&
    requires(R const& r, candidate const& offered, pending_node const& pending,
             node_index const& nodes) {
        { r(offered, pending, nodes) } noexcept -> std::same_as<verdict>;
        { &R::info } -> std::convertible_to<rule_info const*>;
    };
// clang-format on

} // namespace berth

#endif
