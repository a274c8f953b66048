// SPDX-License-Identifier: Apache-2.0
// Looks for two triples with one name in every formatter that says it has none, among parts that are
// likely to be confused: short, of few characters, one the other with an end cut off or added.
#include "support/splitmix.hpp"

#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_template.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace {

using namespace berth;

using triple = std::tuple<std::string, std::uint32_t, std::string>;

std::string draw_text(berth_test::splitmix& draw, std::string_view alphabet, std::size_t longest) {
    std::string out;
    for (auto left = 1 + draw.below(longest); left != 0; --left) {
        out += alphabet[draw.below(alphabet.size())];
    }
    return out;
}

triple draw_triple(berth_test::splitmix& draw) {
    auto const framework =
        draw.chance(1, 8) ? "es-" + draw_text(draw, "01-n", 3) : draw_text(draw, "ab01-nvx", 5);
    auto const id = draw.chance(1, 8) ? draw() >> 32U : draw.below(120);
    auto const purpose = draw.chance(1, 4) ? "data" : draw_text(draw, "abnvx", 3);
    return {framework, static_cast<std::uint32_t>(id), purpose};
}

/// Makes the names of `rounds` triples. \returns a sentence about a clash, or nothing; `accepted`
/// is how many there were.
template <name_formatter F>
std::string clashes(F const& f, std::uint64_t seed, int rounds, std::size_t& accepted) {
    berth_test::splitmix draw{seed};
    std::unordered_map<std::string, triple> owners;
    for (int i = 0; i != rounds; ++i) {
        auto const drawn = draw_triple(draw);
        auto const& [framework, id, purpose] = drawn;
        volume_name_parts const parts{framework, {id}, purpose};
        auto const name = format_name(f, parts);
        if (!name) {
            continue;
        }
        std::string const text{name->view()};
        auto const [known, fresh] = owners.try_emplace(text, drawn);
        if (!fresh && known->second != drawn) {
            auto const& other = known->second;
            return text + ": " + framework + "," + std::to_string(id) + "," + purpose + " and " +
                   std::get<0>(other) + "," + std::to_string(std::get<1>(other)) + "," +
                   std::get<2>(other);
        }
        if (f.parse(text) != parts) {
            return text + " is not read back";
        }
    }
    accepted = owners.size();
    return {};
}

TEST_CASE_TEMPLATE(
    "no two triples have one name", F, dashed_name, concatenated_name,
    name_template<"{framework}-{id}-{purpose}">, name_template<"x-{framework}-n{id}-{purpose}">,
    name_template<"{framework}-{id}0{purpose}">, name_template<"{framework}n{id}1{purpose}a">,
    name_template<"{id}_{framework}.{purpose}">, name_template<"{purpose}.{framework}a/{id}">,
    name_template<"{purpose}0.{id}_{framework}">, name_template<"{framework}-{purpose}v{id}x">) {
    static_assert(F::injective);
    auto const seed = berth_test::seed_or(448);
    CAPTURE(seed);
    std::size_t accepted = 0;
    CHECK(clashes(F{}, seed, 20000, accepted) == "");
    CHECK(accepted > 1000);
}

TEST_CASE("the search finds clashes where they are") {
    std::size_t accepted = 0;
    auto const found = clashes(concatenated_name{.accept_ambiguous = true}, 448, 20000, accepted);
    CHECK(found != "");
}

} // namespace
