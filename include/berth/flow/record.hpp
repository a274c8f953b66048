// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_RECORD_HPP
#define BERTH_FLOW_RECORD_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/flow/record_reader.hpp>
#include <berth/flow/sealed_line.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/model/evidence.hpp>
#include <berth/model/node.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

/// The forms that this version of berth writes, and the only ones that it reads.
inline constexpr line_format node_line{"node", "record"};
inline constexpr line_format framework_line{"framework", "framework"};

namespace detail {

inline void append_number(std::string& out, std::string_view key, std::uint64_t number) {
    text<20> digits{};
    digits.append_decimal(number);
    out += key;
    out += digits.view();
}

// Printable ASCII as it is, but for `"` and `\`, which follow a `\`; other bytes as `\x0a`.
inline void append_quoted(std::string& out, std::string_view key, std::string_view value) {
    out += key;
    out += '"';
    for (char const c : value) {
        auto const byte = static_cast<unsigned char>(c);
        if (!printable(c)) {
            out += "\\x";
            out += hexadecimal_digits[byte >> 4U];
            out += hexadecimal_digits[byte & 15U];
            continue;
        }
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    out += '"';
}

inline void append_word(std::string& out, std::string_view before, std::string_view word) {
    out += before;
    out += word.empty() ? "-" : word;
}

} // namespace detail

/// Writes a record as one line of printable ASCII, without a newline:
///
///     node 1 <checksum> group=0 id=3 generation=2 state=running retiring=false
///     evidence=TASK_RUNNING/SOURCE_EXECUTOR/- task="es.3.2" agent="S1" host="h" region=""
///     zone="" attributes="rack":"r1" ports=31000,31001 volumes="es-3-config","es-3-data"
///
/// `-` stands for an absent source or reason, and for an empty list; without ports there is no
/// `ports=`. Any bytes of a string survive.
/// \pre the record's enumerators have names. \complexity O(size)
[[nodiscard]] inline std::string encode_record(std::size_t group, node const& record) {
    std::string out;
    detail::append_number(out, "group=", group);
    detail::append_number(out, " id=", record.id.value);
    detail::append_number(out, " generation=", record.launches.value);
    detail::append_word(out, " state=", name(record.state));
    detail::append_word(out, " retiring=", record.retiring ? "true" : "false");
    detail::append_word(out, " evidence=", name(record.last.state));
    detail::append_word(out, "/", name(record.last.source));
    detail::append_word(out, "/", name(record.last.reason));
    detail::append_quoted(out, " task=", record.task_id);
    detail::append_quoted(out, " agent=", record.agent_id);
    detail::append_quoted(out, " host=", record.hostname);
    detail::append_quoted(out, " region=", record.region);
    detail::append_quoted(out, " zone=", record.zone);
    if (record.attributes.empty()) {
        out += " attributes=-";
    }
    std::string_view start{" attributes="};
    for (node_attribute const& said : record.attributes) {
        detail::append_quoted(out, start, said.name);
        detail::append_quoted(out, ":", said.value);
        start = ",";
    }
    std::string_view first{" ports="};
    for (std::uint32_t const port : record.ports) {
        detail::append_number(out, first, port);
        first = ",";
    }
    if (record.volumes.empty()) {
        out += " volumes=-";
    }
    std::string_view before{" volumes="};
    for (std::string const& volume : record.volumes) {
        detail::append_quoted(out, before, volume);
        before = ",";
    }
    return seal(node_line, out);
}

/// Reads a line that `encode_record` wrote. Canonical: a line that is taken is the one that
/// `encode_record` writes for the answer. Total: any bytes are taken or refused.
///
/// Errors name the field. `record` is `empty`, or `damaged` if it is no record at all;
/// `record.version` is `unsupported` if a newer program wrote it; `record.checksum` is `damaged`.
/// A line that vouches for itself and still is wrong: `wrong_type` for a field that is not of the
/// form, `unknown` for a name, and what `validate_record` says.
[[nodiscard]] inline result<stored_node> decode_record(std::string_view line) {
    auto const body = unseal(node_line, line);
    if (!body) {
        return body.error();
    }
    detail::record_reader from{*body, node_line.field};
    stored_node out;
    node& record = out.record;
    out.group = from.at("group").number();
    record.id.value = from.at("id").number();
    record.launches.value = from.at("generation").number();
    record.state = from.at("state").named(node_state_named);
    record.retiring = from.at("retiring").flag();
    record.last.state = from.at("evidence").named(task_state_named);
    record.last.source = from.then("/").named_or(status_source::absent, status_source_named);
    record.last.reason = from.then("/").named_or(status_reason::absent, status_reason_named);
    record.task_id = from.at("task").quoted();
    record.agent_id = from.at("agent").quoted();
    record.hostname = from.at("host").quoted();
    record.region = from.at("region").quoted();
    record.zone = from.at("zone").quoted();
    from.at("attributes").list([&] {
        node_attribute& said = record.attributes.emplace_back();
        said.name = from.quoted();
        said.value = from.then(":").quoted();
    });
    if (from.has("ports")) {
        from.at("ports").some([&] { record.ports.push_back(from.number()); });
    }
    from.at("volumes").list([&] { record.volumes.push_back(from.quoted()); });
    if (auto const done = from.end(); !done) {
        return done.error();
    }
    if (auto const sound = validate_record(out.group, record); !sound) {
        return sound.error();
    }
    return out;
}

/// Writes the framework id as one line: `framework 1 <checksum> id="..."`.
[[nodiscard]] inline std::string encode_framework(std::string_view framework_id) {
    std::string out;
    detail::append_quoted(out, "id=", framework_id);
    return seal(framework_line, out);
}

/// Reads a line that `encode_framework` wrote, as strictly as `decode_record` does. Errors are on
/// `framework`, `framework.version`, `framework.checksum` and `framework.id`.
[[nodiscard]] inline result<std::string> decode_framework(std::string_view line) {
    auto const body = unseal(framework_line, line);
    if (!body) {
        return body.error();
    }
    detail::record_reader from{*body, framework_line.field};
    std::string out = from.at("id").quoted();
    if (auto const done = from.end(); !done) {
        return done.error();
    }
    return out;
}

} // namespace berth

#endif
