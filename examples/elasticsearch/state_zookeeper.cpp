// SPDX-License-Identifier: Apache-2.0
#include "state_zookeeper.hpp"

#include "state_header.hpp"
#include "steady_clock.hpp"

#include <berth/flow/record.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>
#include <vector>

#include <unistd.h>

namespace {

using berth::errc;
using berth::make_error;
using berth::outcome;
using berth::result;
using berth::stored_state;

constexpr std::string_view prefix = "node-";
// A transaction is one packet; servers take 0xfffff bytes (`jute.maxbuffer`).
constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t bytes_of_operation = 100; // beside its path and its text, and to spare
constexpr double moment = 0.1;                  // seconds
constexpr double short_wait = 2.0;              // seconds, for a connection before a write
constexpr double lock_waits = 1.5;              // timeouts until a lock is another scheduler's
constexpr double lock_more = 1.0;               // seconds, for a server that is slow to notice
constexpr double connect_waits = 2.0;           // timeouts
constexpr double connect_least = 3.0;           // seconds
constexpr double settle_waits = 6.0;            // timeouts

std::string name_of(std::size_t group, berth::node_id id) {
    return std::string{prefix} + std::to_string(group) + "-" + std::to_string(id.value);
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number out{};
    auto const [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    bool const whole = error == std::errc{} && stop == text.data() + text.size();
    return whole && std::to_string(out) == text ? std::optional{out} : std::nullopt;
}

// Group and id of a name that `name_of` gave.
std::optional<std::pair<std::size_t, std::uint32_t>> key_of(std::string_view name) {
    if (!name.starts_with(prefix)) {
        return std::nullopt;
    }
    name.remove_prefix(prefix.size());
    auto const dash = std::min(name.find('-'), name.size());
    auto const group = number_of<std::size_t>(name.substr(0, dash));
    auto const id = number_of<std::uint32_t>(name.substr(std::min(dash + 1, name.size())));
    return group && id ? std::optional{std::pair{*group, *id}} : std::nullopt;
}

// Who has the lock, for a person.
std::string own_name() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return std::string{host.data()} + " process " + std::to_string(::getpid());
}

std::string readable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text.substr(0, 80);
}

// SIGTERM or SIGINT, where somebody waits for them and has not looked yet (`stop_signal`).
bool told_to_end() noexcept {
    sigset_t waiting{};
    ::sigemptyset(&waiting);
    ::sigpending(&waiting);
    return ::sigismember(&waiting, SIGTERM) == 1 || ::sigismember(&waiting, SIGINT) == 1;
}

std::string without_newline(std::string const& line) { return line.substr(0, line.size() - 1); }

void wait_a_moment() { std::this_thread::sleep_for(std::chrono::duration<double>{moment}); }

} // namespace

/// The operations of one transaction; they point to its strings.
struct state_zookeeper::batch {
    struct change {
        std::string name{};
        std::string path{};
        std::string text{};
        std::int32_t version = -1; // of what it changes; -1 creates
    };

    std::vector<change> all{}; // the lock first, which is looked at and not changed
    std::size_t bytes = bytes_of_operation;

    void add(change one) {
        bytes += bytes_of_operation + one.path.size() + one.text.size();
        all.push_back(std::move(one));
    }

    /// \returns the code, and through `wrong` the name of the node that it is about
    int commit(zhandle_t* handle, ACL_vector const* acl, std::string& wrong) const {
        std::vector<zoo_op_t> operations(all.size());
        std::vector<zoo_op_result_t> results(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            change const& one = all[i];
            auto const size = static_cast<int>(one.text.size());
            if (i == 0) {
                ::zoo_check_op_init(&operations[i], one.path.c_str(), one.version);
            } else if (one.version < 0) {
                ::zoo_create_op_init(&operations[i], one.path.c_str(), one.text.data(), size, acl,
                                     0, nullptr, 0);
            } else {
                ::zoo_set_op_init(&operations[i], one.path.c_str(), one.text.data(), size,
                                  one.version, nullptr);
            }
        }
        int const code =
            ::zoo_multi(handle, static_cast<int>(all.size()), operations.data(), results.data());
        for (std::size_t i = all.size(); code != ZOK && i-- != 0;) {
            if (results[i].err == code) {
                wrong = all[i].name;
            }
        }
        return code;
    }
};

