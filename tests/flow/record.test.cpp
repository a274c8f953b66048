// SPDX-License-Identifier: Apache-2.0
#include "support/records.hpp"
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/flow/record.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::decode_framework;
using berth::decode_record;
using berth::encode_framework;
using berth::encode_record;
using berth::errc;
using berth::node;
using berth::node_state;
using berth::stored_node;
using berth_test::running_node;
using namespace std::string_view_literals;

constexpr bool test_checksum() {
    // The vectors of draft-eastlake-fnv, appendix C.
    STATIC_CHECK(berth::checksum_of("") == "cbf29ce484222325"sv);
    STATIC_CHECK(berth::checksum_of("a") == "af63dc4c8601ec8c"sv);
    STATIC_CHECK(berth::checksum_of("foobar") == "85944171f73967e8"sv);
    STATIC_CHECK(berth::checksum_of("foo", "bar") == "85944171f73967e8"sv);
    return true;
}
static_assert(test_checksum());
TEST_CASE("sealed line: the checksum is FNV-1a") { REQUIRE(test_checksum()); }

/// Is the line refused with this code, on this field?
bool refused(std::string_view line, errc code, std::string_view field) {
    auto const read = decode_record(line);
    if (read) {
        return false;
    }
    INFO(read.error().message().view());
    CHECK(read.error().code == code);
    CHECK(read.error().field == field);
    return read.error().code == code && read.error().field == field;
}

TEST_CASE("record: the text form is the golden one") {
    std::vector<std::string> lines{encode_framework("0d1f3a9e-0000"), encode_framework("")};
    lines.push_back(encode_record(0, running_node()));
    node odd = running_node(4294967295, 4294967295);
    odd.state = node_state::held;
    odd.retiring = true;
    odd.last = {berth::task_state::lost, berth::status_source::master,
                berth::status_reason::agent_removed};
    odd.hostname = "a \"quoted\" \\ host\n\xc3\xbc";
    odd.region = "r=1";
    odd.zone = std::string(1, '\0');
    odd.attributes = {{"rack", "r,1"}, {"@zone", "\"z\":"}};
    odd.ports = {31000, 0, 4294967295};
    odd.volumes = {"", "a,b", "-"};
    lines.push_back(encode_record(1, odd));
    node unused;
    unused.launches = {1};
    lines.push_back(encode_record(2, unused));

    std::ifstream file{BERTH_TESTS_DIR "/data/golden/records.txt"};
    std::string golden;
    for (std::string const& line : lines) {
        REQUIRE(std::getline(file, golden));
        CHECK(line == golden);
    }
    CHECK_FALSE(std::getline(file, golden));
}

TEST_CASE("record: what is written is read, and is one line of printable text") {
    std::uint64_t const seed = berth_test::seed_or(20160601);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    for (int i = 0; i < 2000; ++i) {
        CAPTURE(i);
        stored_node const written = berth_test::any_record(random);
        std::string const line = encode_record(written.group, written.record);
        CAPTURE(line);
        auto const read = decode_record(line);
        REQUIRE(read);
        REQUIRE(*read == written);
        bool printable = true;
        for (char const c : line) {
            printable = printable && c >= ' ' && c <= '~';
        }
        REQUIRE(printable);

        std::string const id = berth_test::any_bytes(random);
        auto const framework = decode_framework(encode_framework(id));
        REQUIRE(framework);
        REQUIRE(*framework == id);
    }
}

