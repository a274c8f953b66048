// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_ID_ALLOCATOR_HPP
#define BERTH_TESTING_LAWS_ID_ALLOCATOR_HPP

#include <berth/core/strong.hpp>
#include <berth/core/text.hpp>
#include <berth/identity/id_allocator.hpp>
#include <berth/testing/laws/violation.hpp>
#include <berth/testing/splitmix.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace berth::testing::laws {

/// Walks an id allocator at random and holds each step against the laws of `id_allocator`.
template <berth::id_allocator A>
class id_allocator_walk {
public:
    constexpr id_allocator_walk(A from, std::uint64_t seed) : a_(std::move(from)), draw_(seed) {}

    /// \effects takes or releases an id: the one to give out next, one near the first, one far
    ///          away, or one below the first.
    /// \returns the name of the first law that is broken; empty if all hold.
    constexpr std::string_view step() {
        std::string_view const broken = broken_by_looking();
        return broken.empty() ? broken_by(draw_() % 8 < 5) : broken;
    }

    /// The id that the last step was about.
    [[nodiscard]] constexpr node_id id() const noexcept { return id_; }

private:
    static constexpr std::uint64_t near = 80;  // more than a 64-bit word has bits
    static constexpr std::uint64_t far = 4100; // more than 64 such words have
    static constexpr std::uint64_t round = 4;  // ids looked ahead at

    constexpr std::string_view broken_by_looking() {
        A b = a_;
        id_ = a_.next();
        if (!(b == a_) || b.next() != id_) {
            return "copies_agree";
        }
        if (id_ < a_.first() || a_.contains(id_)) {
            return "next_is_free";
        }
        for (std::uint64_t i = 1; i <= round && i <= a_.first().value; ++i) {
            if (a_.contains(below(i))) {
                return id_ = below(i), "starts_at_first";
            }
        }
        for (std::uint64_t i = 0; i != round && b.take(id_); ++i) {
            if (b.next() != a_.next(id_)) {
                return "looks_ahead";
            }
            id_ = b.next();
        }
        return {};
    }

    constexpr std::string_view broken_by(bool taking) {
        id_ = choose(taking);
        A const before = a_;
        A twin = a_;
        bool const was = before.contains(id_);
        bool const can = taking ? id_ >= before.first() && !was : was;
        bool const done = change(a_, taking);
        bool const twin_done = change(twin, taking);
        if (done != can) {
            return taking ? "take_answers" : "release_answers";
        }
        if (!done && !(a_ == before)) {
            return "refusal_changes_nothing";
        }
        if (done && a_.contains(id_) != taking) {
            return taking ? "take_keeps" : "release_frees";
        }
        if (done && a_ == before) {
            return "change_shows";
        }
        if (a_.first() != before.first()) {
            return "first_stays";
        }
        if (!others_stay(before)) {
            return "others_stay";
        }
        return twin_done == done && twin == a_ ? "" : "copies_agree";
    }

    [[nodiscard]] constexpr bool others_stay(A const& before) const {
        for (std::uint64_t i = 0; i != 2 * near; ++i) {
            node_id const other = above(i < near ? i : far + i);
            if (other != id_ && a_.contains(other) != before.contains(other)) {
                return false;
            }
        }
        return true;
    }

    constexpr bool change(A& a, bool taking) const { return taking ? a.take(id_) : a.release(id_); }

    constexpr node_id choose(bool taking) {
        std::uint64_t const kind = draw_() % 16;
        std::uint64_t const some = draw_() % near;
        if (kind == 0 && some < a_.first().value) {
            return below(some + 1);
        }
        if (kind < 3) {
            return above(far + near + some);
        }
        return taking && kind < 12 ? a_.next() : above(some);
    }

    [[nodiscard]] constexpr node_id above(std::uint64_t offset) const noexcept {
        return {static_cast<std::uint32_t>(a_.first().value + offset)};
    }
    [[nodiscard]] constexpr node_id below(std::uint64_t offset) const noexcept {
        return {static_cast<std::uint32_t>(a_.first().value - offset)};
    }

    A a_;
    splitmix draw_;
    node_id id_{};
};

/// Holds an id allocator against every law of `berth::id_allocator`, in random steps; usable in
/// constant expressions if the allocator is. In a test of your own:
///
///     auto const broken = berth::testing::laws::id_allocator<my_ids>([] { return my_ids{}; }, seed);
///     REQUIRE_MESSAGE(!broken, broken->view());
///
/// \pre `make()` gives an allocator with 8192 free ids or more, all of them representable.
/// \returns the first violation: the law's name, then step, id and seed; nothing if all hold.
template <berth::detail::asserted_id_allocator A, class Make>
[[nodiscard]] constexpr std::optional<text<128>> id_allocator(Make make, std::uint64_t seed,
                                                              std::uint64_t steps = 500) {
    id_allocator_walk<A> walk{make(), seed};
    for (std::uint64_t step = 0; step != steps; ++step) {
        if (std::string_view const broken = walk.step(); !broken.empty()) {
            return violation(broken, {{"step", step}, {"id", walk.id().value}, {"seed", seed}});
        }
    }
    return std::nullopt;
}

} // namespace berth::testing::laws

#endif