berth::error state_zookeeper::failed(int code, std::string_view node, std::string_view doing) {
    cut_off_ = was_cut_off(code);
    return make_error(errc::unavailable, node, std::string{doing} + ": " + ::zerror(code));
}

void state_zookeeper::watch(zhandle_t* /*from*/, int /*type*/, int /*state*/, char const* /*path*/,
                            void* self) {
    auto& store = *static_cast<state_zookeeper*>(self);
    std::lock_guard const here{store.mutex_};
    store.changed_.notify_all();
}

result<stored_state> state_zookeeper::load() {
    loaded_ = false;
    double const end = steady_seconds() + settle_waits * timeout_;
    cut_off_ = true;
    result<stored_state> found = stored_state{};
    while (std::exchange(cut_off_, false)) {
        if (outcome const done = connect(); done) {
            found = read();
        } else {
            found = done.error();
        }
        cut_off_ = cut_off_ && steady_seconds() < end && !told_to_end();
    }
    if (found) {
        lines_ = {};
        lines_.keep(record_lines::encode(*found));
        loaded_ = true;
    }
    return found;
}

outcome state_zookeeper::apply(berth::effect::persist const& what) {
    if (!loaded_) {
        return make_error(errc::misplaced, "header", "it is not written before it was read");
    }
    auto next = record_lines::encode(what);
    if (!next) {
        return next.error();
    }
    outcome const done = write(*next);
    if (done) {
        lines_.keep(*std::move(next));
    } else if (done.error().code == errc::unknown) {
        loaded_ = false;
    }
    return done;
}

bool state_zookeeper::wait_connected(double seconds) {
    double const end = steady_seconds() + seconds;
    std::unique_lock here{mutex_};
    while (!handle_.connected()) {
        double const left = end - steady_seconds();
        if (left <= 0.0 || handle_.over() || told_to_end()) {
            return false;
        }
        changed_.wait_for(here, std::chrono::duration<double>{std::min(left, moment)});
    }
    return true;
}

// A session, and the lock with it.
outcome state_zookeeper::connect() {
    if (handle_.over()) {
        std::string const why = handle_.open(where_, timeout_, &state_zookeeper::watch, this);
        if (!why.empty()) {
            return make_error(errc::unavailable, "ZooKeeper", why);
        }
    }
    if (!wait_connected(std::max(connect_waits * timeout_, connect_least))) {
        return make_error(errc::unavailable, "ZooKeeper", "no server of it is reached");
    }
    return lock();
}

// Creates the lock; it is ours if the session is, though the answer to an earlier attempt was lost.
outcome state_zookeeper::lock() {
    double const patience = lock_waits * ::zoo_recv_timeout(handle_.get()) / 1000.0 + lock_more;
    double const end = steady_seconds() + patience;
    std::string const path = path_of("lock");
    std::string const name = own_name();
    std::string told{};
    while (true) {
        int code = ::zoo_create(handle_.get(), path.c_str(), name.data(),
                                static_cast<int>(name.size()), acl(), ZOO_EPHEMERAL, nullptr, 0);
        content there;
        if (code == ZOK || code == ZNODEEXISTS) {
            code = get("lock", there);
            if (code == ZOK && there.owner == ::zoo_client_id(handle_.get())->client_id) {
                lock_version_ = there.version;
                return berth::ok;
            }
        } else if (code == ZNONODE) {
            if (outcome const done = create_root(); !done) {
                return done;
            }
            continue;
        }
        bool const taken = code == ZOK;
        if (!taken && code != ZNONODE && !was_cut_off(code)) {
            return failed(code, "lock", "cannot create");
        }
        if (steady_seconds() >= end || handle_.over() || told_to_end()) {
            return taken ? make_error(errc::in_use, "lock",
                                      "another scheduler uses it: " + readable(there.text))
                         : failed(code, "lock", "cannot create");
        }
        if (taken && told != there.text && tell_) {
            told = there.text;
            tell_("waits for the lock of " + readable(told));
        }
        wait_a_moment();
    }
}

// The path itself and those above it.
outcome state_zookeeper::create_root() {
    for (std::size_t end = 0; end != std::string::npos;) {
        end = where_.path.find('/', end + 1);
        std::string const path = where_.path.substr(0, end);
        int code = ::zoo_exists(handle_.get(), path.c_str(), 0, nullptr);
        if (code == ZNONODE) {
            code = ::zoo_create(handle_.get(), path.c_str(), "", 0, acl(), 0, nullptr, 0);
        }
        if (code != ZOK && code != ZNODEEXISTS) {
            return failed(code, path, "cannot create");
        }
    }
    return berth::ok;
}