TEST_CASE("record: any changed byte, any cut and anything added is refused") {
    node record = running_node();
    record.volumes = {"a", "b\n"};
    std::string const line = encode_record(0, record);
    std::string const framework = encode_framework("F\"");
    std::size_t taken = 0;
    for (int other = 0; other < 256; ++other) {
        for (auto const* const whole : {&line, &framework}) {
            for (std::size_t i = 0; i < whole->size(); ++i) {
                std::string bad = *whole;
                bad[i] = static_cast<char>(static_cast<unsigned char>(other));
                taken += bad != *whole && (decode_record(bad) || decode_framework(bad)) ? 1U : 0U;
            }
            std::string const more = *whole + static_cast<char>(static_cast<unsigned char>(other));
            taken += decode_record(more) || decode_framework(more) ? 1U : 0U;
        }
    }
    for (auto const* const whole : {&line, &framework}) {
        for (std::size_t size = 0; size < whole->size(); ++size) {
            for (std::string const& part :
                 {whole->substr(0, size), whole->substr(whole->size() - size)}) {
                taken += decode_record(part) || decode_framework(part) ? 1U : 0U;
            }
        }
    }
    CHECK(taken == 0);
    REQUIRE(decode_record(line));
    REQUIRE(decode_framework(framework));
}

/// A line that vouches for itself, whatever is in it.
std::string sealed(std::string_view body) { return berth::seal(berth::node_line, body); }

/// The body of the usual record, with `from` in it replaced.
std::string with(std::string_view from, std::string_view to) {
    std::string body{*berth::unseal(berth::node_line, encode_record(0, running_node()))};
    auto const at = body.find(from);
    REQUIRE(at != std::string::npos);
    return sealed(body.replace(at, from.size(), to));
}

TEST_CASE("record: a line that vouches for itself is read in one spelling, or refused") {
    std::uint64_t const seed = berth_test::seed_or(20160602);
    CAPTURE(seed);
    berth_test::splitmix random{seed};
    std::size_t taken = 0;
    for (int i = 0; i < 20000; ++i) {
        stored_node const one = berth_test::any_record(random);
        std::string body{*berth::unseal(berth::node_line, encode_record(one.group, one.record))};
        for (std::uint64_t left = 1 + random.below(2); left != 0; --left) {
            static constexpr std::array pieces{"\""sv, "\\"sv, "\\x0a"sv, "\\x41"sv, "\\x0A"sv,
                                               ","sv,  " "sv,  "0"sv,     "-"sv,     ""sv};
            body.replace(random.below(body.size()), random.below(3), random.pick(pieces));
        }
        std::string const line = sealed(body);
        CAPTURE(line);
        if (auto const read = decode_record(line)) {
            ++taken;
            REQUIRE(encode_record(read->group, read->record) == line);
        }
    }
    CHECK(taken > 100); // a character more in a string is a record too
}

