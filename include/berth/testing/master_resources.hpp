// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MASTER_RESOURCES_HPP
#define BERTH_TESTING_MASTER_RESOURCES_HPP

#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_resource.hpp>
#include <berth/testing/master_value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::testing {

/// The master's sum of resources: entries of one kind are merged, whole disks and volumes never,
/// and of something shared the copies are counted. The order of entries carries no meaning.
///
/// Entries are never summed across reservations: reserved and unreserved cpus do not contain
/// their sum. Differences to the master, on purpose:
///
/// - `contains` counts each entry once, so that two equal whole disks are not contained
///   in one; the master does that for persistent volumes only, and would let both be launched;
/// - `subtract` fails rather than drop silently what it has too little of;
/// - sums are in thousandths throughout, never in raw doubles.
///
/// Source: Mesos, `src/common/resources.cpp`.
class master_resources {
public:
    struct entry {
        master_resource resource{};
        std::uint32_t count = 1; ///< copies; 1 unless shared
    };

    master_resources() = default;
    /// \effects adds each, as `add` does.
    master_resources(std::initializer_list<master_resource> list) {
        for (master_resource const& r : list) {
            add(r);
        }
    }
    explicit master_resources(std::vector<master_resource> const& list) {
        for (master_resource const& r : list) {
            add(r);
        }
    }

    [[nodiscard]] std::vector<entry> const& entries() const noexcept { return entries_; }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// \effects upgrades and adds it; what is invalid or nothing is ignored.
    /// \returns whether it was added. O(entries).
    bool add(master_resource const& r) {
        if (!validate(r).empty()) {
            return false;
        }
        return add_copies(r.role || r.reservation ? upgrade(r) : r, 1);
    }
    void add(master_resources const& other) {
        for (entry const& each : other.entries_) {
            add_copies(each.resource, each.count);
        }
    }

    /// \returns whether each entry of `other` is within an entry of its own here, or in what
    /// others left of it. O(entries here * entries there).
    [[nodiscard]] bool contains(master_resources const& other) const {
        for (entry const& wanted : other.entries_) {
            // Of whole things there may be several equal ones; all else stands in one entry.
            bool const held = is_indivisible(wanted.resource) && !wanted.resource.shared
                                  ? count_of(wanted) >= other.count_of(wanted)
                                  : holder(wanted) != entries_.size();
            if (!held) {
                return false;
            }
        }
        return true;
    }
    /// What is invalid is contained nowhere.
    [[nodiscard]] bool contains(master_resource const& r) const {
        return validate(r).empty() && contains(master_resources{r});
    }

    /// \effects takes `other` away; nothing, if it is not contained. \returns whether it is.
    [[nodiscard]] bool subtract(master_resources const& other) {
        if (!contains(other)) {
            return false;
        }
        if (&other == this) {
            entries_.clear();
        } else {
            take_all(other);
        }
        return true;
    }

    /// Each contains the other.
    friend bool operator==(master_resources const& a, master_resources const& b) {
        return a.contains(b) && b.contains(a);
    }

    /// \returns the sum of all scalars of that name, whosoever they are; what is shared counts
    /// once. MB for `mem` and `disk`; the master cuts those to whole MB.
    [[nodiscard]] double scalar(std::string_view name) const {
        std::int64_t sum = 0;
        for (entry const& each : entries_) {
            if (each.resource.name == name && each.resource.scalar) {
                sum += master_value::fixed(*each.resource.scalar);
            }
        }
        return master_value::from_fixed(sum);
    }
    /// \returns the union of all ranges of that name, coalesced.
    [[nodiscard]] master_ranges ranges(std::string_view name) const {
        master_ranges sum;
        for (entry const& each : entries_) {
            if (each.resource.name == name && each.resource.ranges) {
                sum = master_value::add(std::move(sum), *each.resource.ranges);
            }
        }
        return sum;
    }
    /// \returns the union of all sets of that name.
    [[nodiscard]] master_set set(std::string_view name) const {
        master_set sum;
        for (entry const& each : entries_) {
            if (each.resource.name == name && each.resource.set) {
                sum = master_value::add(std::move(sum), *each.resource.set);
            }
        }
        return sum;
    }

