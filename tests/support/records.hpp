// SPDX-License-Identifier: Apache-2.0
// Records for tests of what keeps them.
#ifndef BERTH_TESTS_SUPPORT_RECORDS_HPP
#define BERTH_TESTS_SUPPORT_RECORDS_HPP

#include "splitmix.hpp"

#include <berth/flow/effect.hpp>
#include <berth/flow/stored_state.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth_test {

/// A node that runs, as most are.
[[nodiscard]] inline berth::node running_node(std::uint32_t id = 3, std::uint32_t launches = 2) {
    berth::node out;
    out.id = {id};
    out.launches = {launches};
    out.state = berth::node_state::running;
    out.last = {berth::task_state::running, berth::status_source::executor};
    out.task_id = "es." + std::to_string(id) + "." + std::to_string(launches);
    out.agent_id = "S1";
    out.hostname = "host-1";
    out.volumes = {"es-" + std::to_string(id) + "-data"};
    return out;
}

/// Up to seven bytes of any kind, often those that a text format must take care of.
[[nodiscard]] inline std::string any_bytes(splitmix& random) {
    std::string out;
    for (std::uint64_t left = random.below(8); left != 0; --left) {
        out += random.chance(1, 3) ? "\"\\ ,=-\n/x\0"[random.below(10)]
                                   : static_cast<char>(static_cast<unsigned char>(random()));
    }
    return out;
}

/// A record that makes sense, every member of it drawn.
[[nodiscard]] inline berth::stored_node any_record(splitmix& random) {
    berth::stored_node out{static_cast<std::size_t>(random.below(4)), {}};
    berth::node& n = out.record;
    n.id.value = static_cast<std::uint32_t>(random.chance(1, 2) ? random.below(9) : random());
    n.launches.value = static_cast<std::uint32_t>(random.between(1, 0xffff'ffff));
    n.state = static_cast<berth::node_state>(random.below(7));
    n.retiring = random.chance(1, 2);
    n.last.state = static_cast<berth::task_state>(random.below(14));
    n.last.source = static_cast<berth::status_source>(random.below(3));
    n.last.reason = static_cast<berth::status_reason>(random.below(35));
    if (random.chance(1, 3)) {
        n.last.source = berth::status_source::absent;
    }
    if (random.chance(1, 3)) {
        n.last.reason = berth::status_reason::absent;
    }
    n.task_id = any_bytes(random) + "t";
    n.agent_id = any_bytes(random) + "a";
    n.hostname = any_bytes(random);
    n.region = any_bytes(random);
    n.zone = any_bytes(random);
    for (std::uint64_t left = random.below(3); left != 0; --left) {
        n.attributes.push_back({any_bytes(random), any_bytes(random)});
    }
    for (std::uint64_t left = random.below(3); left != 0; --left) {
        n.ports.push_back(static_cast<std::uint32_t>(random.below(65536)));
    }
    for (std::uint64_t left = random.below(4); left != 0; --left) {
        n.volumes.push_back(any_bytes(random));
    }
    return out;
}

/// A store write of these records, which must outlive it.
[[nodiscard]] inline berth::effect::persist
persist_of(std::string_view framework_id, std::vector<berth::stored_node> const& records) {
    berth::effect::persist out{1, framework_id, {}};
    for (berth::stored_node const& one : records) {
        out.nodes.push_back({one.group, &one.record});
    }
    return out;
}

} // namespace berth_test

#endif
