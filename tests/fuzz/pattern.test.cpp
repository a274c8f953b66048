// SPDX-License-Identifier: Apache-2.0
// The body of the fuzz target without a fuzzer: on the committed inputs, and for about a second on
// inputs made of them.
#include "fuzz/pattern.hpp"

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
         std::filesystem::directory_iterator{BERTH_TESTS_DIR "/fuzz/corpus/pattern"}) {
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

/// An input of `from`, changed at a few places, with pieces that matter to the language.
std::string mutate(std::vector<std::string> const& from, berth_test::splitmix& draw) {
    static std::vector<std::string> const pieces{
        "a",  "b",    "ab",  ".",    "*",  "+",  "?",     "|",      "(",       ")",  "(a|b)*",
        "[",  "]",    "[^",  "[ab]", "-",  "\\", "\\d",   "\\W",    "[^\\s-]", "&&", "{2}",
        "^",  "$",    "\n",  "()",   "9",  "_",  "\\-",   "[a-c-]", "(.*)?",   "\r", "\xc3\xa9",
        "\\", "\xff", "(?:", "*?",   "a+", "b?", "(a|)+", "ba",     "\u2028"};
    std::string out = draw.pick(from);
    for (auto left = 1 + draw.below(4); left != 0; --left) {
        auto const at = draw.below(out.size() + 1);
        switch (draw.below(5)) {
        case 0:
        case 1: out.insert(at, draw.pick(pieces)); break;
        case 2: out.erase(at, 1 + draw.below(3)); break;
        case 3:
            if (at != out.size()) {
                out[at] = static_cast<char>(draw.below(256));
            }
            break;
        default: out = out.substr(0, at) + draw.pick(from).substr(0, draw.below(40)); break;
        }
    }
    return out;
}

TEST_CASE("the committed inputs of pattern") {
    auto const inputs = corpus();
    REQUIRE(inputs.size() >= 20);
    for (auto const& input : inputs) {
        CAPTURE(input);
        CHECK(berth_fuzz::pattern(input) == "");
    }
}

TEST_CASE("a second of generated inputs for pattern") {
    auto const seed = berth_test::seed_or(1);
    CAPTURE(seed);
    auto const inputs = corpus();
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{1};
    std::size_t made = 0;
    std::size_t taken = 0;
    std::size_t matched = 0;
    for (std::uint64_t batch = 0; std::chrono::steady_clock::now() < end; ++batch) {
        berth_test::splitmix draw{seed + batch};
        for (int i = 0; i != 100; ++i, ++made) {
            auto const input = mutate(inputs, draw);
            auto const verdict = berth_fuzz::judge_pattern(input);
            if (!verdict.wrong.empty()) {
                CAPTURE(batch);
                CAPTURE(input);
                FAIL(verdict.wrong);
            }
            taken += verdict.taken ? 1U : 0U;
            matched += verdict.matched ? 1U : 0U;
        }
    }
    MESSAGE(made << " inputs, " << taken << " patterns, " << matched << " matches");
    CHECK(taken > made / 10);
    CHECK(matched > made / 100);
}

} // namespace
