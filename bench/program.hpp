// SPDX-License-Identifier: Apache-2.0
// What every benchmark program does: it checks first that what it compares gives the same answers,
// and fails if a benchmark did.
#ifndef BENCH_PROGRAM_HPP
#define BENCH_PROGRAM_HPP

#include <benchmark/benchmark.h>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace berth_bench {

inline bool failed = false;

/// Ends the benchmark at hand, and the program in failure.
inline void fail(benchmark::State& state, char const* why) {
    state.SkipWithError(why);
    failed = true;
}

inline void require(bool holds, std::string const& what) {
    if (!holds) {
        throw std::logic_error(what);
    }
}

/// `registers` checks and registers the benchmarks.
template <class Register>
int run(int argc, char** argv, Register registers) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    try {
        registers();
    } catch (std::logic_error const& wrong) {
        std::fprintf(stderr, "%s: %s\n", argv[0], wrong.what());
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return failed ? 1 : 0;
}

} // namespace berth_bench

#endif
