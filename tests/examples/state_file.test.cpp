// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/state_file.hpp"

#include "support/records.hpp"
#include "support/splitmix.hpp"

#include <berth/flow/record.hpp>
#include <berth/testing/laws/node_store.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
namespace laws = berth::testing::laws;

using berth::errc;
using berth::stored_node;
using berth::stored_state;
using berth_test::persist_of;
using berth_test::running_node;

/// A folder for the files of one test case; in memory if it can be, where flushing costs nothing.
class folder {
public:
    folder() {
        for (fs::path const& above : {fs::path{"/dev/shm"}, fs::temp_directory_path()}) {
            std::string name = (above / "berth-XXXXXX").string();
            if (path_.empty() && ::mkdtemp(name.data()) != nullptr) {
                path_ = name;
            }
        }
        REQUIRE_FALSE(path_.empty());
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() { fs::remove_all(path_); }

    [[nodiscard]] fs::path const& path() const noexcept { return path_; }
    [[nodiscard]] std::string state() const { return (path_ / "state").string(); }

private:
    fs::path path_;
};

std::string content_of(std::string const& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_content(std::string const& path, std::string_view content) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << content;
}

std::vector<stored_node> const two_groups{{0, running_node(0)}, {1, running_node(7)}};

/// A small file, with a record in each of two groups.
std::string write_small(std::string const& path) {
    state_file store{path};
    REQUIRE(store.load());
    REQUIRE(store.apply(persist_of("F", two_groups)));
    return content_of(path);
}

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

/// Is a file of this content refused, and left alone?
bool refused_content(std::string_view content, errc code, std::string_view field) {
    folder const home;
    write_content(home.state(), content);
    state_file store{home.state()};
    bool const out = refused(store.load(), code, field) &&
                     refused(store.apply(persist_of("G", two_groups)), errc::misplaced, "file");
    return out && content_of(home.state()) == content;
}

/// `body` below a header that vouches for it.
std::string sealed(std::string const& body, std::string_view head = "berth-state 1 5 3 ") {
    return std::string{head} + std::string{berth::checksum_of(head, body).view()} + "\n" + body;
}

/// A file that stores are opened on, and its troubles.
struct file_place {
    std::string path{};

    state_file open() const { return state_file{path}; }

    void refuse() const { fs::create_directory(path + ".new"); }
    void relent() const { fs::remove(path + ".new"); }
    void spoil() const { flip(); }
    void mend() const { flip(); }

private:
    void flip() const {
        std::string content = content_of(path);
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
        write_content(path, content);
    }
};

/// Without a path, the object is the place.
struct memory_place {
    state_file store{""};

    state_file& open() noexcept { return store; }
};

TEST_CASE("state_file: the laws of node_store hold") {
    std::uint64_t const seed = berth_test::seed_or(20160607);
    for (std::uint64_t run = seed; run != seed + 2; ++run) {
        CAPTURE(run);
        folder const home;
        auto const broken = laws::node_store([&] { return file_place{home.state()}; }, run, 40);
        CHECK_MESSAGE(!broken, broken->view());
        CHECK_FALSE(laws::node_store([] { return memory_place{}; }, run));
    }
}

TEST_CASE("state_file: the text is the golden one") {
    folder const home;
    std::string const written = write_small(home.state());
    CHECK(written == content_of(BERTH_TESTS_DIR "/data/golden/state.txt"));
    // The second write has the next revision, and replaces only what it names.
    state_file store{home.state()};
    REQUIRE(store.load());
    std::vector<stored_node> const one{{0, running_node(0, 3)}};
    REQUIRE(store.apply(persist_of("F", one)));
    std::string const again = content_of(home.state());
    CHECK(again.substr(0, 18) == "berth-state 1 2 3 ");
    CHECK(again.find("id=0 generation=3") != std::string::npos);
    CHECK(again.find("group=1 id=7 generation=2") != std::string::npos);
    CHECK_FALSE(fs::exists(home.state() + ".new"));
}

TEST_CASE("state_file: any byte flipped, any cut and anything added is refused") {
    folder const home;
    std::string const good = write_small(home.state());
    std::vector<std::string> bad{good + "\n", good + "x", good + good, "\n" + good};
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            bad.push_back(good);
            bad.back()[i] = static_cast<char>(bad.back()[i] ^ (1 << bit));
        }
        bad.push_back(good.substr(0, i));
        bad.push_back(good.substr(i + 1));
        bad.push_back(good.substr(0, i) + good.substr(i + 1));
    }
    state_file store{home.state()};
    REQUIRE(store.load());
    for (std::string const& content : bad) {
        write_content(home.state(), content);
        CAPTURE(content);
        REQUIRE_FALSE(store.load());
        REQUIRE_FALSE(store.apply(persist_of("G", two_groups)));
        REQUIRE(content_of(home.state()) == content);
    }
    write_content(home.state(), good);
    auto const back = store.load();
    REQUIRE(back);
    CHECK(*back == stored_state{"F", two_groups});
}

