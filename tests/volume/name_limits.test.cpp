// SPDX-License-Identifier: Apache-2.0
#include "support/static_check.hpp"

#include <berth/volume/name_limits.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace berth;

constexpr bool test_char_set() {
    constexpr char_set set{"az~\x7f"};
    STATIC_CHECK(set.contains('a') && set.contains('z') && set.contains('~'));
    STATIC_CHECK(set.contains('\x7f'));
    STATIC_CHECK(!set.contains('b') && !set.contains('\0') && !set.contains('!'));
    constexpr char_set beyond{"\x80\xff"};
    STATIC_CHECK(beyond == char_set{});
    STATIC_CHECK(!(set | lower_letters).contains('\xe1')); // 'a' with the high bit
    STATIC_CHECK((char_set{"a"} | char_set{"A"}) == char_set{"Aa"});
    return true;
}
static_assert(test_char_set());

/// The code for a name, or none.
constexpr bool refuses(name_limits const& limits, std::string_view name, errc code,
                       std::uint16_t position) {
    auto const legal = obeys(limits, name);
    return !legal && legal.error() == name_fault{code, name_part::whole, position};
}

constexpr bool test_portable() {
    for (std::string_view const good :
         {"es0", "a-0-a", "elasticsearch-100-config", "a234567890123456789012345678901"}) {
        STATIC_CHECK(check(portable, good));
    }
    STATIC_CHECK(refuses(portable, "", errc::empty, 0));
    STATIC_CHECK(refuses(portable, "es", errc::out_of_range, 2));
    STATIC_CHECK(refuses(portable, "a2345678901234567890123456789012", errc::too_long, 31));
    STATIC_CHECK(refuses(portable, "1es", errc::bad_first_character, 0));
    STATIC_CHECK(refuses(portable, "-es", errc::bad_first_character, 0));
    STATIC_CHECK(refuses(portable, "es-", errc::bad_last_character, 2));
    STATIC_CHECK(refuses(portable, "eS1", errc::bad_character, 1));
    for (std::string_view const character : {"_", ".", "/", ":", " ", "+", "=", ",", "@", "\xc3"}) {
        volume_name name{"es"};
        name.append(character);
        name.append("1");
        STATIC_CHECK(refuses(portable, name, errc::bad_character, 2));
    }
    return true;
}
static_assert(test_portable());

constexpr bool test_docker_local() {
    for (std::string_view const good : {"es", "E_.-", "0a", "a.", "a--b"}) {
        STATIC_CHECK(check(docker_local, good));
    }
    STATIC_CHECK(refuses(docker_local, "e", errc::out_of_range, 1));
    STATIC_CHECK(refuses(docker_local, ".e", errc::bad_first_character, 0));
    STATIC_CHECK(refuses(docker_local, "_e", errc::bad_first_character, 0));
    STATIC_CHECK(refuses(docker_local, "a/b", errc::bad_character, 1));
    STATIC_CHECK(refuses(docker_local, "a:b", errc::bad_character, 1));
    return true;
}
static_assert(test_docker_local());

constexpr bool test_folded() {
    // gcepd.convertUnderscores: a_b and a-b would be one volume
    auto converting = docker_local;
    converting.folded = char_set{"_"};
    STATIC_CHECK(check(docker_local, "a_b"));
    STATIC_CHECK(refuses(converting, "a_b", errc::bad_character, 1));
    STATIC_CHECK(check(converting, "a_b").error().detail ==
                 "docker_local takes for another character the one at position 1 of \"a_b\"");
    STATIC_CHECK(check(converting, "a-b"));
    return true;
}
static_assert(test_folded());

constexpr bool test_message() {
    STATIC_CHECK(*check(portable, "es-1-data") == "es-1-data");
    STATIC_CHECK(check(portable, "my-framework-with-long-name-10-data").error().message() ==
                 "volumeName is too long: portable allows at most 31 characters, not 35 of "
                 "\"my-framework-with-long-name-10-data\"");
    STATIC_CHECK(check(portable, "es", "v").error().message() ==
                 "v is out of range: portable asks for at least 3 characters, not 2 of \"es\"");
    STATIC_CHECK(check(portable, "es_1").error().detail ==
                 "portable does not allow the one at position 2 of \"es_1\"");
    STATIC_CHECK(check(portable, "es-").error().detail ==
                 "portable does not allow the last character of \"es-\"");
    return true;
}
static_assert(test_message());

TEST_CASE("a set of characters") { REQUIRE(test_char_set()); }
TEST_CASE("portable: what every driver takes") { REQUIRE(test_portable()); }
TEST_CASE("docker_local: what Docker's local driver takes") { REQUIRE(test_docker_local()); }
TEST_CASE("a character that a driver changes is refused") { REQUIRE(test_folded()); }
TEST_CASE("the limit that is hit is in the message") { REQUIRE(test_message()); }

TEST_CASE("docker_local ends at a path component") {
    CHECK(check(docker_local, std::string(255, 'a')));
    CHECK(check(docker_local, std::string(256, 'a')).error().code == errc::too_long);
    CHECK(check(docker_local, std::string(70000, 'a')).error().code == errc::too_long);
}

} // namespace
