// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/model/pattern.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using namespace std::string_view_literals;
using berth::errc;
using berth::pattern;

static_assert(std::is_trivially_copyable_v<pattern> && sizeof(pattern) <= 1024);

constexpr bool takes(std::string_view source, std::string_view value) {
    return pattern::make(source)->matches(value);
}

constexpr bool test_value() {
    pattern const none{};
    STATIC_CHECK(none.matches("") && !none.matches("a") && none.source().empty());
    STATIC_CHECK(none == *pattern::make("") && none != *pattern::make("()"));
    auto const some = *pattern::make("a.*");
    auto copy = none;
    copy = some;
    STATIC_CHECK(copy == some && copy.source() == "a.*" && copy.matches("ab"));
    return true;
}
static_assert(test_value());
TEST_CASE("pattern: a value") { REQUIRE(test_value()); }

constexpr bool test_parts() {
    STATIC_CHECK(takes("rack-1", "rack-1") && !takes("rack-1", "rack-12"));
    STATIC_CHECK(!takes("rack-1", "a-rack-1") && !takes("rack-1", "rack-") && !takes("a", ""));
    STATIC_CHECK(takes("a.c", "abc") && takes("a.c", "a.c") && !takes("a.c", "ac"));
    STATIC_CHECK(takes("a*", "") && takes("a*", "aaa") && !takes("a*", "ab"));
    STATIC_CHECK(!takes("a+", "") && takes("a+", "a") && takes("a+", "aaa"));
    STATIC_CHECK(takes("a?b", "b") && takes("a?b", "ab") && !takes("a?b", "aab"));
    STATIC_CHECK(takes("ab|cd", "ab") && takes("ab|cd", "cd") && !takes("ab|cd", "abd"));
    STATIC_CHECK(takes("a|b|c|d", "c") && takes("a|b|c|d", "d") && !takes("a|b|c|d", ""));
    STATIC_CHECK(takes("(ab)+", "abab") && !takes("(ab)+", "aba") && !takes("(ab)+", ""));
    STATIC_CHECK(takes("(ab)?c", "c") && takes("(ab)?c", "abc") && !takes("(ab)?c", "ababc"));
    STATIC_CHECK(takes("(ab)*c", "c") && takes("(ab)*c", "ababc") && !takes("(ab)*c", "abac"));
    STATIC_CHECK(takes("x(a|bb|)y", "xy") && takes("x(a|bb|)y", "xbby"));
    STATIC_CHECK(!takes("x(a|bb|)y", "xby") && takes("(|a)+", "aa") && takes("()*", ""));
    STATIC_CHECK(takes("|a", "") && takes("a|", "") && takes("a||b", "") && takes("(a||b)c", "c"));
    STATIC_CHECK(takes("((a|b)(c|d))+e|f", "acbde") && takes("((a|b)(c|d))+e|f", "f"));
    STATIC_CHECK(!takes("((a|b)(c|d))+e|f", "acbe") && !takes("((a|b)(c|d))+e|f", "acf"));
    STATIC_CHECK(takes("((a?)+)?", "aaa") && takes("(a+)?", "") && takes("(a?)+", ""));
    STATIC_CHECK(takes(R"(host-\d+\.example\.com)", "host-17.example.com"));
    STATIC_CHECK(!takes(R"(host-\d+\.example\.com)", "host-17-example.com"));
    STATIC_CHECK(takes(R"(\(\)\[\]\{\}\*\+\?\|\^\$\\\.\-\_\ )", R"(()[]{}*+?|^$\.-_ )"));
    STATIC_CHECK(takes("]}-,:=~&&", "]}-,:=~&&")); // as they are
    STATIC_CHECK(takes("a\0b"sv, "a\0b"sv) && !takes("a\0b"sv, "a"));
    return true;
}
static_assert(test_parts());
TEST_CASE("pattern: the parts of the language") { REQUIRE(test_parts()); }

