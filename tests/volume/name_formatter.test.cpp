// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/testing/laws/name_formatter.hpp>
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

// Not in an unnamed namespace, where clang 14 takes a defaulted comparison that only a concept asks
// for as unused.
namespace name_formatter_models {

using namespace berth;

/// The smallest legal model, as the documentation of the concept shows it.
// [data_only]
struct data_only {
    static constexpr bool injective = true;

    constexpr berth::result<std::size_t, berth::name_fault>
    format(berth::volume_name_parts const& parts, std::span<char> out) const noexcept {
        if (parts.purpose != "data") {
            return berth::name_fault{berth::errc::unknown, berth::name_part::purpose};
        }
        return berth::dashed_name{}.format(parts, out);
    }
    constexpr berth::result<berth::volume_name_parts, berth::name_fault>
    parse(std::string_view name) const noexcept {
        auto const parts = berth::dashed_name{}.parse(name);
        if (parts && parts->purpose != "data") {
            return berth::name_fault{berth::errc::unknown};
        }
        return parts;
    }
    friend constexpr bool operator==(data_only, data_only) = default;
};
// [/data_only]

/// No promise: refused unless the operator waives it.
struct promises_nothing : data_only {
    static constexpr bool injective = false;
    bool accept_ambiguous = false;
    friend constexpr bool operator==(promises_nothing, promises_nothing) = default;
};

// Near misses of the concept, each beside data_only, which passes.
struct without_injective {
    constexpr auto format(volume_name_parts const& p, std::span<char> out) const noexcept {
        return data_only{}.format(p, out);
    }
    constexpr auto parse(std::string_view n) const noexcept { return data_only{}.parse(n); }
    friend constexpr bool operator==(without_injective, without_injective) = default;
};
struct without_parse : without_injective {
    static constexpr bool injective = true;
    void parse(std::string_view) const noexcept;
};
struct format_may_throw : without_injective {
    static constexpr bool injective = true;
    result<std::size_t, name_fault> format(volume_name_parts const&, std::span<char>) const;
};
struct format_not_const : without_injective {
    static constexpr bool injective = true;
    result<std::size_t, name_fault> format(volume_name_parts const&, std::span<char>) noexcept;
};
struct with_injective : without_injective {
    static constexpr bool injective = true;
};
/// dashed_name with one thing wrong; the laws have to name it.
enum class flaw {
    none,
    counts_calls,
    leaves_gap,
    cuts_to_buffer,
    writes_behind,
    cuts_at_31,
    hex_id,
    leading_zero,
    refuses_large_id,
    concatenates,
    folds_case,
    swaps_on_reading,
    reads_leading_zero,
    reads_last_dash_only,
    copies_on_reading,
    guesses,
};

inline int calls = 0;
inline char copied[255];

template <flaw Flaw>
struct flawed {
    static constexpr bool injective = true;
    bool accept_ambiguous = Flaw == flaw::guesses;

    result<std::size_t, name_fault> format(volume_name_parts const& p,
                                           std::span<char> out) const noexcept {
        char buffer[600];
        auto parts = p;
        std::string folded{p.purpose};
        if (Flaw == flaw::refuses_large_id && p.id.value > 1000) {
            return name_fault{errc::out_of_range, name_part::id};
        }
        if (Flaw == flaw::folds_case) {
            for (char& c : folded) {
                c = detail::to_lower(c);
            }
            parts.purpose = folded;
        }
        if (Flaw == flaw::guesses) {
            return concatenated_name{true}.format(parts, out);
        }
        auto size = dashed_name{}.format(parts, buffer);
        if (!size) {
            return size;
        }
        std::string name{buffer, *size};
        auto const id = p.framework.size() + 1;
        if (Flaw == flaw::counts_calls) {
            name += static_cast<char>('a' + calls++ % 2);
        } else if (Flaw == flaw::cuts_at_31) {
            name = name.substr(0, 31);
        } else if (Flaw == flaw::hex_id && p.id.value > 9) {
            name.replace(id, detail::decimal_width(p.id.value), "f");
        } else if (Flaw == flaw::leading_zero) {
            name.insert(id, "0");
        } else if (Flaw == flaw::concatenates) {
            name.erase(id - 1, 1);
        }
        if (name.size() > out.size()) {
            if (Flaw == flaw::writes_behind) {
                name.copy(out.data(), name.size());
            }
            if (Flaw != flaw::cuts_to_buffer) {
                return name_fault{errc::too_long};
            }
        }
        size = name.copy(out.data(), out.size());
        if (Flaw == flaw::leaves_gap && *size < out.size()) {
            return *size + 1;
        }
        return size;
    }

