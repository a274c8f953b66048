// SPDX-License-Identifier: Apache-2.0
// Start it with the committed inputs: fuzz-pattern FOLDER tests/fuzz/corpus/pattern
#include "fuzz/pattern.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const* const text = reinterpret_cast<char const*>(data); // NOLINT
    auto const wrong = berth_fuzz::pattern({text, size});
    if (!wrong.empty()) {
        std::fprintf(stderr, "pattern: %s\n", wrong.c_str());
        std::abort();
    }
    return 0;
}
