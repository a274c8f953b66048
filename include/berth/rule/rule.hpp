// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_RULE_HPP
#define BERTH_RULE_RULE_HPP

#include <berth/core/value.hpp>
#include <berth/model/candidate.hpp>
#include <berth/model/node_index.hpp>
#include <berth/model/pending_node.hpp>
#include <berth/model/verdict.hpp>

#include <concepts>
#include <type_traits>

namespace berth {

/// **Purpose.** One named check of (candidate, pending node, nodes of the group): may the node go
/// there, and if not, why. A strategy is a list of rules. Models: everything in `berth/rule/`.
///
/// **Required expressions** of a copyable `R`, with `R const r`:
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `r(candidate, pending, nodes)` | `verdict` | whether it passes; `noexcept`; `verdict.rule` is `&R::info`, or one that `R::says` |
/// | `R::info` | `rule_info` constant | name, text, what its amounts and refusals mean |
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `r.visit(candidate, pending, nodes, sink)` | `bool` | passes a verdict for each of its parts to `sink(verdict)` until that returns false, and returns what it returned last | its one verdict |
/// | `R::says(rule_info)` | `bool` | whether a verdict with this name may be its own | only `R::info` |
/// | `r.watched()` | `constraints` | what the node index is to count values of, if it is a wish | none |
///
/// **Laws**, held by `laws::rule` of <berth/testing/laws/rule.hpp>, for every model in
/// tests/rule/rules.test.cpp; each has a test case "broken: <name>" there.
///
/// 1. `pure`: the same arguments give the same verdict, and nothing else changes.
/// 2. `names_itself`: a verdict names its own rule.
/// 3. `parts`: the parts fail exactly when the rule does, and the first that fails is its verdict.
/// 4. `measures`: a measured verdict passes exactly when `asked <= available`.
/// 5. `lasts`: a refusal that `R::info` calls lasting lasts: once other nodes are placed, here or
///    elsewhere, it holds for every node with that requirement.
/// 6. `has_its_cause`: a refusal that has a cause other than the moment stays one for a node of
///    that past, whatever its id, once nodes are placed or the agent has less.
///
/// **Smallest legal model**
/// \model tests/rule/rules.test.cpp#never_on_friday
///
///     struct never_on_friday {
///         static constexpr berth::rule_info info{"never_on_friday", "It is Friday", false};
///         bool friday = false;
///
///         constexpr berth::verdict operator()(berth::candidate const&, berth::pending_node const&,
///                                             berth::node_index const&) const noexcept {
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

namespace detail {

// What the compiler says first of a type that is none.
template <class R>
struct not_a_rule : std::false_type {
    static_assert(rule<R>, "berth: a rule is copyable, has a static constexpr rule_info info, and "
                           "is called as r(candidate, pending_node, node_index) const noexcept for "
                           "a verdict; see the concept rule in <berth/rule/rule.hpp>");
};

template <class R>
concept asserted_rule = rule<R> || not_a_rule<R>::value;

} // namespace detail

} // namespace berth

#endif
