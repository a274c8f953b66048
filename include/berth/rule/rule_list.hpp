// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_RULE_LIST_HPP
#define BERTH_RULE_RULE_LIST_HPP

#include <berth/rule/rule.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace berth {

/// **Purpose.** Hears the verdicts of a list one after the other, and decides whether the next rule
/// is asked.
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink(verdict)` | `bool` | takes a `verdict const&`; whether to go on |
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `S::first_only` | `bool` constant | it stops at the first verdict that fails, so that rules are not asked for their parts | `false` |
///
/// **Laws**, for the sinks of tests/rule/rule_list.test.cpp:
///
/// 1. It does not throw: `visit` is `noexcept` (`counting`).
/// 2. After it has answered false it is not called again (`test_asks_no_more_than_needed`).
///
/// **Smallest legal model**
/// \model tests/rule/rule_list.test.cpp#counting
///
///     struct counting {
///         int left;
///
///         constexpr bool operator()(berth::verdict const& /*said*/) noexcept { return --left != 0; }
///     };
template <class S>
concept verdict_sink = requires(S& sink, verdict const& said) {
    { sink(said) } -> std::same_as<bool>;
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_verdict_sink : std::false_type {
    static_assert(verdict_sink<S>,
                  "berth: a sink of verdicts is called as sink(verdict const&) and "
                  "returns a bool, whether to go on; see the concept verdict_sink in "
                  "<berth/rule/rule_list.hpp>");
};

template <class S>
concept asserted_verdict_sink = verdict_sink<S> || not_a_verdict_sink<S>::value;

} // namespace detail

/// Rules in the order in which they are asked. A strategy is such a list; it is visited once,
/// and the sink decides whether that means "the first reason" or "all reasons".
template <detail::asserted_rule... Rules>
struct rule_list {
    /// \effects asks the rules in order, and passes each verdict, passing ones too, to `sink`,
    /// until it returns false.
    template <detail::asserted_verdict_sink Sink>
    constexpr void visit(candidate const& /*offered*/, pending_node const& /*pending*/,
                         node_index const& /*nodes*/, Sink&& /*sink*/) const noexcept {}

    [[nodiscard]] static constexpr std::size_t size() noexcept { return 0; }

    friend constexpr bool operator==(rule_list const&, rule_list const&) = default;
};

template <detail::asserted_rule First, detail::asserted_rule... Rest>
struct rule_list<First, Rest...> {
    [[no_unique_address]] First first{};
    [[no_unique_address]] rule_list<Rest...> rest{};

    constexpr rule_list() = default;
    constexpr explicit rule_list(First one, Rest... more)
        : first(std::move(one)), rest(std::move(more)...) {}

    template <detail::asserted_verdict_sink Sink>
    constexpr void visit(candidate const& offered, pending_node const& pending,
                         node_index const& nodes, Sink&& sink) const noexcept {
        if (ask_first(offered, pending, nodes, sink)) {
            rest.visit(offered, pending, nodes, sink);
        }
    }

    [[nodiscard]] static constexpr std::size_t size() noexcept { return 1 + sizeof...(Rest); }

    friend constexpr bool operator==(rule_list const&, rule_list const&) = default;

private:
    template <class Sink>
    constexpr bool ask_first(candidate const& offered, pending_node const& pending,
                             node_index const& nodes, Sink& sink) const noexcept {
        // Who stops at the first verdict that fails needs no parts: it is the rule's own.
        if constexpr (
            !requires { requires Sink::first_only; } &&
            requires { first.visit(offered, pending, nodes, sink); }) {
            return first.visit(offered, pending, nodes, sink);
        } else {
            return sink(first(offered, pending, nodes));
        }
    }
};

namespace detail {

// What a planner asks of a strategy.
template <class L>
concept strategy_of_rules = requires(L const& rules, candidate const& offered,
                                     pending_node const& pending, node_index const& nodes,
                                     bool (*sink)(verdict const&)) {
    rules.visit(offered, pending, nodes, sink);
};

template <class L>
struct not_a_strategy : std::false_type {
    static_assert(strategy_of_rules<L>,
                  "berth: a strategy is a berth::rule_list of rules, as berth::storage_aware is; "
                  "see <berth/rule/rule_list.hpp>");
};

template <class L>
concept asserted_strategy = strategy_of_rules<L> || not_a_strategy<L>::value;

struct first_failing {
    static constexpr bool first_only = true;

    verdict found{};

    constexpr bool operator()(verdict const& said) noexcept {
        if (!said.passed) {
            found = said;
        }
        return said.passed;
    }
};

} // namespace detail

/// The first verdict that fails; or one that passes, if all do. Flattened, so that its cost does
/// not depend on what else the program asks the same rules for.
template <class List>
[[nodiscard, gnu::flatten]] constexpr verdict
first_failure(List const& rules, candidate const& offered, pending_node const& pending,
              node_index const& nodes) noexcept {
    detail::first_failing first{};
    rules.visit(offered, pending, nodes, first);
    return first.found;
}

/// Passes every verdict that fails to `sink`.
template <class List, class Sink>
constexpr void all_failures(List const& rules, candidate const& offered,
                            pending_node const& pending, node_index const& nodes, Sink&& sink) {
    rules.visit(offered, pending, nodes, [&](verdict const& said) {
        if (!said.passed) {
            sink(said);
        }
        return true;
    });
}

namespace detail {

template <class Dropped, class Kept, class... Left>
struct without;

template <class Dropped, class... Kept>
struct without<Dropped, rule_list<Kept...>> {
    using type = rule_list<Kept...>;
};

template <class Dropped, class... Kept, class First, class... Rest>
struct without<Dropped, rule_list<Kept...>, First, Rest...>
    : std::conditional_t<std::is_same_v<Dropped, First>,
                         without<Dropped, rule_list<Kept...>, Rest...>,
                         without<Dropped, rule_list<Kept..., First>, Rest...>> {};

template <class Added, class List>
struct ahead_of_list;

template <class Added, class... Rules>
struct ahead_of_list<Added, rule_list<Rules...>> {
    using type = rule_list<Added, Rules...>;
};

template <class List, class Dropped>
struct without_from;

template <class... Rules, class Dropped>
struct without_from<rule_list<Rules...>, Dropped> : without<Dropped, rule_list<>, Rules...> {};

} // namespace detail

/// `List` with the rule `Added` ahead of it.
template <class Added, class List>
using ahead_of = typename detail::ahead_of_list<Added, List>::type;

/// `List` without the rule `Dropped`.
template <class List, class Dropped>
using without = typename detail::without_from<List, Dropped>::type;

} // namespace berth

#endif
