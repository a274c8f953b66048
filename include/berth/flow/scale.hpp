// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_SCALE_HPP
#define BERTH_FLOW_SCALE_HPP

#include <berth/detail/algorithm.hpp>

#include <cstdint>

namespace berth {

/// How many nodes a group has, and how many it is to have.
///
/// A held id counts as a node, because nobody knows that its task is gone; only as far as `spare`
/// allows is another one launched in its stead. A node that is being retired goes, but while it
/// is there no id that was never used is opened for it: it may be wanted again.
struct scale {
    std::uint32_t wanted = 0;
    std::uint32_t spare = 0;    ///< held ids that may have a substitute
    std::uint32_t size = 0;     ///< ids with an owner
    std::uint32_t held = 0;     ///< of these: held, and not being retired
    std::uint32_t retiring = 0; ///< of these: being retired

    /// How many there may be beside those that are being retired.
    [[nodiscard]] constexpr std::uint32_t allowed() const noexcept {
        return wanted + detail::smaller(held, spare);
    }

    /// How many are to be launched.
    [[nodiscard]] constexpr std::uint32_t missing() const noexcept {
        return above(allowed(), size - retiring);
    }

    /// How many of the missing ones may have an id that was never used.
    [[nodiscard]] constexpr std::uint32_t fresh() const noexcept { return above(allowed(), size); }

    /// How many are to be retired.
    [[nodiscard]] constexpr std::uint32_t surplus() const noexcept {
        return above(size - retiring, allowed());
    }

    friend constexpr bool operator==(scale const&, scale const&) = default;

private:
    [[nodiscard]] static constexpr std::uint32_t above(std::uint32_t a, std::uint32_t b) noexcept {
        return a - detail::smaller(a, b);
    }
};

} // namespace berth

#endif
