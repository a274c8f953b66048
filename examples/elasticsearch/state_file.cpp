// SPDX-License-Identifier: Apache-2.0
#include "state_file.hpp"

#include "../input.hpp"
#include "call.hpp"

#include <berth/mesos/json_value.hpp>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace {

using berth::errc;
using berth::make_error;
using berth::outcome;
namespace fields = berth::json_fields;

constexpr std::string_view magic = "berth-state ";
constexpr unsigned version = 1;

std::uint64_t checksum(std::string_view text) {
    std::uint64_t sum = 0xcbf29ce484222325;
    for (char const c : text) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return sum;
}

std::string hexadecimal(std::uint64_t number) {
    std::array<char, 17> out{};
    std::snprintf(out.data(), out.size(), "%016llx", static_cast<unsigned long long>(number));
    return out.data();
}

berth::error damaged(std::string_view path, std::string_view why) {
    return make_error(errc::wrong_type, path, why);
}

// The document below the header, if the header vouches for it.
berth::result<std::string_view> body_of(std::string_view path, std::string_view content) {
    if (content.empty()) {
        return make_error(errc::empty, path, "a record is never empty; it is left as it is");
    }
    auto const line = content.find('\n');
    std::string_view header = content.substr(0, line);
    if (line == std::string_view::npos || !header.starts_with(magic)) {
        return damaged(path, "it is not a record of this program");
    }
    header.remove_prefix(magic.size());
    unsigned found = 0;
    auto const [stop, error] = std::from_chars(header.data(), header.data() + header.size(), found);
    if (error != std::errc{} || stop == header.data() + header.size() || *stop != ' ') {
        return damaged(path, "its header is damaged");
    }
    if (found > version) {
        return make_error(errc::unsupported, path, "it was written by a newer program");
    }
    std::string_view const body = content.substr(line + 1);
    if (found != version ||
        std::string_view{stop + 1, header.data() + header.size()} != hexadecimal(checksum(body))) {
        return damaged(path, "it is damaged: its checksum does not match");
    }
    return body;
}

outcome read_number(json const& object, char const* key, std::uint32_t& out) {
    std::uint64_t wide = 0;
    if (outcome const done = fields::read_required(object, key, wide); !done) {
        return done;
    }
    if (wide > 0xffff'ffff) {
        return make_error(errc::out_of_range, key);
    }
    out = static_cast<std::uint32_t>(wide);
    return berth::ok;
}

outcome read_text(json const& object, char const* key, std::string& out) {
    std::string_view text;
    outcome const done = fields::read_required(object, key, text);
    out = text;
    return done;
}

outcome read_evidence(json const& from, berth::evidence& out) {
    std::string_view state;
    std::string_view source;
    std::string_view reason;
    for (auto const& [key, text] :
         {std::pair{"state", &state}, std::pair{"source", &source}, std::pair{"reason", &reason}}) {
        if (outcome const done = fields::read_required(from, key, *text); !done) {
            return done;
        }
    }
    auto const known = berth::task_state_named(state);
    if (!known) {
        return make_error(errc::unknown, "state", state);
    }
    out = {*known, berth::status_source_named(source).value_or(berth::status_source::absent),
           berth::status_reason_named(reason).value_or(berth::status_reason::absent)};
    return berth::ok;
}

outcome read_node(json const& from, berth::node& out) {
    if (outcome const done = read_number(from, "id", out.id.value); !done) {
        return done;
    }
    if (outcome const done = read_number(from, "generation", out.launches.value); !done) {
        return done;
    }
    for (auto const& [key, text] :
         {std::pair{"task_id", &out.task_id}, std::pair{"agent_id", &out.agent_id},
          std::pair{"hostname", &out.hostname}, std::pair{"region", &out.region},
          std::pair{"zone", &out.zone}}) {
        if (outcome const done = read_text(from, key, *text); !done) {
            return done;
        }
    }
    std::string state;
    if (outcome const done = read_text(from, "state", state); !done) {
        return done;
    }
    auto const known = berth::node_state_named(state);
    if (!known) {
        return make_error(errc::unknown, "state", state);
    }
    out.state = *known;
    if (outcome const done = fields::with_required(
            from, "evidence", [&](json const& e) { return read_evidence(e, out.last); });
        !done) {
        return done;
    }
    return fields::with_each(from, "volumes", [&](json const& name) {
        std::string_view text;
        outcome const done = fields::read(name, text);
        out.volumes.emplace_back(text);
        return done;
    });
}

outcome read_record(json const& document, kept_record& out) {
    if (outcome const done = read_text(document, "framework_id", out.framework_id); !done) {
        return done;
    }
    return fields::with_each(document, "nodes", [&](json const& record) {
        return read_node(record, out.nodes.emplace_back());
    });
}

std::string folder_of(std::string const& path) {
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

} // namespace

berth::result<kept_record> state_file::load() {
    kept_record out;
    if (path_.empty()) {
        return out;
    }
    if (access(path_.c_str(), F_OK) != 0 && errno == ENOENT) {
        return out;
    }
    std::ifstream file{path_, std::ios::binary};
    std::string content;
    if (!read_all(file, content)) {
        return make_error(errc::wrong_type, path_, "it cannot be read");
    }
    auto const body = body_of(path_, content);
    if (!body) {
        return body.error();
    }
    auto const document = parse_json(*body);
    if (!document) {
        return damaged(path_, "it " + document.error());
    }
    if (outcome const done = read_record(*document, out); !done) {
        return fields::within(path_ + ":", done.error());
    }
    framework_id_ = out.framework_id;
    for (json const& record : (*document)["nodes"]) {
        nodes_[record["id"].get<std::uint32_t>()] = record;
    }
    return out;
}

outcome state_file::apply(berth::effect::persist const& what) {
    auto next = nodes_;
    for (berth::effect::changed_node const& changed : what.nodes) {
        next[changed.record->id.value] = write_node(*changed.record);
    }
    json document = {{"framework_id", what.framework_id}, {"nodes", json::array()}};
    for (auto const& [id, record] : next) {
        document["nodes"].push_back(record);
    }
    std::string const body = document.dump() + "\n";
    std::string const header =
        std::string{magic} + std::to_string(version) + " " + hexadecimal(checksum(body)) + "\n";
    if (outcome const done = write(header + body); !done) {
        return done;
    }
    nodes_ = std::move(next);
    framework_id_ = what.framework_id;
    return berth::ok;
}

outcome state_file::write(std::string const& content) const {
    if (path_.empty()) {
        return berth::ok;
    }
    auto const failed = [&](char const* doing) {
        return make_error(errc::unsupported, path_,
                          std::string{"cannot "} + doing + ": " + std::strerror(errno));
    };
    std::string const beside = path_ + ".new";
    int const file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return failed("open a file beside it");
    }
    std::string_view left = content;
    while (!left.empty()) {
        ssize_t const done = ::write(file, left.data(), left.size());
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            auto const error = failed("write");
            close(file);
            return error;
        }
        left.remove_prefix(static_cast<std::size_t>(done));
    }
    bool const flushed = fsync(file) == 0;
    if (close(file) != 0 || !flushed) {
        return failed("flush");
    }
    if (std::rename(beside.c_str(), path_.c_str()) != 0) {
        return failed("rename");
    }
    int const folder = open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || fsync(folder) != 0) {
        return failed("flush its folder");
    }
    close(folder);
    return berth::ok;
}
