// SPDX-License-Identifier: Apache-2.0
// The fuzz targets without a fuzzer: on the committed inputs, and for a moment on inputs made of
// them. A failure says its seed; BERTH_SEED=<seed> begins with it.
#include "fuzz/target.hpp"
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
#include <string_view>
#include <vector>

namespace {

using berth_fuzz::target;

std::vector<std::string> corpus(std::string_view name) {
    std::vector<std::filesystem::path> paths;
    for (auto const& entry : std::filesystem::directory_iterator{
             std::string{BERTH_TESTS_DIR "/fuzz/corpus/"}.append(name)}) {
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

/// A few bytes of any input: with those of the corpus come the words of the language.
std::string piece(std::vector<std::string> const& from, berth_test::splitmix& draw) {
    auto const& whole = draw.pick(from);
    return whole.substr(draw.below(whole.size() + 1), 1 + draw.below(8));
}

/// An input of `from`, changed at a few places.
std::string mutate(std::vector<std::string> const& from, berth_test::splitmix& draw) {
    std::string out = draw.pick(from);
    for (auto left = 1 + draw.below(4); left != 0; --left) {
        auto const at = draw.below(out.size() + 1);
        switch (draw.below(5)) {
        case 0:
        case 1: out.insert(at, piece(from, draw)); break;
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

TEST_CASE("fuzz: the committed inputs") {
    REQUIRE_FALSE(berth_fuzz::targets().empty());
    for (target const& each : berth_fuzz::targets()) {
        CAPTURE(each.name);
        auto const inputs = corpus(each.name);
        CHECK(inputs.size() >= 20);
        std::size_t taken = 0;
        for (auto const& input : inputs) {
            CAPTURE(input);
            auto const said = each.judge(input);
            CHECK(said.wrong == "");
            taken += said.taken ? 1U : 0U;
        }
        CHECK(taken * 3 > inputs.size()); // or little is tested
    }
}

TEST_CASE("fuzz: a moment of generated inputs") {
    using clock = std::chrono::steady_clock;
    for (target const& each : berth_fuzz::targets()) {
        CAPTURE(each.name);
        auto const inputs = corpus(each.name);
        std::size_t made = 0;
        std::size_t taken = 0;
        auto const end = clock::now() + std::chrono::milliseconds{150};
        for (auto seed = berth_test::seed_or(1); clock::now() < end; ++seed, ++made) {
            berth_test::splitmix draw{seed};
            auto const input = mutate(inputs, draw);
            auto const said = each.judge(input);
            taken += said.taken ? 1U : 0U;
            if (!said.wrong.empty()) {
                CAPTURE(seed);
                CAPTURE(input);
                FAIL(said.wrong);
            }
        }
        MESSAGE(each.name << ": " << made << " inputs, " << taken << " of them taken");
    }
}

} // namespace
