// SPDX-License-Identifier: Apache-2.0
#include "state_file.hpp"

#include "state_header.hpp"

#include <berth/flow/record.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using berth::errc;
using berth::make_error;
using berth::outcome;
using berth::result;
using berth::stored_state;

constexpr std::size_t longest_header = 128; // three numbers of 64 bits, and to spare

berth::error refused_by_system(std::string_view part, std::string_view doing) {
    int const why = errno;
    return make_error(errc::unavailable, part, std::string{doing} + ": " + std::strerror(why));
}

outcome parse_line(std::string_view line, std::size_t number, stored_state& out) {
    if (number == 1) {
        auto framework = berth::decode_framework(line);
        out.framework_id = framework.value_or({});
        return framework ? outcome{berth::ok} : outcome{framework.error()};
    }
    auto one = berth::decode_record(line);
    if (!one) {
        return one.error();
    }
    if (!out.nodes.empty()) {
        berth::stored_node const& last = out.nodes.back();
        bool const same = last.group == one->group && last.record.id == one->record.id;
        if (same || last.group > one->group ||
            (last.group == one->group && last.record.id > one->record.id)) {
            return make_error(same ? errc::duplicate : errc::misplaced, "record.id");
        }
    }
    out.nodes.push_back(*std::move(one));
    return berth::ok;
}

result<stored_state> parse_body(std::string_view body, std::uint64_t lines) {
    stored_state out;
    std::size_t number = 0;
    while (!body.empty()) {
        auto const end = std::min(body.find('\n'), body.size());
        ++number;
        if (outcome const done = parse_line(body.substr(0, end), number, out); !done) {
            berth::error const& wrong = done.error();
            return make_error(wrong.code,
                              "line " + std::to_string(number + 1) + ": " +
                                  std::string{wrong.field.view()},
                              wrong.detail);
        }
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    if (number == 0 || number != lines) {
        return make_error(errc::damaged, "file", "its header counts other lines");
    }
    return out;
}

outcome read_some(int from, std::size_t most, std::string& out) {
    std::array<char, 4096> block{};
    while (out.size() < most) {
        ssize_t const got = ::read(from, block.data(), std::min(block.size(), most - out.size()));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return refused_by_system("file", "cannot read");
        }
        if (got == 0) {
            break;
        }
        out.append(block.data(), static_cast<std::size_t>(got));
    }
    return berth::ok;
}

outcome write_all(int to, std::string_view left) {
    while (!left.empty()) {
        ssize_t const done = ::write(to, left.data(), left.size());
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return refused_by_system("file", "cannot write");
        }
        left.remove_prefix(static_cast<std::size_t>(done));
    }
    return berth::ok;
}

std::string folder_of(std::string const& path) {
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// Not the one that a link in its place points to, and without waiting for the other end of a pipe.
descriptor open_file(std::string const& path, int how) {
    return descriptor{::open(path.c_str(), how | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600)};
}

} // namespace

result<stored_state> state_file::load() {
    if (path_.empty()) {
        loaded_ = true;
        return kept_;
    }
    loaded_ = false;
    for (auto const step : {&state_file::find_place, &state_file::lock}) {
        if (outcome const done = (this->*step)(); !done) {
            return done.error();
        }
    }
    auto found = read();
    if (found) {
        lines_ = {};
        lines_.keep(record_lines::encode(*found));
        loaded_ = true;
    }
    return found;
}

outcome state_file::apply(berth::effect::persist const& what) {
    if (!loaded_) {
        return make_error(errc::misplaced, "file", "it is not written before it was read");
    }
    if (path_.empty()) {
        return put(kept_, what);
    }
    auto next = record_lines::encode(what);
    if (!next) {
        return next.error();
    }
    if (outcome const done = write(lines_.with(*next)); !done) {
        return done;
    }
    lines_.keep(*std::move(next));
    return berth::ok;
}

