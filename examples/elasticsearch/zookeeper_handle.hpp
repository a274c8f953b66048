// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_ZOOKEEPER_HANDLE_HPP
#define EXAMPLES_ELASTICSEARCH_ZOOKEEPER_HANDLE_HPP

#include "zookeeper_url.hpp"

#include <string>
#include <utility>

#include <zookeeper/zookeeper.h>

/// A handle of ZooKeeper's C client, with its two threads and at most one session. The client
/// connects by itself, as often as it must, until the session expires.
class zookeeper_handle {
public:
    zookeeper_handle() = default;
    zookeeper_handle(zookeeper_handle const&) = delete;
    zookeeper_handle& operator=(zookeeper_handle const&) = delete;
    ~zookeeper_handle() { close(); }

    /// Begins a new session. \param context what `watcher` gets, until the handle is closed, in a
    /// thread of the client. \returns why it cannot; empty if it can
    [[nodiscard]] std::string open(zookeeper_url const& where, double timeout, watcher_fn watcher,
                                   void* context);

    /// Ends the session at once, and so its ephemeral nodes, if a server can be told.
    void close() noexcept {
        if (handle_ != nullptr) {
            ::zookeeper_close(std::exchange(handle_, nullptr));
        }
    }

    [[nodiscard]] zhandle_t* get() const noexcept { return handle_; }
    [[nodiscard]] bool connected() const noexcept {
        return handle_ != nullptr && ::zoo_state(handle_) == ZOO_CONNECTED_STATE;
    }

    /// Whether it will not connect any more: the session expired, or there is no handle.
    [[nodiscard]] bool over() const noexcept {
        return handle_ == nullptr || ::is_unrecoverable(handle_) != ZOK;
    }

private:
    zhandle_t* handle_ = nullptr;
};

/// Whether a call failed for the connection's sake, and nobody knows if it was done.
[[nodiscard]] bool was_cut_off(int code) noexcept;

#endif
