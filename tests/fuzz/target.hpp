// SPDX-License-Identifier: Apache-2.0
// What a fuzz target is. NAME.fuzz.hpp holds one, as `berth_fuzz::judge_NAME`; the fuzzer and the
// replay in every build find it here.
#ifndef BERTH_TESTS_FUZZ_TARGET_HPP
#define BERTH_TESTS_FUZZ_TARGET_HPP

#include <string>
#include <string_view>
#include <vector>

namespace berth_fuzz {

/// What a target says of an input.
struct verdict {
    std::string wrong{}; ///< empty if nothing is
    bool taken = false;  ///< the input got through to what is tested, and not just refused
};

struct target {
    std::string_view name{};
    verdict (*judge)(std::string_view bytes) = nullptr;
};

/// The targets of this program.
inline std::vector<target>& targets() {
    static std::vector<target> all;
    return all;
}

/// \effects adds a target for as long as the program runs.
struct listing {
    listing(std::string_view name, verdict (*judge)(std::string_view)) {
        targets().push_back({name, judge});
    }
};

} // namespace berth_fuzz

#endif
