// SPDX-License-Identifier: Apache-2.0
#include "zookeeper_handle.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

namespace {

// For the life of the object no signal reaches this thread, or a thread that it starts, ever:
// those that end the process belong to the thread that waits for them.
class signals_off {
public:
    signals_off() noexcept {
        sigset_t all{};
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    signals_off(signals_off const&) = delete;
    signals_off& operator=(signals_off const&) = delete;
    ~signals_off() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

} // namespace

std::string zookeeper_handle::open(zookeeper_url const& where, double timeout, watcher_fn watcher,
                                   void* context) {
    close();
    signals_off const here;
    ::zoo_set_debug_level(static_cast<ZooLogLevel>(0)); // it would write to standard error
    std::string servers = where.servers;
    std::erase_if(servers, [](char c) { return c == '[' || c == ']'; }); // it takes `::1:2181`
    handle_ = ::zookeeper_init(servers.c_str(), watcher, static_cast<int>(timeout * 1000.0),
                               nullptr, context, 0);
    if (handle_ == nullptr) {
        // What the client makes of names that have no address.
        return errno == ENOENT || errno == EINVAL ? "none of its hosts is known"
                                                  : std::strerror(errno);
    }
    if (!where.credentials.empty()) {
        ::zoo_add_auth(handle_, "digest", where.credentials.data(),
                       static_cast<int>(where.credentials.size()), nullptr, nullptr);
    }
    return {};
}

bool was_cut_off(int code) noexcept {
    switch (code) {
    case ZCONNECTIONLOSS:
    case ZOPERATIONTIMEOUT:
    case ZSESSIONEXPIRED:
    case ZSESSIONMOVED:
    case ZINVALIDSTATE:
    case ZCLOSING:
    case ZTHROTTLEDOP: return true;
    default: return false;
    }
}
