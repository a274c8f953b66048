// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: an arena drops what it holds without a word
#include <berth/detail/arena.hpp>

struct own {
#if BERTH_REJECT
    ~own() {}
#endif
    int value = 0;
};

void add(berth::detail::arena<own>& all) { all.allocate(1); }
