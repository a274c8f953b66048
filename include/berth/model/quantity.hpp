// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_QUANTITY_HPP
#define BERTH_MODEL_QUANTITY_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>

#include <compare>
#include <cstdint>

namespace berth {

/// An exact scalar amount in thousandths of its unit (a cpu, a MB), as the Mesos master counts.
///
/// The master stores doubles but compares and adds `llround(x * 1000)` (Mesos,
/// `src/common/values.cpp`), so sums of quantities agree with it where sums of doubles do not:
/// 0.1 + 0.7 is 0.8, ten times 0.1 is 1. Arithmetic is that of integers; a difference may be
/// negative, and what is beyond 64 bits stays at the limit.
class quantity {
public:
    constexpr quantity() noexcept = default;

    [[nodiscard]] static constexpr quantity thousandths(std::int64_t count) noexcept {
        return quantity{count};
    }
    [[nodiscard]] static constexpr quantity whole(std::int64_t units) noexcept {
        return quantity{units * 1000};
    }

    /// Rounds as the master does: the product in double, then half away from zero.
    ///
    /// Errors: `not_finite`; `negative`; `rounds_to_zero` for what is not zero but below half a
    /// thousandth (the master refuses it); `too_large` above 9.0e12, where a double no longer
    /// carries three decimals.
    [[nodiscard]] static constexpr result<quantity, errc> from_double(double amount) noexcept {
        constexpr double largest = 0x1.fffffffffffffp1023; // no arithmetic on what is not finite
        if (!(amount >= -largest && amount <= largest)) {
            return errc::not_finite;
        }
        if (amount < 0.0) {
            return errc::negative;
        }
        if (amount > 9.0e12) {
            return errc::too_large;
        }
        double const product = amount * 1000.0;
        auto count = static_cast<std::int64_t>(product);
        if (product - static_cast<double>(count) >= 0.5) {
            ++count;
        }
        if (count == 0 && amount != 0.0) {
            return errc::rounds_to_zero;
        }
        return quantity{count};
    }

    [[nodiscard]] constexpr std::int64_t thousandths() const noexcept { return count_; }

    /// The double that the master itself would store: the whole part plus the thousandths.
    [[nodiscard]] constexpr double to_double() const noexcept {
        std::int64_t const whole = count_ / 1000;
        return static_cast<double>(whole) + static_cast<double>(count_ % 1000) / 1000.0;
    }

    /// The shortest decimal form: `2`, `0.5`, `-1.001`.
    [[nodiscard]] constexpr text<24> to_text() const noexcept {
        text<24> out{};
        auto magnitude = static_cast<std::uint64_t>(count_);
        if (count_ < 0) {
            out.append('-');
            magnitude = 0 - magnitude;
        }
        out.append_decimal(magnitude / 1000);
        if (auto const rest = magnitude % 1000; rest != 0) {
            char const digits[]{'.', static_cast<char>('0' + rest / 100),
                                static_cast<char>('0' + rest / 10 % 10),
                                static_cast<char>('0' + rest % 10)};
            std::size_t const length = rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4;
            out.append(std::string_view{digits, length});
        }
        return out;
    }

    constexpr quantity& operator+=(quantity other) noexcept {
        if (__builtin_add_overflow(count_, other.count_, &count_)) {
            count_ = other.count_ > 0 ? INT64_MAX : INT64_MIN;
        }
        return *this;
    }
    constexpr quantity& operator-=(quantity other) noexcept {
        if (__builtin_sub_overflow(count_, other.count_, &count_)) {
            count_ = other.count_ > 0 ? INT64_MIN : INT64_MAX;
        }
        return *this;
    }
    friend constexpr quantity operator+(quantity a, quantity b) noexcept { return a += b; }
    friend constexpr quantity operator-(quantity a, quantity b) noexcept { return a -= b; }
    friend constexpr auto operator<=>(quantity, quantity) noexcept = default;
    friend constexpr bool operator==(quantity, quantity) noexcept = default;

private:
    constexpr explicit quantity(std::int64_t count) noexcept : count_(count) {}

    std::int64_t count_ = 0;
};

} // namespace berth

#endif
