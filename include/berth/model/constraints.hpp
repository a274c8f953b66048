// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_CONSTRAINTS_HPP
#define BERTH_MODEL_CONSTRAINTS_HPP

#include <berth/model/constraint.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace berth {

/// Placement constraints, joined by and, or, not: a regular value. None at all hold everywhere.
///
///     needs.constraints = *unique("hostname") && (*like("zone", "a.*") || !*is("rack", "r9"));
///
/// They lie in one list: what joins others stands in front of them and knows how many parts follow
/// (`constraint::size`), so that walking it takes no memory.
class constraints {
public:
    constraints() = default;
    constexpr explicit constraints(constraint const& one) { parts_.push_back(one); }

    [[nodiscard]] constexpr bool empty() const noexcept { return parts_.empty(); }
    [[nodiscard]] constexpr std::span<constraint const> parts() const noexcept {
        return {parts_.data(), parts_.size()};
    }

    /// \returns what holds where `what` of these do.
    [[nodiscard]] static constexpr constraints join(constraint_operator what, constraints const& a,
                                                    constraints const& b) {
        constraints out;
        out.parts_.push_back({});
        out.parts_.front().what = what;
        out.adopt(a);
        out.adopt(b);
        out.parts_.front().size = static_cast<std::uint32_t>(out.parts_.size());
        return out;
    }

    friend constexpr bool operator==(constraints const&, constraints const&) = default;

private:
    // What is joined in the same way is not joined twice; none of several is none of any of them.
    constexpr void adopt(constraints const& some) {
        bool const none = parts_.front().what == constraint_operator::none_of;
        constraint_operator const what = none ? constraint_operator::any_of : parts_.front().what;
        bool const alike = !some.empty() && some.parts_.front().what == what;
        for (std::size_t i = alike ? 1 : 0; i < some.parts_.size(); ++i) {
            parts_.push_back(some.parts_[i]);
        }
    }

    std::vector<constraint> parts_;
};

/// Calls `each(index)` for every part that the one at `at` joins, until it returns false.
/// \returns whether all were called
template <class Each>
constexpr bool for_each_joined(std::span<constraint const> parts, std::size_t at, Each each) {
    std::size_t const end = at + parts[at].size;
    for (std::size_t i = at + 1; i < end; i += parts[i].size) {
        if (!each(i)) {
            return false;
        }
    }
    return true;
}

/// What holds where both, at least one, or none of them does. \complexity linear in the parts
/// @{
[[nodiscard]] constexpr constraints operator&&(constraints const& a, constraints const& b) {
    if (a.empty() || b.empty()) {
        return a.empty() ? b : a;
    }
    return constraints::join(constraint_operator::all_of, a, b);
}
[[nodiscard]] constexpr constraints operator||(constraints const& a, constraints const& b) {
    return constraints::join(constraint_operator::any_of, a, b);
}
[[nodiscard]] constexpr constraints operator!(constraints const& a) {
    return constraints::join(constraint_operator::none_of, a, {});
}
/// @}

} // namespace berth

#endif
