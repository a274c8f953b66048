// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_AMOUNTS_HPP
#define BERTH_TESTING_CLUSTER_AMOUNTS_HPP

#include <berth/model/quantity.hpp>
#include <berth/model/range.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace berth::testing {

/// What an entry of an agent's resources counts; the order is that of the entries of one share.
enum class cluster_kind : std::uint8_t { cpus = 0, mem = 1, disk = 2, ports = 3 };

/// Entries of resources that each share has.
inline constexpr std::uint32_t cluster_kinds = 4;

/// A part of one entry of an agent's resources.
struct cluster_amount {
    std::uint32_t entry{}; ///< `share * cluster_kinds + kind`
    quantity amount{};     ///< of cpus, mem and disk
    range numbers{};       ///< of ports; below 2^63

    [[nodiscard]] constexpr cluster_kind kind() const noexcept {
        return static_cast<cluster_kind>(entry % cluster_kinds);
    }
    [[nodiscard]] constexpr std::uint32_t share() const noexcept { return entry / cluster_kinds; }

    friend constexpr bool operator==(cluster_amount const&, cluster_amount const&) = default;
};

/// A sum of resources of one agent in normal form: by entry, nothing that is zero, ports in the
/// fewest ranges. Small, and cheap to copy and to compare. Operations are linear in its length.
class cluster_amounts {
public:
    [[nodiscard]] bool empty() const noexcept { return list_.empty(); }
    [[nodiscard]] auto begin() const noexcept { return list_.begin(); }
    [[nodiscard]] auto end() const noexcept { return list_.end(); }
    void clear() noexcept { list_.clear(); }

    void add(cluster_amount more) {
        bool const ports = more.kind() == cluster_kind::ports;
        if (ports ? more.numbers.end < more.numbers.begin : more.amount <= quantity{}) {
            return;
        }
        auto at = std::find_if(list_.begin(), list_.end(), [&](cluster_amount const& have) {
            return have.entry > more.entry || (have.entry == more.entry && joins(have, more));
        });
        if (at == list_.end() || at->entry != more.entry) {
            list_.insert(at, more);
            return;
        }
        if (!ports) {
            at->amount += more.amount;
            return;
        }
        auto rest = at;
        for (; rest != list_.end() && rest->entry == more.entry && touches(*rest, more); ++rest) {
            more.numbers.begin = std::min(more.numbers.begin, rest->numbers.begin);
            more.numbers.end = std::max(more.numbers.end, rest->numbers.end);
        }
        if (rest == at) {
            list_.insert(at, more);
        } else {
            *at = more;
            list_.erase(at + 1, rest);
        }
    }
    void add(cluster_amounts const& more) {
        for (cluster_amount const& each : more) {
            add(each);
        }
    }

    /// \effects takes away as much of it as there is.
    void subtract(cluster_amounts const& other) {
        for (cluster_amount const& each : other) {
            subtract(each);
        }
    }

    [[nodiscard]] bool contains(cluster_amounts const& other) const {
        return std::all_of(other.begin(), other.end(), [&](cluster_amount const& part) {
            return std::any_of(begin(), end(), [&](cluster_amount const& have) {
                return have.entry == part.entry &&
                       (have.kind() == cluster_kind::ports
                            ? have.numbers.begin <= part.numbers.begin &&
                                  part.numbers.end <= have.numbers.end
                            : part.amount <= have.amount);
            });
        });
    }

    friend bool operator==(cluster_amounts const&, cluster_amounts const&) = default;

private:
    [[nodiscard]] static bool touches(cluster_amount const& a, cluster_amount const& b) noexcept {
        return a.numbers.begin <= b.numbers.end + 1 && b.numbers.begin <= a.numbers.end + 1;
    }
    // Whether more of an entry goes where this is, or before it.
    [[nodiscard]] static bool joins(cluster_amount const& have,
                                    cluster_amount const& more) noexcept {
        return have.kind() != cluster_kind::ports || more.numbers.begin <= have.numbers.end + 1;
    }

    void subtract(cluster_amount const& part) {
        for (std::size_t i = 0; i < list_.size();) {
            cluster_amount& have = list_[i];
            bool const ports = have.kind() == cluster_kind::ports;
            if (have.entry != part.entry || (ports && (have.numbers.end < part.numbers.begin ||
                                                       part.numbers.end < have.numbers.begin))) {
                ++i;
            } else if (ports) {
                i = cut(i, part.numbers);
            } else {
                have.amount -= part.amount;
                i = have.amount > quantity{} ? i + 1 : erase(i);
            }
        }
    }

    // Cuts numbers out of a range that has some of them. \returns where to go on
    std::size_t cut(std::size_t i, range hole) {
        range const was = list_[i].numbers;
        cluster_amount tail = list_[i];
        bool const before = was.begin < hole.begin;
        bool const behind = hole.end < was.end;
        if (before) {
            list_[i++].numbers.end = hole.begin - 1;
        }
        if (!behind) {
            return before ? i : erase(i);
        }
        tail.numbers.begin = hole.end + 1;
        if (before) {
            list_.insert(list_.begin() + static_cast<std::ptrdiff_t>(i), tail);
        } else {
            list_[i] = tail;
        }
        return i + 1;
    }

    std::size_t erase(std::size_t i) {
        list_.erase(list_.begin() + static_cast<std::ptrdiff_t>(i));
        return i;
    }

    std::vector<cluster_amount> list_{};
};

} // namespace berth::testing

#endif