    result<volume_name_parts, name_fault> parse(std::string_view n) const noexcept {
        if (Flaw == flaw::guesses || Flaw == flaw::concatenates) {
            return concatenated_name{}.parse(n);
        }
        if (Flaw == flaw::copies_on_reading) {
            return dashed_name{}.parse({copied, n.copy(copied, sizeof copied)});
        }
        auto parts = dashed_name{}.parse(n);
        if (!parts && Flaw == flaw::reads_leading_zero) {
            if (auto const zero = n.find("-0"); zero != n.npos && n.size() > 8) {
                return volume_name_parts{n.substr(0, 1), {1}, n.substr(n.size() - 1)};
            }
        }
        if (parts && Flaw == flaw::swaps_on_reading) {
            return volume_name_parts{parts->purpose, parts->id, parts->framework};
        }
        if (parts && Flaw == flaw::reads_last_dash_only && parts->framework.size() > 2) {
            return name_fault{errc::unknown};
        }
        return parts;
    }
    friend bool operator==(flawed, flawed) = default;
};

/// Names clash, but what was written last is read back, as if there were no other: only comparing
/// names shows it.
struct remembers {
    static constexpr bool injective = true;
    static inline volume_name last{};
    static inline std::size_t framework = 0;
    static inline node_id id{};

    result<std::size_t, name_fault> format(volume_name_parts const& p,
                                           std::span<char> out) const noexcept {
        auto const size = concatenated_name{true}.format(p, out);
        if (size) {
            last = volume_name{{out.data(), *size}};
            framework = p.framework.size();
            id = p.id;
        }
        return size;
    }
    result<volume_name_parts, name_fault> parse(std::string_view n) const noexcept {
        if (n != last.view()) {
            return name_fault{errc::unknown};
        }
        auto const purpose = framework + detail::decimal_width(id.value);
        return volume_name_parts{n.substr(0, framework), id, n.substr(purpose)};
    }
    friend bool operator==(remembers, remembers) = default;
};

} // namespace name_formatter_models

