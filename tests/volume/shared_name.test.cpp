// SPDX-License-Identifier: Apache-2.0
#include "support/splitmix.hpp"
#include "support/static_check.hpp"

#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_template.hpp>
#include <berth/volume/shared_name.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace {

using namespace berth;

constexpr std::string_view data[]{"data"};
constexpr std::string_view two[]{"conf", "data"};
constexpr std::string_view loud[]{"DATA"};

template <class F, class G>
constexpr text<160> shared(F f, std::string_view a, G g, std::string_view b,
                           node_id largest = {999}, node_id b_largest = {999}) {
    return shared_name(volume_naming<F>{f, a, data, largest},
                       volume_naming<G>{g, b, data, b_largest});
}

constexpr concatenated_name ambiguous{true};
using suffixed = name_template<"{framework}-x{id}.{purpose}">;

TEST_CASE("shared_name: different frameworks share none, equal ones every") {
    STATIC_CHECK(shared(dashed_name{}, "es", dashed_name{}, "kv").empty());
    STATIC_CHECK(shared(dashed_name{}, "es", dashed_name{}, "es-1").empty());
    STATIC_CHECK(
        shared(dashed_name{}, "es", dashed_name{}, "es") ==
        std::string_view{R"("es" + 0 + "data" and "es" + 0 + "data" both give es-0-data)"});
    STATIC_CHECK(shared(concatenated_name{}, "es", dashed_name{}, "es").empty());
}

TEST_CASE("shared_name: a purpose of its own keeps a node apart") {
    constexpr std::string_view conf[]{"conf"};
    STATIC_CHECK(shared_name(volume_naming<dashed_name>{{}, "es", conf, {9}},
                             volume_naming<dashed_name>{{}, "es", data, {9}})
                     .empty());
    STATIC_CHECK(
        shared_name(volume_naming<dashed_name>{{}, "es", data, {9}},
                    volume_naming<dashed_name>{{}, "es", two, {9}}) ==
        std::string_view{R"("es" + 0 + "data" and "es" + 0 + "data" both give es-0-data)"});
    STATIC_CHECK(shared_name(volume_naming<dashed_name>{{}, "es", {}, {9}},
                             volume_naming<dashed_name>{{}, "es", two, {9}})
                     .empty());
}

TEST_CASE("id_named: the id that a name has among those of one kind of node") {
    constexpr volume_naming<dashed_name> es{{}, "es", two, {999}};
    STATIC_CHECK(id_named(es, "es-0-data") == node_id{0});
    STATIC_CHECK(id_named(es, "es-12-conf") == node_id{12});
    STATIC_CHECK(id_named(es, "ES-999-Data") == node_id{999});
    STATIC_CHECK(!id_named(es, "es-1000-data"));
    STATIC_CHECK(!id_named(es, "es-01-data"));
    STATIC_CHECK(!id_named(es, "es-1-log") && !id_named(es, "kv-1-data") && !id_named(es, ""));
    STATIC_CHECK(!id_named(volume_naming<dashed_name>{{}, "es", {}, {9}}, "es-1-data"));
    constexpr volume_naming<concatenated_name> old{{}, "es", data, {999}};
    STATIC_CHECK(id_named(old, "es11data") == node_id{11});
    constexpr volume_naming<suffixed> other{{}, "es", data, {9}};
    STATIC_CHECK(id_named(other, "es-x7.data") == node_id{7});
}

TEST_CASE("shared_name: finds the digits that two ids hide, and no others") {
    STATIC_CHECK(
        shared(ambiguous, "es1", ambiguous, "es") ==
        std::string_view{R"("es1" + 0 + "data" and "es" + 10 + "data" both give es10data)"});
    STATIC_CHECK(shared(ambiguous, "es", ambiguous, "es1", {9}).empty());
    STATIC_CHECK(!shared(ambiguous, "es", ambiguous, "es1", {10}).empty());
    // No id begins with a zero.
    STATIC_CHECK(shared(ambiguous, "es", ambiguous, "es0").empty());
    STATIC_CHECK(shared(ambiguous, "es", ambiguous, "es10", {99}).empty());
    STATIC_CHECK(!shared(ambiguous, "es", ambiguous, "es10", {100}).empty());
    STATIC_CHECK(shared(ambiguous, "es", ambiguous, "es19", {189}).empty());
    STATIC_CHECK(!shared(ambiguous, "es", ambiguous, "es19", {190}).empty());
    STATIC_CHECK(!shared(ambiguous, "es", ambiguous, "es9", {4294967295}, {4294967295}).empty());
}

