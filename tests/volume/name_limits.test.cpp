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
    STATIC_CHECK((char_set{"abz~"} & char_set{"b~-"}) == char_set{"b~"});
    STATIC_CHECK((char_set{"abz~"} - char_set{"b~-"}) == char_set{"az"});
    STATIC_CHECK(char_set{"a1~"}.contains_all(char_set{"~1"}));
    STATIC_CHECK(!char_set{"a1"}.contains_all(char_set{"~1"}));
    STATIC_CHECK(!char_set{"a~"}.contains_all(char_set{"~1"}));
    STATIC_CHECK(char_set{}.contains_all(char_set{}));
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

constexpr bool test_text_list() {
    text_list const some{"a", "b"};
    STATIC_CHECK(some.end() - some.begin() == 2 && some.begin()[1] == "b");
    STATIC_CHECK(some == text_list{"a", "b"});
    STATIC_CHECK(some != text_list{"a"} && some != text_list{"a", "c"} && some != text_list{});
    STATIC_CHECK(text_list{} == text_list{});
    return true;
}
static_assert(test_text_list());

constexpr name_limits reserving{
    .name = "reserving",
    .allowed = lower_letters | decimal_digits | char_set{".-"},
    .first = lower_letters | decimal_digits,
    .last = lower_letters | decimal_digits,
    .reserved_prefixes = {"xn--", "sthree-"},
    .reserved_suffixes = {"-s3alias", "--ol-s3"},
    .reserved_inside = {"..", "-local-"},
    .reserves_addresses = true,
};

constexpr bool test_reserved() {
    for (std::string_view const good :
         {"xn-", "xn-a", "a-xn--", "sthree", "s3alias", "a-s3aliases", "a-ol-s3", "a.b.c", "local-",
          "1.2.3", "1.2.3.4.5", "1.2.3.4a", "a.2.3.4"}) {
        volume_name name{good};
        name.append(name.view().back() == '-' ? "x" : "");
        STATIC_CHECK(check(reserving, name));
    }
    STATIC_CHECK(refuses(reserving, "xn--a", errc::unsupported, 0));
    STATIC_CHECK(refuses(reserving, "sthree-es-1-data", errc::unsupported, 0));
    STATIC_CHECK(refuses(reserving, "es-s3alias", errc::unsupported, 2));
    STATIC_CHECK(refuses(reserving, "es-1--ol-s3", errc::unsupported, 4));
    STATIC_CHECK(refuses(reserving, "a..b", errc::unsupported, 1));
    STATIC_CHECK(refuses(reserving, "a-local-b", errc::unsupported, 1));
    STATIC_CHECK(refuses(reserving, "192.168.5.4", errc::unsupported, 0));
    STATIC_CHECK(refuses(reserving, "1.2.3.999", errc::unsupported, 0));
    STATIC_CHECK(refuses(reserving, "xn--", errc::bad_last_character, 3)); // the first that is hit
    STATIC_CHECK(check(reserving, "xn--a").error().message() ==
                 "volumeName is not supported: reserving reserves names that begin with \"xn--\", "
                 "such as \"xn--a\"");
    STATIC_CHECK(check(reserving, "a-s3alias").error().detail ==
                 "reserving reserves names that end in \"-s3alias\", such as \"a-s3alias\"");
    STATIC_CHECK(check(reserving, "a..b").error().detail ==
                 "reserving reserves names that hold \"..\", such as \"a..b\"");
    STATIC_CHECK(check(reserving, "1.2.3.4").error().detail ==
                 "reserving reserves the form of an address, such as \"1.2.3.4\"");
    return true;
}
static_assert(test_reserved());

constexpr bool test_separators() {
    auto pools = docker_local;
    pools.separators = char_set{"."};
    STATIC_CHECK(check(docker_local, "pool.image"));
    STATIC_CHECK(refuses(pools, "pool.image", errc::bad_character, 4));
    STATIC_CHECK(check(pools, "pool.image").error().detail ==
                 "docker_local takes for a separator the one at position 4 of \"pool.image\"");
    STATIC_CHECK(docker_local.keeps_case() && !portable.keeps_case());
    pools.folded = upper_letters;
    STATIC_CHECK(!pools.keeps_case());
    return true;
}
static_assert(test_separators());

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
TEST_CASE("a list of texts") { REQUIRE(test_text_list()); }
TEST_CASE("reserved prefixes, suffixes, texts and addresses are refused") {
    REQUIRE(test_reserved());
}
TEST_CASE("a character that ends a name is refused") { REQUIRE(test_separators()); }
TEST_CASE("the limit that is hit is in the message") { REQUIRE(test_message()); }

TEST_CASE("docker_local ends at a path component") {
    CHECK(check(docker_local, std::string(255, 'a')));
    CHECK(check(docker_local, std::string(256, 'a')).error().code == errc::too_long);
    CHECK(check(docker_local, std::string(70000, 'a')).error().code == errc::too_long);
}

} // namespace
