// SPDX-License-Identifier: Apache-2.0
// What every benchmark program does: it checks first that what it compares gives the same answers,
// and fails if a benchmark did.
#ifndef BENCH_PROGRAM_HPP
#define BENCH_PROGRAM_HPP

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
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

/// \effects fixes how many iterations are run, if the environment variable BERTH_ITERATIONS says
///          so: two runs then differ in nothing else, and what they count can be subtracted.
inline benchmark::internal::Benchmark* fix_iterations(benchmark::internal::Benchmark* of) {
    char const* const text = std::getenv("BERTH_ITERATIONS"); // NOLINT(concurrency-mt-unsafe)
    auto const iterations = text == nullptr ? 0 : std::strtoll(text, nullptr, 10);
    return iterations > 0 ? of->Iterations(iterations) : of;
}

/// \effects adds a counter: the time that the processor needs for each of `parts` equal parts of an
///          iteration, in seconds.
inline void count_time(benchmark::State& state, char const* name, std::size_t parts) {
    using benchmark::Counter;
    state.counters[name] =
        Counter(static_cast<double>(parts), Counter::kIsIterationInvariantRate | Counter::kInvert);
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