// The bytes that the pattern takes, in their order, those beyond ASCII as one `~`.
std::string taken(std::string_view source) {
    auto const made = pattern::make(source);
    REQUIRE(made);
    std::string out;
    std::size_t beyond = 0;
    for (int i = 0; i < 256; ++i) {
        auto const c = static_cast<char>(i);
        if (made->matches({&c, 1})) {
            i < 128 ? out.push_back(c) : static_cast<void>(++beyond);
        }
    }
    CHECK((beyond == 0 || beyond == 128));
    return beyond == 0 ? out : out + "...";
}

std::string all_but(std::string_view left_out) {
    std::string out;
    for (int i = 0; i < 128; ++i) {
        if (left_out.find(static_cast<char>(i)) == left_out.npos) {
            out.push_back(static_cast<char>(i));
        }
    }
    return out + "...";
}

TEST_CASE("pattern: which characters a class takes") {
    std::string const digits = "0123456789";
    std::string const word = digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    CHECK(taken(".") == all_but("\n\r"));
    CHECK(taken(R"(\d)") == digits);
    CHECK(taken(R"(\w)") == word);
    CHECK(taken(R"(\s)") == "\t\n\v\f\r ");
    CHECK(taken(R"(\D)") == all_but(digits));
    CHECK(taken(R"(\W)") == all_but(word));
    CHECK(taken(R"(\S)") == all_but("\t\n\v\f\r "));
    CHECK(taken("[cab]") == "abc");
    CHECK(taken("[a-cx-z]") == "abcxyz");
    CHECK(taken("[^a-c]") == all_but("abc"));
    CHECK(taken("[-a]") == "-a");
    CHECK(taken("[a-]") == "-a");
    CHECK(taken("[^-]") == all_but("-"));
    CHECK(taken("[+--]") == "+,-");
    CHECK(taken("[--/]") == "-./");
    CHECK(taken("[a-c-]") == "-abc");
    CHECK(taken(R"([a\-c])") == "-ac");
    CHECK(taken(R"([\]\[\\^])") == R"([\]^)");
    CHECK(taken(R"([Y-\]])") == "YZ[\\]");
    CHECK(taken("[a^]") == "^a");
    CHECK(taken("[^^]") == all_but("^"));
    CHECK(taken("[.*+?|(){}$&]") == "$&()*+.?{|}");
    CHECK(taken(R"([\da-f])") == digits + "abcdef");
    CHECK(taken(R"([^\w.])") == all_but(word + "."));
    CHECK(taken(R"([^\D5])") == "012346789");
    CHECK(taken(R"([\s\S])") == all_but(""));
    CHECK(taken(R"([^\s\S])").empty());
}

// As Java's, of which a character beyond ASCII is one.
constexpr bool test_unicode() {
    for (auto const one : {"\u00e9"sv, "\u20ac"sv, "\U0001f600"sv}) {
        STATIC_CHECK(takes(".", one) && takes("[^a]", one) && takes(R"(\W)", one));
        STATIC_CHECK(!takes("..", one) && !takes(R"(\w)", one) && !takes("[a-z]", one));
    }
    for (auto const line_end : {"\n"sv, "\r"sv, "\u0085"sv, "\u2028"sv, "\u2029"sv}) {
        STATIC_CHECK(!takes(".", line_end) && !takes(".*", line_end) && takes("[^a]", line_end));
    }
    // Each byte of what only looks like UTF-8 is a character.
    STATIC_CHECK(takes("..", "\xe2\x82") && takes("..", "\xc3(") && takes("...", "\x80\xbf\xff"));
    STATIC_CHECK(takes("..", "\xf0\x9f") && takes(".", "\xf0\x9f\x98\x80"));
    STATIC_CHECK(takes(".....", "\xf8\x88\x80\x80\x80"));
    return true;
}
static_assert(test_unicode());
TEST_CASE("pattern: a character of several bytes") { REQUIRE(test_unicode()); }

