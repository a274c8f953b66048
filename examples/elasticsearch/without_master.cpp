// SPDX-License-Identifier: Apache-2.0
// In the place of live.cpp where libcurl is not installed.
#include "live.hpp"

#include <iostream>

int run_on_master(options const& /*chosen*/) {
    std::cerr << "elasticsearch: --master: this program was built without libcurl\n";
    return 2;
}
