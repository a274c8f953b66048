// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_ID_ALLOCATOR_HPP
#define BERTH_IDENTITY_ID_ALLOCATOR_HPP

#include <berth/core/strong.hpp>
#include <berth/core/value.hpp>

#include <concepts>

namespace berth {

/// Purpose: chooses the node id that is given out next, and remembers which ids are taken.
///
/// A model is a regular type: a copy is independent, and equal allocators answer alike. Looking
/// and taking are apart, so that a round can be planned on what `next` says and be dropped
/// without a trace.
///
/// Required (`A const a`, `A m`, `node_id id`):
///
/// | expression      | type      | throws | meaning                                             |
/// |-----------------|-----------|--------|-----------------------------------------------------|
/// | `a.first()`     | `node_id` | never  | the chosen first id; no id below it is ever taken   |
/// | `a.next()`      | `node_id` | never  | the id to give out now, while one is free           |
/// | `a.next(id)`    | `node_id` | never  | the id to give out once `id` is taken; `id` is      |
/// |                 |           |        | `a.next()` or came from it by `a.next(...)`         |
/// | `a.contains(id)`| `bool`    | never  | is `id` taken?                                      |
/// | `m.take(id)`    | `bool`    | may    | takes any free id from `first()` on; else false     |
/// | `m.release(id)` | `bool`    | may    | frees a taken id; else false                        |
///
/// `take` and `release` leave `m` as it was when they answer false and when they throw.
///
/// Optional: nothing.
///
/// Laws. `laws::id_allocator` of `<berth/testing/laws/id_allocator.hpp>` runs them on any model
/// and names the one that is broken; each has a test case "broken: <name>". `b` is a copy of `a`
/// made before the call, `other != id`.
///
/// | name                      | law                                                         |
/// |---------------------------|-------------------------------------------------------------|
/// | `copies_agree`            | `b == a && b.next() == a.next()`, also after the same calls |
/// | `next_is_free`            | `a.next() >= a.first() && !a.contains(a.next())`            |
/// | `starts_at_first`         | `id >= a.first() \|\| !a.contains(id)`                      |
/// | `looks_ahead`             | `!b.take(a.next()) \|\| b.next() == a.next(a.next())`, ...  |
/// | `first_stays`             | `a.first() == b.first()` after any call                     |
/// | `take_answers`            | `a.take(id) == (id >= b.first() && !b.contains(id))`        |
/// | `take_keeps`              | `!a.take(id) \|\| a.contains(id)`                           |
/// | `release_answers`         | `a.release(id) == b.contains(id)`                           |
/// | `release_frees`           | `!a.release(id) \|\| !a.contains(id)`                       |
/// | `others_stay`             | `a.contains(other) == b.contains(other)` after either       |
/// | `refusal_changes_nothing` | `a.take(id) \|\| a == b`, `a.release(id) \|\| a == b`       |
/// | `change_shows`            | `!a.take(id) \|\| a != b`, `!a.release(id) \|\| a != b`     |
///
/// Models: `lowest_free_id`, `least_recently_released_id`.
///
/// The smallest legal model:
///
///     struct listed_ids {
///         std::vector<node_id> taken{};
///
///         node_id first() const noexcept { return {}; }
///         node_id next() const noexcept { return contains(first()) ? next(first()) : first(); }
///         node_id next(node_id after) const noexcept {
///             do { ++after.value; } while (contains(after));
///             return after;
///         }
///         bool contains(node_id id) const noexcept { return std::ranges::count(taken, id) != 0; }
///         bool take(node_id id) { return !contains(id) && (taken.push_back(id), true); }
///         bool release(node_id id) { return std::erase(taken, id) != 0; }
///         bool operator==(listed_ids const&) const = default;
///     };
// clang-format off
template <class A>
concept id_allocator = regular_value<A> &&
    requires(A const& a, node_id id) {
        { a.first() } noexcept -> std::same_as<node_id>;
        { a.next() } noexcept -> std::same_as<node_id>;
        { a.next(id) } noexcept -> std::same_as<node_id>;
        { a.contains(id) } noexcept -> std::same_as<bool>;
    } &&
    requires(A& m, node_id id) {
        { m.take(id) } -> std::same_as<bool>;
        { m.release(id) } -> std::same_as<bool>;
    };
// clang-format on

} // namespace berth

#endif
