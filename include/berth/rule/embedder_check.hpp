// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_RULE_EMBEDDER_CHECK_HPP
#define BERTH_RULE_EMBEDDER_CHECK_HPP

#include <berth/rule/rule.hpp>

#include <concepts>
#include <utility>

namespace berth {

/// What an embedder can tell of an offer and berth cannot, because it takes I/O: does the host
/// name resolve, does the first node answer? Absent from the stock strategies.
///
/// `Name` is a type with a static `rule_info const info`, so that each check has a name and a
/// text of its own; `unresolvable_host` and `first_node_silent` are those of the original.
/// `Predicate` is called with the candidate and returns true if it passes. It must not throw,
/// and must answer the same for the whole round.
template <class Name, class Predicate>
struct embedder_check {
    static_assert(
        std::predicate<Predicate const&, candidate const&>,
        "berth: the predicate of an embedder's check is called with a candidate const&, "
        "itself const, and returns whether it passes; see <berth/rule/embedder_check.hpp>");

    static constexpr rule_info const& info = Name::info;

    Predicate passes;

    constexpr verdict operator()(candidate const& offered, pending_node const& /*pending*/,
                                 node_index const& /*nodes*/) const noexcept {
        return {&info, {}, {}, passes(offered)};
    }
};

struct unresolvable_host {
    static constexpr rule_info info{"unresolvable_host", "Hostname is unresolveable", false};
};

struct first_node_silent {
    static constexpr rule_info info{"first_node_silent", "First ES node is not responding", false};
};

/// \returns the check named `Name` by `passes`.
template <class Name, class Predicate>
[[nodiscard]] constexpr embedder_check<Name, Predicate> make_check(Predicate passes) {
    return {std::move(passes)};
}

} // namespace berth

#endif
