// SPDX-License-Identifier: Apache-2.0
// What requirements may take from offers, by trying everything; and whether what was taken is
// right. Shares nothing with the library but the requirement itself.
#ifndef BERTH_TESTS_SUPPORT_JUDGED_SEARCH_HPP
#define BERTH_TESTS_SUPPORT_JUDGED_SEARCH_HPP

#include <berth/model/placement.hpp>
#include <berth/model/requirement.hpp>
#include <berth/testing/master_identity.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth_test {

/// One entry of an offer, and what is left of it.
struct offered_entry {
    std::size_t offer = 0;
    std::size_t source = 0;
    berth::testing::master_resource const* what = nullptr;
    std::string_view role{};                       // `*`: unreserved
    std::pair<std::size_t, std::size_t> refined{}; // components of the role, height of the stack
    int disk = -1;                                 // equal for entries on the same separate disk
    std::int64_t left = 0;                         // thousandths of a scalar
    std::set<std::uint64_t> used{};                // ports

    [[nodiscard]] bool is(std::string_view name) const noexcept { return what->name == name; }
    [[nodiscard]] bool is_volume() const noexcept { return what->disk && what->disk->persistence; }
    [[nodiscard]] bool on_separate_disk() const noexcept {
        return what->disk && what->disk->source;
    }
    [[nodiscard]] berth::disk_source disk_type() const noexcept {
        return on_separate_disk()
                   ? static_cast<berth::disk_source>(static_cast<int>(what->disk->source->type))
                   : berth::disk_source::root;
    }
    /// Whether it goes to a task as it is or not at all.
    [[nodiscard]] bool is_whole() const noexcept {
        return is_volume() || disk_type() == berth::disk_source::mount ||
               disk_type() == berth::disk_source::block;
    }
};

/// The offers of one agent to one role, and what the nodes of one round took from them.
class judged_search {
public:
    explicit judged_search(std::vector<berth::testing::master_offer> const& offers) {
        for (std::size_t o = 0; o != offers.size(); ++o) {
            for (std::size_t i = 0; i != offers[o].resources.size(); ++i) {
                add(o, i, offers[o].resources[i]);
            }
        }
    }

    [[nodiscard]] std::vector<offered_entry> const& entries() const noexcept { return entries_; }

    [[nodiscard]] offered_entry* find(std::size_t offer, std::size_t source) noexcept {
        for (offered_entry& entry : entries_) {
            if (entry.offer == offer && entry.source == source) {
                return &entry;
            }
        }
        return nullptr;
    }

