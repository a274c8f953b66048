// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_LEADER_ZOOKEEPER_HPP
#define EXAMPLES_ELASTICSEARCH_LEADER_ZOOKEEPER_HPP

#include "descriptor.hpp"
#include "leader_finder.hpp"
#include "zookeeper_handle.hpp"

#include <mutex>
#include <string>

/// Finds the master that leads as Mesos' own detector does (`src/master/detector/zookeeper.cpp`):
/// each master has an ephemeral node below a path, and the oldest one leads.
///
/// A lost connection changes nothing: the session may still be alive, and the leader too. When the
/// session expires the leader is unknown, until a new one has looked.
class leader_zookeeper final : public leader_finder {
public:
    leader_zookeeper(zookeeper_url where, double timeout);

    [[nodiscard]] int file() const noexcept override { return wake_.number(); }
    [[nodiscard]] std::optional<leader_news> news() override;

private:
    static void on_event(zhandle_t* from, int type, int state, char const* path, void* self);
    static void on_members(int code, String_vector const* names, void const* self);
    static void on_path(int code, Stat const* about, void const* self);
    static void on_info(int code, char const* text, int size, Stat const* about, void const* self);

    void begin();
    void look(zhandle_t* by);
    void fail(int code);
    void learn(leader_news what);
    void wake_in(double seconds) noexcept;

    zookeeper_url where_;
    double timeout_;
    descriptor wake_{}; // a timer

    std::mutex mutex_{}; // for what follows: the client's threads write it
    leader_news known_{leader_news::type::unknown, {}, {}};
    bool changed_ = false;
    bool again_ = false; // something failed, and is tried again
    std::string member_{};
    zhandle_t* by_ = nullptr; // what looked last

    zookeeper_handle handle_{}; // behind what its threads use
};

#endif
