// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_IDENTITY_RECYCLING_TABLE_HPP
#define BERTH_IDENTITY_RECYCLING_TABLE_HPP

#include <berth/core/text.hpp>
#include <berth/identity/recycling_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>

namespace berth {

/// Some of the values that a source or a reason can have, being absent among them.
template <class Enum>
class evidence_set {
public:
    constexpr evidence_set() noexcept = default;
    constexpr evidence_set(std::initializer_list<Enum> members) noexcept {
        for (Enum const member : members) {
            bits_ |= bit(member);
        }
    }

    [[nodiscard]] static constexpr evidence_set any() noexcept {
        evidence_set all;
        all.bits_ = ~std::uint64_t{0};
        return all;
    }

    [[nodiscard]] constexpr bool contains(Enum value) const noexcept {
        return (bits_ & bit(value)) != 0;
    }

    friend constexpr bool operator==(evidence_set, evidence_set) noexcept = default;

private:
    [[nodiscard]] static constexpr std::uint64_t bit(Enum member) noexcept {
        return std::uint64_t{1} << static_cast<unsigned>(member);
    }

    std::uint64_t bits_ = 0;
};

/// One line of a recycling table: what becomes of the id when all three parts match.
struct recycling_row {
    task_state state{};
    evidence_set<status_source> sources = evidence_set<status_source>::any();
    evidence_set<status_reason> reasons = evidence_set<status_reason>::any();
    ruling says = ruling::held;

    [[nodiscard]] constexpr bool matches(evidence const& last) const noexcept {
        return state == last.state && sources.contains(last.source) &&
               reasons.contains(last.reason);
    }

    friend constexpr bool operator==(recycling_row const&, recycling_row const&) noexcept = default;
};

/// A recycling policy as a value: rows in order, the first that matches decides, and what no row
/// names is held. An operator chooses one by name; a program prints it from its rows.
class recycling_table {
public:
    static constexpr std::size_t capacity = 24;

    constexpr recycling_table() noexcept = default;

    /// \pre at most `capacity` rows; `name` outlives the table
    constexpr recycling_table(std::string_view name,
                              std::initializer_list<recycling_row> rows) noexcept
        : name_(name) {
        for (recycling_row const& row : rows) {
            rows_[size_++] = row;
        }
    }

    [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }
    template <class Row = recycling_row> // costs who includes this nothing until it is called
    [[nodiscard]] constexpr std::span<Row const> rows() const noexcept {
        return {rows_, size_};
    }

    [[nodiscard]] constexpr ruling judge(evidence const& last) const noexcept {
        for (std::size_t i = 0; i < size_; ++i) {
            if (rows_[i].matches(last)) {
                return rows_[i].says;
            }
        }
        return ruling::held;
    }

    /// \returns this table under another name, with `row` asked before all others.
    /// \pre there is room for one more row
    [[nodiscard]] constexpr recycling_table with(std::string_view name,
                                                 recycling_row const& row) const noexcept {
        recycling_table out;
        out.name_ = name;
        out.rows_[out.size_++] = row;
        for (std::size_t i = 0; i < size_; ++i) {
            out.rows_[out.size_++] = rows_[i];
        }
        return out;
    }

    /// \returns this table under another name, with a fence: `driver` takes a volume from the
    /// task that doubt is about, and a held id is free `seconds` later.
    [[nodiscard]] constexpr recycling_table fenced(std::string_view name, text<31> const& driver,
                                                   double seconds) const noexcept {
        recycling_table out = *this;
        out.name_ = name;
        out.fence_driver_ = driver;
        out.fence_seconds_ = seconds;
        return out;
    }

    /// The driver of the fence; empty if there is none.
    [[nodiscard]] constexpr text<31> const& fence_driver() const noexcept { return fence_driver_; }

    /// Infinite if there is no fence.
    [[nodiscard]] constexpr double fence_seconds() const noexcept { return fence_seconds_; }

    friend constexpr bool operator==(recycling_table const& a, recycling_table const& b) noexcept {
        bool same = a.name_ == b.name_ && a.size_ == b.size_ &&
                    a.fence_driver_ == b.fence_driver_ && !(a.fence_seconds_ < b.fence_seconds_) &&
                    !(b.fence_seconds_ < a.fence_seconds_);
        for (std::size_t i = 0; same && i < a.size_; ++i) {
            same = a.rows_[i] == b.rows_[i];
        }
        return same;
    }

private:
    std::string_view name_ = "hold_everything";
    recycling_row rows_[capacity]{};
    std::size_t size_ = 0;
    text<31> fence_driver_{};
    double fence_seconds_ = std::numeric_limits<double>::infinity();
};

} // namespace berth

#endif
