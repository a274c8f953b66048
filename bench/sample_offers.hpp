// SPDX-License-Identifier: Apache-2.0
// The offers that benchmarks read from protobuf, in three shapes, and what a node needs of them.
#ifndef BENCH_SAMPLE_OFFERS_HPP
#define BENCH_SAMPLE_OFFERS_HPP

#include <berth/model/requirement.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <protobuf/v1/mesos.pb.h>

namespace berth_bench {

/// `plain`: cpus, mem, disk and ports, unreserved. `reserved`: as much again with reservations for
/// the role r, and a persistent volume. `fragmented`: as plain, but with the ports in 100 pieces.
enum class shape { plain, reserved, fragmented };

inline constexpr std::array shapes{shape::plain, shape::reserved, shape::fragmented};

constexpr std::string_view name(shape s) {
    return s == shape::plain ? "plain" : s == shape::reserved ? "reserved" : "fragmented";
}

inline mesos::v1::Resource& add_entry(mesos::v1::Offer& to, char const* name, shape s,
                                      bool reserve) {
    auto& entry = *to.add_resources();
    entry.set_name(name);
    entry.mutable_allocation_info()->set_role("r");
    if (s == shape::reserved && reserve) {
        auto& level = *entry.add_reservations();
        level.set_type(mesos::v1::Resource::ReservationInfo::DYNAMIC);
        level.set_role("r");
        level.set_principal("framework");
    }
    return entry;
}

inline mesos::v1::Resource& add_scalar(mesos::v1::Offer& to, char const* name, double amount,
                                       shape s, bool reserve) {
    auto& entry = add_entry(to, name, s, reserve);
    entry.set_type(mesos::v1::Value::SCALAR);
    entry.mutable_scalar()->set_value(amount);
    return entry;
}

/// Ranges of `width` ports, every `step`th from `first` on.
inline void add_ports(mesos::v1::Offer& to, std::uint64_t first, int pieces, std::uint64_t width,
                      std::uint64_t step, shape s = shape::plain, bool reserve = false) {
    auto& entry = add_entry(to, "ports", s, reserve);
    entry.set_type(mesos::v1::Value::RANGES);
    for (int i = 0; i != pieces; ++i) {
        auto& range = *entry.mutable_ranges()->add_range();
        range.set_begin(first);
        range.set_end(first + width - 1);
        first += step;
    }
}

/// An offer of the agent of that number, without resources.
inline mesos::v1::Offer empty_offer(int number) {
    auto const text = std::to_string(number);
    mesos::v1::Offer out;
    out.mutable_id()->set_value("6d2ac1bb-6a5b-4a6e-b1f6-0a3f5c1d9e20-O" + text);
    out.mutable_framework_id()->set_value("6d2ac1bb-6a5b-4a6e-b1f6-0a3f5c1d9e20-0000");
    out.mutable_agent_id()->set_value("6d2ac1bb-6a5b-4a6e-b1f6-0a3f5c1d9e20-S" + text);
    out.set_hostname("node-" + text + ".rack-7.example.org");
    out.mutable_allocation_info()->set_role("r");
    return out;
}

inline mesos::v1::Offer make_offer(shape s, int number) {
    auto out = empty_offer(number);
    bool const fragmented = s == shape::fragmented;
    // Half a cpu is reserved, so that a node needs both halves.
    for (bool const reserve : {true, false}) {
        if (reserve && s != shape::reserved) {
            continue;
        }
        add_scalar(out, "cpus", reserve ? 0.5 : 8, s, reserve);
        add_scalar(out, "mem", 16384, s, reserve);
        add_scalar(out, "disk", 100000, s, reserve);
        add_ports(out, reserve ? 30000 : 31000, fragmented ? 100 : 1, fragmented ? 5 : 1000, 10, s,
                  reserve);
    }
    if (s == shape::reserved) {
        auto& volume = add_scalar(out, "disk", 20000, s, true);
        volume.mutable_disk()->mutable_persistence()->set_id("data");
        volume.mutable_disk()->mutable_volume()->set_container_path("data");
        volume.mutable_disk()->mutable_volume()->set_mode(mesos::v1::Volume::RW);
    }
    return out;
}

/// Offers of 64 agents, so that no benchmark reads the same memory again and again.
inline std::vector<mesos::v1::Offer> make_offers(shape s) {
    std::vector<mesos::v1::Offer> out;
    for (int i = 0; i != 64; ++i) {
        out.push_back(make_offer(s, i));
    }
    return out;
}

/// One cpu, 1 GB, 1 GB of disk and two ports.
inline berth::requirement small_node(shape s) {
    berth::requirement out;
    out.cpus = berth::quantity::whole(1);
    out.mem = berth::quantity::whole(1024);
    out.disk = berth::quantity::whole(1024);
    out.ports = {0, 0};
    if (s == shape::reserved) {
        out.roles = {berth::role_name{"r"}, berth::role_name{"*"}};
    }
    return out;
}

} // namespace berth_bench

#endif