int state_zookeeper::get(std::string const& name, content& out) const {
    std::string const path = path_of(name);
    Stat about{};
    out.text.resize(4096);
    while (true) {
        auto size = static_cast<int>(out.text.size());
        int const code = ::zoo_get(handle_.get(), path.c_str(), 0, out.text.data(), &size, &about);
        if (code != ZOK) {
            out = {};
            return code;
        }
        auto const whole = static_cast<std::size_t>(std::max(about.dataLength, 0));
        if (whole > out.text.size()) {
            out.text.resize(whole);
            continue;
        }
        out.text.resize(static_cast<std::size_t>(std::max(size, 0)));
        out.version = about.version;
        out.owner = about.ephemeralOwner;
        return code;
    }
}

result<stored_state> state_zookeeper::read() {
    header_ = {};
    revision_ = 0;
    versions_.clear();
    String_vector names{};
    if (int const code = ::zoo_get_children(handle_.get(), where_.path.c_str(), 0, &names);
        code != ZOK) {
        return failed(code, where_.path, "cannot read");
    }
    std::vector<std::string> const below(names.data, names.data + names.count);
    ::deallocate_String_vector(&names);
    // A newer program may have other nodes beside its header.
    if (std::find(below.begin(), below.end(), "header") != below.end()) {
        if (outcome const done = read_header(); !done) {
            return done.error();
        }
    }
    for (std::string const& name : below) {
        if (auto const key = key_of(name)) {
            versions_[*key] = -1;
        } else if (name != "lock" && name != "header") {
            return make_error(errc::unknown, name);
        }
    }
    if (header_.text.empty()) {
        return versions_.empty() ? result<stored_state>{stored_state{}}
                                 : make_error(errc::missing, "header", "there are records");
    }
    return read_records();
}

// Only as far as it can be told without the records.
outcome state_zookeeper::read_header() {
    if (int const code = get("header", header_); code != ZOK) {
        return failed(code, "header", "cannot read");
    }
    auto const end = header_.text.find('\n');
    auto const parsed = parse_state_header(header_.text.substr(0, end), {}, "record");
    if (!parsed && parsed.error().field.view() == "header") {
        return parsed.error();
    }
    return end == std::string::npos ? outcome{make_error(errc::damaged, "header")} : berth::ok;
}

result<stored_state> state_zookeeper::read_records() {
    auto const end = header_.text.find('\n');
    std::string_view const framework = std::string_view{header_.text}.substr(end + 1);
    auto framework_id = berth::decode_framework(framework);
    if (!framework_id) {
        berth::error const& wrong = framework_id.error();
        return make_error(wrong.code, "header: " + std::string{wrong.field.view()}, wrong.detail);
    }
    stored_state out;
    out.framework_id = *std::move(framework_id);
    std::string body = std::string{framework} + "\n";
    for (auto& [key, version] : versions_) {
        std::string const name = name_of(key.first, berth::node_id{key.second});
        content line;
        if (int const code = get(name, line); code != ZOK) {
            return failed(code, name, "cannot read");
        }
        auto record = berth::decode_record(line.text);
        if (!record) {
            berth::error const& wrong = record.error();
            return make_error(wrong.code, name + ": " + std::string{wrong.field.view()},
                              wrong.detail);
        }
        if (record->group != key.first || record->record.id.value != key.second) {
            return make_error(errc::contradictory, name, "it is the record of another");
        }
        body += line.text + "\n";
        version = line.version;
        out.nodes.push_back(*std::move(record));
    }
    auto const header = parse_state_header(header_.text.substr(0, end), body, "header");
    if (!header) {
        return header.error();
    }
    if (header->lines != out.nodes.size()) {
        return make_error(errc::damaged, "header", "it counts other records");
    }
    revision_ = header->revision;
    return out;
}

// A session whose lock is ours, and a record as it was last seen.
outcome state_zookeeper::get_ready() {
    if (!handle_.over()) {
        return wait_connected(std::min(short_wait, timeout_))
                   ? outcome{berth::ok}
                   : make_error(errc::unavailable, "ZooKeeper", "no server of it is reached");
    }
    if (outcome const done = connect(); !done) {
        return done;
    }
    bool written = false;
    return compare("", written);
}

