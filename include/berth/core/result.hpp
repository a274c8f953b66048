// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_CORE_RESULT_HPP
#define BERTH_CORE_RESULT_HPP

#include <berth/core/contract.hpp>
#include <berth/core/error.hpp>

#include <utility>

namespace berth {

/// A value, or the error that stands in its place. It is always this type, never an alias of
/// `std::expected`, so that its identity does not depend on the language mode.
///
/// Both are kept, so both are default constructible; that costs a few bytes and saves every user
/// the compile time of `std::optional`. The one that is not meant is as it was constructed.
template <class T, class E = error>
class [[nodiscard]] result {
public:
    using value_type = T;
    using error_type = E;

    constexpr result(T value) : value_(std::move(value)), has_value_(true) {}
    constexpr result(E error) : error_(std::move(error)) {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return has_value_; }
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return has_value(); }

    /// \pre `has_value()`
    [[nodiscard]] constexpr T const& operator*() const& {
        expects(has_value(), "berth::result: there is an error, not a value");
        return value_;
    }
    [[nodiscard]] constexpr T& operator*() & {
        expects(has_value(), "berth::result: there is an error, not a value");
        return value_;
    }
    [[nodiscard]] constexpr T&& operator*() && {
        expects(has_value(), "berth::result: there is an error, not a value");
        return std::move(value_);
    }
    [[nodiscard]] constexpr T const* operator->() const { return &**this; }
    [[nodiscard]] constexpr T* operator->() { return &**this; }

    /// \pre `!has_value()`
    [[nodiscard]] constexpr E const& error() const {
        expects(!has_value(), "berth::result: there is a value, not an error");
        return error_;
    }

    [[nodiscard]] constexpr T value_or(T fallback) const {
        return has_value() ? value_ : std::move(fallback);
    }

    friend constexpr bool operator==(result const& a, result const& b) {
        return a.has_value_ == b.has_value_ &&
               (a.has_value_ ? a.value_ == b.value_ : a.error_ == b.error_);
    }

private:
    T value_{};
    E error_{};
    bool has_value_ = false;
};

/// Stands for "nothing to return" in an `outcome`.
struct success {
    friend constexpr bool operator==(success, success) = default;
};

inline constexpr success ok{};

/// That something was done, or why not.
using outcome = result<success>;

} // namespace berth

#endif
