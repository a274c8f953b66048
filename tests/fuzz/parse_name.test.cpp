// SPDX-License-Identifier: Apache-2.0
// The body of the fuzz target without a fuzzer: on the committed inputs, and for about a second on
// inputs made of them.
#include "fuzz/parse_name.hpp"

#include "support/splitmix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::vector<std::string> corpus() {
    std::vector<std::filesystem::path> paths;
    for (auto const& entry :
         std::filesystem::directory_iterator{BERTH_TESTS_DIR "/fuzz/corpus/parse_name"}) {
        paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::vector<std::string> out;
    for (auto const& path : paths) {
        std::ifstream file{path, std::ios::binary};
        out.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    }
    return out;
}

/// An input of `from`, changed at a few places, with pieces that matter to the grammars.
std::string mutate(std::vector<std::string> const& from, berth_test::splitmix& draw) {
    static std::vector<std::string> const pieces{
        "-", "--", "0", "1", "00", "4294967295", "4294967296", "a",  "z",       "data", "es",
        "A", "_",  ".", "/", "n",  "x-",         "-y1",        "\n", "s3alias", "\xff"};
    std::string out = draw.pick(from);
    for (auto left = 1 + draw.below(4); left != 0; --left) {
        auto const at = draw.below(out.size() + 1);
        switch (draw.below(4)) {
        case 0: out.insert(at, draw.pick(pieces)); break;
        case 1: out.erase(at, 1 + draw.below(3)); break;
        case 2:
            if (at != out.size()) {
                out[at] = static_cast<char>(draw.below(256));
            }
            break;
        default: out = out.substr(0, at) + draw.pick(from).substr(0, draw.below(40)); break;
        }
    }
    return out;
}

TEST_CASE("the committed inputs of parse_name") {
    auto const inputs = corpus();
    REQUIRE(inputs.size() >= 20);
    for (auto const& input : inputs) {
        CAPTURE(input);
        CHECK(berth_fuzz::parse_name(input) == "");
    }
}

TEST_CASE("a second of generated inputs for parse_name") {
    auto const seed = berth_test::seed_or(1);
    CAPTURE(seed);
    auto const inputs = corpus();
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{1};
    std::size_t made = 0;
    std::size_t named = 0;
    for (std::uint64_t batch = 0; std::chrono::steady_clock::now() < end; ++batch) {
        berth_test::splitmix draw{seed + batch};
        for (int i = 0; i != 100; ++i, ++made) {
            auto const input = mutate(inputs, draw);
            auto const wrong = berth_fuzz::parse_name(input);
            if (!wrong.empty()) {
                CAPTURE(batch);
                CAPTURE(input);
                FAIL(wrong);
            }
            named += berth::dashed_name{}.parse(input) ? 1U : 0U;
        }
    }
    MESSAGE(made << " inputs, " << named << " of them dashed names");
    CHECK(named > made / 100);
}

} // namespace
