// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_STRATEGY_OPEN_CANDIDATES_HPP
#define BERTH_STRATEGY_OPEN_CANDIDATES_HPP

#include <berth/model/candidate.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

/// The candidates of a round that one requirement may still fit, in their order: those for which
/// no lasting refusal is known. A range of indices.
///
/// Each closed candidate points past itself, and pointers are shortened when they are followed,
/// so that walking over closed candidates costs next to nothing.
class open_candidates {
public:
    /// Marks the end. \pre `next` has an element for each candidate and one more, `next[i] == i`
    /// for those that are open and for the last
    constexpr open_candidates(std::span<candidate const> all, std::uint32_t* next) noexcept
        : all_(all), next_(next) {}

    [[nodiscard]] constexpr candidate const& operator[](std::size_t index) const noexcept {
        return all_[index];
    }

    class iterator {
    public:
        constexpr iterator(open_candidates const& of, std::uint32_t at) noexcept
            : of_(&of), at_(at) {}
        [[nodiscard]] constexpr std::size_t operator*() const noexcept { return at_; }
        constexpr iterator& operator++() noexcept {
            at_ = of_->find(at_ + 1);
            return *this;
        }
        friend constexpr bool operator==(iterator const& a, iterator const& b) noexcept {
            return a.at_ == b.at_;
        }

    private:
        open_candidates const* of_;
        std::uint32_t at_;
    };

    [[nodiscard]] constexpr iterator begin() const noexcept { return {*this, find(0)}; }
    [[nodiscard]] constexpr iterator end() const noexcept {
        return {*this, static_cast<std::uint32_t>(all_.size())};
    }

    /// \effects the candidate is passed over from now on.
    constexpr void close(std::size_t index) noexcept {
        next_[index] = static_cast<std::uint32_t>(index) + 1;
    }

private:
    [[nodiscard]] constexpr std::uint32_t find(std::uint32_t at) const noexcept {
        while (next_[at] != at) {
            next_[at] = next_[next_[at]];
            at = next_[at];
        }
        return at;
    }

    std::span<candidate const> all_;
    std::uint32_t* next_;
};

} // namespace berth

#endif
