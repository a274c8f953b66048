// SPDX-License-Identifier: Apache-2.0
// Random requirements, near what offers have.
#ifndef BERTH_TESTS_SUPPORT_JUDGED_REQUIREMENTS_HPP
#define BERTH_TESTS_SUPPORT_JUDGED_REQUIREMENTS_HPP

#include "support/judged_search.hpp"
#include "support/splitmix.hpp"

#include <berth/core/text.hpp>
#include <berth/model/requirement.hpp>
#include <berth/model/validate_requirement.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace berth_test {

/// Draws valid requirements near what is left.
class judged_requirements {
public:
    judged_requirements(splitmix& random, std::vector<std::string> const& roles) noexcept
        : random_{&random}, roles_{&roles} {}

    [[nodiscard]] berth::requirement draw(judged_search const& stock, bool small) {
        berth::requirement out;
        draw_who(out);
        out.cpus = near(stock.left("cpus", out));
        out.mem = near(stock.left("mem", out));
        out.disk = near(stock.left("disk", out));
        if (random_->chance(1, 3)) {
            out.scalars.push_back({berth::text<63>{"licenses"}, near(stock.left("licenses", out))});
        }
        if (random_->chance(1, 6)) {
            std::int64_t const whole = near(stock.left("gpus", out)).thousandths() / 1000;
            out.scalars.push_back({berth::text<63>{"gpus"}, berth::quantity::whole(whole)});
        }
        if (random_->chance(1, 60)) {
            out.scalars.push_back(
                {berth::text<63>{random_->chance(1, 2) ? "tokens" : "vlans"},
                 random_->chance(1, 2) ? berth::quantity{} : berth::quantity::whole(1)});
        }
        draw_ports(out, stock);
        draw_volumes(out, stock, small);
        if (!berth::validate(out)) {
            out.cpus = berth::quantity::thousandths(1); // it asked for nothing
        }
        return out;
    }

private:
    // Nothing, a part, all, or a little more.
    berth::quantity near(std::int64_t left) {
        switch (random_->below(14)) {
        case 0: return berth::quantity::thousandths(left);
        case 1: return berth::quantity::thousandths(left + (random_->chance(1, 2) ? 1 : 0));
        case 2:
        case 3: return berth::quantity::thousandths(left / 2);
        case 4:
        case 5: return berth::quantity::thousandths(std::min<std::int64_t>(left, 100));
        case 6:
        case 7: return berth::quantity::thousandths(random_->between(0, left));
        case 8:
        case 9: return berth::quantity::thousandths(left - left / 4);
        default: return {};
        }
    }

    void draw_who(berth::requirement& out) {
        out.roles.clear();
        bool const all = random_->chance(3, 5);
        if (all || random_->chance(2, 3)) {
            out.roles.push_back(berth::role_name{"*"});
        }
        for (std::string const& role : *roles_) {
            if (all || random_->chance(1, 2)) {
                out.roles.push_back(berth::role_name{role});
            }
        }
        if (out.roles.empty()) {
            out.roles.push_back(berth::role_name{"other"});
        }
        random_->shuffle(out.roles);
        while (random_->chance(1, 5)) {
            static constexpr std::array<std::string_view, 6> names{"cpus",  "mem",  "disk",
                                                                   "ports", "gpus", "licenses"};
            out.revocable.push_back(berth::text<255>{random_->pick(names)});
        }
        for (auto const* const id : {"rp1", "rp2"}) {
            if (random_->chance(2, 3)) {
                out.providers.push_back(berth::text<255>{id});
            }
        }
        out.on_gpu_agents = random_->chance(3, 4);
    }

    void draw_ports(berth::requirement& out, judged_search const& stock) {
        std::uint64_t const all = stock.ports_left(out);
        std::uint64_t count =
            random_->chance(1, 3) ? 0 : random_->below(std::min<std::uint64_t>(all, 4) + 1);
        if (random_->chance(1, 8)) {
            count = all <= 8 ? all + random_->below(2) : random_->below(30);
        }
        std::set<std::uint32_t> fixed;
        for (; count != 0; --count) {
            auto const port = random_->chance(1, 4) ? some_port(out, stock) : 0;
            out.ports.push_back(fixed.insert(port).second ? port : 0);
        }
    }

