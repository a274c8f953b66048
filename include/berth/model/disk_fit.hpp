// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_DISK_FIT_HPP
#define BERTH_MODEL_DISK_FIT_HPP

#include <berth/model/requirement.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace berth {

/// Finds, for the local volumes of a requirement that need a separate disk, the disks of a stock
/// that they go to: each MOUNT or BLOCK disk and each persistent volume to one of them at most,
/// and of each PATH disk as much as it has, no volume on two.
///
/// The answer is exact: what it leaves without a disk cannot be placed by any other choice. Whole
/// disks are a bipartite matching (augmenting paths, the smallest disk that is large enough
/// first); shares of PATH disks a search over the sets of volumes that the first disks can hold.
///
/// \complexity no volume: one pass over the requirement's; whole disks: O(volumes^2 x entries);
/// PATH: O(disks x 3^volumes), with at most `max_separate_disks` volumes
class disk_fit {
public:
    /// \pre `validate(needs)`; both arguments outlive the fit
    constexpr disk_fit(std::span<resource const> stock, requirement const& needs) noexcept
        : stock_(stock), needs_(&needs) {
        for (std::size_t i = 0; i < needs.volumes.size(); ++i) {
            if (needs.volumes[i].needs_separate_disk() && count_ < max_separate_disks) {
                volume_[count_] = static_cast<std::uint32_t>(i);
                entry_[count_++] = none;
            }
        }
        if (count_ != 0) {
            fit();
        }
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// How many volumes need a separate disk.
    [[nodiscard]] constexpr std::size_t asked() const noexcept { return count_; }

    /// How many of them can have one, all together.
    [[nodiscard]] constexpr std::size_t placed() const noexcept {
        std::size_t out = 0;
        for (std::size_t v = 0; v < count_; ++v) {
            out += entry_[v] != none ? 1U : 0U;
        }
        return out;
    }

    /// Index, in `requirement::volumes`, of the volume `v`, below `asked()`.
    [[nodiscard]] constexpr std::uint32_t volume(std::size_t v) const noexcept {
        return volume_[v];
    }

    /// Index in the stock of an entry of its disk, or `none`.
    [[nodiscard]] constexpr std::size_t entry(std::size_t v) const noexcept { return entry_[v]; }

    /// Whether the volume takes its entry as it is.
    [[nodiscard]] constexpr bool takes_all(std::size_t v) const noexcept {
        volume_request const& volume = request(v);
        return !volume.persistence_id.empty() || is_whole(volume.disk);
    }

    /// Whether what `entry` has of a PATH disk may serve `volume`, as far as it goes.
    [[nodiscard]] static constexpr bool shares(resource const& entry, volume_request const& volume,
                                               requirement const& needs) noexcept {
        return entry.kind == resource_kind::disk && entry.type == value_type::scalar &&
               entry.disk == volume.disk && !entry.persistent && entry.amount > quantity{} &&
               (volume.profile.empty() || entry.detail().profile == volume.profile) &&
               needs.admits(entry);
    }

    /// Whether two entries are of the same disk.
    [[nodiscard]] static constexpr bool on_same_disk(resource const& a,
                                                     resource const& b) noexcept {
        return a.kind == b.kind && a.disk == b.disk && a.detail().same_disk(b.detail());
    }

private:
    // Not inlined: most nodes have no such volume, and a flattened caller would have it all.
    [[gnu::noinline]] constexpr void fit() noexcept {
        for (std::size_t v = 0; v < count_; ++v) {
            if (takes_all(v)) {
                std::uint32_t visited = 0;
                static_cast<void>(match(v, visited));
            }
        }
        share();
    }

    [[nodiscard]] constexpr volume_request const& request(std::size_t v) const noexcept {
        return needs_->volumes[volume_[v]];
    }

    [[nodiscard]] constexpr bool serves(resource const& entry,
                                        volume_request const& volume) const noexcept {
        if (volume.persistence_id.empty()) {
            return shares(entry, volume, *needs_) && entry.amount >= volume.size;
        }
        return entry.persistent && entry.detail().persistence == volume.persistence_id &&
               entry.shared == volume.shared && entry.amount > quantity{} &&
               entry.amount >= volume.size && needs_->admits(entry);
    }

    [[nodiscard]] constexpr std::size_t owner(std::size_t entry) const noexcept {
        for (std::size_t v = 0; v < count_; ++v) {
            if (entry_[v] == entry) {
                return v;
            }
        }
        return none;
    }

    // What is more refined goes first, and then what leaves the least unused.
    [[nodiscard]] static constexpr bool is_better(resource const& a, resource const& b) noexcept {
        return a.rank != b.rank ? a.rank > b.rank : a.amount < b.amount;
    }

    // Finds an entry for a volume; those in `visited` keep out of the way.
    constexpr bool match(std::size_t v, std::uint32_t& visited) noexcept {
        visited |= 1U << v;
        std::size_t best = none;
        for (std::size_t i = 0; i < stock_.size(); ++i) {
            if (serves(stock_[i], request(v)) && owner(i) == none &&
                (best == none || is_better(stock_[i], stock_[best]))) {
                best = i;
            }
        }
        for (std::size_t i = 0; best == none && i < stock_.size(); ++i) {
            if (!serves(stock_[i], request(v))) {
                continue;
            }
            std::size_t const other = owner(i);
            if ((visited >> other & 1U) == 0 && match(other, visited)) {
                best = i;
            }
        }
        if (best != none) {
            entry_[v] = best;
        }
        return best != none;
    }

    // Whether the entry stands for its PATH disk: it is the first of it that may be used.
    [[nodiscard]] constexpr bool leads(std::size_t entry,
                                       volume_request const& any) const noexcept {
        if (!shares(stock_[entry], any, *needs_)) {
            return false;
        }
        for (std::size_t i = 0; i < entry; ++i) {
            if (shares(stock_[i], any, *needs_) && on_same_disk(stock_[i], stock_[entry])) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] constexpr quantity room(std::size_t leader,
                                          volume_request const& any) const noexcept {
        quantity sum{};
        for (resource const& entry : stock_) {
            if (shares(entry, any, *needs_) && on_same_disk(entry, stock_[leader])) {
                sum += entry.amount;
            }
        }
        return sum;
    }

    // The volumes, as bits, that the disk of `leader` may hold at all.
    [[nodiscard]] constexpr unsigned suited(std::size_t leader, quantity room) const noexcept {
        unsigned out = 0;
        for (std::size_t v = 0; v < count_; ++v) {
            if (!takes_all(v) && shares(stock_[leader], request(v), *needs_) &&
                request(v).size <= room) {
                out |= 1U << v;
            }
        }
        return out;
    }

    [[nodiscard]] constexpr quantity size(unsigned volumes) const noexcept {
        quantity sum{};
        for (std::size_t v = 0; v < count_; ++v) {
            if ((volumes >> v & 1U) != 0) {
                sum += request(v).size;
            }
        }
        return sum;
    }

    // Which sets of volumes the disks looked at so far can hold: for each, the disk that came
    // last and the set without what went there, so that the way back can be walked.
    struct reached {
        std::size_t leader[1U << max_separate_disks]{};
        std::uint16_t before[1U << max_separate_disks]{};
        bool is[1U << max_separate_disks]{};
    };

    constexpr void share() noexcept {
        volume_request path{};
        path.disk = disk_source::path;
        unsigned wanted = 0;
        for (std::size_t v = 0; v < count_; ++v) {
            wanted |= takes_all(v) ? 0U : 1U << v;
        }
        if (wanted == 0) {
            return;
        }
        reached sets{};
        sets.is[0] = true;
        unsigned best = 0;
        for (std::size_t i = 0; best != wanted && i < stock_.size(); ++i) {
            if (!leads(i, path)) {
                continue;
            }
            quantity const left = room(i, path);
            unsigned const all = suited(i, left);
            // From the largest set down, so that this disk is not used twice.
            for (unsigned set = wanted + 1; set-- > 0;) {
                if (!sets.is[set]) {
                    continue;
                }
                for (unsigned more = all & ~set; more != 0; more = (more - 1) & all & ~set) {
                    unsigned const both = set | more;
                    if (!sets.is[both] && size(more) <= left) {
                        sets.is[both] = true;
                        sets.leader[both] = i;
                        sets.before[both] = static_cast<std::uint16_t>(set);
                        best = std::popcount(both) > std::popcount(best) ? both : best;
                    }
                }
            }
        }
        while (best != 0) {
            for (std::size_t v = 0; v < count_; ++v) {
                if ((best >> v & 1U) != 0 && (unsigned{sets.before[best]} >> v & 1U) == 0) {
                    entry_[v] = sets.leader[best];
                }
            }
            best = sets.before[best];
        }
    }

    std::span<resource const> stock_;
    requirement const* needs_;
    std::uint32_t volume_[max_separate_disks]{};
    std::size_t entry_[max_separate_disks]{};
    std::size_t count_ = 0;
};

} // namespace berth

#endif