TEST_CASE("record: an error says if it is empty, damaged, newer or wrong, and where") {
    std::string const line = encode_record(0, running_node());
    CHECK(refused("", errc::empty, "record"));
    CHECK(refused("node", errc::damaged, "record"));
    CHECK(refused("node ", errc::damaged, "record"));
    CHECK(refused(encode_framework("F"), errc::damaged, "record"));
    CHECK(refused("node x" + line.substr(6), errc::damaged, "record.version"));
    CHECK(refused("node 0" + line.substr(6), errc::damaged, "record.version"));
    CHECK(refused("node 2" + line.substr(6), errc::unsupported, "record.version"));
    CHECK(refused("node 10 something else", errc::unsupported, "record.version"));
    CHECK(refused("node 1", errc::damaged, "record.checksum"));
    CHECK(refused(line + " ", errc::damaged, "record.checksum"));

    CHECK(refused(sealed(""), errc::wrong_type, "record.group"));
    CHECK(refused(with("group=0", "group=00"), errc::wrong_type, "record.group"));
    CHECK(refused(with("group=0 ", "group=0  "), errc::wrong_type, "record.id"));
    CHECK(refused(with("id=3", "id=03"), errc::wrong_type, "record.id"));
    CHECK(refused(with("id=3", "id=4294967296"), errc::wrong_type, "record.id"));
    CHECK(refused(with("id=3", "id=-3"), errc::wrong_type, "record.id"));
    CHECK(refused(with("id=3", "id="), errc::wrong_type, "record.id"));
    CHECK(refused(with("generation=2", "generation=0"), errc::out_of_range, "record.generation"));
    CHECK(refused(with("generation=2", "launches=2"), errc::wrong_type, "record.generation"));
    CHECK(refused(with("running", "sleeping"), errc::unknown, "record.state"));
    CHECK(refused(with("running", ""), errc::unknown, "record.state"));
    CHECK(refused(with("retiring=false", "retiring=0"), errc::wrong_type, "record.retiring"));
    CHECK(refused(with("TASK_RUNNING", "TASK_ASLEEP"), errc::unknown, "record.evidence"));
    CHECK(refused(with("TASK_RUNNING", "-"), errc::unknown, "record.evidence"));
    CHECK(refused(with("SOURCE_EXECUTOR", "SOURCE_SLAVE"), errc::unknown, "record.evidence"));
    CHECK(refused(with("EXECUTOR/-", "EXECUTOR/REASON_SLAVE_REMOVED"), errc::unknown,
                  "record.evidence"));
    CHECK(refused(with("/SOURCE_EXECUTOR", ""), errc::wrong_type, "record.evidence"));
    CHECK(refused(with("\"es.3.2\"", "es.3.2"), errc::wrong_type, "record.task"));
    CHECK(refused(with("\"es.3.2\"", "\"\""), errc::missing, "record.task"));
    CHECK(refused(with("agent=\"S1\"", "agent=\"\""), errc::missing, "record.agent"));
    CHECK(refused(with("host-1", "host\n"), errc::wrong_type, "record.host"));
    CHECK(refused(with("host-1", "host\\n"), errc::wrong_type, "record.host"));
    CHECK(refused(with("host-1", "host\\x2d1"), errc::wrong_type, "record.host"));
    CHECK(refused(with("host-1", "host\\x0A"), errc::wrong_type, "record.host"));
    CHECK(refused(with("region=\"\" ", ""), errc::wrong_type, "record.region"));
    CHECK(refused(with("zone=\"\"", "zone=\""), errc::wrong_type, "record.attributes"));
    CHECK(refused(with("attributes=-", "attributes="), errc::wrong_type, "record.attributes"));
    CHECK(refused(with("attributes=-", "attributes=\"a\""), errc::wrong_type, "record.attributes"));
    CHECK(refused(with("attributes=-", "attributes=\"a\":\"b\","), errc::wrong_type,
                  "record.attributes"));
    CHECK(refused(with("attributes=- ", ""), errc::wrong_type, "record.attributes"));
    for (char const* const ports :
         {"ports=", "ports=-", "ports=01", "ports=1,", "ports=,1", "ports=a"}) {
        CHECK(refused(with("attributes=-", std::string{"attributes=- "} + ports), errc::wrong_type,
                      "record.ports"));
    }
    CHECK(refused(with("attributes=-", "ports=1 attributes=-"), errc::wrong_type,
                  "record.attributes"));
    CHECK(refused(with("\"es-3-data\"", ""), errc::wrong_type, "record.volumes"));
    CHECK(refused(with("\"es-3-data\"", "\"a\","), errc::wrong_type, "record.volumes"));
    CHECK(refused(with("\"es-3-data\"", "\"a"), errc::wrong_type, "record.volumes"));
    CHECK(refused(with("\"es-3-data\"", "- "), errc::wrong_type, "record.volumes"));

    auto const newer = decode_framework("framework 2 x");
    REQUIRE_FALSE(newer);
    CHECK(newer.error().code == errc::unsupported);
    CHECK(newer.error().field == "framework.version"sv);
    CHECK(decode_framework(berth::seal(berth::framework_line, "id=F")).error().field ==
          "framework.id"sv);
}

TEST_CASE("record: only what has an owner needs a task and an agent") {
    for (int i = 0; i < 7; ++i) {
        node record;
        record.launches = {1};
        record.state = static_cast<node_state>(i);
        CAPTURE(name(record.state));
        CHECK(static_cast<bool>(decode_record(encode_record(0, record))) == !owned(record.state));
    }
}

} // namespace