constexpr bool refused(std::string_view source, errc code, std::string_view detail) {
    auto const made = pattern::make(source);
    return !made && made.error() == berth::make_error(code, "pattern", detail);
}

constexpr bool test_unsupported() {
    constexpr auto no = errc::unsupported;
    STATIC_CHECK(refused("a{2}", no, "position 1: `{`, a counted repetition"));
    STATIC_CHECK(refused("{", no, "position 0: `{`, a counted repetition"));
    for (auto const source : {"ab(?:c)"sv, "ab(?=c)"sv, "ab(?!c)"sv, "ab(?<n>c)"sv, "ab(?i)"sv}) {
        STATIC_CHECK(refused(source, no, "position 2: `(?`, which begins no plain group"));
    }
    for (auto const source : {"a*?"sv, "a*+"sv, "a**"sv, "a+?"sv, "a++"sv, "a??"sv, "a?+"sv}) {
        STATIC_CHECK(refused(source, no, "position 2: a quantifier after a quantifier"));
    }
    STATIC_CHECK(refused("^a", no, "position 0: `^` and `$`: a value is matched as a whole"));
    STATIC_CHECK(refused("a|b$", no, "position 3: `^` and `$`: a value is matched as a whole"));
    STATIC_CHECK(refused("[a&&b]", no, "position 2: `&&` in a class"));
    STATIC_CHECK(refused("[!-&&b]", no, "position 3: `&&` in a class"));
    STATIC_CHECK(refused("[a[b]]", no, "position 2: a class in a class"));
    STATIC_CHECK(refused("[[:alpha:]]", no, "position 1: a class in a class"));
    STATIC_CHECK(refused("[A-[a]]", no, "position 3: a class in a class"));
    STATIC_CHECK(refused("[]", no, "position 1: a `]` that is first in a class; write `\\]`"));
    STATIC_CHECK(refused("[^]a]", no, "position 2: a `]` that is first in a class; write `\\]`"));
    STATIC_CHECK(refused("[a-c-e]", no, "position 4: a `-` that makes no range; write `\\-`"));
    STATIC_CHECK(refused(R"([\d-z])", no, "position 3: a `-` that makes no range; write `\\-`"));
    STATIC_CHECK(
        refused(R"([+-\d])", no, "position 3: a range that ends with no single character"));
    STATIC_CHECK(refused("ab\u00e9", no, "position 2: a character beyond ASCII"));
    STATIC_CHECK(refused("\\\u00e9", no, "position 1: a character beyond ASCII"));
    STATIC_CHECK(refused("[\u00e9]", no, "position 1: a character beyond ASCII"));
    STATIC_CHECK(refused("[a-\u00e9]", no, "position 3: a character beyond ASCII"));
    return true;
}
static_assert(test_unsupported());
TEST_CASE("pattern: what Java knows and this does not") { REQUIRE(test_unsupported()); }

constexpr bool test_wrong() {
    constexpr auto bad = errc::bad_character;
    STATIC_CHECK(refused("a(b(c)", bad, "position 1: `(` is never closed"));
    STATIC_CHECK(refused("a(b|(c", bad, "position 4: `(` is never closed"));
    STATIC_CHECK(refused("a)", bad, "position 1: `)` closes nothing"));
    STATIC_CHECK(refused("(a))", bad, "position 3: `)` closes nothing"));
    for (auto const source : {"*a"sv, "+a"sv, "?a"sv}) {
        STATIC_CHECK(refused(source, bad, "position 0: a quantifier with nothing before it"));
    }
    STATIC_CHECK(refused("a(*b)", bad, "position 2: a quantifier with nothing before it"));
    STATIC_CHECK(refused("a|+b", bad, "position 2: a quantifier with nothing before it"));
    for (auto const source : {"a[b"sv, "a["sv, "a[^"sv, "a[b-"sv, "a[b-c"sv, "a[\\]"sv}) {
        STATIC_CHECK(refused(source, bad, "position 1: `[` is never closed"));
    }
    STATIC_CHECK(refused("a\\", bad, "position 1: a `\\` with nothing after it"));
    STATIC_CHECK(refused("[\\", bad, "position 1: a `\\` with nothing after it"));
    STATIC_CHECK(refused("[az-a]", errc::inverted_range, "position 2: in a class"));
    STATIC_CHECK(refused("[b\\--\\+]", errc::inverted_range, "position 2: in a class"));
    STATIC_CHECK(pattern::make("x{2}").error().message() ==
                 "pattern is not supported: position 1: `{`, a counted repetition"sv);
    return true;
}
static_assert(test_wrong());
TEST_CASE("pattern: what has no meaning") { REQUIRE(test_wrong()); }

