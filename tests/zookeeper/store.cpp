// SPDX-License-Identifier: Apache-2.0
// The record below a path of ZooKeeper, on the server that BERTH_ZOOKEEPER names (`host:port`).
#include "../../examples/elasticsearch/state_zookeeper.hpp"
#include "../../examples/elasticsearch/steady_clock.hpp"
#include "support/records.hpp"
#include "support/splitmix.hpp"

#include <berth/testing/laws/node_store.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace {

namespace laws = berth::testing::laws;

using berth::errc;
using berth::stored_node;
using berth::stored_state;
using berth_test::persist_of;
using berth_test::running_node;

constexpr double timeout = 0.5; // seconds of a session; a lock is waited for half as long again

std::string server() {
    char const* const address = std::getenv("BERTH_ZOOKEEPER");
    REQUIRE_MESSAGE(address != nullptr, "BERTH_ZOOKEEPER names no server");
    return address;
}

zookeeper_url at(std::string const& path) { return {server(), path, {}}; }

std::string new_path() {
    static int count = 0;
    return "/store-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + "/state";
}

/// Another client of the server.
zhandle_t* other() {
    static zookeeper_handle handle;
    if (handle.over()) {
        auto const ignore = [](zhandle_t*, int, int, char const*, void*) {};
        REQUIRE(handle.open(at("/"), 30.0, ignore, nullptr).empty());
    }
    for (int attempt = 0; attempt < 500 && !handle.connected(); ++attempt) {
        ::usleep(10'000);
    }
    REQUIRE(handle.connected());
    return handle.get();
}

std::string content_of(std::string const& path) {
    std::string out(1 << 16, '\0');
    auto size = static_cast<int>(out.size());
    REQUIRE(::zoo_get(other(), path.c_str(), 0, out.data(), &size, nullptr) == ZOK);
    out.resize(static_cast<std::size_t>(size < 0 ? 0 : size));
    return out;
}

void write_content(std::string const& path, std::string_view content) {
    auto const size = static_cast<int>(content.size());
    REQUIRE(::zoo_set(other(), path.c_str(), content.data(), size, -1) == ZOK);
}

void allow(std::string const& path, std::int32_t what) {
    ACL entry{what, ZOO_ANYONE_ID_UNSAFE};
    ACL_vector const all{1, &entry};
    int const code = ::zoo_set_acl(other(), path.c_str(), -1, &all);
    REQUIRE((code == ZOK || code == ZNONODE));
}

std::vector<stored_node> const two_groups{{0, running_node(0)}, {1, running_node(7)}};

template <class T>
bool refused(berth::result<T> const& done, errc code, std::string_view field) {
    if (done) {
        return false;
    }
    INFO(done.error().message().view());
    CHECK(done.error().code == code);
    CHECK(done.error().field.view() == field);
    return done.error().code == code && done.error().field.view() == field;
}

/// A path that stores are opened on, and its troubles.
struct nodes_place {
    std::string path = new_path();

    state_zookeeper open() const { return {at(path), timeout}; }

    void refuse() const { permit(ZOO_PERM_READ | ZOO_PERM_ADMIN); }
    void relent() const { permit(ZOO_PERM_ALL); }
    void spoil() const { flip(); }
    void mend() const { flip(); }

private:
    void permit(std::int32_t what) const {
        allow(path, what);
        allow(path + "/header", what);
    }
    void flip() const {
        std::string content = content_of(path + "/header");
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
        write_content(path + "/header", content);
    }
};

TEST_CASE("state_zookeeper: the laws of node_store hold") {
    std::uint64_t const seed = berth_test::seed_or(20160607);
    for (std::uint64_t run = seed; run != seed + 2; ++run) {
        CAPTURE(run);
        auto const broken = laws::node_store([] { return nodes_place{}; }, run, 20);
        CHECK_MESSAGE(!broken, broken->view());
    }
}

TEST_CASE("state_zookeeper: a record is one node, and the header counts them") {
    nodes_place const place;
    state_zookeeper store{at(place.path), timeout};
    CHECK(refused(store.apply(persist_of("F", two_groups)), errc::misplaced, "header"));
    REQUIRE(store.load());
    REQUIRE(store.apply(persist_of("F", two_groups)));
    CHECK(content_of(place.path + "/header").starts_with("berth-state 1 1 2 "));
    CHECK(content_of(place.path + "/node-0-0").starts_with("node 1 "));
    std::vector<stored_node> const again{{1, running_node(7, 3)}};
    REQUIRE(store.apply(persist_of("F", again)));
    CHECK(content_of(place.path + "/header").starts_with("berth-state 1 2 2 "));
    CHECK(content_of(place.path + "/node-1-7").find(" generation=3 ") != std::string::npos);
    REQUIRE(store.load()); // the lock is its own
    REQUIRE(store.apply(persist_of("G", {})));
    CHECK(store.load()->framework_id == "G");
}

TEST_CASE("state_zookeeper: what does not fit a transaction is refused as a whole") {
    nodes_place const place;
    state_zookeeper store{at(place.path), timeout};
    REQUIRE(store.load());
    std::vector<stored_node> all;
    for (std::uint32_t id = 0; id != 999; ++id) {
        all.push_back({0, running_node(id)});
        all.back().record.hostname.assign(100, 'h');
    }
    REQUIRE(store.apply(persist_of("F", all)));
    auto large = all;
    for (stored_node& one : large) {
        one.record.hostname.assign(1000, 'h');
    }
    CHECK(refused(store.apply(persist_of("G", large)), errc::too_large, "nodes"));
    CHECK(*store.load() == stored_state{"F", all});
    // As much as is said to fit does fit.
    large.assign(1, all[0]);
    large[0].record.hostname.assign(999'000, 'h');
    REQUIRE(store.apply(persist_of("F", large)));
    large[0].record.hostname.assign(1'000'000, 'h');
    CHECK(refused(store.apply(persist_of("F", large)), errc::too_large, "nodes"));
    CHECK(store.load()->nodes[0].record.hostname.size() == 999'000);
}

TEST_CASE("state_zookeeper: of two on one path, the second is refused while the first lives") {
    nodes_place const place;
    std::string told;
    state_zookeeper second{at(place.path), timeout,
                           [&told](std::string const& what) { told += what; }};
    {
        state_zookeeper first{at(place.path), timeout};
        REQUIRE(first.load());
        double const begin = steady_seconds();
        CHECK(refused(second.load(), errc::in_use, "lock"));
        CHECK(steady_seconds() - begin > timeout);
        CHECK(told.starts_with("waits for the lock of "));
        CHECK(refused(second.apply(persist_of("G", {})), errc::misplaced, "header"));
        REQUIRE(first.apply(persist_of("F", two_groups)));
    }
    double const begin = steady_seconds();
    REQUIRE(second.load());
    CHECK(steady_seconds() - begin < timeout);
    CHECK(*second.load() == stored_state{"F", two_groups});
}

/// Two on one path: the lock of the first is taken away.
struct unlocked_pair {
    nodes_place place{};
    state_zookeeper first{at(place.path), timeout};
    state_zookeeper second{at(place.path), timeout};

    void load() {
        REQUIRE(first.load());
        REQUIRE(::zoo_delete(other(), (place.path + "/lock").c_str(), -1) == ZOK);
        REQUIRE(second.load());
    }
};

TEST_CASE("state_zookeeper: what another program wrote meanwhile is not written over") {
    unlocked_pair two;
    {
        state_zookeeper store{at(two.place.path), timeout};
        REQUIRE(store.load());
        REQUIRE(store.apply(persist_of("F", two_groups)));
    }
    two.load();
    std::vector<stored_node> const one{{0, running_node(2)}};
    REQUIRE(two.second.apply(persist_of("F", one)));
    std::string const after = content_of(two.place.path + "/header");
    for (int attempt = 0; attempt < 2; ++attempt) {
        CHECK(refused(two.first.apply(persist_of("F", two_groups)), errc::in_use, "header"));
        CHECK(content_of(two.place.path + "/header") == after);
    }
    REQUIRE(two.second.apply(persist_of("F", one)));
    CHECK(refused(two.first.load(), errc::in_use, "lock"));
    // A record that was changed beside the header is seen, too.
    write_content(two.place.path + "/node-0-2", content_of(two.place.path + "/node-0-2"));
    CHECK(refused(two.second.apply(persist_of("F", one)), errc::in_use, "node-0-2"));
    REQUIRE(::zoo_delete(other(), (two.place.path + "/node-0-2").c_str(), -1) == ZOK);
    CHECK(refused(two.second.apply(persist_of("F", one)), errc::in_use, "node-0-2"));
    REQUIRE(::zoo_delete(other(), (two.place.path + "/lock").c_str(), -1) == ZOK);
    CHECK(refused(two.second.apply(persist_of("F", {})), errc::in_use, "lock"));
}

TEST_CASE("state_zookeeper: of two first starts, one writes") {
    unlocked_pair two;
    two.load();
    REQUIRE(two.first.apply(persist_of("F", two_groups)));
    CHECK(refused(two.second.apply(persist_of("G", {})), errc::in_use, "header"));
    std::vector<stored_node> const one{{0, running_node(0)}};
    CHECK(refused(two.second.apply(persist_of("G", one)), errc::in_use, "header"));
}

} // namespace
