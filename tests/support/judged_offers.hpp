// SPDX-License-Identifier: Apache-2.0
// Random offers, with everything that a master may offer, and what an adapter does with them.
#ifndef BERTH_TESTS_SUPPORT_JUDGED_OFFERS_HPP
#define BERTH_TESTS_SUPPORT_JUDGED_OFFERS_HPP

#include "support/master_make.hpp"
#include "support/splitmix.hpp"

#include <berth/model/offer_builder.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/placement.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resource.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth_test {

using berth::testing::master_offer;
using berth::testing::master_range;

/// Passes an offer to the library, as an adapter does.
inline void feed(master_resource const& r, berth::offer_builder& to) {
    to.resource(r.name, static_cast<int>(r.type));
    if (r.scalar) {
        to.scalar(*r.scalar);
    }
    if (r.ranges) {
        to.ranges();
        for (master_range const& each : *r.ranges) {
            to.range(each.begin, each.end);
        }
    }
    if (r.set) {
        to.set();
        for (std::string const& item : *r.set) {
            to.item(item);
        }
    }
    if (r.role) {
        to.role(*r.role);
    }
    if (r.reservation) {
        to.old_reservation(r.reservation->type.has_value(), r.reservation->role.has_value());
    }
    for (master_reservation const& each : r.reservations) {
        to.reservation(static_cast<int>(*each.type), *each.role);
    }
    if (r.allocation_role) {
        to.allocation(*r.allocation_role);
    }
    if (r.revocable) {
        to.revocable();
    }
    if (r.shared) {
        to.shared();
    }
    if (r.provider_id) {
        to.provider(*r.provider_id);
    }
    if (!r.disk) {
        return;
    }
    to.disk();
    if (r.disk->persistence) {
        to.persistence(r.disk->persistence->id);
    }
    if (r.disk->source) {
        master_source const& source = *r.disk->source;
        to.disk_source(static_cast<int>(source.type));
        to.disk_root(source.root ? std::string_view{*source.root} : "");
        to.disk_id(source.id ? std::string_view{*source.id} : "");
        to.disk_profile(source.profile ? std::string_view{*source.profile} : "");
        to.disk_vendor(source.vendor ? std::string_view{*source.vendor} : "");
    }
}

inline void feed(master_offer const& offer, berth::offer_round& round) {
    berth::offer_builder to{round};
    to.id(offer.id);
    to.agent_id(offer.agent_id);
    to.hostname("host");
    if (offer.allocation_role) {
        to.allocation_role(*offer.allocation_role);
    }
    for (master_resource const& r : offer.resources) {
        feed(r, to);
    }
    to.finish();
}

/// What is launched with: a copy of the source, but for its value.
[[nodiscard]] inline master_resource written(berth::taken const& part,
                                             std::vector<master_offer> const& offers) {
    master_resource out = offers.at(part.offer).resources.at(part.source);
    if (part.type == berth::value_type::ranges) {
        out.ranges = master_ranges{{part.numbers.begin, part.numbers.end}};
    } else if (!part.whole) {
        out.scalar = part.amount.to_double();
    }
    return out;
}

/// Draws the offers of one agent to one allocation role, as a master could have them
/// outstanding: each port stands in one entry, a volume once, unless it is shared.
class judged_offers {
public:
    explicit judged_offers(splitmix& random) noexcept : random_{&random} {}

    /// \returns up to three offers. `small`: of few entries.
    [[nodiscard]] std::vector<master_offer> draw(bool small) {
        small_ = small;
        entries_.clear();
        entries_.reserve(64);
        volumes_.clear();
        draw_roles();
        draw_plain();
        draw_ports();
        draw_disks();
        random_->shuffle(entries_);
        return distribute();
    }

    /// The allocation role, last, and its ancestors; none if it is `*`.
    [[nodiscard]] std::vector<std::string> const& roles() const noexcept { return roles_; }

private:
    void draw_roles() {
        static constexpr std::array<std::string_view, 4> chain{"es", "es/p", "es/p/eu",
                                                               "es/p/eu/1"};
        std::size_t const depth = random_->chance(1, 12) ? 0 : 1 + random_->below(4);
        roles_.assign(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(depth));
        role_ = roles_.empty() ? "*" : roles_.back();
        odd_ = random_->chance(1, 30) ? 1 + static_cast<int>(random_->below(3)) : 0;
    }

