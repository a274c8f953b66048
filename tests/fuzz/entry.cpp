// SPDX-License-Identifier: Apache-2.0
// The fuzzer's way into the one target of its program; run.py starts it.
#include "fuzz/target.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const* const text = reinterpret_cast<char const*>(data); // NOLINT
    auto const said = berth_fuzz::targets().front().judge({text, size});
    if (!said.wrong.empty()) {
        std::fprintf(stderr, "broken: %s\n", said.wrong.c_str());
        std::abort();
    }
    return 0;
}
