// SPDX-License-Identifier: Apache-2.0
// Start it with the committed inputs: fuzz-parse_name FOLDER tests/fuzz/corpus/parse_name
#include "fuzz/parse_name.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const* const text = reinterpret_cast<char const*>(data); // NOLINT
    auto const wrong = berth_fuzz::parse_name({text, size});
    if (!wrong.empty()) {
        std::fprintf(stderr, "parse_name: %s\n", wrong.c_str());
        std::abort();
    }
    return 0;
}