namespace {

using namespace berth;

using namespace name_formatter_models;

/// What the laws found, for a message.
std::string violation(std::optional<text<256>> const& found) {
    return std::string{found ? found->view() : std::string_view{}};
}

template <std::size_t N = 1>
using purposes = std::array<std::string_view, N>;

constexpr purposes<2> data_and_config{"data", "config"};

/// The message that refuses a configuration, or nothing.
template <name_formatter F, std::size_t N>
constexpr text<384> refusal(F const& f, std::string_view framework, purposes<N> const& all,
                            std::uint32_t largest, name_limits const& limits = portable) {
    auto const proven = validate_names(f, framework, all, {largest}, limits);
    return proven ? text<384>{} : proven.error().message();
}

constexpr bool test_accepted() {
    auto const proven =
        validate_names(dashed_name{}, "elasticsearch", data_and_config, {999}, portable);
    STATIC_CHECK(proven->longest == "elasticsearch-999-config");
    STATIC_CHECK(proven->warning.empty());
    // room: 31 - 2 - digits - longest purpose = 20
    STATIC_CHECK(
        validate_names(dashed_name{}, "a2345678901234567890", data_and_config, {999}, portable)
            ->longest.size() == 31);
    STATIC_CHECK(
        validate_names(dashed_name{}, "es", purposes<0>{}, {999}, portable)->longest.empty());
    STATIC_CHECK(
        validate_names(dashed_name{}, "es", purposes<1>{"d"}, {4294967295U}, portable)->longest ==
        "es-4294967295-d");
    STATIC_CHECK(validate_names(dashed_name{}, "e", purposes<1>{"d"}, {0}, portable)->longest ==
                 "e-0-d");
    return true;
}
static_assert(test_accepted());

constexpr bool test_lengths() {
    STATIC_CHECK(refusal(dashed_name{}, "my-framework-with-long-name", purposes<1>{"data"}, 10) ==
                 "frameworkName is too long: portable allows at most 31 characters, not 35 of "
                 "\"my-framework-with-long-name-10-data\"; room for the framework name: 23");
    STATIC_CHECK(refusal(dashed_name{}, "a23456789012345678901", data_and_config, 999) ==
                 "frameworkName is too long: portable allows at most 31 characters, not 32 of "
                 "\"a23456789012345678901-999-config\"; room for the framework name: 20");
    STATIC_CHECK(refusal(dashed_name{}, "a23456789012345678901", data_and_config, 99).empty());
    STATIC_CHECK(refusal(dashed_name{}, "a", purposes<1>{"abcdefghijklmnopqrstuvwxyz"}, 9) == "");
    STATIC_CHECK(refusal(dashed_name{}, "a", purposes<1>{"abcdefghijklmnopqrstuvwxyz"}, 999) ==
                 "purpose is too long: portable allows at most 31 characters, not 32 of "
                 "\"a-999-abcdefghijklmnopqrstuvwxyz\"");
    auto six = portable;
    six.minimum_length = 6;
    STATIC_CHECK(refusal(dashed_name{}, "e", purposes<1>{"d"}, 99, six) ==
                 "frameworkName is out of range: portable asks for at least 6 characters, not 5 "
                 "of \"e-0-d\"");
    return true;
}
static_assert(test_lengths());

constexpr bool test_characters() {
    STATIC_CHECK(refusal(dashed_name{}, "es_1", data_and_config, 9) ==
                 "frameworkName has a character that is not allowed: position 2 of \"es_1\"");
    STATIC_CHECK(refusal(dashed_name{}, "es", purposes<2>{"data", "con-fig"}, 9) ==
                 "purpose has a character that is not allowed: position 3 of \"con-fig\"");
    STATIC_CHECK(refusal(concatenated_name{}, "es", purposes<1>{"Data"}, 9) ==
                 "purpose has a character that is not allowed: portable does not allow the one at "
                 "position 3 of \"es9Data\"");
    STATIC_CHECK(refusal(concatenated_name{}, "es", purposes<1>{"Data"}, 9, docker_local) == "");
    STATIC_CHECK(refusal(concatenated_name{}, "ES", purposes<1>{"data"}, 9) ==
                 "frameworkName has a character that is not allowed: portable does not allow the "
                 "one at position 0 of \"ES9data\"");
    STATIC_CHECK(refusal(concatenated_name{}, "-es", purposes<1>{"data"}, 9) ==
                 "frameworkName starts with a character that is not allowed there: portable does "
                 "not allow the first character of \"-es9data\"");
    auto no_dash = portable;
    no_dash.allowed = lower_letters | decimal_digits;
    STATIC_CHECK(refusal(dashed_name{}, "es", purposes<1>{"data"}, 9, no_dash) ==
                 "volumeName has a character that is not allowed: portable does not allow the one "
                 "at position 2 of \"es-9-data\"");
    STATIC_CHECK(refusal(dashed_name{}, "", data_and_config, 9) == "frameworkName is empty");
    return true;
}
static_assert(test_characters());

constexpr bool test_twice() {
    STATIC_CHECK(refusal(dashed_name{}, "es", purposes<2>{"data", "data"}, 9) ==
                 "purpose is given twice: data");
    STATIC_CHECK(refusal(concatenated_name{}, "es", purposes<2>{"data", "Data"}, 9, docker_local) ==
                 "purpose is given twice: Data");
    return true;
}
static_assert(test_twice());

constexpr bool test_ambiguous() {
    STATIC_CHECK(refusal(concatenated_name{}, "es1", purposes<1>{"data"}, 999) ==
                 "frameworkName could be read back in two ways: \"es1\" + 1 + \"data\" and "
                 "\"es\" + 11 + \"data\" both give es11data");
    STATIC_CHECK(refusal(concatenated_name{}, "es", purposes<1>{"1data"}, 999) ==
                 "purpose could be read back in two ways: \"es\" + 1 + \"1data\" and "
                 "\"es\" + 11 + \"data\" both give es11data");
    auto const waived = validate_names(concatenated_name{.accept_ambiguous = true}, "es1",
                                       data_and_config, {999}, portable);
    STATIC_CHECK(waived->longest == "es1999config");
    STATIC_CHECK(waived->warning ==
                 "\"es1\" + 1 + \"data\" and \"es\" + 11 + \"data\" both give es11data");
    // waived, but the names are safe: nothing to warn of
    STATIC_CHECK(validate_names(concatenated_name{.accept_ambiguous = true}, "es", data_and_config,
                                {999}, portable)
                     ->warning.empty());
    // waived does not mean unlimited
    STATIC_CHECK(!validate_names(concatenated_name{.accept_ambiguous = true},
                                 "elasticsearch-production-cluster", data_and_config, {999},
                                 portable));
    return true;
}
static_assert(test_ambiguous());

/// A reserved text with a digit is met by few of the ids, none of which may be smallest or largest.
constexpr bool test_reserved() {
    STATIC_CHECK(refusal(dashed_name{}, "sthree-a", purposes<1>{"data"}, 9) ==
                 "frameworkName is not supported: portable reserves names that begin with "
                 "\"sthree-\", such as \"sthree-a-9-data\"");
    STATIC_CHECK(refusal(concatenated_name{}, "es-s", purposes<1>{"alias"}, 9) ==
                 "frameworkName is not supported: portable reserves names that end in "
                 "\"-s3alias\", such as \"es-s3alias\"");
    STATIC_CHECK(!check(portable, "es-s3alias"));
    STATIC_CHECK(refusal(concatenated_name{}, "es-x", purposes<1>{"alias"}, 9) == "");
    STATIC_CHECK(refusal(dashed_name{}, "es-s", purposes<1>{"alias"}, 9) == "");
    auto inside = portable;
    inside.reserved_inside = {"s-42-d"};
    STATIC_CHECK(refusal(dashed_name{}, "es", purposes<1>{"data"}, 9, inside) == "");
    STATIC_CHECK(
        refusal(dashed_name{}, "es", purposes<1>{"data"}, 99, inside).view().substr(0, 30) ==
        "frameworkName is not supported");
    return true;
}
static_assert(test_reserved());

/// Limits that take some digits only are held to every id between the smallest and the largest.
constexpr bool test_some_digits() {
    auto odd = portable;
    odd.folded = char_set{"5"};
    STATIC_CHECK(refusal(dashed_name{}, "es", purposes<1>{"data"}, 9, odd) ==
                 "volumeName has a character that is not allowed: portable takes for another "
                 "character the one at position 3 of \"es-5-data\"");
    STATIC_CHECK(refusal(dashed_name{}, "es", purposes<0>{}, 9, odd) == "");
    return true;
}
static_assert(test_some_digits());

TEST_CASE("a text reserved with a digit is found under every id") { REQUIRE(test_reserved()); }
TEST_CASE("a digit that the limits refuse is found under every id") { REQUIRE(test_some_digits()); }
TEST_CASE("a legal configuration is proven, with its longest name") { REQUIRE(test_accepted()); }
TEST_CASE("a name too long or too short is refused, never cut") { REQUIRE(test_lengths()); }
TEST_CASE("a character is blamed on the part that holds it") { REQUIRE(test_characters()); }
TEST_CASE("a purpose given twice is refused") { REQUIRE(test_twice()); }
TEST_CASE("ambiguous names are refused with an example, or accepted with it") {
    REQUIRE(test_ambiguous());
}

TEST_CASE("a framework name longer than any volume name is refused") {
    CHECK(refusal(dashed_name{}, std::string(300, 'a'), data_and_config, 9).view().substr(0, 73) ==
          "frameworkName is too long: portable allows at most 31 characters, not 300");
    CHECK(refusal(dashed_name{}, "a", purposes<1>{std::string_view{std::string(300, 'a')}}, 9)
              .view()
              .substr(0, 19) == "purpose is too long");
}

TEST_CASE("what is proven up to an id holds for every id up to it") {
    for (std::string_view const framework : {"es", "a234567890123456789a", "x"}) {
        auto const proven =
            validate_names(dashed_name{}, framework, data_and_config, {1234}, docker_local);
        REQUIRE(proven);
        std::size_t longest = 0;
        for (std::uint32_t id = 0; id <= 1234; ++id) {
            for (auto const purpose : data_and_config) {
                auto const name = format_name(dashed_name{}, {framework, {id}, purpose});
                REQUIRE(name);
                CHECK(check(docker_local, *name));
                longest = std::max(longest, name->size());
            }
        }
        CHECK(longest == proven->longest.size());
    }
}

static_assert(name_formatter<data_only>);
static_assert(!testing::laws::name_formatter(data_only{}, 1, 6));
static_assert(
    validate_names(promises_nothing{}, "es", purposes<1>{"data"}, {9}, portable).error().code ==
    errc::not_decodable);
static_assert(validate_names(promises_nothing{{}, true}, "es", purposes<1>{"data"}, {9}, portable));

TEST_CASE("the smallest legal model obeys the laws") {
    CHECK(violation(testing::laws::name_formatter(data_only{}, 1)) == "");
    CHECK(violation(testing::laws::name_formatter(data_only{}, 1, 500, {"es", {1}, "logs"}))
              .starts_with("[known_parts]"));
}

static_assert(name_formatter<with_injective>);
static_assert(!name_formatter<without_injective>);
static_assert(!name_formatter<without_parse>);
static_assert(!name_formatter<format_may_throw>);
static_assert(!name_formatter<format_not_const>);
static_assert(!name_formatter<int>);

TEST_CASE_TEMPLATE_DEFINE("the laws find a flaw and name the law", T, flaws) {
    auto const found = violation(testing::laws::name_formatter(typename T::model{}, 1));
    CAPTURE(found);
    CHECK(found.starts_with(T::law));
}

#define BERTH_TEST_FLAW(which, which_law)                                                          \
    struct finds_##which {                                                                         \
        using model = flawed<flaw::which>;                                                         \
        static constexpr std::string_view law{which_law};                                          \
    };                                                                                             \
    TEST_CASE_TEMPLATE_INVOKE(flaws, finds_##which)

BERTH_TEST_FLAW(counts_calls, "[deterministic]");
BERTH_TEST_FLAW(leaves_gap, "[deterministic]");
BERTH_TEST_FLAW(cuts_to_buffer, "[never_cuts]");
BERTH_TEST_FLAW(writes_behind, "[never_cuts]");
BERTH_TEST_FLAW(cuts_at_31, "[round_trip]");
BERTH_TEST_FLAW(hex_id, "[round_trip]");
BERTH_TEST_FLAW(leading_zero, "[round_trip]");
BERTH_TEST_FLAW(refuses_large_id, "[id_is_digits]");
BERTH_TEST_FLAW(concatenates, "[round_trip]");
BERTH_TEST_FLAW(folds_case, "[round_trip]");
BERTH_TEST_FLAW(swaps_on_reading, "[round_trip]");
BERTH_TEST_FLAW(reads_leading_zero, "[parse_is_sound]");
BERTH_TEST_FLAW(reads_last_dash_only, "[round_trip]");
BERTH_TEST_FLAW(copies_on_reading, "[parse_is_sound]");
BERTH_TEST_FLAW(guesses, "[round_trip]");

TEST_CASE("names that clash are found although each is read back") {
    CHECK(violation(testing::laws::name_formatter(remembers{}, 1)).starts_with("[distinct]"));
}

TEST_CASE("a flawless model has no violation at all") {
    CHECK(violation(testing::laws::name_formatter(flawed<flaw::none>{}, 1)) == "");
}

} // namespace
