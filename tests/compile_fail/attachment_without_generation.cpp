// SPDX-License-Identifier: Apache-2.0
// expect: no matching function
// expect: dvdi_environment
#include <berth/attach/dvdi_environment.hpp>

struct discard {
    void environment(std::string_view, std::string_view) {}
};

// Without it the options that create a volume would go with every launch.
bool attach(berth::attached_volume const& volume, berth::generation launches) {
#if BERTH_REJECT
    static_cast<void>(launches);
    return berth::dvdi_environment({&volume, 1}, discard{}).has_value();
#else
    return berth::dvdi_environment({&volume, 1}, launches, discard{}).has_value();
#endif
}
