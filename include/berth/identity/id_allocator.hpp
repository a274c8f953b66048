// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_ID_ALLOCATOR_HPP
#define BERTH_IDENTITY_ID_ALLOCATOR_HPP

#include <berth/core/strong.hpp>
#include <berth/core/value.hpp>

#include <concepts>
#include <type_traits>

namespace berth {

/// **Purpose.** Chooses the node id that is given out next, and remembers which ids are taken.
/// Looking and taking are apart, so that a round can be planned on what `next` says and be dropped
/// without a trace. Models: `lowest_free_id`, `least_recently_released_id`.
///
/// **Required expressions** of a regular `A` (a copy is independent, equal allocators answer
/// alike), with `A const a`, `A m`, `node_id id`; those of `a` are `noexcept`:
///
/// | expression       | returns   | meaning                                                      |
/// |------------------|-----------|--------------------------------------------------------------|
/// | `a.first()`      | `node_id` | the chosen first id; no id below it is ever taken            |
/// | `a.next()`       | `node_id` | the id to give out now, while one is free                    |
/// | `a.next(id)`     | `node_id` | the id to give out once `id` is taken; `id` is `a.next()` or |
/// |                  |           | came from it by `a.next(...)`                                |
/// | `a.contains(id)` | `bool`    | is `id` taken?                                               |
/// | `m.take(id)`     | `bool`    | takes any free id from `first()` on; else false              |
/// | `m.release(id)`  | `bool`    | frees a taken id; else false                                 |
///
/// `take` and `release` leave `m` as it was when they answer false and when they throw.
///
/// **Optional expressions**: none.
///
/// **Laws**, held by `laws::id_allocator` of <berth/testing/laws/id_allocator.hpp>, for every
/// model in tests/identity/id_allocator.test.cpp, where each has a test case "broken: <name>",
/// and in tests/identity/least_recently_released_id.test.cpp. `b` is a copy of `a` made before
/// the call.
///
/// 1. `copies_agree`: `b == a && b.next() == a.next()`, also after the same calls.
/// 2. `next_is_free`: `a.next() >= a.first() && !a.contains(a.next())`.
/// 3. `starts_at_first`: `id >= a.first() || !a.contains(id)`.
/// 4. `looks_ahead`: `!b.take(a.next()) || b.next() == a.next(a.next())`, and so on.
/// 5. `first_stays`: `a.first() == b.first()` after any call.
/// 6. `take_answers`: `a.take(id) == (id >= b.first() && !b.contains(id))`.
/// 7. `take_keeps`: `!a.take(id) || a.contains(id)`.
/// 8. `release_answers`: `a.release(id) == b.contains(id)`.
/// 9. `release_frees`: `!a.release(id) || !a.contains(id)`.
/// 10. `others_stay`: `a.contains(other) == b.contains(other)` after either, for any other id.
/// 11. `refusal_changes_nothing`: `a.take(id) || a == b`, `a.release(id) || a == b`.
/// 12. `change_shows`: `!a.take(id) || a != b`, `!a.release(id) || a != b`.
///
/// **Smallest legal model**
/// \model tests/identity/id_allocator.test.cpp#listed_ids
///
///     struct listed_ids {
///         std::vector<berth::node_id> taken{};
///
///         constexpr berth::node_id first() const noexcept { return {}; }
///         constexpr berth::node_id next() const noexcept {
///             return contains(first()) ? next(first()) : first();
///         }
///         constexpr berth::node_id next(berth::node_id after) const noexcept {
///             do {
///                 ++after.value;
///             } while (contains(after));
///             return after;
///         }
///         constexpr bool contains(berth::node_id id) const noexcept {
///             return std::ranges::count(taken, id) != 0;
///         }
///         constexpr bool take(berth::node_id id) { return !contains(id) && (taken.push_back(id), true); }
///         constexpr bool release(berth::node_id id) { return std::erase(taken, id) != 0; }
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

namespace detail {

// What the compiler says first of a type that is none.
template <class A>
struct not_a_id_allocator : std::false_type {
    static_assert(id_allocator<A>,
                  "berth: an id allocator is regular and has first(), next(), next(id), "
                  "contains(id) const noexcept and take(id), release(id); see the concept "
                  "id_allocator in <berth/identity/id_allocator.hpp>");
};

template <class A>
concept asserted_id_allocator = id_allocator<A> || not_a_id_allocator<A>::value;

} // namespace detail

} // namespace berth

#endif