outcome state_file::find_place() {
    if (!place_.empty()) {
        return berth::ok;
    }
    if (char* const real = ::realpath(path_.c_str(), nullptr)) {
        place_ = real;
        std::free(real); // NOLINT(cppcoreguidelines-no-malloc)
        return berth::ok;
    }
    struct stat link {};
    if (errno != ENOENT || ::lstat(path_.c_str(), &link) == 0) {
        return refused_by_system("file", "cannot be found");
    }
    place_ = path_;
    return berth::ok;
}

outcome state_file::lock() {
    if (lock_) {
        return berth::ok;
    }
    descriptor file = open_file(place_ + ".lock", O_RDWR | O_CREAT);
    if (!file) {
        return refused_by_system("lock", "cannot open");
    }
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK
                   ? outcome{make_error(errc::in_use, "file", "another scheduler uses it")}
                   : outcome{refused_by_system("lock", "cannot lock")};
    }
    lock_ = std::move(file);
    return berth::ok;
}

result<stored_state> state_file::read() {
    header_.clear();
    revision_ = 0;
    descriptor const file = open_file(place_, O_RDONLY);
    if (!file && errno == ENOENT) {
        return stored_state{};
    }
    struct stat about {};
    if (!file || ::fstat(file.number(), &about) != 0) {
        return refused_by_system("file", "cannot open");
    }
    if (!S_ISREG(about.st_mode)) {
        return make_error(errc::wrong_type, "file", "it is not a plain file");
    }
    std::string content;
    if (outcome const done = read_some(file.number(), content.max_size(), content); !done) {
        return done.error();
    }
    if (content.empty()) {
        return make_error(errc::empty, "file", "a record never is; it is left as it is");
    }
    auto const end = content.find('\n');
    if (end == std::string::npos) {
        return make_error(errc::damaged, "file", "its header does not end");
    }
    std::string_view const body = std::string_view{content}.substr(end + 1);
    auto const header = parse_state_header(std::string_view{content}.substr(0, end), body, "file");
    if (!header) {
        return header.error();
    }
    auto out = parse_body(body, header->lines);
    if (out) {
        header_ = content.substr(0, end);
        revision_ = header->revision;
    }
    return out;
}

outcome state_file::check_unchanged() const {
    std::string start;
    if (descriptor const file = open_file(place_, O_RDONLY)) {
        if (outcome const done = read_some(file.number(), longest_header, start); !done) {
            return done;
        }
        start.resize(std::min(start.find('\n'), start.size()));
        if (start != header_ || start.empty()) {
            return make_error(errc::in_use, "file",
                              "another program wrote it, it is left as it is");
        }
    } else if (errno != ENOENT) {
        return refused_by_system("file", "cannot open");
    } else if (!header_.empty()) {
        return make_error(errc::in_use, "file", "another program removed it");
    }
    return berth::ok;
}

outcome state_file::write(std::string const& body) {
    if (outcome const done = check_unchanged(); !done) {
        return done;
    }
    auto const lines = std::count(body.begin(), body.end(), '\n');
    std::string const header =
        state_header{revision_ + 1, static_cast<std::uint64_t>(lines)}.text(body);
    descriptor const folder{::open(folder_of(place_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder) {
        return refused_by_system("file", "cannot open its folder");
    }
    std::string const beside = place_ + ".new";
    descriptor file = open_file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) {
        return refused_by_system("file", "cannot open a file beside it");
    }
    outcome done = write_all(file.number(), header + "\n");
    if (done) {
        done = write_all(file.number(), body);
    }
    if (done && (::fsync(file.number()) != 0 || !file.close())) {
        done = refused_by_system("file", "cannot flush");
    }
    if (done) {
        done = check_unchanged();
    }
    if (done && std::rename(beside.c_str(), place_.c_str()) != 0) {
        done = refused_by_system("file", "cannot rename");
    }
    if (!done) {
        ::unlink(beside.c_str());
        return done;
    }
    // From here on it is there, if maybe not for good: the next write goes on top of it.
    header_ = header;
    ++revision_;
    if (::fsync(folder.number()) != 0) {
        return refused_by_system("file", "cannot flush its folder");
    }
    return berth::ok;
}