TEST_CASE("state_file: an error says what is wrong and where") {
    std::string const framework = berth::encode_framework("F") + "\n";
    std::string const zero = berth::encode_record(0, running_node(0)) + "\n";
    std::string const one = berth::encode_record(0, running_node(1)) + "\n";
    std::string const other = berth::encode_record(1, running_node(0)) + "\n";
    CHECK(refused_content("", errc::empty, "file"));
    CHECK(refused_content("\n", errc::damaged, "file"));
    CHECK(refused_content("{}", errc::damaged, "file"));
    CHECK(refused_content("hello\nworld\n", errc::damaged, "file"));
    CHECK(refused_content("berth-state 1 cbf29ce484222325\n{}\n", errc::damaged, "header"));
    CHECK(refused_content("berth-state 2 something new\n", errc::unsupported, "header"));
    CHECK(refused_content(sealed(framework + zero + one, "berth-state 1 05 3 "), errc::damaged,
                          "file"));
    CHECK(refused_content(sealed(framework + zero + one, "berth-state 1 5 4 "), errc::damaged,
                          "file"));
    CHECK(refused_content(sealed("", "berth-state 1 5 0 "), errc::damaged, "file"));
    CHECK(refused_content(sealed(zero + one + one), errc::damaged, "line 2: framework"));
    CHECK(refused_content(sealed(framework + zero + zero), errc::duplicate, "line 4: record.id"));
    CHECK(refused_content(sealed(framework + one + zero), errc::misplaced, "line 4: record.id"));
    CHECK(refused_content(sealed(framework + other + zero), errc::misplaced, "line 4: record.id"));
    CHECK(refused_content(sealed(framework + "\n" + zero), errc::empty, "line 3: record"));
    CHECK(refused_content(sealed(framework + zero + "node 2 something new\n"), errc::unsupported,
                          "line 4: record.version"));
    std::string bad = one;
    bad.replace(bad.find("state=running"), 13, "state=retired");
    CHECK(
        refused_content(sealed(framework + zero + bad), errc::damaged, "line 4: record.checksum"));
    folder const home;
    write_content(home.state(), sealed(framework + zero + other));
    CHECK(state_file{home.state()}.load());
}

TEST_CASE("state_file: what is no file is refused") {
    folder const home;
    fs::create_directory(home.state());
    CHECK(refused(state_file{home.state()}.load(), errc::wrong_type, "file"));
    CHECK(refused(state_file{home.state() + "-not/there"}.load(), errc::unavailable, "lock"));
    fs::create_symlink(home.path() / "nothing", home.path() / "link");
    CHECK(refused(state_file{(home.path() / "link").string()}.load(), errc::unavailable, "file"));
}

TEST_CASE("state_file: of two on one file, the second is refused while the first lives") {
    folder const home;
    write_small(home.state());
    fs::create_symlink(home.state(), home.path() / "link");
    std::string const link = (home.path() / "link").string();
    state_file second{home.state()};
    {
        state_file first{home.state()};
        REQUIRE(first.load());
        CHECK(refused(second.load(), errc::in_use, "file"));
        CHECK(refused(second.apply(persist_of("G", {})), errc::misplaced, "file"));
        CHECK(refused(state_file{link}.load(), errc::in_use, "file"));
        REQUIRE(first.load()); // it is its own
        REQUIRE(first.apply(persist_of("F", {})));
    }
    REQUIRE(second.load());
    CHECK(refused(state_file{home.state()}.load(), errc::in_use, "file"));
    CHECK(refused(state_file{link}.load(), errc::in_use, "file"));
}

TEST_CASE("state_file: of two first starts, the second is refused") {
    folder const home;
    state_file first{home.state()};
    REQUIRE(first.load());
    CHECK(refused(state_file{home.state()}.load(), errc::in_use, "file"));
}

TEST_CASE("state_file: a link stays, and what it points to is written") {
    folder const home;
    std::string const before = write_small(home.state());
    fs::path const link = home.path() / "link";
    fs::create_symlink(home.state(), link);
    state_file store{link.string()};
    REQUIRE(store.load());
    REQUIRE(store.apply(persist_of("F", {})));
    CHECK(fs::is_symlink(link));
    CHECK(content_of(home.state()) != before);
}

/// Two on one file, as where locks do not reach: the lock file of the first is taken away.
struct unlocked_pair {
    folder home{};
    state_file first{home.state()};
    state_file second{home.state()};

    void load() {
        REQUIRE(first.load());
        fs::remove(home.state() + ".lock");
        REQUIRE(second.load());
    }
};

TEST_CASE("state_file: what another program wrote meanwhile is not written over") {
    unlocked_pair two;
    write_small(two.home.state());
    two.load();
    std::vector<stored_node> const one{{0, running_node(2)}};
    REQUIRE(two.second.apply(persist_of("F", one)));
    std::string const after = content_of(two.home.state());
    for (int attempt = 0; attempt < 2; ++attempt) {
        CHECK(refused(two.first.apply(persist_of("F", two_groups)), errc::in_use, "file"));
        CHECK(content_of(two.home.state()) == after);
    }
    CHECK_FALSE(fs::exists(two.home.state() + ".new"));
    REQUIRE(two.second.apply(persist_of("F", one)));
    // One that reads it anew may go on.
    REQUIRE(two.first.load());
    CHECK(two.first.apply(persist_of("F", one)));
    CHECK(refused(two.second.apply(persist_of("F", one)), errc::in_use, "file"));
}