    // Thousandths that doubles and roundings make trouble with, and zero.
    double amount() {
        auto const n = [&](std::int64_t most) {
            return static_cast<double>(random_->between(1, most));
        };
        switch (random_->below(10)) {
        case 0: return 0.0;
        case 1:
        case 2: return n(40) * 0.1;
        case 3: return 1.5011;
        case 4: return n(64000) * 0.001 - 0.0005;
        case 5: return n(40) * 0.3335;
        case 6: return random_->chance(1, 2) ? 0.001 : 0.0005;
        case 7: return random_->chance(1, 3) ? n(1'000'000'000'000) + 0.001 : n(100'000) + 0.1;
        default: return n(8);
        }
    }

    std::optional<std::string> maybe(std::string_view text, std::uint64_t part,
                                     std::uint64_t whole) {
        return random_->chance(part, whole) ? std::optional<std::string>{text} : std::nullopt;
    }

    std::optional<master_labels> labels() {
        if (random_->chance(1, 2)) {
            return {};
        }
        master_labels out{{"k", maybe("v", 1, 2)}};
        if (random_->chance(1, 3)) {
            out.push_back({"team", "search"});
        }
        return out;
    }

    void reserve(master_resource& r, bool fixed_only) {
        std::vector<master_reservation> stack;
        for (std::string const& role : roles_) {
            if (random_->chance(2, 5)) {
                bool const fixed = stack.empty() && (fixed_only || random_->chance(1, 2));
                stack.push_back(
                    {fixed ? master_reservation_type::fixed : master_reservation_type::dynamic,
                     role,
                     {},
                     {}});
                if (!fixed) {
                    stack.back().principal = maybe("p", 2, 3);
                    stack.back().labels = labels();
                }
            }
        }
        if (fixed_only && stack.size() > 1) {
            stack.resize(1);
        }
        put_reservations(r, std::move(stack));
    }

    void put_reservations(master_resource& r, std::vector<master_reservation> stack) {
        auto const format = random_->below(3); // as in an offer with refinement, before it, both
        if (stack.size() > 1 || format == 0) {
            r.reservations = std::move(stack);
            return;
        }
        if (stack.empty()) {
            r.role = maybe("*", 2, 3);
            return;
        }
        r.role = stack[0].role;
        if (stack[0].type == master_reservation_type::dynamic) {
            r.reservation = master_reservation{{}, {}, stack[0].principal, stack[0].labels};
        }
        if (format == 2) {
            r.reservations = std::move(stack);
        }
    }

    [[nodiscard]] static std::string role_of(master_resource const& r) {
        return !r.reservations.empty() ? *r.reservations.back().role : r.role.value_or("*");
    }

    master_resource& decorated(master_resource r) {
        r.revocable = random_->chance(1, 9);
        reserve(r, r.revocable);
        r.provider_id = random_->chance(1, 8) ? provider() : std::nullopt;
        entries_.push_back(std::move(r));
        return entries_.back();
    }

    std::optional<std::string> provider() { return random_->chance(1, 2) ? "rp1" : "rp2"; }

    void draw_plain() {
        std::int64_t const most = small_ ? 2 : 4;
        for (auto const* const name : {"cpus", "mem", "disk", "licenses"}) {
            for (std::int64_t left = random_->between(0, most); left != 0; --left) {
                master_resource r = make_scalar(name, amount());
                if (odd_ == 1 && r.name == "mem") {
                    r = make_ports({{1, 9}});
                    r.name = "mem";
                } else if (odd_ == 2 && r.name == "licenses") {
                    r = make_set("licenses", {"l2", "l1"});
                }
                decorated(std::move(r));
            }
        }
        if (random_->chance(1, 4)) {
            for (std::int64_t left = random_->between(1, most); left != 0; --left) {
                decorated(make_scalar("gpus", static_cast<double>(random_->between(0, 4))));
            }
        }
        if (random_->chance(1, 4)) {
            master_set items{"t3", "t1", "t2"};
            items.resize(random_->below(4));
            decorated(make_set("tokens", std::move(items)));
        }
        if (random_->chance(1, 6)) {
            decorated(make_ports({{7, 9}, {1, 3}})).name = "vlans";
        }
    }

    // Disjoint pieces around 0, in the middle, wide ones, around the largest port and beyond.
    void draw_ports() {
        std::vector<master_range> pieces;
        auto const some = [&](std::uint64_t at, std::uint64_t count, std::uint64_t width) {
            for (; count != 0; --count) {
                std::uint64_t const end = at + random_->below(width);
                pieces.push_back({at, end});
                at = end + 1 + random_->below(3);
            }
        };
        some(random_->below(3), random_->below(4), 4);
        some(31000 + random_->below(3), random_->below(3), random_->chance(1, 4) ? 10'000 : 3);
        if (random_->chance(1, 4)) {
            some(65530 + random_->below(4), 1 + random_->below(3), 4);
        }
        if (random_->chance(1, 20)) {
            pieces.push_back({70'000, std::numeric_limits<std::uint64_t>::max()});
        }
        random_->shuffle(pieces);
        std::vector<master_ranges> of(random_->below(small_ ? 3 : 5));
        for (master_range const& piece : pieces) {
            if (!of.empty()) {
                random_->pick(of).push_back(piece);
            }
        }
        for (master_ranges& ranges : of) {
            decorated(odd_ == 3 ? make_scalar("ports", 3) : make_ports(std::move(ranges)));
        }
    }

    double size() {
        return random_->chance(2, 3) ? static_cast<double>(random_->between(0, 10)) : amount();
    }

    void draw_disks() {
        std::int64_t const most = small_ ? 3 : 6;
        for (std::int64_t left = random_->between(0, 2); left != 0; --left) {
            draw_disk_entry({}, {}, true);
        }
        for (std::int64_t disk = random_->between(0, most); disk != 0; --disk) {
            master_source source;
            source.type = random_->chance(1, 2)   ? master_source_type::path
                          : random_->chance(3, 5) ? master_source_type::mount
                          : random_->chance(2, 3) ? master_source_type::block
                                                  : master_source_type::raw;
            auto const from = random_->chance(1, 4) ? provider() : std::nullopt;
            bool const rooted = source.type == master_source_type::path ||
                                (source.type == master_source_type::mount && !from);
            std::string const number = std::to_string(disk);
            source.root = rooted ? maybe("/d" + number, from ? 1 : 9, from ? 2 : 9) : std::nullopt;
            source.root = source.type == master_source_type::mount && random_->chance(1, 6)
                              ? std::nullopt
                              : source.root;
            source.id = from ? std::optional<std::string>{"id" + number} : std::nullopt;
            source.vendor = from ? maybe("org.v", 1, 2) : std::nullopt;
            source.profile = maybe(random_->chance(1, 2) ? "fast" : "slow", 1, 2);
            source.metadata = from ? labels() : std::nullopt;
            bool const path = source.type == master_source_type::path;
            for (auto piece = path ? 1 + random_->below(3) : 1; piece != 0; --piece) {
                draw_disk_entry(source, from, source.type == master_source_type::mount || path);
            }
        }
    }

    void draw_disk_entry(std::optional<master_source> source, std::optional<std::string> from,
                         bool may_be_volume) {
        bool const is_root = !source;
        master_resource& r = decorated(make_disk(size()));
        r.provider_id = std::move(from);
        if (source) {
            r.disk.emplace().source = std::move(source);
        }
        std::string const id = "pv" + std::to_string(random_->below(4));
        if (!may_be_volume || r.revocable || role_of(r) == "*" ||
            !(is_root || random_->chance(1, 3)) || !volumes_.emplace(role_of(r), id).second) {
            return;
        }
        r = volume(std::move(r), id, maybe("p", 1, 2));
        r.shared = random_->chance(1, 3);
    }

    std::vector<master_offer> distribute() {
        std::vector<master_offer> out(1 + random_->below(3));
        for (std::size_t i = 0; i != out.size(); ++i) {
            out[i].id = "o" + std::to_string(i);
            out[i].framework_id = "f";
            out[i].agent_id = "a1";
        }
        for (master_resource& r : entries_) {
            std::size_t const at = random_->below(out.size());
            if (r.shared && out.size() > 1 && random_->chance(1, 4)) { // offered again while in use
                out[(at + 1) % out.size()].resources.push_back(r);
            }
            out[at].resources.push_back(std::move(r));
        }
        // In offer and resources, in the offer and some resources, in resources only, nowhere.
        auto mode = random_->below(4);
        for (master_offer const& offer : out) {
            mode = mode == 2 && offer.resources.empty() ? 0 : mode;
        }
        for (master_offer& offer : out) {
            if (mode <= 1) {
                offer.allocation_role = role_;
            }
            for (master_resource& r : offer.resources) {
                if (mode == 0 || mode == 2 || (mode == 1 && random_->chance(1, 2))) {
                    r.allocation_role = role_;
                }
            }
        }
        return out;
    }

    splitmix* random_;
    bool small_ = false;
    int odd_ = 0; // 1, 2, 3: mem, licenses or ports are of a type that none expects
    std::string role_{};
    std::vector<std::string> roles_{};
    std::vector<master_resource> entries_{};
    std::set<std::pair<std::string, std::string>> volumes_{}; // role and id
};

} // namespace berth_test

#endif
