// SPDX-License-Identifier: Apache-2.0
// What must hold of the lines that a store keeps, for any bytes.
#ifndef BERTH_TESTS_FUZZ_RECORD_FUZZ_HPP
#define BERTH_TESTS_FUZZ_RECORD_FUZZ_HPP

#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include <berth/flow/record.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth_fuzz {

/// Whether a line is read at all, as a record or as a framework.
inline bool is_read(std::string_view line) {
    return berth::decode_record(line).has_value() || berth::decode_framework(line).has_value();
}

/// Judges the reading of a line. It is `taken` if it is read.
inline verdict judge_line(std::string_view line) {
    verdict out{{}, is_read(line)};
    auto const record = berth::decode_record(line);
    if (!record && (record.error().field.empty() || record.error().message().empty())) {
        return {"a refusal without a field", out.taken};
    }
    if (record && berth::encode_record(record->group, record->record) != line) {
        return {"a record that is read is written in another way", true};
    }
    if (record && !berth::validate_record(record->group, record->record)) {
        return {"a record is read that makes no sense", true};
    }
    auto const framework = berth::decode_framework(line);
    if (framework && (record || berth::encode_framework(*framework) != line)) {
        return {"a framework that is read is written in another way", true};
    }
    return out;
}

/// A record of the bytes, whatever they are; only some make sense.
inline berth::stored_node record_of(input& from) {
    berth::stored_node out{from.one_of(4), {}};
    berth::node& n = out.record;
    n.id.value = from.read<std::uint32_t>();
    n.launches.value = from.read<std::uint32_t>();
    n.state = static_cast<berth::node_state>(from.one_of(7));
    n.retiring = from.one_of(2) == 1;
    n.last.state = static_cast<berth::task_state>(from.one_of(14));
    auto const source = from.one_of(4);
    n.last.source =
        source == 3 ? berth::status_source::absent : static_cast<berth::status_source>(source);
    auto const reason = from.one_of(36);
    n.last.reason =
        reason == 35 ? berth::status_reason::absent : static_cast<berth::status_reason>(reason);
    for (std::string* const member : {&n.task_id, &n.agent_id, &n.hostname, &n.region, &n.zone}) {
        *member = from.take(from.one_of(16));
    }
    for (auto left = from.one_of(3); left != 0; --left) {
        std::string const name{from.take(from.one_of(16))};
        n.attributes.push_back({name, std::string{from.take(from.one_of(16))}});
    }
    for (auto left = from.one_of(3); left != 0; --left) {
        n.ports.push_back(from.read<std::uint16_t>());
    }
    for (auto left = from.one_of(3); left != 0; --left) {
        n.volumes.emplace_back(from.take(from.one_of(16)));
    }
    return out;
}

/// Whether `line`, which is read, still is when it is damaged as the bytes say.
inline bool survives_damage(std::string line, std::size_t at, std::uint8_t mask) {
    at %= line.size();
    if (mask == 0) {
        line.resize(at);
    } else {
        line[at] = static_cast<char>(static_cast<unsigned char>(line[at]) ^ mask);
    }
    return is_read(line);
}

/// Where and how to damage what is read; then a line, or what stands in one behind its checksum, or
/// the members of a record.
inline verdict judge_record(std::string_view bytes) {
    input from{bytes};
    std::size_t const at = from.read<std::uint16_t>();
    auto const mask = from.read<std::uint8_t>();
    auto const text = from.rest();
    verdict out;
    for (std::string const& line :
         {std::string{text}, seal(berth::node_line, text), seal(berth::framework_line, text)}) {
        auto said = judge_line(line);
        if (said.wrong.empty() && said.taken && survives_damage(line, at, mask)) {
            said.wrong = "a damaged line is read";
        }
        if (!said.wrong.empty()) {
            return said;
        }
        out.taken = out.taken || said.taken;
    }
    input members{text};
    auto const record = record_of(members);
    auto const back = berth::decode_record(berth::encode_record(record.group, record.record));
    bool const sound = berth::validate_record(record.group, record.record).has_value();
    if (back.has_value() != sound || (sound && *back != record)) {
        out.wrong = "a record does not survive";
    }
    std::string const id{text};
    auto const framework = berth::decode_framework(berth::encode_framework(id));
    if (!framework || *framework != id) {
        out.wrong = "a framework id does not survive";
    }
    return out;
}

} // namespace berth_fuzz

#endif