TEST_CASE("pattern: a letter or digit after a backslash, in a class and outside") {
    for (char c = '0'; c <= 'z'; ++c) {
        bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool const named = letter && "dDsSwW"sv.find(c) != std::string_view::npos;
        bool const taken = named || !(letter || (c >= '0' && c <= '9'));
        CAPTURE(c);
        for (std::string const before : {"a\\", "[a\\"}) {
            auto const made = pattern::make(before + c + (before[0] == '[' ? "]" : ""));
            CHECK(made.has_value() == taken);
            if (!made) {
                auto const at = std::to_string(before.size() - 1);
                CHECK(made.error() == berth::make_error(errc::unsupported, "pattern",
                                                        "position " + at + ": `\\" + c + "`"));
            }
        }
    }
}

std::string times(std::size_t count, std::string const& part) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += part;
    }
    return out;
}

TEST_CASE("pattern: limits, both sides") {
    auto const longest = times(255, "a");
    CHECK(takes(longest, longest));
    CHECK(!takes(longest, times(254, "a")));
    CHECK(refused(longest + "a", errc::too_long, "it has at most 255 bytes"));

    // "a|" is three steps, the last "a" one.
    CHECK(takes(times(84, "a|") + "bb", "bb"));
    CHECK(takes(times(84, "a|") + "bbb", "bbb"));
    CHECK(refused(times(84, "a|") + "bbbb", errc::too_long, "position 171: more than 255 steps"));
    CHECK(takes(times(85, "a|"), ""));
    CHECK(refused(times(86, "a|"), errc::too_long, "position 170: more than 255 steps"));
    CHECK(refused(times(255, "|"), errc::too_long, "position 127: more than 255 steps"));
    CHECK(takes(times(127, "|"), ""));
    CHECK(takes(times(51, "(|a)*"), times(60, "a"))); // five steps each
    CHECK(!takes(times(51, "(|a)*"), times(60, "a") + "b"));

    std::string classes;
    for (char c = 'a'; c < 'a' + 15; ++c) {
        classes += std::string{"[0"} + c + "]";
    }
    CHECK(takes(classes + "[0a][a0]", times(17, "0")));
    CHECK(refused(classes + "[0z]", errc::unsupported,
                  "position 60: more than 15 different classes"));
    // The same in ASCII, and not beyond.
    CHECK(takes(R"([\s\S][\d\W\w])", "\u00e9\u00e9"));

    CHECK(takes(times(15, "(") + "a" + times(15, ")"), "a"));
    CHECK(refused(times(16, "("), errc::unsupported,
                  "position 15: more than 15 groups in each other"));
    CHECK(takes(times(80, "(a)"), times(80, "a")));
}