// Whether the header is `written`, or the one last seen.
outcome state_zookeeper::compare(std::string const& wanted, bool& written) {
    content now;
    int const code = get("header", now);
    if (code != ZOK && code != ZNONODE) {
        return failed(code, "header", "cannot read");
    }
    written = code == ZOK && now.text == wanted;
    if (written || (now.text == header_.text && now.version == header_.version)) {
        return berth::ok;
    }
    return make_error(errc::in_use, "header", "another program wrote it, it is left as it is");
}

outcome state_zookeeper::write(record_lines::change const& next) {
    if (outcome const done = get_ready(); !done) {
        return done;
    }
    std::string const lines = lines_.with(next);
    auto const count = std::count(lines.begin(), lines.end(), '\n') - 1;
    std::string const header =
        state_header{revision_ + 1, static_cast<std::uint64_t>(count)}.text(lines) + "\n" +
        without_newline(next.framework);
    batch all;
    all.add({"lock", path_of("lock"), "", lock_version_});
    all.add({"header", path_of("header"), header, header_.version});
    for (auto const& [key, line] : next.records) {
        std::string const name = name_of(key.first, berth::node_id{key.second});
        auto const it = versions_.find(key);
        all.add(
            {name, path_of(name), without_newline(line), it == versions_.end() ? -1 : it->second});
    }
    if (all.bytes > most_bytes) {
        return make_error(errc::too_large, "nodes", "ZooKeeper takes a megabyte at once");
    }
    std::string wrong = "header";
    int const code = all.commit(handle_.get(), acl(), wrong);
    if (code == ZNONODE || code == ZNODEEXISTS || code == ZBADVERSION) {
        return make_error(errc::in_use, wrong, "another program changed it, it is left as it is");
    }
    if (code != ZOK && !was_cut_off(code)) {
        return failed(code, wrong, "cannot write");
    }
    if (code != ZOK) {
        if (outcome const done = settle(header); !done) {
            return done;
        }
    }
    header_ = {header, header_.version + 1};
    ++revision_;
    for (auto const& [key, line] : next.records) {
        ++versions_.try_emplace(key, -1).first->second;
    }
    return berth::ok;
}

// Finds out if a write was done whose answer was lost.
outcome state_zookeeper::settle(std::string const& header) {
    double const end = steady_seconds() + settle_waits * timeout_;
    while (steady_seconds() < end && !told_to_end()) {
        outcome done = berth::ok;
        if (handle_.over()) {
            done = connect();
        } else if (!wait_connected(moment)) {
            continue;
        }
        bool written = false;
        if (done) {
            done = look_at_lock();
        }
        if (done) {
            done = compare(header, written);
        }
        if (done) {
            return written ? outcome{berth::ok}
                           : make_error(errc::unavailable, "header",
                                        "the connection was lost, and with it what was written");
        }
        if (done.error().code == errc::in_use) {
            return done;
        }
        wait_a_moment();
    }
    return make_error(errc::unknown, "header", "ZooKeeper did not say if it stored the last write");
}

// Writes the lock: a server that has done it has done all that was asked for earlier, by way of
// whichever server, and will do none of it later.
outcome state_zookeeper::look_at_lock() {
    std::string const path = path_of("lock");
    std::string const name = own_name();
    Stat about{};
    int const code = ::zoo_set2(handle_.get(), path.c_str(), name.data(),
                                static_cast<int>(name.size()), -1, &about);
    if (code == ZNONODE) {
        return make_error(errc::in_use, "lock", "another program removed it");
    }
    if (code != ZOK) {
        return failed(code, "lock", "cannot write");
    }
    lock_version_ = about.version;
    return about.ephemeralOwner == ::zoo_client_id(handle_.get())->client_id
               ? outcome{berth::ok}
               : make_error(errc::in_use, "lock", "another scheduler has it");
}

std::string state_zookeeper::path_of(std::string_view name) const {
    return where_.path + "/" + std::string{name};
}

// With credentials nobody else reads it, as it is with files.
ACL_vector const* state_zookeeper::acl() const noexcept {
    return where_.credentials.empty() ? &ZOO_OPEN_ACL_UNSAFE : &ZOO_CREATOR_ALL_ACL;
}