TEST_CASE("state_file: the same revision with other content is another program's too") {
    folder const home;
    write_small(home.state());
    state_file store{home.state()};
    REQUIRE(store.load());
    std::string const same_revision =
        sealed(berth::encode_framework("other") + "\n" + berth::encode_record(0, running_node(0)) +
                   "\n" + berth::encode_record(1, running_node(7)) + "\n",
               "berth-state 1 1 3 ");
    write_content(home.state(), same_revision);
    CHECK(refused(store.apply(persist_of("F", {})), errc::in_use, "file"));
    CHECK(content_of(home.state()) == same_revision);
}

TEST_CASE("state_file: two first starts, and a file that vanished") {
    unlocked_pair two;
    two.load();
    REQUIRE(two.first.apply(persist_of("F", two_groups)));
    std::string const after = content_of(two.home.state());
    CHECK(refused(two.second.apply(persist_of("G", {})), errc::in_use, "file"));
    CHECK(content_of(two.home.state()) == after);
    fs::remove(two.home.state());
    CHECK(refused(two.first.apply(persist_of("F", {})), errc::in_use, "file"));
    CHECK_FALSE(fs::exists(two.home.state()));
    for (auto* const store : {&two.first, &two.second}) {
        write_content(two.home.state(), "");
        CHECK(refused(store->apply(persist_of("F", {})), errc::in_use, "file"));
        CHECK(content_of(two.home.state()).empty());
    }
}

TEST_CASE("state_file: what a crash left beside it does not matter") {
    folder const home;
    std::string const good = write_small(home.state());
    for (std::string const& leftover : {std::string{}, good.substr(0, 40), good + good}) {
        write_content(home.state() + ".new", leftover);
        state_file store{home.state()};
        auto const found = store.load();
        REQUIRE(found);
        CHECK(*found == stored_state{"F", two_groups});
        REQUIRE(store.apply(persist_of("F", two_groups)));
    }
    auto const found = state_file{home.state()}.load();
    REQUIRE(found);
    CHECK(*found == stored_state{"F", two_groups});

    // Also if it crashed in its very first write.
    folder const fresh;
    write_content(fresh.state() + ".new", good.substr(0, 40));
    state_file store{fresh.state()};
    CHECK(*store.load() == stored_state{});
    REQUIRE(store.apply(persist_of("F", two_groups)));
    CHECK(content_of(fresh.state()) == good);
}

TEST_CASE("state_file: a write that fails leaves the file, and a later one works") {
    folder const home;
    std::string const good = write_small(home.state());
    state_file store{home.state()};
    REQUIRE(store.load());
    fs::create_directory(home.state() + ".new");
    CHECK(refused(store.apply(persist_of("G", {})), errc::unavailable, "file"));
    CHECK(content_of(home.state()) == good);
    fs::remove(home.state() + ".new");
    if (::geteuid() != 0) { // whom no permission stops
        fs::permissions(home.path(), fs::perms::owner_read | fs::perms::owner_exec);
        CHECK(refused(store.apply(persist_of("G", {})), errc::unavailable, "file"));
        fs::permissions(home.path(), fs::perms::owner_all);
        CHECK(content_of(home.state()) == good);
    }
    REQUIRE(store.apply(persist_of("G", {})));
    CHECK(*store.load() == stored_state{"G", two_groups});
}

/// As on a full disk: no file may grow beyond this size.
class full_disk {
public:
    explicit full_disk(rlim_t bytes) {
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        ::rlimit const now{bytes, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    full_disk(full_disk const&) = delete;
    full_disk& operator=(full_disk const&) = delete;
    ~full_disk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    ::rlimit before_{};
    void (*handler_)(int) = nullptr;
};

TEST_CASE("state_file: a disk that is full in the middle of a write leaves the file") {
    folder const home;
    std::string const good = write_small(home.state());
    state_file store{home.state()};
    REQUIRE(store.load());
    berth::outcome done = berth::ok;
    {
        full_disk const here{100};
        done = store.apply(persist_of("G", two_groups));
    }
    CHECK(refused(done, errc::unavailable, "file"));
    CHECK(content_of(home.state()) == good);
    CHECK_FALSE(fs::exists(home.state() + ".new"));
    REQUIRE(store.apply(persist_of("G", two_groups)));
    CHECK(*store.load() == stored_state{"G", two_groups});
}

TEST_CASE("state_file: nothing is written before it was read") {
    folder const home;
    state_file store{home.state()};
    CHECK(refused(store.apply(persist_of("F", two_groups)), errc::misplaced, "file"));
    CHECK_FALSE(fs::exists(home.state()));
    CHECK_FALSE(fs::exists(home.state() + ".lock"));
}

} // namespace
