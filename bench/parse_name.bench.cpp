// SPDX-License-Identifier: Apache-2.0
// How long it takes to read a volume name: the same names for all variants. sscanf is given the
// form of these very names, copies the texts and takes what berth refuses (a sign, a leading zero);
// berth checks the whole grammar and gives views. If berth allocates, its benchmark reports an error
// and the program fails.
#include "program.hpp"
#include "support/counting_new.hpp"

#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_template.hpp>
#include <berth/volume/volume_name.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace {

using berth_bench::fail;
using berth_bench::require;
using name_template = berth::name_template<"{framework}-{id}-{purpose}">;

/// The names of the two volumes of each node of one framework, ids of one to three digits in an
/// order that a branch predictor does not know by heart; each ends with a zero, for sscanf.
struct names {
    std::array<std::array<char, 32>, 4096> text{};
    std::array<std::string_view, 4096> view{}; ///< into `text`

    names() {
        std::uint64_t state = 2016;
        for (std::size_t i = 0; i != text.size(); ++i) {
            if (i % 2 == 0) {
                state = state * 6364136223846793005U + 1442695040888963407U;
            }
            auto const id = static_cast<std::uint32_t>((state >> 33U) % 1000);
            auto const size = berth::dashed_name{}.format(
                {"elasticsearch", {id}, i % 2 == 0 ? "data" : "config"}, text[i]);
            require(size && *size < text[i].size(), "a name has no room");
            view[i] = text[i].data();
        }
    }
    names(names const&) = delete;
    names& operator=(names const&) = delete;
    ~names() = default;
};

names const& inputs() {
    static names const all;
    return all;
}

template <class Formatter>
void berth_parse(benchmark::State& state) {
    auto const& all = inputs().view;
    Formatter const formatter{};
    std::size_t i = 0;
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        auto parts = formatter.parse(all[i++ % all.size()]);
        if (!parts) {
            fail(state, "a name was refused");
            break;
        }
        benchmark::DoNotOptimize(*parts);
        benchmark::ClobberMemory();
    }
    if (berth_test::allocations != before) {
        fail(state, "berth allocated");
    }
}

struct scanned {
    char framework[32];
    unsigned id;
    char purpose[32];
};

/// `%[^-]` would not do for a framework with a dash; these names have none.
int scan(char const* name, scanned& out) {
    return std::sscanf(name, "%31[a-z0-9]-%u-%31[a-z]", out.framework, &out.id, // NOLINT
                       out.purpose);
}

void sscanf_parse(benchmark::State& state) {
    auto const& all = inputs().text;
    std::size_t i = 0;
    for (auto _ : state) {
        scanned parts; // NOLINT(cppcoreguidelines-pro-type-member-init): sscanf fills it
        if (scan(all[i++ % all.size()].data(), parts) != 3) {
            fail(state, "a name was refused");
            break;
        }
        benchmark::DoNotOptimize(parts);
        benchmark::ClobberMemory();
    }
}

/// All variants read the same parts, or none of the figures means anything.
void register_all() {
    for (std::size_t i = 0; i != inputs().text.size(); ++i) {
        auto const name = inputs().view[i];
        scanned parts{};
        require(scan(name.data(), parts) == 3, "sscanf refuses a name");
        berth::volume_name_parts const expected{parts.framework, {parts.id}, parts.purpose};
        require(berth::dashed_name{}.parse(name) == expected, "dashed_name reads other parts");
        require(name_template{}.parse(name) == expected, "name_template reads other parts");
    }
    benchmark::RegisterBenchmark("parse_name/berth", berth_parse<berth::dashed_name>);
    benchmark::RegisterBenchmark("parse_name/name_template", berth_parse<name_template>);
    benchmark::RegisterBenchmark("parse_name/sscanf", sscanf_parse);
}

} // namespace

int main(int argc, char** argv) { return berth_bench::run(argc, argv, register_all); }