TEST_CASE("shared_name: the case of letters keeps nothing apart") {
    STATIC_CHECK(!shared(concatenated_name{}, "Es", concatenated_name{}, "es").empty());
    STATIC_CHECK(!shared_name(volume_naming<concatenated_name>{{}, "es", loud, {9}},
                              volume_naming<concatenated_name>{{}, "es", data, {9}})
                      .empty());
}

/// Every name of the ids up to the largest, in small letters.
template <class F>
std::vector<std::string> all_names(volume_naming<F> const& of) {
    std::vector<std::string> out;
    for (std::uint32_t id = 0; id <= of.largest_id.value; ++id) {
        for (std::string_view const purpose : of.purposes) {
            if (auto const name = format_name(of.formatter, {of.framework, {id}, purpose})) {
                std::string folded{name->view()};
                for (char& c : folded) {
                    c = detail::to_lower(c);
                }
                out.push_back(std::move(folded));
            }
        }
    }
    return out;
}

template <class F, class G>
bool share(volume_naming<F> const& a, volume_naming<G> const& b) {
    auto const names = all_names(a);
    std::unordered_set<std::string> const known{names.begin(), names.end()};
    for (std::string const& name : all_names(b)) {
        if (known.count(name) != 0) {
            return true;
        }
    }
    return false;
}

struct drawn {
    std::string framework{};
    std::vector<std::string> purposes{};
    std::vector<std::string_view> views{};
    node_id largest{};

    explicit drawn(berth_test::splitmix& draw) {
        static constexpr std::string_view letters = "01S-";
        static constexpr std::string_view ends = "aA1";
        framework = "e";
        for (auto left = draw.below(3); left != 0; --left) {
            framework += letters[draw.below(letters.size())];
        }
        for (auto left = 1 + draw.below(2); left != 0; --left) {
            std::string& purpose = purposes.emplace_back();
            for (auto size = 1 + draw.below(2); size != 0; --size) {
                purpose += ends[draw.below(ends.size())];
            }
        }
        views.assign(purposes.begin(), purposes.end());
        static constexpr std::uint32_t largest_ids[]{0, 9, 10, 11, 99, 100, 110};
        largest = {largest_ids[draw.below(7)]};
    }
    template <class F>
    [[nodiscard]] volume_naming<F> with(F f) const {
        return {f, framework, views, largest};
    }
};

template <class F, class G>
void compare(F f, G g, drawn const& a, drawn const& b, std::size_t& found) {
    CAPTURE(a.framework);
    CAPTURE(b.framework);
    bool const says = !shared_name(a.with(f), b.with(g)).empty();
    CHECK(says == share(a.with(f), b.with(g)));
    found += says ? 1U : 0U;
}

TEST_CASE("shared_name: says what a look at every id says") {
    std::uint64_t const seed = berth_test::seed_or(41153);
    CAPTURE(seed);
    berth_test::splitmix draw{seed};
    std::size_t found = 0;
    for (int run = 0; run != 150; ++run) {
        drawn const a{draw};
        drawn const b{draw};
        compare(ambiguous, ambiguous, a, b, found);
        compare(concatenated_name{}, ambiguous, a, b, found);
        compare(dashed_name{}, ambiguous, a, b, found);
        compare(dashed_name{}, dashed_name{}, a, b, found);
        compare(suffixed{}, dashed_name{}, a, b, found);
    }
    CHECK(found > 20);
}

} // namespace
