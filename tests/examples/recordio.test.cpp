// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/recordio.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace {

using berth::errc;

using texts = std::vector<std::string>;

// Lengths of one and two digits, digits and line ends inside, and a record of nothing.
texts const records{R"({"type":"HEARTBEAT"})", "12\n34\n", "", "x", std::string(12, '\n')};

std::string joined(texts const& all) {
    std::string out;
    for (std::string const& one : all) {
        out += std::to_string(one.size()) + "\n" + one;
    }
    return out;
}

/// What became of a stream that came in these pieces.
struct reading {
    texts out{};
    berth::outcome fed = berth::ok;
    berth::outcome ended = berth::ok;
};

reading read(std::vector<std::string_view> const& pieces, std::size_t longest = 1000) {
    record_decoder decoder{longest};
    reading all;
    for (std::string_view const piece : pieces) {
        all.fed = decoder.feed(piece, all.out);
    }
    all.ended = decoder.end();
    return all;
}

bool refused(berth::outcome const& done, errc code, std::string_view field) {
    return !done && done.error().code == code && done.error().field.view() == field;
}

} // namespace

TEST_CASE("a stream is the same records wherever its pieces end") {
    std::string const stream = joined(records);
    std::string_view const all = stream;
    for (std::size_t first = 0; first <= all.size(); ++first) {
        for (std::size_t second = first; second <= all.size(); ++second) {
            reading const got =
                read({all.substr(0, first), all.substr(first, second - first), all.substr(second)});
            REQUIRE(got.out == records);
            REQUIRE(got.fed);
            REQUIRE(got.ended);
        }
    }
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        bytes.push_back(all.substr(i, 1));
    }
    CHECK(read(bytes).out == records);
}

TEST_CASE("a record is there as soon as its last byte is, and a stream may end behind one only") {
    std::string const stream = joined(records);
    std::vector<std::size_t> ends{0};
    for (std::size_t i = 0; i < records.size(); ++i) {
        ends.push_back(
            joined({records.begin(), records.begin() + static_cast<long>(i) + 1}).size());
    }
    for (std::size_t size = 0; size <= stream.size(); ++size) {
        reading const got = read({std::string_view{stream}.substr(0, size)});
        auto const complete = static_cast<std::size_t>(
            std::count_if(ends.begin(), ends.end(), [&](std::size_t end) { return end <= size; }));
        REQUIRE(got.fed);
        REQUIRE(got.out ==
                texts{records.begin(), records.begin() + static_cast<long>(complete) - 1});
        bool const between = std::count(ends.begin(), ends.end(), size) > 0;
        REQUIRE(static_cast<bool>(got.ended) == between);
        REQUIRE(
            (between || refused(got.ended, errc::missing, "record " + std::to_string(complete))));
    }
}

TEST_CASE("a length that is not a plain decimal number ends the stream, wherever its pieces end") {
    for (std::string const header :
         {"\n", "x\n", "-5\n", "+5\n", " 5\n", "5 \n", "5\r\n", "0x5\n", "5.0\n", "a",
          "18446744073709551616\n", "99999999999999999999\n", "111111111111111111111"}) {
        CAPTURE(header);
        std::string const stream = "1\na" + header + "12345";
        REQUIRE(refused(read({stream}).fed, errc::wrong_type, "record 2"));
        for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
            std::string_view const all = stream;
            reading const got = read({all.substr(0, cut), all.substr(cut), "1\nb"});
            REQUIRE(got.out == texts{"a"});
            REQUIRE(refused(got.fed, errc::wrong_type, "record 2"));
            REQUIRE(refused(got.ended, errc::wrong_type, "record 2"));
        }
    }
}

TEST_CASE("a record above the bound is refused by its header") {
    CHECK(read({"5\n12345"}, 5).out == texts{"12345"});
    for (std::string_view const header : {"6\n", "18446744073709551615\n"}) {
        reading const got = read({header}, 5);
        CHECK(refused(got.fed, errc::too_long, "record 1"));
        CHECK(refused(got.ended, errc::too_long, "record 1"));
    }
    CHECK(read({"0005\n12345"}, 5).out == texts{"12345"}); // zeros in front change nothing
}
