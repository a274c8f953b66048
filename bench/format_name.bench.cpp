// SPDX-License-Identifier: Apache-2.0
// How long a volume name takes: the same frameworks, ids and purposes for all variants. The
// rivals only write; berth checks the grammar as well. ostringstream makes a stream per name, as
// code that formats a name now and then does. berth has to do without any allocation: if it does
// not, its benchmark reports an error and the program fails.
#include "support/counting_new.hpp"

#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_template.hpp>
#include <berth/volume/volume_name.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>

namespace {

bool failed = false;

struct input {
    char const* framework;
    std::uint32_t id;
    char const* purpose;
};

/// The two volumes of each node of one framework, as a planner asks for them; ids of one to three
/// digits in an order that a branch predictor does not know by heart.
std::array<input, 4096> const& inputs() {
    static auto const all = [] {
        std::array<input, 4096> made{};
        std::uint64_t state = 2016;
        for (std::size_t i = 0; i != made.size(); i += 2) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            auto const id = static_cast<std::uint32_t>((state >> 33U) % 1000);
            made[i] = {"elasticsearch", id, "data"};
            made[i + 1] = {"elasticsearch", id, "config"};
        }
        return made;
    }();
    return all;
}

using name_template = berth::name_template<"{framework}-{id}-{purpose}">;

template <class Formatter>
void berth_name(benchmark::State& state) {
    static auto const parts = [] {
        std::array<berth::volume_name_parts, 4096> made{};
        for (std::size_t i = 0; i != made.size(); ++i) {
            auto const& one = inputs()[i];
            made[i] = {one.framework, {one.id}, one.purpose};
        }
        return made;
    }();
    Formatter const formatter{};
    char out[berth::volume_name::capacity()];
    std::size_t i = 0;
    std::size_t const before = berth_test::allocations;
    for (auto _ : state) {
        auto const size = formatter.format(parts[i++ % parts.size()], out);
        if (!size) {
            state.SkipWithError("a name was refused");
            failed = true;
            break;
        }
        char* text = out;
        benchmark::DoNotOptimize(*size);
        benchmark::DoNotOptimize(text);
        benchmark::ClobberMemory();
    }
    if (berth_test::allocations != before) {
        state.SkipWithError("berth allocated");
        failed = true;
    }
}

void snprintf_name(benchmark::State& state) {
    auto const& all = inputs();
    char out[berth::volume_name::capacity()];
    std::size_t i = 0;
    for (auto _ : state) {
        auto const& one = all[i++ % all.size()];
        int size = std::snprintf(out, sizeof out, "%s-%u-%s", one.framework, one.id, one.purpose);
        char* text = out;
        benchmark::DoNotOptimize(size);
        benchmark::DoNotOptimize(text);
        benchmark::ClobberMemory();
    }
}

void ostringstream_name(benchmark::State& state) {
    auto const& all = inputs();
    std::size_t i = 0;
    for (auto _ : state) {
        auto const& one = all[i++ % all.size()];
        std::ostringstream out;
        out << one.framework << '-' << one.id << '-' << one.purpose;
        std::string name = out.str();
        benchmark::DoNotOptimize(name);
        benchmark::ClobberMemory();
    }
}

template <class Formatter>
bool gives(input const& one, std::string_view expected) {
    char out[berth::volume_name::capacity()];
    auto const size = Formatter{}.format({one.framework, {one.id}, one.purpose}, out);
    return size && std::string_view{out, *size} == expected;
}

/// All variants give the same names, or none of the figures means anything.
bool agree() {
    for (auto const& one : inputs()) {
        char expected[berth::volume_name::capacity()];
        std::snprintf(expected, sizeof expected, "%s-%u-%s", one.framework, one.id, one.purpose);
        if (!gives<berth::dashed_name>(one, expected) || !gives<name_template>(one, expected)) {
            return false;
        }
    }
    return true;
}

} // namespace

int main(int count, char** arguments) {
    benchmark::RegisterBenchmark("format_name/berth", berth_name<berth::dashed_name>);
    benchmark::RegisterBenchmark("format_name/name_template", berth_name<name_template>);
    benchmark::RegisterBenchmark("format_name/snprintf", snprintf_name);
    benchmark::RegisterBenchmark("format_name/ostringstream", ostringstream_name);
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments)) {
        return 2;
    }
    if (!agree()) {
        std::fputs("format_name: the variants disagree\n", stderr);
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return failed ? 1 : 0;
}
