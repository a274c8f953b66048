// SPDX-License-Identifier: Apache-2.0
#include "record_lines.hpp"

#include <berth/flow/node_store.hpp>
#include <berth/flow/record.hpp>

berth::result<record_lines::change> record_lines::encode(berth::effect::persist const& what) {
    berth::stored_state changed; // of several records of one node the last
    if (berth::outcome const done = put(changed, what); !done) {
        return done.error();
    }
    return encode(changed);
}

record_lines::change record_lines::encode(berth::stored_state const& all) {
    change out;
    out.framework = berth::encode_framework(all.framework_id) + "\n";
    for (berth::stored_node const& one : all.nodes) {
        out.records[{one.group, one.record.id.value}] =
            berth::encode_record(one.group, one.record) + "\n";
    }
    return out;
}

std::string record_lines::with(change const& next) const {
    std::string out = next.framework;
    auto it = next.records.begin();
    auto const end = next.records.end();
    for (auto const& [at, line] : records_) {
        for (; it != end && it->first < at; ++it) {
            out += it->second;
        }
        if (it != end && it->first == at) {
            out += it->second;
            ++it;
        } else {
            out += line;
        }
    }
    for (; it != end; ++it) {
        out += it->second;
    }
    return out;
}

void record_lines::keep(change next) {
    for (auto& [at, line] : next.records) {
        records_[at] = std::move(line);
    }
}
