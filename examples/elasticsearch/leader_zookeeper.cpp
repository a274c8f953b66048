// SPDX-License-Identifier: Apache-2.0
#include "leader_zookeeper.hpp"

#include "master_info.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sys/timerfd.h>
#include <unistd.h>

namespace {

constexpr double retry_seconds = 1.0;

leader_zookeeper& finder_of(void const* self) {
    return *static_cast<leader_zookeeper*>(const_cast<void*>(self)); // NOLINT: the C client's way
}

} // namespace

leader_zookeeper::leader_zookeeper(zookeeper_url where, double timeout)
    : where_(std::move(where)), timeout_(timeout),
      wake_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
    wake_in(0.0);
}

std::optional<leader_news> leader_zookeeper::news() {
    std::uint64_t times = 0;
    if (::read(wake_.number(), &times, sizeof times) < 0) {
        return std::nullopt;
    }
    if (handle_.over()) {
        begin();
    }
    std::lock_guard const here{mutex_};
    if (std::exchange(again_, false) && handle_.connected()) {
        look(handle_.get());
    }
    return std::exchange(changed_, false) ? std::optional{known_} : std::nullopt;
}

// What the last session knew is forgotten ahead of the next one, whose threads may learn at once. That
// does not begin under the lock: threads that may wait for it are ended first.
void leader_zookeeper::begin() {
    {
        std::lock_guard const here{mutex_};
        member_.clear();
        if (handle_.get() != nullptr) {
            learn({leader_news::type::unknown, {}, "the session with ZooKeeper expired"});
        }
    }
    std::string const why = handle_.open(where_, timeout_, &leader_zookeeper::on_event, this);
    if (!why.empty()) {
        std::lock_guard const here{mutex_};
        learn({leader_news::type::unknown, {}, "ZooKeeper: " + why});
        wake_in(retry_seconds);
    }
}

// Everything below happens in a thread of the client, but for what `news` calls.

void leader_zookeeper::on_event(zhandle_t* from, int type, int state, char const* /*path*/,
                                void* self) {
    leader_zookeeper& finder = finder_of(self);
    std::lock_guard const here{finder.mutex_};
    if (type != ZOO_SESSION_EVENT || state == ZOO_CONNECTED_STATE) {
        finder.look(from);
    } else if (::is_unrecoverable(from) != ZOK) {
        finder.wake_in(0.0);
    }
}

void leader_zookeeper::look(zhandle_t* by) {
    by_ = by;
    fail(::zoo_awget_children(by, where_.path.c_str(), &leader_zookeeper::on_event, this,
                              &leader_zookeeper::on_members, this));
}

void leader_zookeeper::on_members(int code, String_vector const* names, void const* self) {
    leader_zookeeper& finder = finder_of(self);
    std::lock_guard const here{finder.mutex_};
    if (code == ZNONODE) {
        finder.member_.clear();
        finder.learn({leader_news::type::nobody, {}, finder.where_.path + " is not there"});
        finder.fail(::zoo_awexists(finder.by_, finder.where_.path.c_str(),
                                   &leader_zookeeper::on_event, &finder, &leader_zookeeper::on_path,
                                   &finder));
        return;
    }
    if (code != ZOK) {
        finder.fail(code);
        return;
    }
    std::string const leads =
        leading_member(std::vector<std::string>(names->data, names->data + names->count));
    if (leads == finder.member_ && !leads.empty()) {
        return;
    }
    finder.member_ = leads;
    if (leads.empty()) {
        finder.learn({leader_news::type::nobody, {}, "no master is registered"});
    } else if (!has_json(leads)) {
        finder.learn({leader_news::type::unknown, {}, leads + " is not of a master from 0.24 on"});
    } else {
        finder.fail(::zoo_aget(finder.by_, (finder.where_.path + "/" + leads).c_str(), 0,
                               &leader_zookeeper::on_info, &finder));
    }
}

void leader_zookeeper::on_path(int code, Stat const* /*about*/, void const* self) {
    leader_zookeeper& finder = finder_of(self);
    std::lock_guard const here{finder.mutex_};
    if (code == ZOK) { // since we looked
        finder.look(finder.by_);
    } else if (code != ZNONODE) {
        finder.fail(code);
    }
}

void leader_zookeeper::on_info(int code, char const* text, int size, Stat const* /*about*/,
                               void const* self) {
    leader_zookeeper& finder = finder_of(self);
    std::lock_guard const here{finder.mutex_};
    if (code != ZOK) { // if the member is gone, its event is on the way
        finder.member_.clear();
        finder.fail(code == ZNONODE ? ZOK : code);
        return;
    }
    auto const where = read_master_info({text, static_cast<std::size_t>(size < 0 ? 0 : size)});
    finder.learn(
        where ? leader_news{leader_news::type::leads, *where, {}}
              : leader_news{leader_news::type::unknown, {}, finder.member_ + ": " + where.error()});
}

// An event tells when a lost connection is back, or the session gone.
void leader_zookeeper::fail(int code) {
    if (code == ZNOAUTH) {
        learn({leader_news::type::refused, {}, where_.path + ": " + ::zerror(code)});
    } else if (code != ZOK && !was_cut_off(code)) {
        again_ = true;
        wake_in(retry_seconds);
    }
}

void leader_zookeeper::learn(leader_news what) {
    if (what.what == leader_news::type::leads || what.what != known_.what ||
        what.why != known_.why) {
        known_ = std::move(what);
        changed_ = true;
        wake_in(0.0);
    }
}

void leader_zookeeper::wake_in(double seconds) noexcept {
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds);
    when.it_value.tv_nsec = 1; // nothing would stop it
    ::timerfd_settime(wake_.number(), 0, &when, nullptr);
}
