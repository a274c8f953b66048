// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_VALUE_TALLY_HPP
#define BERTH_MODEL_VALUE_TALLY_HPP

#include <berth/detail/buffer.hpp>
#include <berth/detail/counted_keys.hpp>
#include <berth/model/agent_field.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

/// How many nodes have which value in one field. \complexity each function O(1), amortised; values
/// are kept as hashes of 64 bits
class value_tally {
public:
    /// \effects a node more has this value. One that is absent is not counted, so that it is
    /// no value that agents could share.
    constexpr void add(field_value const& value) {
        if (!value.there) {
            return;
        }
        std::uint32_t const now = counts_.add(detail::hash(value.text));
        if (nodes_with_.size() <= now) {
            nodes_with_.resize(now + 1);
        }
        move(now - 1, now);
        least_ = now == 1 || least_ == 0 ? 1 : least_;
        settle();
    }

    /// \pre it was added.
    constexpr void remove(field_value const& value) noexcept {
        std::uint32_t const before = value.there ? counts_.remove(detail::hash(value.text)) : 0;
        if (before == 0) {
            return;
        }
        move(before, before - 1);
        least_ = before > 1 && before - 1 < least_ ? before - 1 : least_;
        settle();
    }

    /// How many nodes have this value.
    [[nodiscard]] constexpr std::uint32_t count(std::string_view value) const noexcept {
        return counts_.count(detail::hash(value));
    }

    /// How many values are in use.
    [[nodiscard]] constexpr std::uint32_t values() const noexcept { return values_; }

    /// How many nodes have the value that is in use by the fewest; 0 if none is in use.
    [[nodiscard]] constexpr std::uint32_t least() const noexcept { return least_; }

    friend constexpr bool operator==(value_tally const& a, value_tally const& b) noexcept {
        return a.counts_ == b.counts_;
    }

private:
    // A value that `from` nodes had has `to` now.
    constexpr void move(std::uint32_t from, std::uint32_t to) noexcept {
        nodes_with_[from] -= from == 0 ? 0U : 1U;
        nodes_with_[to] += to == 0 ? 0U : 1U;
        values_ += from == 0 ? 1U : 0U;
        values_ -= to == 0 ? 1U : 0U;
    }

    // Counts change by one, so that the least one is near.
    constexpr void settle() noexcept {
        if (values_ == 0) {
            least_ = 0;
            return;
        }
        while (nodes_with_[least_] == 0) {
            ++least_;
        }
    }

    detail::counted_keys counts_{};
    detail::buffer<std::uint32_t> nodes_with_{}; // how many values have this many nodes
    std::uint32_t values_ = 0;
    std::uint32_t least_ = 0;
};

} // namespace berth

#endif
