// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_SPLITMIX_HPP
#define BERTH_TESTING_SPLITMIX_HPP

#include <cstddef>
#include <cstdint>

namespace berth::testing {

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): the same
/// numbers from a seed on every platform, in constant expressions too. A regular value.
class splitmix {
public:
    constexpr explicit splitmix(std::uint64_t seed) noexcept : state_{seed} {}

    constexpr std::uint64_t operator()() noexcept {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

    /// A number in [0, n); 0 when n is 0. The bias of the remainder does not matter for tests.
    constexpr std::size_t below(std::size_t n) noexcept {
        return n == 0 ? 0 : static_cast<std::size_t>((*this)() % n);
    }

    friend constexpr bool operator==(splitmix, splitmix) noexcept = default;

private:
    std::uint64_t state_;
};

} // namespace berth::testing

#endif