    /// \returns the entries, with their copies, for which the function is true.
    template <class Predicate>
    [[nodiscard]] master_resources filtered(Predicate keep) const {
        master_resources out;
        for (entry const& each : entries_) {
            if (keep(each.resource)) {
                out.entries_.push_back(each);
            }
        }
        return out;
    }
    /// By the innermost reservation.
    [[nodiscard]] master_resources reserved(std::string_view role) const {
        return filtered([role](master_resource const& r) {
            return is_reserved(r) && reservation_role(r) == role;
        });
    }
    [[nodiscard]] master_resources reserved() const {
        return filtered([](master_resource const& r) { return is_reserved(r); });
    }
    [[nodiscard]] master_resources unreserved() const {
        return filtered([](master_resource const& r) { return !is_reserved(r); });
    }
    /// See `is_allocatable_to`.
    [[nodiscard]] master_resources allocatable_to(std::string_view role) const {
        return filtered([role](master_resource const& r) { return is_allocatable_to(r, role); });
    }
    [[nodiscard]] master_resources shared() const {
        return filtered([](master_resource const& r) { return r.shared; });
    }
    [[nodiscard]] master_resources exclusive() const {
        return filtered([](master_resource const& r) { return !r.shared; });
    }

    /// \returns the sum of what the function makes of each entry, which it may change.
    template <class Function>
    [[nodiscard]] master_resources mapped(Function change) const {
        master_resources out;
        for (entry each : entries_) {
            change(each.resource);
            out.add_copies(each.resource, each.count);
        }
        return out;
    }
    /// Without reservations; all else is kept.
    [[nodiscard]] master_resources to_unreserved() const {
        return mapped([](master_resource& r) { r.reservations.clear(); });
    }
    /// \requires the result is valid for each entry.
    [[nodiscard]] master_resources push_reservation(master_reservation const& inner) const {
        return mapped([&](master_resource& r) { r.reservations.push_back(inner); });
    }
    /// \requires every entry is reserved.
    [[nodiscard]] master_resources pop_reservation() const {
        return mapped([](master_resource& r) { r.reservations.pop_back(); });
    }
    [[nodiscard]] master_resources allocated(std::string const& role) const {
        return mapped([&](master_resource& r) { r.allocation_role = role; });
    }
    [[nodiscard]] master_resources unallocated() const {
        return mapped([](master_resource& r) { r.allocation_role.reset(); });
    }

private:
    bool add_copies(master_resource const& r, std::uint32_t count) {
        if (is_nothing(r)) {
            return false;
        }
        bool const whole = is_indivisible(r);
        if (!whole || r.shared) {
            for (entry& each : entries_) {
                if (same_kind(each.resource, r) && (!whole || same_amount(each.resource, r))) {
                    whole ? void(each.count += count) : add_amount(each.resource, r);
                    return true;
                }
            }
        }
        entries_.push_back({r, count});
        return true;
    }

    // The place of the first entry that holds what is wanted; the end, if there is none.
    [[nodiscard]] std::size_t holder(entry const& wanted) const {
        bool const whole = is_indivisible(wanted.resource);
        std::size_t i = 0;
        while (i != entries_.size() &&
               !(same_kind(entries_[i].resource, wanted.resource) &&
                 entries_[i].count >= wanted.count &&
                 (whole ? same_amount(entries_[i].resource, wanted.resource)
                        : holds_amount(entries_[i].resource, wanted.resource)))) {
            ++i;
        }
        return i;
    }

    [[nodiscard]] std::ptrdiff_t count_of(entry const& wanted) const {
        return std::count_if(entries_.begin(), entries_.end(), [&](entry const& each) {
            return same_resource(each.resource, wanted.resource);
        });
    }

    // Takes away what is contained.
    void take_all(master_resources const& other) {
        for (entry const& wanted : other.entries_) {
            std::size_t const at = holder(wanted);
            entry& from = entries_[at];
            if (is_indivisible(wanted.resource)) {
                from.count -= wanted.count;
            } else {
                subtract_amount(from.resource, wanted.resource);
            }
            if (from.count == 0 || is_nothing(from.resource)) {
                entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
            }
        }
    }

    std::vector<entry> entries_{};
};

} // namespace berth::testing

#endif