    /// Whether the requirement may consume the entry at all.
    [[nodiscard]] static bool may_use(offered_entry const& entry, berth::requirement const& needs) {
        auto const named = [](auto const& names, std::string_view name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        return named(needs.roles, entry.role) &&
               named(needs.revocable, entry.what->name) == entry.what->revocable &&
               (!entry.what->provider_id || named(needs.providers, *entry.what->provider_id));
    }

    /// Whether it counts for an amount of its name: neither a volume nor on a separate disk.
    [[nodiscard]] static bool may_share(offered_entry const& entry,
                                        berth::requirement const& needs) {
        return entry.what->scalar && !entry.is("ports") && !entry.is_volume() &&
               !entry.on_separate_disk() && may_use(entry, needs);
    }

    [[nodiscard]] std::int64_t left(std::string_view name, berth::requirement const& needs) const {
        std::int64_t sum = 0;
        for (offered_entry const& entry : entries_) {
            sum += entry.is(name) && may_share(entry, needs) ? entry.left : 0;
        }
        return sum;
    }

    [[nodiscard]] static bool may_give_ports(offered_entry const& entry,
                                             berth::requirement const& needs) {
        return entry.is("ports") && entry.what->ranges && may_use(entry, needs);
    }

    [[nodiscard]] std::uint64_t ports_left(berth::requirement const& needs) const {
        std::uint64_t sum = 0;
        for (offered_entry const& entry : entries_) {
            if (may_give_ports(entry, needs)) {
                for (berth::testing::master_range const& r : *entry.what->ranges) {
                    std::uint64_t const first = std::max<std::uint64_t>(r.begin, 1);
                    std::uint64_t const last = std::min<std::uint64_t>(r.end, 65535);
                    sum += first <= last ? last - first + 1 : 0;
                }
                sum -= entry.used.size();
            }
        }
        return sum;
    }

    /// What is asked for by name; of `disk`, with volumes on the root disk.
    [[nodiscard]] static std::map<std::string, std::int64_t, std::less<>>
    asked(berth::requirement const& needs) {
        std::map<std::string, std::int64_t, std::less<>> out;
        out["cpus"] = needs.cpus.thousandths();
        out["mem"] = needs.mem.thousandths();
        out["disk"] = needs.disk.thousandths();
        for (auto const& [name, amount] : needs.scalars) {
            out[std::string{name.view()}] = amount.thousandths();
        }
        for (berth::volume_request const& volume : needs.volumes) {
            if (!volume.external && volume.disk == berth::disk_source::root &&
                volume.persistence_id.empty()) {
                out["disk"] += volume.size.thousandths();
            }
        }
        return out;
    }

    /// Why no choice whatever gives the requirement what it asks for; empty if one does.
    [[nodiscard]] std::string_view refusal(berth::requirement const& needs) const {
        bool gpus = false;
        for (offered_entry const& entry : entries_) {
            gpus = gpus || (entry.is("gpus") && !berth::testing::is_nothing(*entry.what));
        }
        auto const amounts = asked(needs);
        auto const wanted = amounts.find("gpus");
        if (gpus && !needs.on_gpu_agents && (wanted == amounts.end() || wanted->second == 0)) {
            return "refused: gpus are spared";
        }
        for (auto const& [name, amount] : amounts) {
            if (amount > left(name, needs)) {
                return name == "cpus"   ? "refused: cpus"
                       : name == "mem"  ? "refused: mem"
                       : name == "disk" ? "refused: disk"
                                        : "refused: another scalar";
            }
        }
        for (std::uint32_t const port : needs.ports) {
            if (port != 0 && holder(port, needs) == nullptr) {
                return "refused: a fixed port";
            }
        }
        if (needs.ports.size() > ports_left(needs)) {
            return "refused: ports";
        }
        return fits(needs) ? "" : "refused: volumes";
    }

    /// The ports that are taken: fixed ones, and for each other one the lowest free one of the
    /// most refined entries that have any. \requires it is not refused
    [[nodiscard]] std::vector<std::uint32_t> expected_ports(berth::requirement const& needs) const {
        std::vector<std::uint32_t> out = needs.ports;
        for (std::uint32_t& port : out) {
            offered_entry const* from = nullptr;
            std::uint32_t best = port;
            for (offered_entry const& entry : entries_) {
                std::uint32_t const free = port == 0 ? lowest(entry, needs, out) : 0;
                if (free != 0 && (from == nullptr || entry.refined > from->refined ||
                                  (entry.refined == from->refined && free < best))) {
                    best = free;
                    from = &entry;
                }
            }
            port = best;
        }
        return out;
    }

    /// Counts what was taken as used. \returns what is wrong with it; empty if nothing is.
    [[nodiscard]] std::string_view check(berth::requirement const& needs,
                                         berth::taking const& took) {
        auto const ports = expected_ports(needs);
        if (took.ports != ports) {
            return "other ports than the lowest free ones";
        }
        auto sums = asked(needs);
        std::vector<std::int64_t> sizes(needs.volumes.size());
        std::vector<offered_entry const*> from(needs.volumes.size());
        std::vector<std::uint32_t> given;
        for (berth::taken const& part : took.resources) {
            offered_entry* const entry = find(part.offer, part.source);
            if (entry == nullptr || !may_use(*entry, needs)) {
                return "took what is not there, or not for it";
            }
            if (part.type == berth::value_type::ranges) {
                if (!take_port(*entry, part.numbers)) {
                    return "took no single free port";
                }
                given.push_back(static_cast<std::uint32_t>(part.numbers.begin));
                continue;
            }
            std::int64_t const amount = part.amount.thousandths();
            if (part.whole != entry->is_whole() || amount <= 0 || amount > entry->left ||
                (part.whole && amount != entry->left)) {
                return "took nothing, too much, or a part of what is whole";
            }
            entry->left -= entry->what->shared ? 0 : amount;
            if (part.volume == berth::no_volume) {
                if (!may_share(*entry, needs)) {
                    return "took a separate disk without a volume on it";
                }
                sums[entry->what->name] -= amount;
                continue;
            }
            if (part.volume >= sizes.size() || !suits(*entry, needs.volumes[part.volume])) {
                return "took a disk that does not suit the volume";
            }
            offered_entry const*& first = from[part.volume];
            if (first != nullptr && (part.whole || first->disk != entry->disk)) {
                return "put a volume on two disks";
            }
            first = entry;
            sizes[part.volume] += amount;
        }
        if (given != ports) {
            return "the ports are not those of the resources";
        }
        for (auto const& [name, rest] : sums) {
            if (rest != 0) {
                return "took another amount than asked for";
            }
        }
        for (std::size_t v = 0; v != sizes.size(); ++v) {
            berth::volume_request const& volume = needs.volumes[v];
            if (separate(volume) != (from[v] != nullptr)) {
                return "a volume has no disk, or needs none";
            }
            std::int64_t const size = volume.size.thousandths();
            if (from[v] != nullptr && (from[v]->is_whole() ? sizes[v] < size : sizes[v] != size)) {
                return "a volume has another size";
            }
        }
        return check_order(needs, took);
    }

    [[nodiscard]] static bool separate(berth::volume_request const& volume) noexcept {
        return !volume.external &&
               (!volume.persistence_id.empty() || volume.disk != berth::disk_source::root);
    }

    /// Whether the volume may be on the entry, whatever is left of it.
    [[nodiscard]] static bool suits(offered_entry const& entry,
                                    berth::volume_request const& volume) {
        if (!entry.is("disk") || !entry.what->scalar) {
            return false;
        }
        if (!volume.persistence_id.empty()) {
            return entry.is_volume() &&
                   volume.persistence_id == entry.what->disk->persistence->id &&
                   volume.shared == entry.what->shared;
        }
        return !entry.is_volume() && entry.on_separate_disk() && entry.disk_type() == volume.disk &&
               (volume.profile.empty() ||
                volume.profile == entry.what->disk->source->profile.value_or(""));
    }

private:
    void add(std::size_t offer, std::size_t source, berth::testing::master_resource const& r) {
        offered_entry entry;
        entry.offer = offer;
        entry.source = source;
        entry.what = &r;
        bool const stack = !r.reservations.empty();
        entry.role = stack    ? std::string_view{*r.reservations.back().role}
                     : r.role ? std::string_view{*r.role}
                              : "*";
        if (entry.role != "*") {
            entry.refined = {1 + std::count(entry.role.begin(), entry.role.end(), '/'),
                             stack ? r.reservations.size() : 1};
        }
        entry.left = r.scalar ? std::llround(*r.scalar * 1000.0) : 0;
        if (entry.on_separate_disk()) {
            entry.disk = static_cast<int>(entries_.size());
            for (offered_entry const& other : entries_) {
                if (other.on_separate_disk() && other.what->provider_id == r.provider_id &&
                    berth::testing::same_source(*other.what->disk->source, *r.disk->source)) {
                    entry.disk = other.disk;
                    break;
                }
            }
        }
        entries_.push_back(std::move(entry));
    }

    [[nodiscard]] static bool has(offered_entry const& entry, std::uint64_t port) {
        for (berth::testing::master_range const& r : *entry.what->ranges) {
            if (r.begin <= port && port <= r.end) {
                return !entry.used.contains(port);
            }
        }
        return false;
    }

    [[nodiscard]] offered_entry const* holder(std::uint64_t port,
                                              berth::requirement const& needs) const {
        for (offered_entry const& entry : entries_) {
            if (may_give_ports(entry, needs) && has(entry, port)) {
                return &entry;
            }
        }
        return nullptr;
    }

    // The lowest free port that is not among `taken`; 0 if there is none.
    [[nodiscard]] static std::uint32_t lowest(offered_entry const& entry,
                                              berth::requirement const& needs,
                                              std::vector<std::uint32_t> const& taken) {
        std::uint64_t best = 65536;
        if (!may_give_ports(entry, needs)) {
            return 0;
        }
        for (berth::testing::master_range const& r : *entry.what->ranges) {
            for (auto port = std::max<std::uint64_t>(r.begin, 1); port <= r.end && port < best;
                 ++port) {
                if (!entry.used.contains(port) &&
                    std::find(taken.begin(), taken.end(), port) == taken.end()) {
                    best = port;
                }
            }
        }
        return best == 65536 ? 0 : static_cast<std::uint32_t>(best);
    }

    [[nodiscard]] static bool take_port(offered_entry& entry, berth::range numbers) {
        bool const free = entry.is("ports") && entry.what->ranges && numbers.begin == numbers.end &&
                          has(entry, numbers.begin);
        return free && entry.used.insert(numbers.begin).second;
    }

    // Tries all ways to put the volumes from `v` on onto disks.
    struct trial {
        std::vector<berth::volume_request const*> volumes{};
        std::vector<offered_entry const*> whole{};  // what may be used whole, and is free
        std::map<int, std::int64_t> room{};         // of each PATH disk
        std::map<int, offered_entry const*> path{}; // an entry of each
    };

    [[nodiscard]] bool fits(berth::requirement const& needs) const {
        trial t;
        for (berth::volume_request const& volume : needs.volumes) {
            if (separate(volume)) {
                t.volumes.push_back(&volume);
            }
        }
        for (offered_entry const& entry : entries_) {
            if (!entry.is("disk") || entry.left == 0 || !may_use(entry, needs)) {
                continue;
            }
            if (entry.is_whole()) {
                t.whole.push_back(&entry);
            } else if (entry.disk_type() == berth::disk_source::path) {
                t.room[entry.disk] += entry.left;
                t.path[entry.disk] = &entry;
            }
        }
        return fits(t, 0);
    }

    [[nodiscard]] static bool fits(trial& t, std::size_t v) {
        if (v == t.volumes.size()) {
            return true;
        }
        berth::volume_request const& volume = *t.volumes[v];
        std::int64_t const size = volume.size.thousandths();
        for (offered_entry const*& entry : t.whole) {
            if (entry != nullptr && suits(*entry, volume) && entry->left >= size) {
                offered_entry const* const mine = std::exchange(entry, nullptr);
                bool const done = fits(t, v + 1);
                entry = mine;
                if (done) {
                    return true;
                }
            }
        }
        for (auto& [disk, room] : t.room) {
            if (room >= size && suits(*t.path[disk], volume)) {
                room -= size;
                bool const done = fits(t, v + 1);
                room += size;
                if (done) {
                    return true;
                }
            }
        }
        return false;
    }

    // What is more refined goes first, and of whole disks then the smallest.
    [[nodiscard]] std::string_view check_order(berth::requirement const& needs,
                                               berth::taking const& took) {
        for (berth::taken const& part : took.resources) {
            offered_entry const& from = *find(part.offer, part.source);
            if (part.type == berth::value_type::ranges) {
                continue; // `expected_ports` sees to their order
            }
            for (offered_entry const& other : entries_) {
                if (other.left == 0 || !other.is(from.what->name) || !may_use(other, needs)) {
                    continue;
                }
                if (part.volume == berth::no_volume || !part.whole) {
                    bool const rival = part.volume == berth::no_volume
                                           ? may_share(other, needs)
                                           : !other.is_volume() && other.disk == from.disk;
                    if (rival && other.refined > from.refined) {
                        return "left a more refined reservation";
                    }
                    continue;
                }
                std::int64_t const size = part.amount.thousandths();
                berth::volume_request const& volume = needs.volumes[part.volume];
                bool const better = other.refined != from.refined ? other.refined > from.refined
                                                                  : other.left < size;
                if (&other != &from && better && suits(other, volume) &&
                    other.left >= volume.size.thousandths()) {
                    return "left a better disk";
                }
            }
        }
        return "";
    }

    std::vector<offered_entry> entries_{};
};

} // namespace berth_test

#endif