// A search that tries again what failed would not end here.
TEST_CASE("pattern: time is bounded by the sizes of pattern and value") {
    auto const many = times(10'000, "a");
    auto const deep = times(15, "(") + "a" + times(15, "*)") + "*b";
    for (std::string const source : {"(a*)*b", "(a|a)*b", "(a|aa)+b", "(a?a?a?)*b", "(.*)*b",
                                     "(.*a)*b", "(()|a|a?)*b", deep.c_str()}) {
        CAPTURE(source);
        auto const made = pattern::make(source);
        REQUIRE(made);
        CHECK(!made->matches(many));
        CHECK(made->matches(many + "b"));
    }
    auto const optional = pattern::make(times(80, "a?") + times(80, "a"));
    REQUIRE(optional);
    CHECK(!optional->matches(times(79, "a")));
    CHECK(optional->matches(times(80, "a")));
    CHECK(optional->matches(times(160, "a")));
    CHECK(!optional->matches(times(161, "a")));
}

// A set of texts over {a, b} of at most 5 characters, as bits: the text with the digits of `i` after
// a leading one, b for a one, is number i; so 1 is the empty text and 2 is "a".
using language = std::uint64_t;
constexpr unsigned text_end = 64;

constexpr language only(unsigned text) { return language{1} << text; }
constexpr bool has(language set, unsigned text) { return ((set >> text) & 1U) != 0; }

std::string spelled(unsigned text) {
    std::string out;
    for (; text > 1; text /= 2) {
        out.insert(out.begin(), text % 2 == 0 ? 'a' : 'b');
    }
    return out;
}

language joined(language first, language second) {
    language out = 0;
    for (unsigned a = 1; a < text_end; ++a) {
        for (unsigned b = 1; has(first, a) && b < text_end; ++b) {
            unsigned top = 1; // the leading one of b
            while (top * 2 <= b) {
                top *= 2;
            }
            unsigned const both = a * top + (b - top);
            if (has(second, b) && both < text_end) {
                out |= only(both);
            }
        }
    }
    return out;
}

language repeated(language part) {
    language out = only(1);
    for (language before = 0; before != out;) {
        before = out;
        out |= joined(out, part);
    }
    return out;
}

struct drawn {
    std::string source;
    language texts = 0;
};

// A pattern and what it means, found out without reading it.
drawn draw_pattern(berth_test::splitmix& draw, int depth) {
    static std::vector<drawn> const leaves{{"a", only(2)},
                                           {"b", only(3)},
                                           {".", only(2) | only(3)},
                                           {"[^b]", only(2)},
                                           {"[ab]", only(2) | only(3)},
                                           {R"(\D)", only(2) | only(3)},
                                           {R"(\d)", 0},
                                           {"()", only(1)}};
    auto const kind = depth == 0 ? 0 : draw.below(5);
    if (kind == 0) {
        return draw.pick(leaves);
    }
    auto one = draw_pattern(draw, depth - 1);
    if (kind == 1 || kind == 2) {
        auto const two = draw_pattern(draw, depth - 1);
        return {one.source + two.source, joined(one.texts, two.texts)};
    }
    if (kind == 3) {
        auto const two = draw.chance(1, 5) ? drawn{"", only(1)} : draw_pattern(draw, depth - 1);
        return {"(" + one.source + "|" + two.source + ")", one.texts | two.texts};
    }
    if (one.source.size() > 1) {
        one.source = "(" + one.source + ")";
    }
    switch (draw.below(3)) {
    case 0: return {one.source + "*", repeated(one.texts)};
    case 1: return {one.source + "+", joined(one.texts, repeated(one.texts))};
    default: return {one.source + "?", one.texts | only(1)};
    }
}

TEST_CASE("pattern: random ones against sets of texts") {
    auto const seed = berth_test::seed_or(6);
    CAPTURE(seed);
    std::size_t judged = 0;
    std::size_t matched = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        berth_test::splitmix draw{seed + i};
        auto const drew = draw_pattern(draw, 5);
        CAPTURE(i);
        CAPTURE(drew.source);
        auto const made = pattern::make(drew.source);
        if (!made) {
            REQUIRE(made.error().code == errc::too_long);
            continue;
        }
        for (unsigned text = 1; text < text_end; ++text) {
            if (made->matches(spelled(text)) != has(drew.texts, text)) {
                FAIL("wrong about ", spelled(text));
            }
            ++judged;
            matched += has(drew.texts, text) ? 1U : 0U;
        }
    }
    CHECK(judged > 20'000);
    CHECK(matched > judged / 10);
}

} // namespace