    std::uint32_t some_port(berth::requirement const& needs, judged_search const& stock) {
        for (offered_entry const& entry : stock.entries()) {
            if (!judged_search::may_give_ports(entry, needs) || entry.what->ranges->empty() ||
                random_->chance(1, 2)) {
                continue;
            }
            auto const& r = (*entry.what->ranges)[random_->below(entry.what->ranges->size())];
            auto const port =
                r.begin + random_->below(std::min<std::uint64_t>(r.end - r.begin, 9) + 1);
            return port <= 65535 ? static_cast<std::uint32_t>(port) : 65535;
        }
        return static_cast<std::uint32_t>(random_->chance(2, 3) ? 0 : 1 + random_->below(65535));
    }

    void draw_volumes(berth::requirement& out, judged_search const& stock, bool small) {
        static constexpr std::array<std::string_view, 10> purposes{"v0", "v1", "v2", "v3", "v4",
                                                                   "v5", "v6", "v7", "v8", "v9"};
        std::vector<offered_entry const*> disks;
        for (offered_entry const& entry : stock.entries()) {
            if (entry.is("disk") && (entry.is_volume() || entry.on_separate_disk()) &&
                (judged_search::may_use(entry, out) || random_->chance(1, 20)) &&
                (entry.left != 0 || random_->chance(1, 20))) {
                disks.push_back(&entry);
            }
        }
        std::size_t count = random_->chance(1, 4) ? 0 : random_->below(small ? 4 : 5);
        count = !small && random_->chance(1, 12) ? purposes.size() : count;
        bool const many = count > 4;
        std::set<std::string> ids;
        for (std::size_t v = 0; v != count; ++v) {
            berth::volume_request request;
            request.purpose = berth::text<63>{purposes[v]};
            if (random_->chance(1, 6)) {
                out.volumes.push_back(request); // an external one
                continue;
            }
            request.external = false;
            if (!disks.empty() && random_->chance(5, 6)) {
                auto const at = static_cast<std::ptrdiff_t>(random_->below(disks.size()));
                offered_entry const& entry = *disks[static_cast<std::size_t>(at)];
                like(request, entry, many);
                if (entry.is_whole() && random_->chance(9, 10)) {
                    disks.erase(disks.begin() + at);
                }
            } else if (random_->chance(1, 2)) {
                std::int64_t const most = stock.left("disk", out) / 4;
                request.size = berth::quantity::thousandths(
                    random_->between(1, std::max<std::int64_t>(most, 1)));
            } else {
                request.disk = static_cast<berth::disk_source>(random_->between(1, 3));
                request.size = berth::quantity::thousandths(random_->between(1, 9) * 500);
            }
            if (request.persistence_id.empty() ||
                ids.insert(std::string{request.persistence_id.view()}).second) {
                out.volumes.push_back(request);
            }
        }
    }

    // Makes it one that the entry may well serve.
    void like(berth::volume_request& out, offered_entry const& entry, bool many) {
        auto const& disk = *entry.what->disk;
        std::int64_t const left = entry.left;
        if (entry.is_volume()) {
            out.persistence_id =
                berth::text<255>{random_->chance(1, 30) ? "pv9" : disk.persistence->id};
            out.shared = entry.what->shared != random_->chance(1, 20);
            out.disk = static_cast<berth::disk_source>(random_->below(5)); // of no account
        } else {
            out.disk = entry.disk_type() == berth::disk_source::raw ? berth::disk_source::block
                                                                    : entry.disk_type();
            if (random_->chance(1, 3)) {
                out.profile = berth::text<63>{
                    random_->chance(1, 5) ? "fast" : disk.source->profile.value_or("")};
            }
        }
        if (entry.is_whole()) {
            std::int64_t const off = random_->chance(1, 10) ? 1 : 0;
            out.size = berth::quantity::thousandths(random_->chance(1, 2)   ? 0
                                                    : random_->chance(1, 3) ? left + off
                                                                            : left / 2);
            return;
        }
        static constexpr std::array<std::int64_t, 4> parts{1, 2, 3, 4};
        std::int64_t const whole = many ? left / 8 : left * 4 / random_->pick(parts) / 3;
        out.size = berth::quantity::thousandths(std::max<std::int64_t>(whole, 1));
        if (!many && random_->chance(1, 4)) { // just what several entries of the disk have together
            out.size = berth::quantity::thousandths(std::max<std::int64_t>(left, 1) + 1000);
        }
    }

    splitmix* random_;
    std::vector<std::string> const* roles_;
};

} // namespace berth_test

#endif
