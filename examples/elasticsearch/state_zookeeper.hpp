// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATE_ZOOKEEPER_HPP
#define EXAMPLES_ELASTICSEARCH_STATE_ZOOKEEPER_HPP

#include "record_lines.hpp"
#include "zookeeper_handle.hpp"

#include <berth/flow/node_store.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

/// Keeps the record of a framework below a path of ZooKeeper.
///
///     <path>/header     berth-state <version> <revision> <records> <checksum>
///                       framework 1 <checksum> id="..."
///     <path>/node-G-I   the record of group G and id I, one line
///     <path>/lock       ephemeral: the scheduler that uses it
///
/// The checksum of the header covers all lines but itself, so that a record that is missing or
/// taken from another time shows. A write is one transaction: it checks that the lock is there and
/// that nobody changed the header or the records since they were last seen, and then changes all
/// or nothing. ZooKeeper takes about a megabyte at once: thousands of records.
///
/// One scheduler at a time: the lock goes with the session of who holds it. A scheduler that was
/// killed leaves it behind for the timeout of its session; so `load` waits that long, half as long
/// again and a second, until it says that another one uses it.
///
/// A connection that is lost in the middle of a write leaves open if it was done: the record is
/// read back before anything else happens, for as long as it takes to reach a server, at most six
/// times the timeout.
///
/// Errors name a node below the path; the caller knows the path.
class state_zookeeper {
public:
    /// Says something to a person while it waits.
    using tell_type = std::function<void(std::string const&)>;

    /// \param timeout seconds without a word until a session is over
    state_zookeeper(zookeeper_url where, double timeout, tell_type tell = {})
        : where_(std::move(where)), timeout_(timeout), tell_(std::move(tell)) {}
    state_zookeeper(state_zookeeper const&) = delete;
    state_zookeeper& operator=(state_zookeeper const&) = delete;
    ~state_zookeeper() = default;

    /// Everything that is kept. A path with nothing below it is a first start.
    ///
    /// Errors: `in_use` if another scheduler has the lock; `unsupported` if a newer program wrote
    /// it; `damaged`; `missing` for a header that records lack; what is wrong with a record, and
    /// `contradictory` if it is another node's; `unknown` for a node that is none of these;
    /// `unavailable` if ZooKeeper is out of reach or says no. Unreadable state is never empty
    /// state: it is left as it is.
    [[nodiscard]] berth::result<berth::stored_state> load();

    /// Stores what changed, all or nothing; when it answers, a majority of the servers has it.
    ///
    /// Errors: `misplaced` before a `load` that succeeded; `in_use` if another program changed
    /// something meanwhile; `too_large` if it does not fit one transaction; `unavailable` if
    /// ZooKeeper is out of reach or says no; what `put` says. Nothing was stored then. `unknown`
    /// if nobody can say whether it was, in time or before the process was told to end: then only
    /// `load` tells.
    [[nodiscard]] berth::outcome apply(berth::effect::persist const& what);

private:
    struct batch;

    /// A node with what is in it, and how often that was changed.
    struct content {
        std::string text{};
        std::int32_t version = -1;
        std::int64_t owner = 0; // the session of an ephemeral node
    };

    static void watch(zhandle_t* from, int type, int state, char const* path, void* self);
    [[nodiscard]] berth::error failed(int code, std::string_view node, std::string_view doing);
    [[nodiscard]] bool wait_connected(double seconds);
    [[nodiscard]] berth::outcome connect();
    [[nodiscard]] berth::outcome lock();
    [[nodiscard]] berth::outcome create_root();
    [[nodiscard]] int get(std::string const& name, content& out) const;
    [[nodiscard]] berth::result<berth::stored_state> read();
    [[nodiscard]] berth::outcome read_header();
    [[nodiscard]] berth::result<berth::stored_state> read_records();
    [[nodiscard]] berth::outcome get_ready();
    [[nodiscard]] berth::outcome compare(std::string const& wanted, bool& written);
    [[nodiscard]] berth::outcome write(record_lines::change const& next);
    [[nodiscard]] berth::outcome settle(std::string const& header);
    [[nodiscard]] berth::outcome look_at_lock();
    [[nodiscard]] std::string path_of(std::string_view name) const;
    [[nodiscard]] ACL_vector const* acl() const noexcept;

    zookeeper_url where_;
    double timeout_;
    tell_type tell_;

    std::mutex mutex_{}; // the client's threads wake who waits, and do nothing else here
    std::condition_variable changed_{};
    zookeeper_handle handle_{}; // behind what its threads use

    bool cut_off_ = false; // what failed last, failed for the connection's sake
    bool loaded_ = false;  // and so it may be written
    content header_{};     // the one last seen; without text if there was none
    std::uint64_t revision_ = 0;
    std::int32_t lock_version_ = 0;
    std::map<record_lines::key, std::int32_t> versions_{}; // of the records
    record_lines lines_{};
};

static_assert(berth::node_store<state_zookeeper>);

#endif
