// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/core/error.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace {

using berth::errc;
using berth::error;
using berth::make_error;
using namespace std::string_view_literals;

constexpr bool test_message() {
    STATIC_CHECK(make_error(errc::negative, "requirement.cpus").message() ==
                 "requirement.cpus is negative"sv);
    STATIC_CHECK(make_error(errc::duplicate, "requirement.ports", "9200").message() ==
                 "requirement.ports is given twice: 9200"sv);
    STATIC_CHECK(make_error(errc::missing, "a") == error{errc::missing, berth::text<128>{"a"}, {}});
    STATIC_CHECK(!(make_error(errc::missing, "a") == make_error(errc::missing, "b")));
    STATIC_CHECK(!(make_error(errc::missing, "a") == make_error(errc::missing, "a", "b")));
    STATIC_CHECK(!(make_error(errc::missing, "a") == make_error(errc::empty, "a")));
    return true;
}
static_assert(test_message());
TEST_CASE("error: field, sentence, detail") { REQUIRE(test_message()); }

TEST_CASE("error: the longest field and detail leave room for the sentence") {
    std::string const field(200, 'f');
    std::string const detail(200, 'd');
    for (std::size_t i = 0; i <= static_cast<std::size_t>(errc::unavailable); ++i) {
        auto const code = static_cast<errc>(i);
        std::string const sentence{describe(code)};
        CAPTURE(sentence);
        REQUIRE(make_error(code, field, detail).message().view() ==
                field.substr(0, 128) + " " + sentence + ": " + detail.substr(0, 160));
    }
}

TEST_CASE("error: each code has a sentence of its own") {
    std::set<std::string_view> sentences{"is wrong"}; // the one for a code that is none
    for (std::size_t i = 0; i <= static_cast<std::size_t>(errc::unavailable); ++i) {
        CAPTURE(i);
        REQUIRE(sentences.insert(describe(static_cast<errc>(i))).second);
    }
}

} // namespace
